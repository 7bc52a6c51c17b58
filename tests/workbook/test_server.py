"""The service over real sockets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import gspread
import pytest
import requests
from click.testing import CliRunner
from flask import Flask
from google.oauth2.credentials import Credentials
from googleapiclient.discovery import build
from requests.adapters import HTTPAdapter

from tests.workbook.wsgi import Api
from web.__main__ import main
from web.workbook import Faults, Weather, create_app
from web.workbook.server import OWNER, run_later, server_of


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    weather = Weather(faults=Faults(lambda _: None, run_later))
    app = create_app(tmp_path, tokens={"secret": OWNER}, weather=weather)
    server = server_of(app, "127.0.0.1", 0)
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.trigger.pull_trigger(server.close)  # by the thread that waits for its sockets, so that none is lost
    thread.join()
    server.task_dispatcher.shutdown()
    app.extensions["workbooks"].database.close()


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.headers["Authorization"] = "Bearer secret"
        yield made


def test_title_with_every_kind_of_sign_is_found_by_its_address(address: str, session: requests.Session) -> None:
    title = "苗床 a/b:c%d+e?f#g'h"
    body = {"sheets": [{"properties": {"title": title}}]}
    spreadsheet = session.post(f"{address}/v4/spreadsheets", json=body).json()["spreadsheetId"]
    quoted = quote("'" + title.replace("'", "''") + "'!A1", safe="")
    url = f"{address}/v4/spreadsheets/{spreadsheet}/values/{quoted}"
    assert session.put(url, json={"values": [["x"]]}, params={"valueInputOption": "RAW"}).status_code == 200
    assert session.get(url).json()["values"] == [["x"]]


def test_large_answer_arrives_whole(address: str, session: requests.Session) -> None:
    spreadsheet = session.post(f"{address}/v4/spreadsheets", json={}).json()["spreadsheetId"]
    url = f"{address}/v4/spreadsheets/{spreadsheet}/values/Sheet1!A1:Z1000"
    values = [[f"row {row} 苗 column {column}" for column in range(26)] for row in range(1000)]
    session.put(url, json={"values": values}, params={"valueInputOption": "RAW"})
    answer = session.get(url)
    assert answer.json()["values"] == values
    assert answer.headers["Content-Encoding"] == "gzip"
    assert int(answer.headers["Content-Length"]) < len(answer.content) / 4


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br"])
def test_large_answer_is_sent_as_it_is_to_those_who_do_not_take_gzip(
    address: str, session: requests.Session, accepted: str
) -> None:
    spreadsheet = session.post(f"{address}/v4/spreadsheets", json={}).json()["spreadsheetId"]
    url = f"{address}/v4/spreadsheets/{spreadsheet}/values/Sheet1!A1"
    session.put(url, json={"values": [["x" * 9_000]]}, params={"valueInputOption": "RAW"})
    answer = session.get(url, headers={"Accept-Encoding": accepted})
    assert answer.json()["values"] == [["x" * 9_000]]
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_small_answer_is_not_compressed(address: str, session: requests.Session) -> None:
    assert "Content-Encoding" not in session.post(f"{address}/v4/spreadsheets", json={}).headers


def test_cut_reply_breaks_the_connection(address: str, session: requests.Session) -> None:
    session.post(f"{address}/faults", json={"method": "writes", "kind": "cut"})
    with pytest.raises(requests.exceptions.RequestException):
        session.post(f"{address}/v4/spreadsheets", json={}).json()
    listed = session.get(f"{address}/drive/v3/files").json()["files"]
    assert [each["name"] for each in listed] == ["Untitled spreadsheet"]


def test_command_serves_with_the_weather_and_the_history_that_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Flask] = []

    def server_that_is_idle(app: Flask, _host: str, _port: int) -> SimpleNamespace:
        served.append(app)
        return SimpleNamespace(run=lambda: None)

    monkeypatch.setattr("web.workbook.server.server_of", server_that_is_idle)
    options = ["--quota", "google", "--faults", "--history-days", "7"]
    result = CliRunner().invoke(main, ["workbook", "--port", "1", "--data", str(tmp_path), "--token", "T", *options])
    assert (result.exit_code, result.output) == (0, "")
    app = served[0]
    assert app.extensions["workbooks"].history_kept == timedelta(days=7)
    api = Api(app, "T")
    spreadsheet = api.create()
    codes = [api.send("GET", f"/v4/spreadsheets/{spreadsheet}").status_code for _ in range(125)]
    assert set(codes) == {200, 429}  # 125 calls are over the quota of two minutes, should the clock pass from one on
    assert app.test_client().get("/faults").get_json() == {"faults": []}
    app.extensions["workbooks"].database.close()


class Redirected(HTTPAdapter):
    """Sends to another address what a client sends to Google, as COVERAGE.md shows it."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = address

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        # Any: the arguments are handed on as they came
        request.url = self._address + str(request.path_url)
        return super().send(request, *args, **options)


def test_clients_are_pointed_at_it_by_their_own_options(address: str, session: requests.Session) -> None:
    for host in ("https://sheets.googleapis.com", "https://www.googleapis.com"):
        session.mount(host, Redirected(address))
    book = gspread.Client(cast(Any, None), session).create("Nursery")  # Any: gspread means None but says not
    book.sheet1.update([["tray"]], "A1")
    credentials = Credentials("secret")  # type: ignore[no-untyped-call]
    with build("sheets", "v4", credentials=credentials, client_options={"api_endpoint": address}) as sheets:
        values = sheets.spreadsheets().values().get(spreadsheetId=book.id, range="A1").execute()["values"]
    with build(
        "drive", "v3", credentials=credentials, client_options={"api_endpoint": f"{address}/drive/v3/"}
    ) as drive:
        files = drive.files().list(fields="files(id,version)").execute()["files"]
    assert (values, files) == ([["tray"]], [{"id": book.id, "version": "2"}])

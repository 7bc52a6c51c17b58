"""Requests to Google end in an application of this process or at another host, and what comes back has a meaning."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import gspread
import pytest
import requests

from sheets_sync.client import Workbook, _translated
from sheets_sync.errors import UsageError, WorkbookError
from sheets_sync.ranges import CellRange
from sheets_sync.retry import Refused, Retry, Throttled, Unknown
from sheets_sync.transport import local_session, open_local_application, url_session

SHEETS = "https://sheets.googleapis.com/v4/spreadsheets"
StartResponse = Callable[[str, list[tuple[str, str]]], None]


class Application:
    """A WSGI application that keeps what it was asked and gives the same answer each time."""

    def __init__(self, status: str = "200 OK", body: str = "{}", **headers: str) -> None:
        self.status, self.body, self.headers = status, body, headers
        self.asked: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        self.asked.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        headers = [(name.replace("_", "-"), value) for name, value in self.headers.items()]
        start_response(self.status, [("Content-Type", "application/json"), *headers])
        return [self.body.encode()]


def workbook_of(application: Application, attempts: int = 1, waits: list[float] | None = None) -> Workbook:
    client = gspread.Client(auth=None, session=local_session(application))  # type: ignore[arg-type]  # as open_workbook
    waits = [] if waits is None else waits
    return Workbook(client, "ID", Retry(attempts, sleep=waits.append, jitter=lambda: 1.0))


def test_request_reaches_the_application_as_it_was_sent() -> None:
    application = Application()
    local_session(application).post(f"{SHEETS}/ID/values/'浇 水'!A1", params={"a": "1/2"}, data="体温".encode())
    (environ,) = application.asked
    assert environ["REQUEST_METHOD"] == "POST"
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/v4/spreadsheets/ID/values/'浇 水'!A1"
    assert environ["QUERY_STRING"] == "a=1%2F2"
    assert application.bodies == ["体温".encode()]
    assert environ["CONTENT_LENGTH"] == "6"


def test_answer_comes_back_with_status_headers_and_text() -> None:
    answer = local_session(Application("404 Not Found", '{"a": "浇水"}', X_Note="yes")).get(SHEETS)
    assert (answer.status_code, answer.reason, answer.headers["x-note"], answer.json()) == (
        404,
        "Not Found",
        "yes",
        {"a": "浇水"},
    )


def test_request_to_another_host_is_not_sent_to_google() -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"path": self.path, "token": self.headers["Authorization"]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    with url_session(f"http://127.0.0.1:{server.server_port}", "secret") as session:
        found = session.get(f"{SHEETS}/ID", params={"fields": "a"}).json()
    server.shutdown()
    server.server_close()
    assert found == {"path": "/v4/spreadsheets/ID?fields=a", "token": "Bearer secret"}


@pytest.mark.parametrize("factory", ["nowhere:app", "sheets_sync.errors:nothing", "sheets_sync", "", ":app", ".x:app"])
def test_service_that_cannot_be_loaded_is_told(factory: str) -> None:
    with pytest.raises(UsageError, match="The setting local_service is"):
        open_local_application(factory, "data")


@pytest.mark.parametrize(
    ("application", "error", "words"),
    [
        (Application("429 Too Many Requests", '{"error": {"code": 429, "message": "slower"}}'), Throttled, "slower"),
        (Application("503 Service Unavailable", '{"error": {"code": 503, "message": "later"}}'), Unknown, "later"),
        (Application("502 Bad Gateway", "<html>bad gateway</html>"), Unknown, "502"),
        (Application("200 OK", "<html>welcome to the cafe</html>"), Unknown, "could not be read"),
        (Application("200 OK", ""), Unknown, "could not be read"),
        (Application("200 OK", '{"valueRanges": ['), Unknown, "could not be read"),
        (Application("200 OK", "{}"), Unknown, "could not be read"),
        (Application("400 Bad Request", '{"error": {"code": 400, "message": "no range"}}'), Refused, "no range"),
        (Application("401 Unauthorized", '{"error": {"code": 401, "message": "who?"}}'), Refused, "SHEETS_SYNC_TOKEN"),
        (Application("403 Forbidden", '{"error": {"code": 403, "message": "no"}}'), Refused, "Share the spreadsheet"),
        (Application("404 Not Found", '{"error": {"code": 404, "message": "gone"}}'), Refused, "SHEETS_SYNC_WORKBOOK"),
    ],
)  # fmt: skip
def test_bad_answer_has_a_meaning(application: Application, error: type[WorkbookError], words: str) -> None:
    with pytest.raises(error, match=words):
        workbook_of(application).read(["A1"])


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (requests.ConnectionError("cut"), Unknown),
        (requests.Timeout("late"), Unknown),
        (requests.exceptions.ChunkedEncodingError("cut"), Unknown),
        (requests.exceptions.ContentDecodingError("garbled"), Unknown),
        (requests.TooManyRedirects("round and round"), Unknown),
    ],
)
def test_broken_connection_has_an_unknown_end(raised: Exception, error: type[WorkbookError]) -> None:
    def call() -> None:
        raise raised

    with pytest.raises(error):
        _translated(call)


@pytest.mark.parametrize(("header", "waited"), [("7", 7.0), ("0", 0.0), ("soon", 1.0), (None, 1.0)])
def test_pause_that_the_service_asks_for_is_kept(header: str | None, waited: float) -> None:
    waits: list[float] = []
    headers = {"Retry_After": header} if header else {}
    application = Application("429 Too Many Requests", '{"error": {"code": 429, "message": "slow"}}', **headers)
    with pytest.raises(Throttled):
        workbook_of(application, 2, waits).read(["A1"])
    assert waits == [waited]


def test_append_is_sent_once_when_its_end_is_unknown_and_a_write_again() -> None:
    application = Application("503 Service Unavailable", '{"error": {"code": 503, "message": "later"}}')
    workbook = workbook_of(application, attempts=3)
    with pytest.raises(Unknown):
        workbook.update([{"appendCells": {}}])
    assert len(application.asked) == 1
    with pytest.raises(Unknown):
        workbook.write([CellRange("A1", [["x"]])])
    assert len(application.asked) == 4


def test_nothing_to_do_makes_no_call() -> None:
    application = Application()
    workbook = workbook_of(application)
    workbook.write([])
    assert (workbook.read([]), workbook.update([]), application.asked, workbook.calls) == ([], [], [], 0)


def test_large_write_goes_in_several_calls() -> None:
    application = Application()
    column = [["x"] * 100_000]
    workbook_of(application).write(
        [CellRange("A1:A100000", column), CellRange("B1:B100000", column), CellRange("C1", [["x"]])]
    )
    sent = [[part["range"] for part in json.loads(body)["data"]] for body in application.bodies]
    assert sent == [["A1:A100000"], ["B1:B100000", "C1"]]


def test_values_are_written_raw_and_read_unformatted() -> None:
    application = Application(body='{"valueRanges": [{"values": [["0012"]]}, {}]}')
    workbook = workbook_of(application)
    assert workbook.read(["A1", "B1"]) == [[["0012"]], []]
    workbook.write([CellRange("A1", [["=1+1"]])])
    assert "valueRenderOption=UNFORMATTED_VALUE" in application.asked[0]["QUERY_STRING"]
    assert json.loads(application.bodies[1])["valueInputOption"] == "RAW"

"""The change feed, the history, and what Drive tells of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from tests.workbook.wsgi import Api
from web.workbook import Principal, create_app


def feed(api: Api, spreadsheet: str, since: int, **query: Any) -> Any:
    return api.call("GET", f"/v4/spreadsheets/{spreadsheet}/changes", since=since, **query)


def test_feed_tells_what_happened_since_a_version_and_nothing_more(api: Api, spreadsheet: str) -> None:
    start = feed(api, spreadsheet, 0)["version"]
    api.write(spreadsheet, "Sheet1!B2", [["a", 1]])
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    api.batch(spreadsheet, {"insertDimension": {"range": rows}})
    answer = feed(api, spreadsheet, start)
    told = [(each["version"], each["kind"], each["user"]) for each in answer["changes"]]
    assert told == [(start + 1, "values", "owner@example.org"), (start + 2, "insertDimension", "owner@example.org")]
    assert answer["changes"][0]["values"] == [["a"], [1]]
    assert answer["changes"][0]["range"]["startRowIndex"] == 1
    assert feed(api, spreadsheet, answer["version"]) == {"version": start + 2, "changes": []}


def test_feed_can_be_asked_for_one_sheet(api: Api, spreadsheet: str) -> None:
    start = feed(api, spreadsheet, 0)["version"]
    api.batch(spreadsheet, {"addSheet": {"properties": {"title": "bench", "sheetId": 5}}})
    api.write(spreadsheet, "bench!A1", [["x"]])
    assert [each["kind"] for each in feed(api, spreadsheet, start, sheetId=0)["changes"]] == []
    assert [each["kind"] for each in feed(api, spreadsheet, start, sheetId=5)["changes"]] == ["addSheet", "values"]


def test_refused_and_empty_writes_are_no_change(api: Api, spreadsheet: str) -> None:
    start = feed(api, spreadsheet, 0)["version"]
    api.write(spreadsheet, "Nowhere!A1", [["x"]])
    api.write(spreadsheet, "Sheet1!A1", [])
    assert feed(api, spreadsheet, 0)["version"] == start


def test_history_has_the_values_before_and_after(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["old"]])
    api.write(spreadsheet, "Sheet1!A1", [["new"]])
    last = api.call("GET", f"/v4/spreadsheets/{spreadsheet}/history", limit=1)["history"][0]
    assert (last["user"], last["method"]) == ("owner@example.org", "sheets.spreadsheets.values.update")
    assert (last["records"][0]["before"], last["records"][0]["values"]) == ([["old"]], [["new"]])


def test_reader_of_a_log_that_was_shortened_is_told_to_start_again(
    tmp_path: Path,
) -> None:
    now = datetime(2024, 3, 1, tzinfo=UTC)
    app = create_app(tmp_path, tokens={"owner": Principal("owner@example.org")}, clock=lambda: now)
    api = Api(app, "owner")
    spreadsheet = api.create()
    api.write(spreadsheet, "Sheet1!A1", [["x"]])
    now += timedelta(days=91)
    api.write(spreadsheet, "Sheet1!A1", [["y"]])
    assert feed(api, spreadsheet, 0) == {"version": 3, "reset": True}
    assert len(feed(api, spreadsheet, 2)["changes"]) == 1
    app.extensions["workbooks"].database.close()


def test_modified_time_rises_even_when_the_clock_does_not(tmp_path: Path) -> None:
    stopped = datetime(2024, 3, 1, tzinfo=UTC)
    app = create_app(tmp_path, tokens={"owner": Principal("owner@example.org")}, clock=lambda: stopped)
    api = Api(app, "owner")
    spreadsheet = api.create()
    times = []
    for value in range(3):
        api.write(spreadsheet, "Sheet1!A1", [[value]])
        times.append(api.call("GET", f"/drive/v3/files/{spreadsheet}", fields="modifiedTime,version"))
    assert [each["modifiedTime"] for each in times] == sorted({each["modifiedTime"] for each in times})
    assert [each["version"] for each in times] == ["2", "3", "4"]
    app.extensions["workbooks"].database.close()


def test_owner_can_have_the_values_of_before_forgotten(api: Api, app: Flask, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["secret"]])
    api.write(spreadsheet, "Sheet1!A1", [["x"]])
    permission = {"type": "user", "role": "writer", "emailAddress": "editor@example.org"}
    api.call("POST", f"/drive/v3/files/{spreadsheet}/permissions", permission)
    path = f"/v4/spreadsheets/{spreadsheet}/history"
    assert Api(app, "editor").call("DELETE", path)["error"]["code"] == 403
    assert api.call("DELETE", path) == {"forgotten": 4}
    assert api.call("GET", path) == {"version": 4, "history": []}
    assert feed(api, spreadsheet, 1) == {"version": 4, "reset": True}

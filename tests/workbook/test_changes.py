"""The change feed, the history, and what Drive tells of changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.workbook.wsgi import Api
from web.workbook import Principal, create_app
from web.workbook.batch_update import KINDS


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


def test_csv_that_replaces_cells_leaves_them_in_the_history(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["old"]])
    api.send("PUT", f"/upload/drive/v2/files/{spreadsheet}", b"new", uploadType="media")
    last = api.call("GET", f"/v4/spreadsheets/{spreadsheet}/history", limit=1)["history"][0]
    assert (last["user"], last["method"]) == ("owner@example.org", "drive.v2.files.update")
    assert "old" in str([each.get("before") for each in last["records"]])


AREA = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 4, "startColumnIndex": 0, "endColumnIndex": 3}
PART = {**AREA, "endColumnIndex": 1}
LINE = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
RULE = {"ranges": [AREA], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}
KEY = {"developerMetadataLookup": {"metadataKey": "k"}}
FIRST: dict[str, Any] = {
    "addFilterView": {"filter": {"filterViewId": 1, "range": AREA}},
    "addProtectedRange": {"protectedRange": {"protectedRangeId": 1, "range": AREA}},
    "addBanding": {"bandedRange": {"bandedRangeId": 1, "range": AREA}},
    "addNamedRange": {"namedRange": {"namedRangeId": "1", "name": "trays", "range": AREA}},
    "addConditionalFormatRule": {"rule": RULE},
    "addDimensionGroup": {"range": LINE},
    "createDeveloperMetadata": {
        "developerMetadata": {"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}
    },
    "addSheet": {"properties": {"sheetId": 5}},
}
"""What the kinds after it need; these are kinds too."""
CHANGES: dict[str, Any] = FIRST | {
    "appendCells": {"rows": [{"values": [{"note": "n"}]}], "fields": "note"},
    "appendDimension": {"dimension": "ROWS", "length": 1},
    "autoFill": {"sourceAndDestination": {"source": PART, "dimension": "ROWS", "fillLength": 1}},
    "autoResizeDimensions": {"dimensions": LINE},
    "clearBasicFilter": {"sheetId": 0},
    "copyPaste": {"source": PART, "destination": {**PART, "startRowIndex": 6, "endRowIndex": 10}},
    "cutPaste": {"source": PART, "destination": {"rowIndex": 6}},
    "deleteBanding": {"bandedRangeId": 1},
    "deleteConditionalFormatRule": {"index": 0},
    "deleteDeveloperMetadata": {"dataFilter": KEY},
    "deleteDimension": {"range": LINE},
    "deleteDimensionGroup": {"range": LINE},
    "deleteDuplicates": {"range": AREA},
    "deleteFilterView": {"filterId": 1},
    "deleteNamedRange": {"namedRangeId": "1"},
    "deleteProtectedRange": {"protectedRangeId": 1},
    "deleteRange": {"range": PART, "shiftDimension": "ROWS"},
    "deleteSheet": {"sheetId": 5},
    "duplicateFilterView": {"filterId": 1},
    "duplicateSheet": {"sourceSheetId": 0},
    "findReplace": {"find": "a", "replacement": "b", "allSheets": True},
    "insertDimension": {"range": LINE},
    "insertRange": {"range": PART, "shiftDimension": "ROWS"},
    "mergeCells": {"range": AREA, "mergeType": "MERGE_ALL"},
    "moveDimension": {"source": LINE, "destinationIndex": 4},
    "pasteData": {"coordinate": {}, "data": "x", "delimiter": ","},
    "randomizeRange": {"range": AREA},
    "repeatCell": {"range": AREA, "cell": {"note": "n"}, "fields": "note"},
    "setBasicFilter": {"filter": {"range": AREA}},
    "setDataValidation": {"range": AREA, "rule": {"condition": {"type": "BOOLEAN"}}},
    "sortRange": {"range": AREA, "sortSpecs": [{}]},
    "textToColumns": {"source": PART, "delimiterType": "SPACE"},
    "trimWhitespace": {"range": AREA},
    "unmergeCells": {"range": AREA},
    "updateBanding": {"bandedRange": {"bandedRangeId": 1, "range": PART}, "fields": "range"},
    "updateBorders": {"range": AREA, "top": {"style": "SOLID"}},
    "updateCells": {"range": AREA, "fields": "userEnteredValue"},
    "updateConditionalFormatRule": {"index": 0, "rule": RULE},
    "updateDeveloperMetadata": {
        "dataFilters": [KEY],
        "developerMetadata": {"metadataValue": "v"},
        "fields": "metadataValue",
    },
    "updateDimensionGroup": {"dimensionGroup": {"range": LINE, "depth": 1, "collapsed": True}, "fields": "collapsed"},
    "updateDimensionProperties": {"range": LINE, "properties": {"pixelSize": 9}, "fields": "pixelSize"},
    "updateFilterView": {"filter": {"filterViewId": 1, "title": "t"}, "fields": "title"},
    "updateNamedRange": {"namedRange": {"namedRangeId": "1", "name": "beds"}, "fields": "name"},
    "updateProtectedRange": {"protectedRange": {"protectedRangeId": 1, "description": "d"}, "fields": "description"},
    "updateSheetProperties": {"properties": {"title": "t"}, "fields": "title"},
    "updateSpreadsheetProperties": {"properties": {"title": "t"}, "fields": "title"},
}


def test_kinds_of_changes_are_all_that_are_served() -> None:
    assert set(CHANGES) == set(KINDS)


@pytest.mark.parametrize("kind", CHANGES)
def test_version_and_time_of_the_file_rise_with_every_kind_of_change(api: Api, spreadsheet: str, kind: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a b"], [" a  c "], ["a b"]])
    if kind not in FIRST:
        assert "error" not in api.batch(spreadsheet, *({name: given} for name, given in FIRST.items()))
    before = told(api, spreadsheet)
    answer = api.batch(spreadsheet, {kind: CHANGES[kind]})
    assert "error" not in answer, answer
    after = told(api, spreadsheet)
    assert (after[0], after[1] > before[1]) == (before[0] + 1, True)
    assert feed(api, spreadsheet, before[0])["changes"] != []


@pytest.mark.parametrize(
    ("verb", "address", "body"),
    [
        ("PATCH", "", {"name": "Nursery 2"}),
        ("POST", "/permissions", {"type": "anyone", "role": "reader"}),
        ("POST", "/comments?fields=id", {"content": "dry"}),
    ],
)
def test_version_and_time_rise_with_changes_of_the_file(
    api: Api, spreadsheet: str, verb: str, address: str, body: dict[str, str]
) -> None:
    before = told(api, spreadsheet)
    assert "error" not in api.call(verb, f"/drive/v3/files/{spreadsheet}{address}", body)
    after = told(api, spreadsheet)
    assert (after[0], after[1] > before[1]) == (before[0] + 1, True)


def told(api: Api, spreadsheet: str) -> tuple[int, str]:
    """Drive's version and time of a file."""
    file = api.call("GET", f"/drive/v3/files/{spreadsheet}", fields="version,modifiedTime")
    return int(file["version"]), str(file["modifiedTime"])

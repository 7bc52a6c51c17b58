"""batchUpdate as a whole: atomic, with Google's refusals for every kind."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.trays import TRAYS, dimension
from tests.workbook.wsgi import Api
from web.workbook.batch_update import KINDS


def test_batch_is_not_applied_at_all_when_one_request_is_refused(api: Api, trays: str) -> None:
    answer = api.batch(
        trays,
        {"deleteDimension": {"range": dimension(0, 2)}},
        {"addSheet": {"properties": {"title": "bench"}}},
        {"addSheet": {"properties": {"title": "BENCH"}}},
    )

    assert answer["error"]["message"] == (
        'Invalid requests[2].addSheet: A sheet with the name "BENCH" already exists. Please enter another name.'
    )
    assert api.values(trays, "Sheet1!A1:C4") == TRAYS
    assert len(api.get(trays)["sheets"]) == 1


def test_kind_that_is_not_served_is_named(api: Api, trays: str) -> None:
    answer = api.batch(trays, {"addSlicer": {"slicer": {}}})
    assert answer["error"]["message"] == "Invalid requests[0].addSlicer: This kind of request is not served."


def test_response_may_hold_the_spreadsheet_with_the_cells_asked_for(api: Api, trays: str) -> None:
    request = {
        "updateCells": {
            "start": {"sheetId": 0},
            "rows": [{"values": [{"userEnteredValue": {"stringValue": "code"}}]}],
            "fields": "userEnteredValue",
        }
    }
    answer = api.batch(
        trays, request, includeSpreadsheetInResponse=True, responseIncludeGridData=True, responseRanges=["Sheet1!A1"]
    )
    data = answer["updatedSpreadsheet"]["sheets"][0]["data"]
    assert data[0]["rowData"][0]["values"][0]["formattedValue"] == "code"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_kind_refuses_an_unknown_field_by_name(api: Api, spreadsheet: str, kind: str) -> None:
    answer = api.batch(spreadsheet, {kind: {"colour": "red"}})
    assert answer["error"]["status"] == "INVALID_ARGUMENT"
    assert 'Unknown name "colour"' in answer["error"]["message"]


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"addSheet", "duplicateSheet", "updateSpreadsheetProperties"}))
def test_kind_is_refused_or_harmless_when_it_says_nothing(api: Api, spreadsheet: str, kind: str) -> None:
    answer = api.batch(spreadsheet, {kind: {}})
    assert "replies" in answer or answer["error"]["message"].startswith(f"Invalid requests[0].{kind}: ")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"repeatCell": {"range": {"startRowIndex": 1000, "endColumnIndex": 2}, "cell": {}, "fields": "note"}},
            "Range (Sheet1!A1001:B) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        (
            {"repeatCell": {"range": {"startColumnIndex": 26, "endRowIndex": 2}, "cell": {}, "fields": "note"}},
            "Range (Sheet1!AA1:2) exceeds grid limits. Max rows: 1000, max columns: 26",
        ),
        ({"repeatCell": {"range": {"sheetId": 9}, "cell": {}, "fields": "note"}}, "No grid with id: 9"),
        ({"deleteSheet": {"sheetId": 9}}, "No sheet with id: 9"),
        ({"deleteSheet": {"sheetId": 0}}, "You can't remove all the sheets in a document."),
        (
            {"updateCells": {"start": {}, "rows": []}},
            "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)",
        ),
        (
            {"updateSheetProperties": {"properties": {"title": ""}, "fields": "title"}},
            "The sheet name cannot be empty.",
        ),
        (
            {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 1000, "endIndex": 1001}}},
            "Cannot delete a row that doesn't exist. Tried to delete row index 1000 but there are only 1000 rows.",
        ),
        (
            {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 1000, "endIndex": 1001}}},
            "range.startIndex must be less than the grid size (1000) if inheritFromBefore is false.",
        ),
        ({"deleteProtectedRange": {"protectedRangeId": 7}}, "No protected range with id: 7"),
        (
            {
                "addProtectedRange": {
                    "protectedRange": {"range": {}, "warningOnly": True, "editors": {"users": ["a@b.org"]}}
                }
            },
            "ProtectedRange is warningOnly. Editors cannot be set on it.",
        ),
        ({"deleteConditionalFormatRule": {"index": 3}}, "No conditional format on sheet: 0 at index: 3"),
        (
            {"appendDimension": {"dimension": "COLUMNS", "length": 9975}},
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_refusal_is_in_googles_words(api: Api, spreadsheet: str, request_: dict[str, Any], message: str) -> None:
    kind = next(iter(request_))
    assert api.batch(spreadsheet, request_)["error"]["message"] == f"Invalid requests[0].{kind}: {message}"

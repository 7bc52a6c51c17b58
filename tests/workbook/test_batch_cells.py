"""batchUpdate: what cells hold, and cells that are carried to other places."""

from __future__ import annotations

import pytest

from tests.workbook.trays import TRAYS, dimension, rows
from tests.workbook.wsgi import Api


def test_update_cells_in_a_range_clears_what_its_rows_do_not_reach(api: Api, trays: str) -> None:
    row = {"values": [{"userEnteredValue": {"stringValue": "T-9"}}]}
    api.batch(
        trays,
        {
            "updateCells": {
                "range": rows(1, 4, startColumnIndex=0, endColumnIndex=2),
                "rows": [row],
                "fields": "userEnteredValue",
            }
        },
    )
    assert api.values(trays, "Sheet1!A1:C4") == [TRAYS[0], ["T-9", "", "b"], ["", "", "a"], ["", "", "c"]]


def test_append_cells_goes_under_the_last_row_and_makes_room(api: Api, trays: str) -> None:
    api.batch(trays, {"deleteDimension": {"range": dimension(4, 1000)}})
    row = {"values": [{"userEnteredValue": {"numberValue": 7}}, {"userEnteredValue": {"boolValue": False}}]}
    api.batch(trays, {"appendCells": {"sheetId": 0, "rows": [row], "fields": "*"}})
    assert api.values(trays, "Sheet1!A5:B5") == [[7, False]]


def test_range_that_ends_outside_the_sheet_is_cut_off(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"repeatCell": {"range": rows(999, 1003), "cell": {"note": "n"}, "fields": "note"}})
    sheet = api.get(spreadsheet)["sheets"][0]
    assert sheet["properties"]["gridProperties"]["rowCount"] == 1000


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_number_that_json_cannot_say_is_refused(api: Api, spreadsheet: str, number: str) -> None:
    row = {"values": [{"userEnteredValue": {"numberValue": number}}]}
    answer = api.batch(spreadsheet, {"updateCells": {"start": {"sheetId": 0}, "rows": [row], "fields": "*"}})
    assert "(TYPE_DOUBLE)" in answer["error"]["message"]
    assert api.values(spreadsheet, "Sheet1") == []


def test_cell_with_two_values_is_refused(api: Api, spreadsheet: str) -> None:
    row = {"values": [{"userEnteredValue": {"numberValue": 1, "stringValue": "x"}}]}
    answer = api.batch(spreadsheet, {"updateCells": {"start": {"sheetId": 0}, "rows": [row], "fields": "*"}})
    assert "oneof field 'value' is already set" in answer["error"]["message"]


def test_copy_fills_a_larger_destination_with_copies(api: Api, trays: str) -> None:
    source = rows(1, 2, startColumnIndex=0, endColumnIndex=2)
    api.batch(trays, {"copyPaste": {"source": source, "destination": rows(5, 9, startColumnIndex=0, endColumnIndex=2)}})
    assert api.values(trays, "Sheet1!A6:B9") == [["T-1", 20]] * 4


def test_transposed_copy_turns_rows_into_columns(api: Api, trays: str) -> None:
    place = rows(5, 6, startColumnIndex=0, endColumnIndex=1)
    source = rows(0, 2, startColumnIndex=0, endColumnIndex=3)
    api.batch(trays, {"copyPaste": {"source": source, "destination": place, "pasteOrientation": "TRANSPOSE"}})
    assert api.values(trays, "Sheet1!A6:B8") == [["tray", "T-1"], ["seeds", 20], ["bench", "b"]]


def test_cut_leaves_blanks_behind(api: Api, trays: str) -> None:
    api.batch(
        trays,
        {
            "cutPaste": {
                "source": rows(1, 3, startColumnIndex=0, endColumnIndex=1),
                "destination": {"sheetId": 0, "rowIndex": 5, "columnIndex": 3},
            }
        },
    )
    assert api.values(trays, "Sheet1!A1:A4") == [["tray"], [], [], ["T-3"]]
    assert api.values(trays, "Sheet1!D6:D7") == [["T-1"], ["T-2"]]


def test_inserted_and_deleted_ranges_move_only_their_own_columns(api: Api, trays: str) -> None:
    part = rows(1, 2, startColumnIndex=0, endColumnIndex=1)
    api.batch(trays, {"insertRange": {"range": part, "shiftDimension": "ROWS"}})
    assert api.values(trays, "Sheet1!A1:B5") == [["tray", "seeds"], ["", 20], ["T-1", 5], ["T-2", 12], ["T-3"]]
    api.batch(trays, {"deleteRange": {"range": part, "shiftDimension": "ROWS"}})
    assert api.values(trays, "Sheet1!A1:C4") == TRAYS


def test_text_is_split_and_pasted_as_typed(api: Api, spreadsheet: str) -> None:
    paste = {"coordinate": {"sheetId": 0}, "data": "a;1\nb;2", "delimiter": ","}
    api.batch(spreadsheet, {"pasteData": paste})
    api.batch(
        spreadsheet,
        {"textToColumns": {"source": rows(0, 2, startColumnIndex=0, endColumnIndex=1), "delimiterType": "AUTODETECT"}},
    )
    assert api.values(spreadsheet, "Sheet1!A1:B2") == [["a", 1], ["b", 2]]


def test_fill_repeats_the_source(api: Api, trays: str) -> None:
    spec = {"source": rows(1, 3, startColumnIndex=0, endColumnIndex=1), "dimension": "ROWS", "fillLength": 3}
    api.batch(trays, {"autoFill": {"sourceAndDestination": spec}})
    assert api.values(trays, "Sheet1!A2:A6") == [["T-1"], ["T-2"], ["T-1"], ["T-2"], ["T-1"]]


def test_find_and_replace_counts_what_it_changed(api: Api, trays: str) -> None:
    reply = api.batch(
        trays, {"findReplace": {"find": "t-(\\d)", "replacement": "$1", "searchByRegex": True, "allSheets": True}}
    )
    assert reply["replies"][0]["findReplace"] == {
        "occurrencesChanged": 3,
        "valuesChanged": 3,
        "rowsChanged": 3,
        "sheetsChanged": 1,
    }
    assert api.values(trays, "Sheet1!A1:A4") == [["tray"], [1], [2], [3]]


def test_duplicates_are_found_by_the_columns_compared(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a", 1], ["A", 2], ["b", 1], ["a", 3]])
    columns = [dimension(0, 1, "COLUMNS")]
    reply = api.batch(
        spreadsheet,
        {"deleteDuplicates": {"range": rows(0, 4, startColumnIndex=0, endColumnIndex=2), "comparisonColumns": columns}},
    )
    assert reply["replies"][0]["deleteDuplicates"]["duplicatesRemovedCount"] == 2
    assert api.values(spreadsheet, "Sheet1!A1:B4") == [["a", 1], ["b", 1]]


def test_whitespace_is_trimmed_in_texts_only(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["  a   b "], [5]])
    reply = api.batch(spreadsheet, {"trimWhitespace": {"range": rows(0, 9)}})
    assert reply["replies"][0]["trimWhitespace"]["cellsChangedCount"] == 1
    assert api.values(spreadsheet, "Sheet1!A1:A2") == [["a b"], [5]]


def test_repeated_formula_moves_along_as_if_it_were_filled(api: Api, spreadsheet: str) -> None:
    """The example of Google's reference for repeatCell."""
    area = rows(1, 4, startColumnIndex=1, endColumnIndex=3)
    cell = {"userEnteredValue": {"formulaValue": "=A1&$A$1"}}
    api.batch(spreadsheet, {"repeatCell": {"range": area, "cell": cell, "fields": "userEnteredValue"}})
    assert api.values(spreadsheet, "Sheet1!B2:C4", valueRenderOption="FORMULA") == [
        ["=A1&$A$1", "=B1&$A$1"],
        ["=A2&$A$1", "=B2&$A$1"],
        ["=A3&$A$1", "=B3&$A$1"],
    ]


def test_pivot_table_is_refused_by_its_name(api: Api, spreadsheet: str) -> None:
    row = {"values": [{"pivotTable": {"source": rows(0, 4)}}]}
    answer = api.batch(spreadsheet, {"updateCells": {"start": {}, "rows": [row], "fields": "pivotTable"}})
    assert answer["error"]["message"] == "Invalid requests[0].updateCells: Pivot tables are not served."

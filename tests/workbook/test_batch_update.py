"""batchUpdate: what each kind of request does, seen through reads."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.wsgi import Api
from web.workbook.batch_update import KINDS
from web.workbook.colours import matched_colours

TRAYS: list[list[Any]] = [["tray", "seeds", "bench"], ["T-1", 20, "b"], ["T-2", 5, "a"], ["T-3", 12, "c"]]


@pytest.fixture
def trays(api: Api, spreadsheet: str) -> str:
    api.write(spreadsheet, "Sheet1!A1", TRAYS)
    return spreadsheet


def rows(start: int, end: int, **more: int) -> dict[str, int]:
    return {"sheetId": 0, "startRowIndex": start, "endRowIndex": end, **more}


def dimension(start: int, end: int, kind: str = "ROWS") -> dict[str, Any]:
    return {"sheetId": 0, "dimension": kind, "startIndex": start, "endIndex": end}


def cells(api: Api, spreadsheet: str, range_: str, fields: str = "*") -> list[list[dict[str, Any]]]:
    found = api.get(spreadsheet, f"sheets.data.rowData.values.{fields}".removesuffix(".*"), ranges=f"Sheet1!{range_}")
    return [row.get("values", []) for row in found["sheets"][0]["data"][0].get("rowData", [])]


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


def test_rows_are_inserted_where_asked_and_take_the_format_of_their_neighbour(api: Api, trays: str) -> None:
    bold = {"userEnteredFormat": {"textFormat": {"bold": True}}}
    api.batch(trays, {"repeatCell": {"range": rows(0, 1), "cell": bold, "fields": "userEnteredFormat.textFormat.bold"}})
    api.batch(trays, {"insertDimension": {"range": dimension(1, 3), "inheritFromBefore": True}})

    assert api.values(trays, "Sheet1!A1:A5") == [["tray"], [], [], ["T-1"], ["T-2"]]
    assert cells(api, trays, "A2", "userEnteredFormat")[0][0] == bold
    assert api.get(trays)["sheets"][0]["properties"]["gridProperties"]["rowCount"] == 1002


def test_columns_are_moved_with_their_widths(api: Api, trays: str) -> None:
    api.batch(
        trays,
        {
            "updateDimensionProperties": {
                "range": dimension(0, 1, "COLUMNS"),
                "properties": {"pixelSize": 240},
                "fields": "pixelSize",
            }
        },
        {"moveDimension": {"source": dimension(0, 1, "COLUMNS"), "destinationIndex": 3}},
    )
    assert api.values(trays, "Sheet1!A1:C1") == [["seeds", "bench", "tray"]]
    metadata = api.get(trays, "sheets.data.columnMetadata.pixelSize", ranges="Sheet1!A1:D1")
    sizes = [each["pixelSize"] for each in metadata["sheets"][0]["data"][0]["columnMetadata"]]
    assert sizes == [100, 100, 240, 100]


def test_last_row_of_a_sheet_cannot_be_deleted(api: Api, trays: str) -> None:
    answer = api.batch(trays, {"deleteDimension": {"range": dimension(0, 1000)}})
    assert "You can't delete all the rows on the sheet." in answer["error"]["message"]


def test_sort_puts_numbers_before_texts_and_blanks_last_both_ways(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["b"], [10], [""], ["A"], [2], [True]])
    for order, expected in (
        ("ASCENDING", [[2], [10], ["A"], ["b"], [True]]),
        ("DESCENDING", [[True], ["b"], ["A"], [10], [2]]),
    ):
        sort = {"range": rows(0, 6), "sortSpecs": [{"dimensionIndex": 0, "sortOrder": order}]}
        api.batch(spreadsheet, {"sortRange": sort})
        assert api.values(spreadsheet, "Sheet1!A1:A6") == expected


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


def test_merge_keeps_the_first_value_and_grows_with_its_rows(api: Api, trays: str) -> None:
    api.batch(
        trays, {"mergeCells": {"range": rows(1, 3, startColumnIndex=0, endColumnIndex=2), "mergeType": "MERGE_ALL"}}
    )
    api.batch(trays, {"insertDimension": {"range": dimension(2, 3)}})
    assert api.values(trays, "Sheet1!A2:C4") == [["T-1", "", "b"], [], ["", "", "a"]]
    assert api.get(trays)["sheets"][0]["merges"] == [rows(1, 4, startColumnIndex=0, endColumnIndex=2)]
    api.batch(trays, {"unmergeCells": {"range": rows(0, 9)}})
    assert "merges" not in api.get(trays)["sheets"][0]


def test_part_of_a_merge_cannot_be_unmerged(api: Api, trays: str) -> None:
    merged = rows(1, 3, startColumnIndex=0, endColumnIndex=2)
    api.batch(trays, {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}})
    answer = api.batch(trays, {"unmergeCells": {"range": rows(1, 2)}})
    assert "You must select all cells in a merged range" in answer["error"]["message"]


def test_groups_nest_where_they_overlap(api: Api, trays: str) -> None:
    api.batch(trays, {"addDimensionGroup": {"range": dimension(1, 9)}})
    reply = api.batch(trays, {"addDimensionGroup": {"range": dimension(2, 4)}})["replies"][0]
    groups = reply["addDimensionGroup"]["dimensionGroups"]
    assert [(g["range"]["startIndex"], g["range"]["endIndex"], g["depth"]) for g in groups] == [(1, 9, 1), (2, 4, 2)]
    api.batch(
        trays, {"updateDimensionGroup": {"dimensionGroup": {**groups[1], "collapsed": True}, "fields": "collapsed"}}
    )
    assert api.get(trays)["sheets"][0]["rowGroups"][1]["collapsed"] is True
    api.batch(trays, {"deleteDimensionGroup": {"range": dimension(1, 9)}})
    assert len(api.get(trays)["sheets"][0]["rowGroups"]) == 1


def test_named_and_protected_ranges_follow_their_rows_and_go_with_them(api: Api, trays: str) -> None:
    added = api.batch(
        trays,
        {
            "addNamedRange": {
                "namedRange": {"name": "seeds_sown", "range": rows(1, 4, startColumnIndex=1, endColumnIndex=2)}
            }
        },
        {"addProtectedRange": {"protectedRange": {"range": rows(2, 3), "editors": {"users": ["owner@example.org"]}}}},
        {"insertDimension": {"range": dimension(0, 2)}},
    )
    assert added["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    assert api.values(trays, "seeds_sown") == [[20], [5], [12]]
    assert api.get(trays)["sheets"][0]["protectedRanges"][0]["range"] == rows(4, 5)
    api.batch(trays, {"deleteDimension": {"range": dimension(4, 5)}})
    assert "protectedRanges" not in api.get(trays)["sheets"][0]


def test_filter_view_answers_criteria_both_ways(api: Api, trays: str) -> None:
    view = {
        "title": "few",
        "range": rows(0, 4),
        "criteria": {"1": {"condition": {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "10"}]}}},
    }
    made = api.batch(trays, {"addFilterView": {"filter": view}})["replies"][0]["addFilterView"]["filter"]
    assert made["filterSpecs"][0]["columnIndex"] == 1
    api.batch(
        trays,
        {"updateFilterView": {"filter": {"filterViewId": made["filterViewId"], "title": "many"}, "fields": "title"}},
    )
    copied = api.batch(trays, {"duplicateFilterView": {"filterId": made["filterViewId"]}})
    assert copied["replies"][0]["duplicateFilterView"]["filter"]["title"] == "Copy of many"
    api.batch(trays, {"deleteFilterView": {"filterId": made["filterViewId"]}})
    assert len(api.get(trays, "sheets.filterViews")["sheets"][0]["filterViews"]) == 1


def test_conditional_format_rules_keep_their_order(api: Api, trays: str) -> None:
    def rule(colour: str) -> dict[str, Any]:
        condition = {"type": "NOT_BLANK"}
        return {
            "ranges": [rows(0, 4)],
            "booleanRule": {"condition": condition, "format": {"backgroundColor": {colour: 1}}},
        }

    api.batch(
        trays,
        *[{"addConditionalFormatRule": {"rule": rule(c), "index": n}} for n, c in enumerate(("red", "green", "blue"))],
    )
    api.batch(trays, {"updateConditionalFormatRule": {"sheetId": 0, "index": 2, "newIndex": 0}})
    reply = api.batch(trays, {"deleteConditionalFormatRule": {"sheetId": 0, "index": 1}})["replies"][0]
    assert reply["deleteConditionalFormatRule"]["rule"] == matched_colours(rule("red"))
    assert api.get(trays)["sheets"][0]["conditionalFormats"] == matched_colours([rule("blue"), rule("green")])


def test_borders_go_to_the_edges_that_are_named(api: Api, trays: str) -> None:
    line = {"style": "SOLID", "color": {"red": 1}}
    range_ = rows(0, 2, startColumnIndex=0, endColumnIndex=2)
    api.batch(trays, {"updateBorders": {"range": range_, "top": line, "innerVertical": line}})
    found = [
        [cell.get("userEnteredFormat", {}).get("borders", {}) for cell in row]
        for row in cells(api, trays, "A1:B2", "userEnteredFormat")
    ]
    assert [[sorted(each) for each in row] for row in found] == [
        [["right", "top"], ["left", "top"]],
        [["right"], ["left"]],
    ]


def test_bands_cannot_overlap(api: Api, trays: str) -> None:
    band = {
        "bandedRange": {"range": rows(0, 4), "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {}}}
    }
    assert "replies" in api.batch(trays, {"addBanding": band})
    assert "already has alternating" in api.batch(trays, {"addBanding": band})["error"]["message"]


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


def test_developer_metadata_is_found_by_key_and_moves_with_its_column(api: Api, trays: str) -> None:
    location = {"dimensionRange": dimension(1, 2, "COLUMNS")}
    entry = {"metadataKey": "field", "metadataValue": "seeds", "location": location, "visibility": "DOCUMENT"}
    made = api.batch(
        trays,
        {"createDeveloperMetadata": {"developerMetadata": entry}},
        {"insertDimension": {"range": dimension(0, 1, "COLUMNS")}},
    )
    identity = made["replies"][0]["createDeveloperMetadata"]["developerMetadata"]["metadataId"]
    assert api.call("GET", f"/v4/spreadsheets/{trays}/developerMetadata/{identity}")["location"] == {
        "locationType": "COLUMN",
        "dimensionRange": dimension(2, 3, "COLUMNS"),
    }
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "field"}}]}
    found = api.call(
        "POST", f"/v4/spreadsheets/{trays}/values:batchGetByDataFilter", lookup | {"majorDimension": "COLUMNS"}
    )
    assert found["valueRanges"][0]["valueRange"]["values"] == [["seeds", "20", "5", "12"]]
    reply = api.batch(trays, {"deleteDeveloperMetadata": {"dataFilter": lookup["dataFilters"][0]}})
    assert len(reply["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1
    assert api.call("POST", f"/v4/spreadsheets/{trays}/developerMetadata:search", lookup) == {}


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


def test_range_that_ends_outside_the_sheet_is_cut_off(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"repeatCell": {"range": rows(999, 1003), "cell": {"note": "n"}, "fields": "note"}})
    sheet = api.get(spreadsheet)["sheets"][0]
    assert sheet["properties"]["gridProperties"]["rowCount"] == 1000


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"backgroundColor": {"red": 1, "green": 0}}, {"red": 1}),
        ({"backgroundColor": {"red": 0.3}}, {"red": 0.3019608}),
        ({"backgroundColorStyle": {"rgbColor": {"blue": 0.5}}}, {"blue": 0.5019608}),
        ({"backgroundColor": {"red": 1}, "backgroundColorStyle": {"rgbColor": {"blue": 1}}}, {"blue": 1}),
    ],
)
def test_colour_is_read_in_both_of_its_fields(
    api: Api, spreadsheet: str, given: dict[str, Any], kept: dict[str, float]
) -> None:
    for cell in ({"backgroundColor": {"green": 1}}, given):
        mask = ",".join(f"userEnteredFormat.{name}" for name in cell)
        repeat = {"range": rows(0, 1, endColumnIndex=1), "cell": {"userEnteredFormat": cell}, "fields": mask}
        api.batch(spreadsheet, {"repeatCell": repeat})
    found = cells(api, spreadsheet, "A1", "userEnteredFormat")[0][0]["userEnteredFormat"]
    assert found == {"backgroundColor": kept, "backgroundColorStyle": {"rgbColor": kept}}


def test_theme_colour_has_no_rgb(api: Api, spreadsheet: str) -> None:
    colour = {"tabColorStyle": {"themeColor": "ACCENT1"}}
    fields = {"properties": {"tabColor": {"red": 1}}, "fields": "tabColor"}
    api.batch(spreadsheet, {"updateSheetProperties": fields})
    api.batch(spreadsheet, {"updateSheetProperties": {"properties": colour, "fields": "tabColorStyle"}})
    properties = api.get(spreadsheet)["sheets"][0]["properties"]
    assert properties["tabColorStyle"] == colour["tabColorStyle"]
    assert "tabColor" not in properties


def test_rows_that_are_not_frozen_remain(api: Api, spreadsheet: str) -> None:
    fields = {"properties": {"gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"}
    answer = api.batch(spreadsheet, {"updateSheetProperties": fields})
    assert "You can't freeze all visible rows on the sheet." in answer["error"]["message"]
    api.batch(
        spreadsheet, {"updateSheetProperties": {**fields, "properties": {"gridProperties": {"frozenRowCount": 1}}}}
    )
    answer = api.batch(spreadsheet, {"deleteDimension": {"range": dimension(1, 1000)}})
    assert "Sorry, it is not possible to delete all non-frozen rows." in answer["error"]["message"]


def test_merge_is_not_torn_by_a_move_nor_by_a_sort(api: Api, trays: str) -> None:
    merged = rows(1, 3, startColumnIndex=0, endColumnIndex=1)
    api.batch(trays, {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}})
    move = {"source": dimension(3, 4), "destinationIndex": 2}
    assert "crosses a merged cell" in api.batch(trays, {"moveDimension": move})["error"]["message"]
    sort = {"range": rows(0, 4), "sortSpecs": [{"dimensionIndex": 1}]}
    message = api.batch(trays, {"sortRange": sort})["error"]["message"]
    assert message.endswith("You can't sort a range containing vertical merges. There is a vertical merge at A2:A3")
    whole = {"source": dimension(1, 3), "destinationIndex": 6}
    assert "replies" in api.batch(trays, {"moveDimension": whole})
    assert api.get(trays)["sheets"][0]["merges"] == [rows(4, 6, startColumnIndex=0, endColumnIndex=1)]


def test_hidden_row_keeps_its_place_in_a_sort(api: Api, trays: str) -> None:
    hide = {"range": dimension(2, 3), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    api.batch(trays, {"updateDimensionProperties": hide})
    sort = {"range": rows(1, 4), "sortSpecs": [{"dimensionIndex": 1}]}
    assert "replies" in api.batch(trays, {"sortRange": sort})
    assert api.values(trays, "Sheet1!A1:B4") == [["tray", "seeds"], ["T-3", 12], ["T-2", 5], ["T-1", 20]]


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


def test_boolean_may_come_as_text(api: Api, spreadsheet: str) -> None:
    inserted = {"range": dimension(1, 2), "inheritFromBefore": "true"}
    assert api.batch(spreadsheet, {"insertDimension": inserted})["replies"] == [{}]

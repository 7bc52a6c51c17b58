"""batchUpdate: rows and columns as wholes, their order, size and groups."""

from __future__ import annotations

from tests.workbook.trays import cells, dimension, rows
from tests.workbook.wsgi import Api


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


def test_hidden_row_keeps_its_place_in_a_sort(api: Api, trays: str) -> None:
    hide = {"range": dimension(2, 3), "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
    api.batch(trays, {"updateDimensionProperties": hide})
    sort = {"range": rows(1, 4), "sortSpecs": [{"dimensionIndex": 1}]}
    assert "replies" in api.batch(trays, {"sortRange": sort})
    assert api.values(trays, "Sheet1!A1:B4") == [["tray", "seeds"], ["T-3", 12], ["T-2", 5], ["T-1", 20]]


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


def test_rows_that_are_not_frozen_remain(api: Api, spreadsheet: str) -> None:
    fields = {"properties": {"gridProperties": {"frozenRowCount": 1000}}, "fields": "gridProperties.frozenRowCount"}
    answer = api.batch(spreadsheet, {"updateSheetProperties": fields})
    assert "You can't freeze all visible rows on the sheet." in answer["error"]["message"]
    api.batch(
        spreadsheet, {"updateSheetProperties": {**fields, "properties": {"gridProperties": {"frozenRowCount": 1}}}}
    )
    answer = api.batch(spreadsheet, {"deleteDimension": {"range": dimension(1, 1000)}})
    assert "Sorry, it is not possible to delete all non-frozen rows." in answer["error"]["message"]


def test_boolean_may_come_as_text(api: Api, spreadsheet: str) -> None:
    inserted = {"range": dimension(1, 2), "inheritFromBefore": "true"}
    assert api.batch(spreadsheet, {"insertDimension": inserted})["replies"] == [{}]


def test_sort_by_colour_is_refused(api: Api, trays: str) -> None:
    sort = {"range": rows(1, 4), "sortSpecs": [{"dimensionIndex": 0, "backgroundColor": {"red": 1}}]}
    assert api.batch(trays, {"sortRange": sort})["error"]["status"] == "UNIMPLEMENTED"

"""batchUpdate: merges, borders, colours and conditional formats."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.trays import cells, dimension, rows
from tests.workbook.wsgi import Api
from web.workbook.colours import matched_colours


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

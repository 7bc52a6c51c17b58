"""copyPaste and cutPaste: what of the cells is carried by each PasteType of the API's reference."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.trays import cells, rows
from tests.workbook.wsgi import Api

RED, BLUE = {"style": "SOLID", "color": {"red": 1}}, {"style": "SOLID", "color": {"blue": 1}}
CHOICE = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}
SOURCE = rows(0, 1, startColumnIndex=0, endColumnIndex=1)


@pytest.fixture
def dressed(api: Api, spreadsheet: str) -> str:
    """A1 is a formula in bold with a red border, a note and a choice; D4 holds a text and has a blue border."""
    source = {
        "userEnteredValue": {"formulaValue": "=B1+1"},
        "userEnteredFormat": {"textFormat": {"bold": True}, "borders": {"top": RED}},
        "note": "n",
        "dataValidation": CHOICE,
    }
    target = {"userEnteredValue": {"stringValue": "old"}, "userEnteredFormat": {"borders": {"top": BLUE}}}
    api.batch(
        spreadsheet,
        {"updateCells": {"start": {}, "rows": [{"values": [source]}], "fields": "*"}},
        {"updateCells": {"start": {"rowIndex": 3, "columnIndex": 3}, "rows": [{"values": [target]}], "fields": "*"}},
    )
    return spreadsheet


def seen(api: Api, spreadsheet: str, cell: str) -> tuple[Any, Any, Any, Any, Any]:
    """Value, whether bold, colour of the border, note, whether there is a choice."""
    found = (cells(api, spreadsheet, cell) or [[]])[0]
    data = found[0] if found else {}
    value = data.get("userEnteredValue", {})
    border = data.get("userEnteredFormat", {}).get("borders", {}).get("top", {}).get("color", {})
    return (
        next(iter(value.values()), None),
        data.get("userEnteredFormat", {}).get("textFormat", {}).get("bold", False),
        next(iter(border), None),
        data.get("note"),
        "dataValidation" in data,
    )


CARRIED = [
    ("PASTE_NORMAL", ("=E4+1", True, "red", "n", True)),
    ("PASTE_VALUES", (1, False, "blue", None, False)),
    ("PASTE_FORMAT", ("old", True, "red", None, True)),
    ("PASTE_NO_BORDERS", ("=E4+1", True, "blue", "n", True)),
    ("PASTE_FORMULA", ("=E4+1", False, "blue", None, False)),
    ("PASTE_DATA_VALIDATION", ("old", False, "blue", None, True)),
    ("PASTE_CONDITIONAL_FORMATTING", ("old", False, "blue", None, False)),
]


@pytest.mark.parametrize(("kind", "after"), CARRIED)
def test_copy_carries_what_it_is_asked_to(api: Api, dressed: str, kind: str, after: tuple[Any, ...]) -> None:
    place = rows(3, 4, startColumnIndex=3, endColumnIndex=4)
    api.batch(dressed, {"copyPaste": {"source": SOURCE, "destination": place, "pasteType": kind}})
    assert seen(api, dressed, "D4") == after
    assert seen(api, dressed, "A1") == ("=B1+1", True, "red", "n", True)


@pytest.mark.parametrize(("kind", "after"), CARRIED)
def test_cut_leaves_nothing_behind_whatever_is_pasted(
    api: Api, dressed: str, kind: str, after: tuple[Any, ...]
) -> None:
    place = {"rowIndex": 3, "columnIndex": 3}
    api.batch(dressed, {"cutPaste": {"source": SOURCE, "destination": place, "pasteType": kind}})
    formula = "=B1+1" if after[0] == "=E4+1" else after[0]
    assert seen(api, dressed, "D4") == (formula, *after[1:])
    assert seen(api, dressed, "A1") == (None, False, None, None, False)


def merges(api: Api, spreadsheet: str) -> list[Any]:
    found: list[Any] = api.get(spreadsheet)["sheets"][0].get("merges", [])
    return found


def test_merges_are_copied_and_cut_with_their_cells(api: Api, trays: str) -> None:
    merged = rows(1, 3, startColumnIndex=0, endColumnIndex=1)
    api.batch(trays, {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}})
    wide = rows(0, 4, startColumnIndex=0, endColumnIndex=2)
    api.batch(trays, {"copyPaste": {"source": wide, "destination": rows(9, 10, startColumnIndex=4, endColumnIndex=5)}})
    copy = rows(10, 12, startColumnIndex=4, endColumnIndex=5)
    assert merges(api, trays) == [merged, copy]
    api.batch(trays, {"cutPaste": {"source": wide, "destination": {"rowIndex": 20, "columnIndex": 0}}})
    assert merges(api, trays) == [copy, rows(21, 23, startColumnIndex=0, endColumnIndex=1)]
    turned = {"source": rows(20, 24, startColumnIndex=0, endColumnIndex=1), "pasteOrientation": "TRANSPOSE"}
    api.batch(trays, {"copyPaste": {**turned, "destination": rows(30, 31, startColumnIndex=0, endColumnIndex=1)}})
    assert merges(api, trays)[2] == rows(30, 31, startColumnIndex=1, endColumnIndex=3)


def test_values_are_pasted_without_merges(api: Api, trays: str) -> None:
    merged = rows(1, 3, startColumnIndex=0, endColumnIndex=1)
    place = rows(9, 10, startColumnIndex=0, endColumnIndex=1)
    api.batch(
        trays,
        {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}},
        {"copyPaste": {"source": merged, "destination": place, "pasteType": "PASTE_VALUES"}},
    )
    assert merges(api, trays) == [merged]


def test_cells_are_not_pasted_over_a_part_of_a_merge(api: Api, trays: str) -> None:
    merged = rows(9, 11, startColumnIndex=0, endColumnIndex=1)
    api.batch(trays, {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}})
    place = rows(10, 11, startColumnIndex=0, endColumnIndex=1)
    answer = api.batch(trays, {"copyPaste": {"source": rows(0, 1, endColumnIndex=1), "destination": place}})
    assert "You must select all cells in a merged range" in answer["error"]["message"]


def rules(api: Api, spreadsheet: str) -> list[tuple[Any, str]]:
    found = api.get(spreadsheet)["sheets"][0].get("conditionalFormats", [])
    conditions = [each["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for each in found]
    return [(each["ranges"], condition) for each, condition in zip(found, conditions, strict=True)]


def test_rules_are_pasted_where_they_do_not_hold_yet(api: Api, trays: str) -> None:
    area = rows(1, 4, startColumnIndex=1, endColumnIndex=2)
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": "=$A2=B2"}]}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": {"textFormat": {"bold": True}}}}
    paste = {
        "source": rows(2, 3, startColumnIndex=0, endColumnIndex=3),
        "destination": rows(9, 10, startColumnIndex=4, endColumnIndex=7),
        "pasteType": "PASTE_CONDITIONAL_FORMATTING",
    }
    api.batch(trays, {"addConditionalFormatRule": {"rule": rule}}, {"copyPaste": paste})
    pasted = ([rows(9, 10, startColumnIndex=5, endColumnIndex=6)], "=$A10=F10")
    assert rules(api, trays) == [([area], "=$A2=B2"), pasted]
    within = {**paste, "destination": rows(3, 4, startColumnIndex=0, endColumnIndex=3)}
    api.batch(trays, {"copyPaste": within})
    assert len(rules(api, trays)) == 2

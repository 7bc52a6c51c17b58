"""Formulas: kept, computed, computed again, and moved with the cells that they refer to."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from tests.workbook.wsgi import Api
from web.workbook.formulas.areas import Area, Areas
from web.workbook.grid.rect import Rect
from web.workbook.ranges import overlap


def enter(api: Api, spreadsheet: str, corner: str, values: list[list[Any]]) -> None:
    answer = api.write(spreadsheet, f"Sheet1!{corner}", values, "USER_ENTERED")
    assert "error" not in answer, answer


def formulas(api: Api, spreadsheet: str, range_: str) -> list[list[Any]]:
    return api.values(spreadsheet, f"Sheet1!{range_}", valueRenderOption="FORMULA")


def test_result_follows_what_the_formula_refers_to(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [[2, "=A1*10", "=B1+1"]])
    assert api.values(spreadsheet, "Sheet1!A1:C1") == [[2, 20, 21]]
    enter(api, spreadsheet, "A1", [[3]])
    assert api.values(spreadsheet, "Sheet1!A1:C1") == [[3, 30, 31]]
    assert formulas(api, spreadsheet, "A1:C1") == [[3, "=A1*10", "=B1+1"]]


def test_raw_formula_is_text(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["=1+1"]])
    assert api.values(spreadsheet, "Sheet1!A1") == [["=1+1"]]


@pytest.mark.parametrize(
    ("formula", "value", "kind"),
    [
        ("=1/0", "#DIV/0!", "DIVIDE_BY_ZERO"),
        ("=NOSUCH(1)", "#NAME?", "NAME"),
        ('=VLOOKUP("x",A1:B1,2,FALSE)', "#N/A", "N_A"),
        ("=#REF!+1", "#REF!", "REF"),
        ("=SUM((1", "#ERROR!", "ERROR"),
    ],
)
def test_error_is_the_value_of_the_cell(api: Api, spreadsheet: str, formula: str, value: str, kind: str) -> None:
    enter(api, spreadsheet, "C1", [[formula]])
    assert api.values(spreadsheet, "Sheet1!C1") == [[value]]
    data = api.get(spreadsheet, "sheets.data.rowData.values", ranges="Sheet1!C1")["sheets"][0]["data"][0]
    cell = data["rowData"][0]["values"][0]
    assert cell["userEnteredValue"] == {"formulaValue": formula}
    assert cell["effectiveValue"]["errorValue"]["type"] == kind


def test_formulas_follow_inserted_deleted_and_sorted_rows(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [[3, "=A1*2"], [1, "=A2*2"], [2, "=A3*2"], ["=SUM(A1:A3)"]])
    rows = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    api.batch(spreadsheet, {"insertDimension": {"range": rows}})
    assert formulas(api, spreadsheet, "A1:B5") == [[3, "=A1*2"], [], [1, "=A3*2"], [2, "=A4*2"], ["=SUM(A1:A4)"]]
    api.batch(spreadsheet, {"deleteDimension": {"range": rows}})
    sort = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    api.batch(spreadsheet, {"sortRange": {"range": sort, "sortSpecs": [{"dimensionIndex": 0}]}})
    assert formulas(api, spreadsheet, "A1:B3") == [[1, "=A1*2"], [2, "=A2*2"], [3, "=A3*2"]]
    assert api.values(spreadsheet, "Sheet1!A1:B4") == [[1, 2], [2, 4], [3, 6], [6]]
    api.batch(spreadsheet, {"deleteDimension": {"range": {**rows, "startIndex": 0, "endIndex": 1}}})
    assert api.values(spreadsheet, "Sheet1!A3") == [[5]]


def test_copied_formula_refers_to_its_new_neighbours(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [[1, "=A1+$A$1"], [5]])
    cell = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}
    api.batch(
        spreadsheet, {"copyPaste": {"source": cell, "destination": {**cell, "startRowIndex": 1, "endRowIndex": 2}}}
    )
    assert formulas(api, spreadsheet, "B2") == [["=A2+$A$1"]]
    assert api.values(spreadsheet, "Sheet1!B2") == [[6]]


def test_formula_reaches_into_other_sheets_and_follows_their_titles(api: Api, spreadsheet: str) -> None:
    made = api.batch(spreadsheet, {"addSheet": {"properties": {"title": "bench"}}})
    sheet_id = made["replies"][0]["addSheet"]["properties"]["sheetId"]
    api.write(spreadsheet, "bench!A1", [[4]])
    enter(api, spreadsheet, "A1", [["=bench!A1*2"]])
    properties = {"sheetId": sheet_id, "title": "my bench"}
    api.batch(spreadsheet, {"updateSheetProperties": {"properties": properties, "fields": "title"}})
    assert formulas(api, spreadsheet, "A1") == [["='my bench'!A1*2"]]
    api.write(spreadsheet, "my bench!A1", [[5]])
    assert api.values(spreadsheet, "Sheet1!A1") == [[10]]


def test_response_of_a_write_shows_the_results(api: Api, spreadsheet: str) -> None:
    path = f"/v4/spreadsheets/{spreadsheet}/values/Sheet1!A1"
    query = {"valueInputOption": "USER_ENTERED", "includeValuesInResponse": "true"}
    answer = api.call("PUT", path, {"values": [[2, "=A1*3"]]}, **query)
    assert answer["updatedData"]["values"] == [["2", "6"]]


def test_value_typed_over_a_formula_takes_its_place(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [["=1+1"]])
    enter(api, spreadsheet, "A1", [[7]])
    assert formulas(api, spreadsheet, "A1") == [[7]]


RECTS = st.builds(
    lambda top, left, rows, columns: Rect(top, left, top + rows, left + columns),
    st.integers(0, 9),
    st.integers(0, 5),
    st.integers(1, 4),
    st.integers(1, 4),
)
AREAS = st.lists(st.tuples(st.integers(0, 1), RECTS), max_size=8)


@given(AREAS, st.tuples(st.integers(0, 1), RECTS))
def test_areas_meet_what_overlaps_one_of_them(areas: list[Area], asked: Area) -> None:
    expected = any(sheet == asked[0] and overlap(rect, asked[1]) is not None for sheet, rect in areas)
    assert Areas(areas).meets(asked) == expected


def test_many_formulas_that_hang_on_each_other_are_computed_in_one_go(api: Api) -> None:
    grid = {"rowCount": 400, "columnCount": 2}
    tall = api.create(sheets=[{"properties": {"title": "Sheet1", "gridProperties": grid}}])
    enter(api, tall, "A1", [[1], *[[f"=A{row}+1"] for row in range(1, 400)]])
    assert api.values(tall, "Sheet1!A400") == [[400]]
    enter(api, tall, "A1", [[11]])
    assert api.values(tall, "Sheet1!A400") == [[410]]


def test_formula_that_refers_to_itself_is_an_error_and_no_endless_work(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [["=B1+1", "=A1+1"]])
    values = api.values(spreadsheet, "Sheet1!A1:B1")
    assert values == [["#REF!", "#REF!"]]
    enter(api, spreadsheet, "C1", [["=SUM(C1:C3)"]])
    assert api.values(spreadsheet, "Sheet1!C1") == [["#REF!"]]


def test_date_that_a_formula_gives_is_shown_as_one(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [["=DATE(2024,3,1)"]])
    assert api.values(spreadsheet, "Sheet1!A1") == [[45352]]
    assert api.values(spreadsheet, "Sheet1!A1", valueRenderOption="FORMATTED_VALUE") == [["3/1/2024"]]


def test_formula_reads_a_named_range_and_follows_it(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [[1, '=SUM(Seeds)&"Seeds"'], [2], [4]], "USER_ENTERED")
    named = {"name": "seeds", "range": {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 2, "endColumnIndex": 1}}
    api.batch(spreadsheet, {"addNamedRange": {"namedRange": named}})
    assert api.values(spreadsheet, "Sheet1!B1") == [["3Seeds"]]
    api.write(spreadsheet, "Sheet1!A2", [[9]])
    assert api.values(spreadsheet, "Sheet1!B1") == [["10Seeds"]]


def test_formula_loses_the_sheet_that_is_deleted_for_good(api: Api, spreadsheet: str) -> None:
    add = {"addSheet": {"properties": {"title": "bench", "sheetId": 5}}}
    api.batch(spreadsheet, add)
    api.write(spreadsheet, "bench!A1", [[7]])
    enter(api, spreadsheet, "A1", [["=bench!A1+1", "=A1"]])
    api.batch(spreadsheet, {"deleteSheet": {"sheetId": 5}}, add)
    assert api.values(spreadsheet, "Sheet1!A1:B1") == [["#REF!", "#REF!"]]
    assert api.values(spreadsheet, "Sheet1!A1", valueRenderOption="FORMULA") == [["=#REF!+1"]]


def test_cell_whose_formula_gives_no_text_is_not_blank(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [["a", '=""', '=IF(A1="a","","x")'], ["b", "", '=""']])
    shown = [["a", "", ""], ["b", "", ""]]
    for option in ("FORMATTED_VALUE", "UNFORMATTED_VALUE"):
        assert api.values(spreadsheet, "Sheet1", valueRenderOption=option) == shown
    formulas = api.values(spreadsheet, "Sheet1", valueRenderOption="FORMULA")
    assert formulas == [["a", '=""', '=IF(A1="a","","x")'], ["b", "", '=""']]
    path = f"/v4/spreadsheets/{spreadsheet}/values/Sheet1!A1:append"
    assert api.call("POST", path, {"values": [["n"]]}, valueInputOption="RAW")["tableRange"] == "Sheet1!A1:C2"


def test_value_of_a_formula_that_gives_no_text_is_pasted_as_a_blank(api: Api, spreadsheet: str) -> None:
    enter(api, spreadsheet, "A1", [['=""']])
    cell = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1, "startColumnIndex": 0, "endColumnIndex": 1}
    paste = {"source": cell, "destination": {**cell, "startRowIndex": 4, "endRowIndex": 5}, "pasteType": "PASTE_VALUES"}
    api.batch(spreadsheet, {"copyPaste": paste})
    assert api.values(spreadsheet, "Sheet1!A1:A5") == [[""]]

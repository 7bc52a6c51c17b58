"""Formulas that fill cells beside their own, and the functions that only Sheets has."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.wsgi import Api


def enter(api: Api, spreadsheet: str, corner: str, values: list[list[Any]]) -> None:
    answer = api.write(spreadsheet, f"Sheet1!{corner}", values, "USER_ENTERED")
    assert "error" not in answer, answer


@pytest.fixture
def beds(api: Api, spreadsheet: str) -> str:
    """Three beds in A1:B3."""
    enter(api, spreadsheet, "A1", [[3, "rose"], [1, "iris"], [2, "iris"]])
    return spreadsheet


CASES: list[tuple[str, list[list[Any]]]] = [
    ("=ARRAYFORMULA(A1:A3*2)", [[6], [2], [4]]),
    ('=ARRAYFORMULA(IF(A1:A3>1,"y","n"))', [["y"], ["n"], ["y"]]),
    ("=FILTER(A1:A3,A1:A3>1)", [[3], [2]]),
    ("=SORT(A1:B3,1,FALSE)", [[3, "rose"], [2, "iris"], [1, "iris"]]),
    ("=SORT(A1:B3,2,TRUE,1,FALSE)", [[2, "iris"], [1, "iris"], [3, "rose"]]),
    ("=UNIQUE(B1:B3)", [["rose"], ["iris"]]),
    ("=TRANSPOSE(A1:A3)", [[3, 1, 2]]),
    ("=SEQUENCE(2,2)", [[1, 2], [3, 4]]),
    ("={1,2;3,4}", [[1, 2], [3, 4]]),
    ('=SPLIT("a-1-b","-")', [["a", 1, "b"]]),
    ("=FLATTEN(A1:B2)", [[3], ["rose"], [1], ["iris"]]),
    ('=ARRAYFORMULA(REGEXMATCH(B1:B3,"^i"))', [[False], [True], [True]]),
    ('=REGEXEXTRACT("T-41","(.)-([0-9]+)")', [["T", "41"]]),
]


@pytest.mark.parametrize(("formula", "values"), CASES)
def test_formula_fills_the_cells_that_its_values_need(
    api: Api, beds: str, formula: str, values: list[list[Any]]
) -> None:
    enter(api, beds, "D1", [[formula]])
    assert api.values(beds, "Sheet1!D1:G5") == values


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('=JOIN("-",B1:B3)', "rose-iris-iris"),
        ("=COUNTUNIQUE(B1:B3)", 2),
        ('=REGEXREPLACE("ab","(a)","$1$1")', "aab"),
        ("=ISBETWEEN(2,1,2)", True),
        ("=ISBETWEEN(2,1,2,TRUE,FALSE)", False),
        ('=ISEMAIL("ann@example.org")', True),
        ('=ENCODEURL("a b")', "a%20b"),
        ("=MINUS(5,2)", 3),
        ("=SUM(ARRAYFORMULA(A1:A3*A1:A3))", 14),
        ('=REGEXEXTRACT("a","b")', "#VALUE!"),
    ],
)
def test_function_that_only_sheets_has(api: Api, beds: str, formula: str, value: object) -> None:
    enter(api, beds, "D1", [[formula]])
    assert api.values(beds, "Sheet1!D1") == [[value]]


def test_filled_cells_follow_what_the_formula_reads(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=FILTER(A1:A3,A1:A3>1)", "=SUM(D1:D9)"]])
    assert api.values(beds, "Sheet1!D1:E3") == [[3, 5], [2]]
    enter(api, beds, "A2", [[9]])
    assert api.values(beds, "Sheet1!D1:E3") == [[3, 14], [9], [2]]
    enter(api, beds, "A1", [[0], [0], [7]])
    assert api.values(beds, "Sheet1!D1:E3") == [[7, 7]]


def test_cell_in_the_way_stops_the_formula_until_it_is_emptied(api: Api, beds: str) -> None:
    enter(api, beds, "D2", [["mine"]])
    enter(api, beds, "D1", [["=ARRAYFORMULA(A1:A3)"]])
    assert api.values(beds, "Sheet1!D1:D3") == [["#REF!"], ["mine"]]
    api.call("POST", f"/v4/spreadsheets/{beds}/values/Sheet1!D2:clear")
    assert api.values(beds, "Sheet1!D1:D3") == [[3], [1], [2]]
    enter(api, beds, "D3", [["mine"]])
    assert api.values(beds, "Sheet1!D1:D3") == [["#REF!"], [], ["mine"]]


def test_result_larger_than_the_sheet_is_an_error(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=SEQUENCE(2000)"]])
    assert api.values(beds, "Sheet1!D1:D3") == [["#REF!"]]


def test_filled_cells_go_with_their_formula(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=ARRAYFORMULA(A1:A3)"]])
    enter(api, beds, "D1", [[""]])
    assert api.values(beds, "Sheet1!D1:D3") == []


def test_filled_cells_move_with_inserted_rows(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=ARRAYFORMULA(A1:A3)"]])
    for start in (2, 0):
        span = {"sheetId": 0, "dimension": "ROWS", "startIndex": start, "endIndex": start + 1}
        api.batch(beds, {"insertDimension": {"range": span}})
    assert api.values(beds, "Sheet1!D1:D6") == [[], [3], [1], [0], [2]]
    delete = {"sheetId": 0, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    api.batch(beds, {"deleteDimension": {"range": delete}})
    assert api.values(beds, "Sheet1!D1:D6") == []


def test_filled_cell_has_a_value_that_nobody_entered(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=ARRAYFORMULA(A1:A2)"]])
    fields = "sheets.data.rowData.values(userEnteredValue,effectiveValue)"
    data = api.get(beds, fields, ranges="Sheet1!D1:D2")["sheets"][0]["data"][0]["rowData"]
    assert [row["values"][0] for row in data] == [
        {"userEnteredValue": {"formulaValue": "=ARRAYFORMULA(A1:A2)"}, "effectiveValue": {"numberValue": 3}},
        {"effectiveValue": {"numberValue": 1}},
    ]


def test_range_alone_gives_one_value(api: Api, beds: str) -> None:
    enter(api, beds, "D1", [["=A1:A3"]])
    assert api.values(beds, "Sheet1!D1:D3") == [[3]]

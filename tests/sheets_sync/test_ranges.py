"""A1 notation as far as the jobs write it, and rows as requests."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters, quoted
from sheets_sync.rows import append_requests, delete_requests


@pytest.mark.parametrize(
    ("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (18277, "ZZZ")]
)
def test_column_is_named_as_a_sheet_names_it(column: int, letters: str) -> None:
    assert column_letters(column) == letters


@given(st.integers(0, 18277))
def test_column_letters_count_in_base_26_without_a_zero(column: int) -> None:
    number = 0
    for letter in column_letters(column):
        number = number * 26 + string.ascii_uppercase.index(letter) + 1
    assert number == column + 1


@given(st.text(min_size=1))
def test_quoted_title_is_read_back(title: str) -> None:
    inner = quoted(title)[1:-1]
    assert inner.replace("''", "'") == title
    assert "'" not in inner.replace("''", "")


def test_size_counts_cells_also_those_left_alone() -> None:
    assert CellRange("A1:A3", [["x", None, ""]]).size == 3


def test_appended_cells_keep_their_type_and_blanks_are_left_out() -> None:
    row: dict[str, CellValue] = {"a": "=1+1", "b": 1.5, "c": True, "d": None, "e": "", "unknown": "x"}
    (request,) = append_requests(7, {"a": 0, "b": 2, "c": 3, "d": 4, "e": 5}, [row])
    assert request["appendCells"]["sheetId"] == 7
    assert request["appendCells"]["rows"] == [
        {
            "values": [
                {"userEnteredValue": {"stringValue": "=1+1"}},
                {},
                {"userEnteredValue": {"numberValue": 1.5}},
                {"userEnteredValue": {"boolValue": True}},
                {},
                {},
            ]
        }
    ]


def test_no_rows_are_no_request() -> None:
    assert append_requests(7, {"a": 0}, []) == []


@given(st.sets(st.integers(1, 30)))
def test_deleted_rows_are_those_asked_for_whatever_lies_between(rows: set[int]) -> None:
    sheet = list(range(31))
    for request in delete_requests(7, sorted(rows)):
        span = request["deleteDimension"]["range"]
        del sheet[span["startIndex"] : span["endIndex"]]
    assert sheet == [row for row in range(31) if row not in rows]

"""The problem list as it should stand: a row a problem, named by where the problem stands, in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sheets_sync.computed import SCOPE
from sheets_sync.problem_list import list_table
from sheets_sync.problems import Problem
from sheets_sync.schema import Package
from sheets_sync.table import ROW

PROBLEM = Problem("trays", 2, "T-1", "seeds", "maximum", "900", {"zh": "太多", "en": "Too many"})


def rows(toy: Package, problems: Sequence[Problem]) -> list[dict[str, object]]:
    """The list without the numbers of its rows."""
    tab = toy.by_name["problems"]
    found: list[dict[str, object]] = list_table(toy, tab, problems).select([f.name for f in tab.own_fields]).to_pylist()
    return found


def test_problem_is_a_row_in_both_languages(toy: Package) -> None:
    assert rows(toy, [PROBLEM]) == [
        {
            "problem_id": "trays/T-1/seeds/maximum",
            "problem_tab": "苗盘",
            "problem_key": "T-1",
            "problem_field": "粒数",
            "problem_rule": "maximum",
            "problem_value": "900",
            "problem_zh": "太多",
            "problem_en": "Too many",
        }
    ]


def test_problem_that_changes_keeps_its_key(toy: Package) -> None:
    worse = replace(PROBLEM, row=9, value="1000", message={"zh": "更多", "en": "Even more"})
    (row,) = rows(toy, [worse])
    assert (row["problem_id"], row["problem_value"]) == ("trays/T-1/seeds/maximum", "1000")


def test_problems_of_one_cell_of_two_rows_with_one_key_are_two_rows(toy: Package) -> None:
    found = rows(toy, [PROBLEM, replace(PROBLEM, row=3)])
    assert [row["problem_id"] for row in found] == ["trays/T-1/seeds/maximum", "trays/T-1/seeds/maximum#2"]


def test_problem_of_a_row_without_a_key_is_named_by_its_number(toy: Package) -> None:
    (row,) = rows(toy, [replace(PROBLEM, key="", field=None)])
    assert (row["problem_id"], row["problem_key"], row["problem_field"]) == ("trays/#2//maximum", "", "")


@pytest.mark.parametrize("problems", [[], [PROBLEM, replace(PROBLEM, key="T-2")]])
def test_list_is_numbered_like_a_sheet_and_is_nobodys(toy: Package, problems: list[Problem]) -> None:
    table = list_table(toy, toy.by_name["problems"], problems)
    assert table[ROW].to_pylist() == list(range(2, 2 + len(problems)))
    assert table[SCOPE].to_pylist() == [None] * len(problems)

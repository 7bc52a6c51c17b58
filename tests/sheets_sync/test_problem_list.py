"""The problem list: a row for as long as a problem lasts, and nothing else of the sheet touched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from sheets_sync.computed import SCOPE
from sheets_sync.problem_list import ListPlan, list_requests, list_table, plan_list
from sheets_sync.problems import CellValue, Problem
from sheets_sync.schema import Package
from sheets_sync.table import ROW, parse_table

PROBLEM = Problem("trays", 2, "T-1", "seeds", "maximum", "900", {"zh": "太多", "en": "Too many"})
ROW_OF_PROBLEM = {
    "problem_id": "trays/T-1/seeds/maximum",
    "problem_tab": "苗盘",
    "problem_key": "T-1",
    "problem_field": "粒数",
    "problem_rule": "maximum",
    "problem_value": "900",
    "problem_zh": "太多",
    "problem_en": "Too many",
}


def plan(toy: Package, problems: Sequence[Problem], *rows: Sequence[CellValue]) -> ListPlan:
    """The plan against a list that holds these rows."""
    tab = toy.by_name["problems"]
    heading = [f.title["zh"] for f in tab.own_fields]
    columns = [list(column) for column in zip(heading, *rows, strict=True)]
    return plan_list(toy, parse_table(toy, tab, columns), problems)


def cells(problem_id: str = "trays/T-1/seeds/maximum", **other: str) -> list[CellValue]:
    return list({**ROW_OF_PROBLEM, "problem_id": problem_id, **other}.values())


def test_new_problem_is_a_new_row_in_both_languages(toy: Package) -> None:
    found = plan(toy, [PROBLEM])
    assert found.new == (ROW_OF_PROBLEM,)
    assert (found.gone, dict(found.changed), found.size) == (frozenset(), {}, 1)


def test_lasting_problem_is_left_alone(toy: Package) -> None:
    assert plan(toy, [PROBLEM], cells()).size == 0


def test_lasting_problem_keeps_its_row_when_the_cell_changes(toy: Package) -> None:
    worse = replace(PROBLEM, row=9, value="1000", message={"zh": "更多", "en": "Even more"})
    found = plan(toy, [worse], cells())
    key = ("trays/T-1/seeds/maximum", 0)
    assert found.changed == {
        "problem_value": {key: "1000"},
        "problem_zh": {key: "更多"},
        "problem_en": {key: "Even more"},
    }
    assert (found.new, found.gone) == ((), frozenset())


def test_mended_problem_is_taken_off(toy: Package) -> None:
    found = plan(toy, [], cells(), cells("trays/T-2/seeds/maximum"))
    assert found.gone == {"trays/T-1/seeds/maximum", "trays/T-2/seeds/maximum"}


def test_row_that_staff_copied_does_not_make_the_list_restless(toy: Package) -> None:
    assert plan(toy, [PROBLEM], cells(), cells(problem_value="my note")).size == 0


def test_problems_of_one_cell_of_two_rows_with_one_key_are_two_rows(toy: Package) -> None:
    found = plan(toy, [PROBLEM, replace(PROBLEM, row=3)])
    assert [row["problem_id"] for row in found.new] == ["trays/T-1/seeds/maximum", "trays/T-1/seeds/maximum#2"]


def test_problem_of_a_row_without_a_key_is_named_by_its_number(toy: Package) -> None:
    (row,) = plan(toy, [replace(PROBLEM, key="", field=None)]).new
    assert (row["problem_id"], row["problem_key"], row["problem_field"]) == ("trays/#2//maximum", "", "")


def test_row_that_is_no_problem_of_the_engine_is_left_alone_while_it_has_no_key(toy: Package) -> None:
    assert plan(toy, [], ["", "", "", "", "", "my note", "", ""]).size == 0


def test_requests_take_rows_off_from_the_bottom_up_and_then_add(toy: Package) -> None:
    gone = frozenset({"a", "b", "d"})
    columns = {"problem_id": 1, "problem_value": 3}
    wanted = ListPlan(toy.by_name["problems"], ({"problem_id": "e", "problem_value": "=1+1"},), gone, {})
    requests = list_requests(wanted, 7, columns, ["problem_id", "a", "b", "c", "d", None])
    spans = [r["deleteDimension"]["range"] for r in requests[:-1]]
    assert [(s["sheetId"], s["startIndex"], s["endIndex"]) for s in spans] == [(7, 4, 5), (7, 1, 3)]
    (added,) = requests[-1]["appendCells"]["rows"]
    assert added["values"] == [
        {},
        {"userEnteredValue": {"stringValue": "e"}},
        {},
        {"userEnteredValue": {"stringValue": "=1+1"}},
    ]


def test_heading_is_never_taken_off(toy: Package) -> None:
    wanted = ListPlan(toy.by_name["problems"], (), frozenset({"problem_id"}), {})
    assert list_requests(wanted, 7, {"problem_id": 0}, ["problem_id"]) == []


@pytest.mark.parametrize("problems", [[], [PROBLEM, replace(PROBLEM, key="T-2")]])
def test_list_of_the_mirror_has_the_same_rows_and_is_nobodys(toy: Package, problems: list[Problem]) -> None:
    tab = toy.by_name["problems"]
    table = list_table(toy, tab, problems)
    assert table.select([f.name for f in tab.own_fields]).to_pylist() == list(plan(toy, problems).new)
    assert table[ROW].to_pylist() == list(range(2, 2 + len(problems)))
    assert table[SCOPE].to_pylist() == [None] * len(problems)

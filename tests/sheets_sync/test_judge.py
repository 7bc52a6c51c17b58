"""A pass's findings over all tabs: computed columns, problems, and the mark of each row."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from sheets_sync.judge import Judgement, judge
from sheets_sync.problems import Problem
from sheets_sync.schema import Package
from sheets_sync.table import ROW
from tests.conftest import LOCAL_MORNING, NURSERY
from tests.sheets_sync.conftest import parsed


def judged(toy: Package, *extra: Problem, **rows: list[dict[str, Any]]) -> Judgement:
    read = {name: parsed(toy, name, given) for name, given in {**NURSERY, **rows}.items()}
    tables: dict[str, pa.Table] = {name: table for name, (table, _) in read.items()}
    return judge(toy, LOCAL_MORNING, tables, {name: bad for name, (_, bad) in read.items()}, extra)


def test_tabs_have_all_their_columns_and_the_rows_of_the_sheet_in_order(toy: Package) -> None:
    tabs = judged(toy).tabs
    assert set(tabs) == {tab.name for tab in toy.tabs}
    assert tabs["trays"]["tray_id"].to_pylist() == ["T-1", "T-2", "T-3", "T-4", "T-5"]
    assert {f.name for f in toy.by_name["trays"].fields} <= set(tabs["trays"].column_names)
    assert tabs["trays"][ROW].to_pylist() == [2, 3, 4, 5, 6]


def test_mark_says_what_is_wrong_in_the_language_of_the_workbook(toy: Package) -> None:
    trays: list[dict[str, Any]] = [
        {"tray_id": "T-1", "place_id": "N", "buyer_name": "王", "plant": "玫瑰", "seeds": 900},
        {"tray_id": "T-2"},
    ]
    marks = judged(toy, trays=trays).tabs["trays"]["row_note"].to_pylist()
    assert marks[0] == "品种：“玫瑰”不在可选项里。可选：番茄、罗勒。 粒数：“900”太大，最大是 500。"
    assert marks[1] == "位置：“位置”没有填，请补上。 订苗人：“订苗人”没有填，请补上。"


def test_row_without_a_problem_has_no_mark(toy: Package) -> None:
    assert judged(toy).tabs["trays"]["row_note"].to_pylist() == [None] * 5
    assert judged(toy).problems == ()


def test_problem_found_elsewhere_marks_its_row_too(toy: Package) -> None:
    problem = Problem("trays", 3, "T-2", None, "revision", "", {"zh": "改过", "en": "changed"})
    found = judged(toy, problem)
    assert found.problems == (problem,)
    assert found.tabs["trays"]["row_note"].to_pylist() == [None, "改过", None, None, None]


def test_one_bad_row_stops_no_other(toy: Package) -> None:
    waterings = [
        {"watering_id": "W-1", "tray_id": "\ud83c", "method": 5, "litres": "9" * 400, "watered_at": "31/12"},
        {"watering_id": "W-2", "tray_id": "T-3", "method": "can", "litres": 1, "watered_at": "2020-02-20 07:30"},
    ]
    found = judged(toy, waterings=waterings)
    assert {problem.key for problem in found.problems} == {"W-1"}
    assert found.tabs["trays"]["thirsty"].to_pylist()[2] is False


def test_rows_that_the_program_makes_are_judged_by_no_rule(toy: Package) -> None:
    """What stands in their sheets is not looked at; what should stand there is in `tabs`."""
    found = judged(toy, watering_plan=[{"plan_id": "mine", "plan_state": "never"}], problems=[{"problem_id": "x"}])
    assert found.problems == ()
    assert found.tabs["watering_plan"]["plan_id"].to_pylist()[0] == "T-1/2020-02-19"
    assert found.tabs["problems"].num_rows == 0

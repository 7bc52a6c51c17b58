"""What an import would write: which line is which row, what is changed, what is left alone, what is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.files import CellChange, FileRows, ImportPlan, preview, problems_as_json
from sheets_sync.schema import Package

Read = Callable[..., FileRows]
Make = Callable[..., Path]
Plan = Callable[..., ImportPlan]

ROW = {"order_id": "Q-1", "place_id": "N-01", "shelf": "0101", "buyer": "王小明", "phone": "13800138000"}


def problems(plan: ImportPlan) -> list[tuple[int, str | None, str]]:
    return [(p.row, p.field, p.rule) for p in plan.problems]


def test_a_new_line_becomes_a_row_with_what_the_schema_fills_in(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人\nN-01,101,王小明\n")))

    assert planned.new == (
        {"place_id": "N-01", "shelf": "0101", "buyer": "王小明", "channel": "paper", "noted_at": "2020-02-20 08:00"},
    )
    assert problems(planned) == []


def test_a_line_of_a_known_row_changes_the_cells_that_differ(read: Read, text: Make, plan: Plan) -> None:
    rows = read(text("位置,架号,订苗人,电话,盘数\nＮ-01,101,王小明,13900139000,3\n"))

    planned = plan(rows, [{**ROW, "trays": 3}])

    assert planned.changed == (CellChange(2, "Q-1", "phone", "13800138000", "13900139000"),)
    assert (planned.new, planned.unchanged, planned.matched) == ((), 0, {2: "Q-1"})


def test_a_blank_cell_of_the_file_blanks_nothing(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人,电话\nN-01,101,王小明,\n")), [ROW])

    assert (planned.new, planned.changed, planned.unchanged) == ((), (), 1)
    assert problems(planned) == []


def test_what_the_import_fills_in_changes_no_known_row(read: Read, text: Make, plan: Plan) -> None:
    rows = read(text("位置,架号,订苗人\nN-01,101,王小明\n"), fill={"channel": "phone"})

    assert plan(rows, [{**ROW, "channel": "paper"}]).changed == ()


def test_the_primary_key_of_the_file_goes_before_the_import_key(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("订单号,位置,架号,订苗人\nQ-1,N-01,202,王小明\n")), [ROW])

    assert planned.changed == (CellChange(2, "Q-1", "shelf", "0101", "0202"),)


def test_a_key_that_is_unknown_makes_a_row_of_that_key(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("订单号,位置,架号,订苗人\nQ-9,N-01,202,王小明\n")), [ROW])

    assert [row["order_id"] for row in planned.new] == ["Q-9"]


def test_two_lines_of_one_row_are_put_together(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人,电话\nN-01,101,王小明,\nN-01,0101,王小明,13800138000\n")))

    assert [(row["buyer"], row["phone"]) for row in planned.new] == [("王小明", "13800138000")]
    assert [(d.line, d.first) for d in planned.duplicates] == [(3, 2)]
    assert problems(planned) == []


def test_the_later_of_two_lines_is_taken_and_told_where_they_differ(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人\nN-01,101,王小明\nN-01,101,李四\n")))

    assert [row["buyer"] for row in planned.new] == ["李四"]
    assert problems(planned) == [(3, "buyer", "duplicate-line")]
    assert "王小明" in planned.problems[0].message["en"]


def test_lines_that_nothing_tells_apart_are_not_made_one(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人\nN-01,,王小明\nN-01,,李四\nN-01,,李四\n")))

    assert [row["buyer"] for row in planned.new] == ["王小明", "李四"]
    assert [d.line for d in planned.duplicates] == [4]


def test_a_line_without_the_last_part_of_the_key_finds_only_a_row_that_says_it_all(
    read: Read, text: Make, plan: Plan
) -> None:
    rows = [{"order_id": "Q-1", "place_id": "N-01", "buyer": "王小明", "phone": "13800138000"}]

    planned = plan(read(text("位置,架号,订苗人\nN-01,,王小明\nN-01,,李四\n")), rows)

    assert planned.matched == {2: "Q-1"}
    assert [row["buyer"] for row in planned.new] == ["李四"]


def test_a_bad_cell_of_a_new_row_is_kept_as_it_stands_and_reported(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人,电话,盘数\nN-01,101,王小明,138-00,三\n")))

    assert (planned.new[0]["phone"], planned.new[0]["trays"]) == ("138-00", "三")
    assert problems(planned) == [(2, "phone", "pattern"), (2, "trays", "type")]


def test_a_bad_cell_never_replaces_what_stands_in_the_workbook(read: Read, text: Make, plan: Plan) -> None:
    rows = read(text("位置,架号,订苗人,电话\nN-01,101,王小明,4.2E+17\n"))

    mended = plan(rows, [ROW])
    empty = plan(rows, [{**ROW, "phone": ""}])
    same = plan(rows, [{**ROW, "phone": "4.2E+17"}])

    assert (mended.changed, len(mended.kept), problems(mended)) == ((), 1, [(2, "phone", "pattern")])
    assert [change.new for change in empty.changed] == ["4.2E+17"]
    assert (same.changed, same.kept, same.unchanged) == ((), (), 1)


def test_a_good_cell_replaces_a_bad_one(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,盘数\nN-01,101,3\n")), [{**ROW, "trays": "三"}])

    assert planned.changed == (CellChange(2, "Q-1", "trays", "三", 3),)
    assert problems(planned) == []


def test_a_row_that_has_no_key_yet_is_known_and_not_changed(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,电话\nN-01,101,13900139000\n")), [{**ROW, "order_id": ""}])

    assert (planned.new, planned.changed) == ((), ())
    assert [change.field for change in planned.kept] == ["phone"]


def test_a_row_whose_key_stands_twice_is_not_changed(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,电话\nN-01,202,13900139000\n")), [ROW, {**ROW, "shelf": "0202"}])

    assert (planned.new, planned.changed) == ((), ())
    assert [change.field for change in planned.kept] == ["phone"]


def test_rules_see_the_workbook_and_the_line_of_the_file_is_named(read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("订单,\n位置,架号,订苗人\nN-01,1,王小明\nN-77,2,\n")))

    assert problems(planned) == [(4, "place_id", "foreign-key"), (4, "buyer", "required")]


def test_problems_as_json_has_the_shape_that_scripts_rely_on(read: Read, text: Make, plan: Plan) -> None:
    said = problems_as_json(plan(read(text("位置,架号,盘数\nN-01,101,三\n")), [ROW]).problems)

    message = {
        "zh": "“三”不是整数。只填数字，例如 3。",
        "en": "“三” is not a whole number. Enter digits only, for example 3.",
    }
    assert said == {"problems": [{"row": 2, "key": "Q-1", "field": "trays", "rule": "type", "message": message}]}


def test_preview_counts_and_names_the_known_rows(read: Read, text: Make, plan: Plan, nursery: Package) -> None:
    rows = read(text("位置,架号,订苗人\nN-01,101,王小明\nN-01,102,李四\nN-01,102,李四\n"))

    said = [line["en"] for line in preview(nursery, rows, plan(rows, [ROW]))]

    assert said[-4:] == [
        "The file has 4 lines: 3 taken, 1 left out, 1 of those taken are repeats.",
        "1 rows are new; 1 are already known, with 0 cells to change; 0 cells need a look.",
        "Already known: line 2 is Q-1.",
        "Line 4 means the same row as line 3; they were put together.",
    ]


CELL = st.sampled_from(["", "1", "2", "三", "13800138000", "王", "'=1", " x "])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.just("N-01"), CELL, CELL, CELL, CELL), min_size=1, max_size=6))
def test_the_same_file_once_more_changes_nothing(
    read: Read, text: Make, plan: Plan, lines: list[tuple[str, ...]]
) -> None:
    rows = read(text("位置,架号,订苗人,电话,盘数\n" + "".join(",".join(line) + "\n" for line in lines)))
    first = plan(rows)

    second = plan(rows, with_keys(first))

    assert (second.new, second.kept) == ((), ())
    assert second.changed == ()
    assert len(first.new) + len(first.duplicates) == len(rows.rows)


def with_keys(planned: ImportPlan) -> list[dict[str, Any]]:
    """The new rows as they stand in the workbook once each has its key."""
    return [{"order_id": f"Q-{number}", **row} for number, row in enumerate(planned.new, 1)]


@pytest.mark.parametrize("lines", ["", "N-01,101,王小明\n"])
def test_a_plan_of_nothing_is_empty(lines: str, read: Read, text: Make, plan: Plan) -> None:
    planned = plan(read(text("位置,架号,订苗人\n" + lines)), [ROW])

    assert (planned.new, planned.changed, planned.problems) == ((), (), ())

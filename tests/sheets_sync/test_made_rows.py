"""Rows that the program makes: a row for as long as its key is wanted, and nothing else of the sheet touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.cells import format_cell
from sheets_sync.made_rows import ROWS_A_CALL, RowsPlan, keys_after, plan_rows, rows_calls
from sheets_sync.problems import CellValue
from sheets_sync.schema import Package
from sheets_sync.table import arrow_schema, parse_table

TAB = "watering_plan"
WANTED: Mapping[str, Any] = {
    "plan_id": "T-1/1",
    "tray_id": "T-1",
    "buyer_name": "王小明",
    "plan_day": date(2020, 2, 19),
    "litres_given": 1.5,
    "plan_state": "watered",
    "is_late": False,
    "seen": ["aphids", "mould"],
}
CELLS: Mapping[str, CellValue] = {
    "plan_id": "T-1/1",
    "tray_id": "T-1",
    "buyer_name": "王小明",
    "plan_day": "2020-02-19",
    "litres_given": 1.5,
    "plan_state": "浇了",
    "is_late": "否",
    "seen": "蚜虫、霉",
}


def plan(toy: Package, wanted: Sequence[Mapping[str, Any]], *rows: Mapping[str, CellValue]) -> RowsPlan:
    """The plan against a tab that holds these rows."""
    tab = toy.by_name[TAB]
    columns = [[f.title["zh"], *(row.get(f.name) for row in rows)] for f in tab.own_fields]
    table = pa.Table.from_pylist([*wanted], schema=arrow_schema(tab.own_fields))
    return plan_rows(toy, parse_table(toy, tab, columns), table)


def test_new_row_is_written_as_cells_are(toy: Package) -> None:
    found = plan(toy, [WANTED])
    assert (found.new, found.gone) == (("T-1/1",), frozenset())
    assert found.cells == {name: {("T-1/1", 0): cell} for name, cell in CELLS.items() if name != "plan_id"}
    assert (found.size, found.rewritten) == (8, 0)


def test_row_that_stands_as_it_should_is_left_alone(toy: Package) -> None:
    assert plan(toy, [WANTED], CELLS).size == 0


def test_empty_value_is_an_empty_cell(toy: Package) -> None:
    wanted = {**WANTED, "litres_given": None, "seen": None}
    assert plan(toy, [wanted], {**CELLS, "litres_given": "", "seen": None}).size == 0
    assert plan(toy, [wanted], CELLS).cells == {"litres_given": {("T-1/1", 0): ""}, "seen": {("T-1/1", 0): ""}}


def test_zero_is_not_empty(toy: Package) -> None:
    assert plan(toy, [{**WANTED, "litres_given": 0.0}], {**CELLS, "litres_given": 0}).size == 0


@pytest.mark.parametrize(
    ("stands", "written"),
    [
        ({"plan_state": "该浇"}, {"plan_state": "浇了"}),
        ({"plan_day": "20/2/19"}, {"plan_day": "2020-02-19"}),
        ({"litres_given": "1.5"}, {"litres_given": 1.5}),
        ({"buyer_name": "=1+1", "seen": ""}, {"buyer_name": "王小明", "seen": "蚜虫、霉"}),
    ],
)
def test_cell_that_differs_is_rewritten_by_key(
    toy: Package, stands: dict[str, CellValue], written: dict[str, CellValue]
) -> None:
    found = plan(toy, [WANTED], {**CELLS, "plan_id": "T-9/1"}, {**CELLS, **stands})
    assert found.cells == {name: {("T-1/1", 0): cell} for name, cell in written.items()}
    assert (found.new, found.rewritten) == ((), len(written))


def test_row_whose_key_is_not_wanted_is_taken_off(toy: Package) -> None:
    typed = {"plan_id": "my own", "buyer_name": "typed by somebody"}
    found = plan(toy, [WANTED], CELLS, {**CELLS, "plan_id": "T-1/0"}, typed)
    assert found.gone == {"T-1/0", "my own"}
    assert (found.new, dict(found.cells)) == ((), {})


def test_row_without_a_key_is_nobodys_but_who_typed_it(toy: Package) -> None:
    found = plan(toy, [], {"buyer_name": "a note of staff"}, {"plan_id": " ", "tray_id": "T-1"})
    assert found.size == 0
    assert list(rows_calls(found, 7, 0, ["计划编号", None, " "])) == [[]]


def test_row_that_staff_copied_does_not_make_the_tab_restless(toy: Package) -> None:
    assert plan(toy, [WANTED], CELLS, {**CELLS, "buyer_name": "a note of staff"}).size == 0


def test_calls_take_rows_off_from_the_bottom_up_and_then_add_keys(toy: Package) -> None:
    wanted = RowsPlan(toy.by_name[TAB], ("e",), frozenset({"a", "b", "d"}), {"buyer_name": {("e", 0): "王"}})
    ((*taken_off, add),) = rows_calls(wanted, 7, 1, ["计划编号", "a", "b", "c", "d", None])
    spans = [request["deleteDimension"]["range"] for request in taken_off]
    assert [(s["sheetId"], s["startIndex"], s["endIndex"]) for s in spans] == [(7, 4, 5), (7, 1, 3)]
    assert add["appendCells"]["rows"] == [{"values": [{}, {"userEnteredValue": {"stringValue": "e"}}]}]


def test_many_rows_go_in_several_calls_and_none_is_taken_off_twice(toy: Package) -> None:
    new = tuple(f"{number}" for number in range(ROWS_A_CALL + 1))
    calls = list(rows_calls(RowsPlan(toy.by_name[TAB], new, frozenset({"a"}), {}), 7, 0, ["编号", "a"]))
    kinds = [[next(iter(request)) for request in call] for call in calls]
    assert kinds == [["deleteDimension", "appendCells"], ["appendCells"]]
    assert [len(call[-1]["appendCells"]["rows"]) for call in calls] == [ROWS_A_CALL, 1]


def test_heading_is_never_taken_off(toy: Package) -> None:
    wanted = RowsPlan(toy.by_name[TAB], (), frozenset({"计划编号"}), {})
    assert list(rows_calls(wanted, 7, 0, ["计划编号"])) == [[]]
    assert keys_after(wanted, ["计划编号"]) == ["计划编号"]


def test_last_row_of_a_sheet_leaves_another_behind(toy: Package) -> None:
    """A sheet that has as many rows as are filled would refuse to lose them all."""
    wanted = RowsPlan(toy.by_name[TAB], (), frozenset({"a", "b"}), {})
    ((first, *_),) = rows_calls(wanted, 7, 0, ["计划编号", "a", "b"])
    assert first == {"appendDimension": {"sheetId": 7, "dimension": "ROWS", "length": 1}}


keys = st.sampled_from(["a", "b", "c", "d"])
states = st.sampled_from(["watered", "due", "missed", None])


@given(wanted=st.dictionaries(keys, states), stands=st.lists(st.tuples(keys | st.just(""), states)))
def test_plan_carried_out_leaves_nothing_to_do(
    toy: Package, wanted: dict[str, str | None], stands: list[tuple[str, str | None]]
) -> None:
    field = toy.by_name[TAB].by_name["plan_state"]
    rows: list[dict[str, CellValue]] = [
        {"plan_id": key, "plan_state": format_cell(toy, field, state), "buyer_name": "x" if not key else ""}
        for key, state in stands
    ]
    made = [{"plan_id": key, "plan_state": state} for key, state in wanted.items()]
    found = plan(toy, made, *rows)
    after = [dict(row) for row in rows if row["plan_id"] not in found.gone]
    after += [{"plan_id": key} for key in found.new]
    for name, cells in found.cells.items():
        for (key, _), cell in cells.items():
            next(row for row in after if row["plan_id"] == key)[name] = cell

    assert plan(toy, made, *after).size == 0
    assert [row for row in after if not row["plan_id"]] == [row for row in rows if not row["plan_id"]]
    assert keys_after(found, ["编号", *(row["plan_id"] or None for row in rows)])[1:] == [
        row["plan_id"] for row in after if row["plan_id"]
    ]

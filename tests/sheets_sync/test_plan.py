"""What a pass writes: only what differs, by key, and never beside another row however the sheet is sorted meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.judge import judge
from sheets_sync.plan import GAP, TabPlan, highest_key, missing_keys, plan_tab, resolve, row_names, with_keys
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters
from sheets_sync.schema import Field, FieldType, Package, Tab
from sheets_sync.table import Table, parse_table
from tests.conftest import LOCAL_MORNING
from tests.sheets_sync.conftest import parsed

PACKAGE = Package(
    name="toy",
    title={"zh": "苗圃"},
    timezone="Asia/Shanghai",
    languages=("zh",),
    booleans={True: {"zh": "是"}, False: {"zh": "否"}},
    tabs=(),
)
TAB = Tab(
    name="trays",
    title={"zh": "苗盘"},
    primary_key="tray_id",
    key_prefix="T",
    own_fields=(Field("tray_id", {"zh": "编号"}, FieldType.STRING), Field("seeds", {"zh": "粒数"}, FieldType.INTEGER)),
    mark=Field("note", {"zh": "检查"}, FieldType.STRING, computed=True),
)
COLUMNS = {"tray_id": 0, "seeds": 1, "note": 2}
Sheet = list[list[CellValue]]  # rows, heading included


def sheet_of(rows: Iterable[Sequence[CellValue]]) -> Sheet:
    return [["编号", "粒数", "检查"], *map(list, rows)]


def read(sheet: Sheet) -> Table:
    return parse_table(PACKAGE, TAB, [list(column) for column in zip(*sheet, strict=True)])


def wanted(table: Table, notes: Mapping[int, str | None]) -> pa.Table:
    """The table as it should stand: the note of each sheet row."""
    values = [notes.get(row) for row in table.data["_row"].to_pylist()]
    return table.data.append_column("note", pa.array(values, pa.string()))


def plan_of(sheet: Sheet, note: Mapping[str, str], new_keys: Mapping[int, str] | None = None) -> TabPlan:
    """The plan that gives the rows of each key their note; the n-th row of a key gets /n behind it."""
    table = read(sheet)
    data = with_keys(TAB, table.data, new_keys or {})
    names = row_names(data["tray_id"].to_pylist())
    rows = data["_row"].to_pylist()
    notes = {
        row: f"{note[name[0]]}/{name[1]}" for row, name in zip(rows, names, strict=True) if name and name[0] in note
    }
    return plan_tab(PACKAGE, table, wanted(Table(TAB, data, table.columns, (), {}, 0), notes), new_keys or {})


def ranges_of(plan: TabPlan, sheet: Sheet, columns: Mapping[str, int] = COLUMNS) -> list[CellRange]:
    return list(resolve(plan, "苗盘", columns, [row[columns["tray_id"]] for row in sheet]))


def write(sheet: Sheet, ranges: Iterable[CellRange]) -> None:
    """What values.batchUpdate does with ranges of one column: None leaves a cell alone."""
    for one in ranges:
        found = re.fullmatch(r"'苗盘'!([A-Z]+)(\d+):\1(\d+)", one.a1)
        assert found
        column = next(n for n in range(20) if column_letters(n) == found[1])
        (values,) = one.values
        assert len(values) == int(found[3]) - int(found[2]) + 1
        for row, value in enumerate(values, start=int(found[2]) - 1):
            if value is not None:
                sheet[row][column] = value


keys = st.sampled_from(["", "T-1", "T-2", "T-3", "T-4"])
notes = st.sampled_from(["", "a/0", "b/0", "b/1"])
sheets = st.lists(st.tuples(keys, st.integers(1, 9), notes), max_size=12).map(sheet_of)
wishes = st.dictionaries(st.sampled_from(["T-1", "T-2", "T-3", "T-4"]), st.sampled_from("ab"))


@given(sheets, wishes)
def test_plan_applied_twice_changes_nothing(sheet: Sheet, note: dict[str, str]) -> None:
    write(sheet, ranges_of(plan_of(sheet, note), sheet))
    assert plan_of(sheet, note).size == 0
    assert ranges_of(plan_of(sheet, note), sheet) == []


@given(st.data(), sheets, wishes)
def test_sort_between_read_and_resolve_puts_no_value_beside_another_key(
    data: st.DataObject, sheet: Sheet, note: dict[str, str]
) -> None:
    plan = plan_of(sheet, note)
    moved = [sheet[0], *data.draw(st.permutations([list(row) for row in sheet[1:]]))]
    before = [list(row) for row in moved]
    write(moved, ranges_of(plan, moved))
    assert misplaced(before, moved, note) == []


def misplaced(before: Sheet, after: Sheet, note: Mapping[str, str]) -> Sheet:
    """The rows that hold what was meant for another key, or changed where nothing was meant to."""
    pairs = zip(before, after, strict=True)
    changed = [(old, new) for old, new in pairs if old != new]
    return [new for old, new in changed if new[:2] != old[:2] or not new[0] or not meant(str(new[0]), new[2], note)]


def meant(key: str, cell: CellValue, note: Mapping[str, str]) -> bool:
    return str(cell).startswith(f"{note[key]}/") if key in note else cell == ""


def test_plan_by_row_number_would_put_a_value_beside_another_key() -> None:
    note = {"T-1": "a", "T-2": "b"}
    sheet = sheet_of([("T-1", 1, ""), ("T-2", 2, "")])
    by_number = ranges_of(plan_of(sheet, note), sheet)
    sorted_sheet = [sheet[0], list(sheet[2]), list(sheet[1])]
    before = [list(row) for row in sorted_sheet]
    write(sorted_sheet, by_number)
    assert len(misplaced(before, sorted_sheet, note)) == 2


def test_only_what_differs_is_planned() -> None:
    sheet = sheet_of([("T-1", 1, "a/0"), ("T-2", 2, ""), ("T-3", 3, "old")])
    plan = plan_of(sheet, {"T-1": "a", "T-2": "b"})
    assert plan.cells == {"note": {("T-2", 0): "b/0", ("T-3", 0): ""}}
    assert plan.size == 2


def test_gap_is_sent_as_none() -> None:
    rows = [(f"T-{number}", 1, "") for number in range(1, 6)]
    sheet = sheet_of(rows)
    (one,) = ranges_of(plan_of(sheet, {"T-1": "a", "T-4": "a"}), sheet)
    assert (one.a1, one.values) == ("'苗盘'!C2:C5", [["a/0", None, None, "a/0"]])


def test_long_gap_begins_a_new_range() -> None:
    rows = [(f"T-{number}", 1, "") for number in range(1, GAP + 5)]
    sheet = sheet_of(rows)
    first, second = ranges_of(plan_of(sheet, {"T-1": "a", f"T-{GAP + 2}": "a"}), sheet)
    assert (first.a1, second.a1) == ("'苗盘'!C2:C2", f"'苗盘'!C{GAP + 3}:C{GAP + 3}")


def test_row_that_is_gone_is_left_out() -> None:
    sheet = sheet_of([("T-1", 1, ""), ("T-2", 2, "")])
    plan = plan_of(sheet, {"T-1": "a", "T-2": "b"})
    (one,) = ranges_of(plan, sheet_of([("T-2", 2, "")]))
    assert (one.a1, one.values) == ("'苗盘'!C2:C2", [["b/0"]])


def test_key_that_reads_like_the_heading_names_its_row_and_not_the_heading() -> None:
    sheet = sheet_of([("编号", 1, "")])
    write(sheet, ranges_of(plan_of(sheet, {"编号": "a"}), sheet))
    assert sheet == sheet_of([("编号", 1, "a/0")])


def test_moved_column_is_written_where_it_is_now() -> None:
    sheet = sheet_of([("T-1", 1, "")])
    plan = plan_of(sheet, {"T-1": "a"})
    moved = [["x", row[0], "y", "z", row[2]] for row in sheet]
    (one,) = ranges_of(plan, moved, {"tray_id": 1, "note": 4})
    assert one.a1 == "'苗盘'!E2:E2"


def test_column_that_is_gone_is_left_out() -> None:
    sheet = sheet_of([("T-1", 1, "")])
    assert ranges_of(plan_of(sheet, {"T-1": "a"}), sheet, {"tray_id": 0, "seeds": 1}) == []


def test_computed_column_that_the_sheet_lacks_is_left_to_apply() -> None:
    table = parse_table(PACKAGE, TAB, [["编号", "T-1"], ["粒数", 1]])
    assert plan_tab(PACKAGE, table, wanted(table, {2: "a"}), {}).size == 0


def test_row_without_a_key_has_no_name_and_is_left_alone() -> None:
    sheet = sheet_of([("", 5, ""), ("T-1", 1, "")])
    assert plan_of(sheet, {"T-1": "a"}).cells == {"note": {("T-1", 0): "a/0"}}


def test_new_key_is_written_into_its_row_and_nowhere_else() -> None:
    sheet = sheet_of([("T-1", 1, ""), ("", 5, ""), ("T-2", 1, "")])
    plan = plan_of(sheet, {}, {3: "T-3"})
    (one,) = ranges_of(plan, sheet)
    assert (one.a1, one.values, plan.size) == ("'苗盘'!A3:A3", [["T-3"]], 1)


@pytest.mark.parametrize("key", [12, 12.0, " 12 ", "12"])
def test_key_typed_as_a_number_names_its_row(key: CellValue) -> None:
    sheet = sheet_of([(key, 1, "")])
    write(sheet, ranges_of(plan_of(sheet, {"12": "a"}), sheet))
    assert sheet[1] == [key, 1, "a/0"]


def test_missing_keys_are_those_of_rows_whose_key_cell_is_empty() -> None:
    table = read(sheet_of([("T-1", 1, ""), ("", 5, ""), ("\ud83c", 1, ""), ("", "", "left over")]))
    assert missing_keys(TAB, table.data) == [3]


@pytest.mark.parametrize(
    ("given_keys", "highest"),
    [([], 0), (["T-00007", "T-12", "T-9x", "X-99", None, "T-", "T-１３"], 12), (["T-1-5"], 0)],
)
def test_highest_key_is_that_of_the_form_prefix_number(given_keys: list[str | None], highest: int) -> None:
    assert highest_key(TAB, pa.table({"tray_id": pa.array(given_keys, pa.string())})) == highest


def test_row_names_tell_rows_of_one_key_apart() -> None:
    assert row_names(["T-1", None, "T-1", ""]) == [("T-1", 0), None, ("T-1", 1), None]


def test_pass_over_what_the_pass_before_wrote_writes_nothing(toy: Package) -> None:
    """The whole way: judge, plan, write, read, judge, plan."""
    tab = toy.by_name["trays"]
    rows: list[dict[str, Any]] = [
        {"tray_id": "T-1", "place_id": "N", "buyer_name": "王", "sown_on": "2020-02-01"},
        {"tray_id": "T-2", "place_id": "N", "buyer_name": "李", "seeds": "some"},
        {"tray_id": "T-2", "place_id": "N", "buyer_name": "赵", "plant": "玫瑰"},
    ]
    places, _ = parsed(toy, "places", [{"place_id": "N", "place_name": "苗圃"}])
    columns = [[f.title["zh"], *(row.get(f.name, "") for row in rows)] for f in tab.fields]

    def plan() -> TabPlan:
        table = parse_table(toy, tab, columns)
        judged = judge(toy, LOCAL_MORNING, {"trays": table.data, "places": places}, {"trays": table.bad})
        return plan_tab(toy, table, judged.tabs["trays"], {})

    first = plan()
    where = {f.name: index for index, f in enumerate(tab.fields)}
    for one in resolve(first, "苗盘", where, columns[0]):
        found = re.fullmatch(r"'苗盘'!([A-Z]+)(\d+):.*", one.a1)
        assert found
        column = columns[next(n for n in range(20) if column_letters(n) == found[1])]
        for row, value in enumerate(one.values[0], start=int(found[2]) - 1):
            column[row] = column[row] if value is None else value
    assert first.size > 0
    assert plan().size == 0
    assert columns[where["seeds"]] == ["粒数", "", "some", ""]
    assert "“some”" in str(columns[where["row_note"]][2])

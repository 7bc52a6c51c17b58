"""Decide which cells a sync run will write.

Takes a tab as read and its columns as computed, and returns a `TabPlan`. Nothing is written here: `jobs.sync` resolves
the plan against a fresh read of the keys and hands the ranges to `client`.

Two promises hold for every plan. It touches only columns that the schema marks as computed and keys of rows that had
none, so what a worker typed is never replaced. And it names rows by primary key, not by number, because someone may
sort the sheet between our read and our write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from sheets_sync.cells import cell_text, format_column
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters, quoted
from sheets_sync.schema import Package, Tab
from sheets_sync.table import BAD, ROW, Table

RowName = tuple[str, int]
"""(key, n): the n-th row, from 0, that has this key. A key that stands twice names two rows."""

GAP = 24
"""Unchanged cells between two changed ones that are cheaper to send as null than to begin a new range."""


@dataclass(frozen=True)
class TabPlan:
    """What to write in one tab: per computed field the rows whose cell differs, and keys for rows without one."""

    tab: Tab
    cells: Mapping[str, Mapping[RowName, CellValue]] = field(default_factory=dict)
    new_keys: Mapping[int, str] = field(default_factory=dict)
    """{sheet row: key}; good only while the key column is as it was read, and so is `cleared`."""
    cleared: Mapping[str, Sequence[int]] = field(default_factory=dict)
    """{computed field: sheet rows}: cells left over in rows that somebody emptied."""

    @property
    def size(self) -> int:
        """How many cells would be written."""
        written = sum(len(rows) for rows in self.cells.values()) + sum(len(rows) for rows in self.cleared.values())
        return len(self.new_keys) + written


def row_names(keys: Sequence[str | None]) -> list[RowName | None]:
    """The name of each row by its key; a row without a key has none."""
    seen: dict[str, int] = {}
    names: list[RowName | None] = []
    for key in keys:
        if not key:
            names.append(None)
            continue
        names.append((key, seen.get(key, 0)))
        seen[key] = seen.get(key, 0) + 1
    return names


def plan_tab(package: Package, table: Table, wanted: pa.Table, new_keys: Mapping[int, str]) -> TabPlan:
    """Compare what stands in the computed columns of `table` with `wanted`, which has the same rows in the same order.

    `new_keys` are keys already put into `wanted` for rows that had none. A computed column that the sheet lacks is left
    out: `apply` adds it.
    """
    tab = table.tab
    names = row_names(wanted[tab.primary_key].to_pylist())
    cells: dict[str, dict[RowName, CellValue]] = {}
    for column in (f for f in tab.fields if f.computed and f.name in table.written):
        formatted = format_column(package, column, wanted[column.name].to_pylist())
        changed = {
            name: want
            for name, want, have in zip(names, formatted, table.written[column.name], strict=True)
            if name is not None and not same_cell(want, have)
        }
        if changed:
            cells[column.name] = changed
    return TabPlan(tab, cells, new_keys, table.leftover)


def same_cell(want: CellValue, have: CellValue) -> bool:
    """Whether a cell already stands as it should; one that is blank is "" in `want`."""
    if have is None or have == "":
        return want == ""
    if isinstance(want, bool) or isinstance(have, bool):
        return want is have
    return want == have


def resolve(plan: TabPlan, sheet: str, columns: Mapping[str, int], keys: Sequence[CellValue]) -> Iterator[CellRange]:
    """The ranges to write, given where the columns are now and the key column as it stands now (heading included).

    A row whose key is no longer there is left out; so is a column. Gaps of up to GAP unchanged cells are sent as None.
    """
    at = {name: row for row, name in enumerate(row_names([_key(cell) for cell in keys[1:]]), start=2) if name}
    for name, column in columns.items():
        rows = {at[row]: value for row, value in plan.cells.get(name, {}).items() if row in at}
        rows |= dict.fromkeys(plan.cleared.get(name, ()), "")
        yield from _runs(sheet, column, rows)
    yield from _runs(sheet, columns[plan.tab.primary_key], dict(plan.new_keys))


def missing_keys(tab: Tab, data: pa.Table) -> list[int]:
    """The sheet rows whose key cell is empty; one that cannot be read is left as it stands."""
    keys, rows, bad = (data[name].to_pylist() for name in (tab.primary_key, ROW, BAD))
    return [
        row for key, row, names in zip(keys, rows, bad, strict=True) if not key and tab.primary_key not in (names or ())
    ]


def highest_key(tab: Tab, data: pa.Table) -> int:
    """The highest number that a key of the form PREFIX-number has; 0 when there is none."""
    keys = data[tab.primary_key]
    numbered = keys.filter(pc.match_substring_regex(keys, f"^{tab.key_prefix}-[0-9]{{1,15}}$"))
    numbers = pc.utf8_slice_codeunits(numbered, len(tab.key_prefix) + 1)
    return pc.max(numbers.cast(pa.int64())).as_py() or 0


def with_keys(tab: Tab, data: pa.Table, new_keys: Mapping[int, str]) -> pa.Table:
    """The table with these keys in the rows that had none."""
    if not new_keys:
        return data
    keys, rows = data[tab.primary_key].to_pylist(), data[ROW].to_pylist()
    filled = [key or new_keys.get(row) for key, row in zip(keys, rows, strict=True)]
    return data.set_column(data.schema.get_field_index(tab.primary_key), tab.primary_key, pa.array(filled, pa.string()))


def _key(cell: CellValue) -> str | None:
    return None if cell is None else cell_text(cell).strip() or None


def _runs(sheet: str, column: int, rows: Mapping[int, CellValue]) -> Iterator[CellRange]:
    ordered = sorted(rows)
    start = 0
    for index in range(1, len(ordered) + 1):
        if index == len(ordered) or ordered[index] - ordered[index - 1] > GAP:
            first, last = ordered[start], ordered[index - 1]
            letters = column_letters(column)
            values = [rows.get(row) for row in range(first, last + 1)]
            yield CellRange(f"{quoted(sheet)}!{letters}{first}:{letters}{last}", [values])
            start = index

"""Tabs whose rows the program makes, the problem list and query tabs: which rows to add, take off and rewrite, by key.

A row stays where it is, with whatever staff wrote beside it, for as long as its key is wanted; only cells that differ
are rewritten. New rows are added behind all others, in the order in which they are wanted. A row without a key is not
the program's: it is left alone. A row with a key that is not wanted is taken off, because the key column is the
program's own, and locked. Of rows that share a key, because somebody copied one, the first is the program's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sheets_sync.cells import cell_text, format_column
from sheets_sync.plan import RowName, same_cell
from sheets_sync.problems import CellValue
from sheets_sync.rows import Json, Row, append_requests, delete_requests
from sheets_sync.schema import Package, Tab
from sheets_sync.table import Table

ROWS_A_CALL = 2000
"""So many rows keep a call below the 2 MB that Google advises."""


@dataclass(frozen=True)
class RowsPlan:
    """What to do with the rows of a tab: those to add, keys to take off, and cells of lasting rows to rewrite."""

    tab: Tab
    new: tuple[Row, ...]
    gone: frozenset[str]
    changed: Mapping[str, Mapping[RowName, CellValue]]

    @property
    def size(self) -> int:
        """How many cells and rows would be written or taken off."""
        return len(self.new) + len(self.gone) + sum(len(cells) for cells in self.changed.values())


def plan_rows(package: Package, table: Table, wanted: pa.Table) -> RowsPlan:
    """Compare the tab as it stands with the rows as they should; `wanted` has the tab's fields, one row a key."""
    tab = table.tab
    stands: list[str | None] = table.data[tab.primary_key].to_pylist()
    at = {key: index for index, key in reversed(list(enumerate(stands))) if key}
    cells = {f.name: format_column(package, f, wanted[f.name].to_pylist()) for f in tab.own_fields}
    keys: list[str] = wanted[tab.primary_key].to_pylist()
    lasting = [index for index, key in enumerate(keys) if key in at]
    where = [at[keys[index]] for index in lasting]
    changed = {}
    for name, column in cells.items():
        have = table.written[name]
        differs = {
            (keys[index], 0): column[index]
            for index, stand in zip(lasting, where, strict=True)
            if column[index] is not have[stand] and not same_cell(column[index], have[stand])
        }
        if differs:
            changed[name] = differs
    new = tuple({n: column[i] for n, column in cells.items()} for i, key in enumerate(keys) if key not in at)
    return RowsPlan(tab, new, frozenset(at.keys() - set(keys)), changed)


def rows_calls(
    plan: RowsPlan, sheet_id: int, columns: Mapping[str, int], keys: Sequence[CellValue]
) -> Iterator[list[Json]]:
    """The requests of one call after the other; the first takes rows off. `keys` is the key column as it is now."""
    rows = [row for row, key in enumerate(keys) if row and _is_gone(plan, key)]
    requests = list(delete_requests(sheet_id, rows))
    if requests and not plan.new and len(rows) == len(keys) - 1:  # a sheet may not lose all rows below the heading
        requests.insert(0, {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": 1}})
    for start in range(0, max(len(plan.new), 1), ROWS_A_CALL):
        yield requests + append_requests(sheet_id, columns, plan.new[start : start + ROWS_A_CALL])
        requests = []


def keys_after(plan: RowsPlan, keys: Sequence[CellValue]) -> list[CellValue]:
    """The key column once the plan is carried out: heading first, blank cells left out."""
    lasting = [key for row, key in enumerate(keys) if key is not None and not (row and _is_gone(plan, key))]
    return [*lasting, *(row[plan.tab.primary_key] for row in plan.new)]


def _is_gone(plan: RowsPlan, key: CellValue) -> bool:
    return key is not None and cell_text(key).strip() in plan.gone

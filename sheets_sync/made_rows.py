"""Tabs whose rows the program makes, the problem list and query tabs: which rows to add, take off and rewrite, by key.

A row stays where it is, with whatever staff wrote beside it, for as long as its key is wanted; only cells that differ
are rewritten. New rows are added behind all others, in the order in which they are wanted. A row without a key is not
the program's: it is left alone. A row with a key that is not wanted is taken off, because the key column is the
program's own, and locked. Of rows that share a key, because somebody copied one, the first is the program's.
`jobs.making` carries a plan out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sheets_sync.cells import cell_text, format_column
from sheets_sync.plan import RowName, same_cell
from sheets_sync.problems import CellValue
from sheets_sync.rows import Json, append_requests, delete_requests
from sheets_sync.schema import Package, Tab
from sheets_sync.table import Table

ROWS_A_CALL = 10_000
"""So many keys keep a call below the 2 MB that Google advises."""


@dataclass(frozen=True)
class RowsPlan:
    """What to do with the rows of a tab: keys to add, keys to take off, and per field the cells to write by key.

    `cells` holds what differs in lasting rows and all but the key of new ones.
    """

    tab: Tab
    new: tuple[str, ...]
    gone: frozenset[str]
    cells: Mapping[str, Mapping[RowName, CellValue]]

    @property
    def size(self) -> int:
        """How many cells and rows would be written or taken off."""
        return len(self.new) + len(self.gone) + sum(len(cells) for cells in self.cells.values())

    @property
    def rewritten(self) -> int:
        """How many cells of lasting rows differ."""
        new = set(self.new)
        return sum(key not in new for cells in self.cells.values() for key, _ in cells)


def plan_rows(package: Package, table: Table, wanted: pa.Table) -> RowsPlan:
    """Compare the tab as it stands with the rows as they should; `wanted` has the tab's fields, one row a key."""
    tab = table.tab
    stands: list[str | None] = table.data[tab.primary_key].to_pylist()
    at = {key: index for index, key in reversed(list(enumerate(stands))) if key}
    keys: list[str] = wanted[tab.primary_key].to_pylist()
    where = [at.get(key) for key in keys]
    cells = {}
    for field in tab.own_fields:
        if field.name == tab.primary_key:
            continue
        column, have = format_column(package, field, wanted[field.name].to_pylist()), table.written[field.name]
        differs = {
            (key, 0): cell
            for key, cell, row in zip(keys, column, where, strict=True)
            if not same_cell(cell, None if row is None else have[row])
        }
        if differs:
            cells[field.name] = differs
    return RowsPlan(tab, tuple(key for key in keys if key not in at), frozenset(at.keys() - set(keys)), cells)


def rows_calls(plan: RowsPlan, sheet_id: int, column: int, keys: Sequence[CellValue]) -> Iterator[list[Json]]:
    """The requests of one call after the other, which take rows off and then add keys.

    `column` is the 0-based key column, and `keys` what stands in it now, heading included.
    """
    rows = [row for row, key in enumerate(keys) if row and _is_gone(plan, key)]
    requests = list(delete_requests(sheet_id, rows))
    if requests and not plan.new and len(rows) == len(keys) - 1:  # a sheet may not lose all rows below the heading
        requests.insert(0, {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": 1}})
    for start in range(0, max(len(plan.new), 1), ROWS_A_CALL):
        added = [{plan.tab.primary_key: key} for key in plan.new[start : start + ROWS_A_CALL]]
        yield requests + append_requests(sheet_id, {plan.tab.primary_key: column}, added)
        requests = []


def keys_after(plan: RowsPlan, keys: Sequence[CellValue]) -> list[CellValue]:
    """The key column once the plan is carried out: heading first, blank cells left out."""
    lasting = [key for row, key in enumerate(keys) if key is not None and not (row and _is_gone(plan, key))]
    return [*lasting, *plan.new]


def _is_gone(plan: RowsPlan, key: CellValue) -> bool:
    return key is not None and cell_text(key).strip() in plan.gone

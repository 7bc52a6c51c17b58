"""The problem list: a tab that the program fills, one row a problem, taken off when it is mended.

Each problem has a key made of where it stands, so a row of the list stays where it is, with whatever staff wrote beside
it, for as long as the problem lasts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sheets_sync.computed import SCOPE
from sheets_sync.problems import CellValue, Problem
from sheets_sync.rows import Json, Row, append_requests, delete_requests
from sheets_sync.schema import Package, Tab
from sheets_sync.table import ROW, Table, arrow_schema


@dataclass(frozen=True)
class ListPlan:
    """What to do with the list: rows to add, keys to take off, and cells of lasting rows to rewrite by key."""

    tab: Tab
    new: tuple[Row, ...]
    gone: frozenset[str]
    changed: Mapping[str, Mapping[tuple[str, int], CellValue]]

    @property
    def size(self) -> int:
        """How many cells and rows would be written or taken off."""
        return len(self.new) + len(self.gone) + sum(len(cells) for cells in self.changed.values())


def plan_list(package: Package, table: Table, problems: Sequence[Problem]) -> ListPlan:
    """Compare the list as it stands with the problems as they are."""
    tab = table.tab
    wanted = _rows(package, tab, problems)
    keys: list[str | None] = table.data[tab.primary_key].to_pylist()
    have = {
        key: index for index, key in reversed(list(enumerate(keys))) if key
    }  # of a row that staff copied, the first
    changed: dict[str, dict[tuple[str, int], CellValue]] = {}
    for key, row in wanted.items():
        if key in have:
            for name, value in row.items():
                if (table.written[name][have[key]] or "") != value:
                    changed.setdefault(name, {})[key, 0] = value
    new = tuple(row for key, row in wanted.items() if key not in have)
    return ListPlan(tab, new, frozenset(have) - wanted.keys(), changed)


def list_requests(plan: ListPlan, sheet_id: int, columns: Mapping[str, int], keys: Sequence[CellValue]) -> list[Json]:
    """Requests that take the mended rows off and add the new ones; `keys` is the key column as it is now."""
    rows = [row for row, key in enumerate(keys) if row and str(key) in plan.gone]
    return [*delete_requests(sheet_id, rows), *append_requests(sheet_id, columns, plan.new)]


def list_table(package: Package, tab: Tab, problems: Sequence[Problem]) -> pa.Table:
    """The list as the mirror holds it: the tab's fields, ROW, BAD and SCOPE; it is nobody's own."""
    rows = list(_rows(package, tab, problems).values())
    schema = arrow_schema(tab.own_fields).append(pa.field(SCOPE, pa.string()))
    return pa.Table.from_pylist([{**row, ROW: index} for index, row in enumerate(rows, start=2)], schema=schema)


def _rows(package: Package, tab: Tab, problems: Sequence[Problem]) -> dict[str, dict[str, CellValue]]:
    rows: dict[str, dict[str, CellValue]] = {}
    for problem in problems:
        base = "/".join((problem.tab, problem.key or f"#{problem.row}", problem.field or "", problem.rule))
        key, count = base, 1
        while key in rows:
            count += 1
            key = f"{base}#{count}"
        rows[key] = {
            f.name: key if f.name == tab.primary_key else _part(package, problem, f.source) for f in tab.own_fields
        }
    return rows


def _part(package: Package, problem: Problem, source: str | None) -> CellValue:
    tab = package.by_name[problem.tab]
    field = tab.by_name.get(problem.field or "")
    parts: Mapping[str, str] = {
        "tab": tab.title[package.language],
        "key": problem.key,
        "field": field.title[package.language] if field else "",
        "rule": problem.rule,
        "value": problem.value,
        **{f"message.{language}": words for language, words in problem.message.items()},
    }
    return parts.get(source or "", "")

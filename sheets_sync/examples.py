"""The examples of the schema files, judged by the files' own rules: rows that must pass, rows that must break one.

A row is laid over its tab as that of a form or an imported file is, beside the rows of other tabs that the examples
say are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from sheets_sync.checks import find_problems
from sheets_sync.computed import load_tabs
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.problems import CellValue
from sheets_sync.schema import Package, Tab
from sheets_sync.table import BadCell, parse_columns
from sheets_sync.words import LIST_SEPARATOR

Row = Mapping[str, Any]  # as YAML gives it: text, numbers, dates, lists of names


@dataclass(frozen=True)
class Outcome:
    """One example: what it must break, (rule, field), None for a row that must pass; and what it broke.

    `field` None in `wanted` means that the example names none. `place` is where the example stands in the tab's file.
    """

    tab: str
    place: str
    row: Row
    wanted: tuple[str, str | None] | None
    broken: tuple[tuple[str, str | None], ...]

    @property
    def good(self) -> bool:
        """Whether the row broke exactly what it must."""
        if self.wanted is None:
            return not self.broken
        rule, field = self.wanted
        return [name for name, _ in self.broken] == [rule] and field in (None, self.broken[0][1])


def examine(package: Package, now: datetime, only: str | None = None) -> Iterator[Outcome]:
    """Judge every example of every tab that people fill, in the order of the files; with `only`, those of one tab.

    Raises:
        SchemaError: SQL of a file does not run.
    """
    for tab in package.filled_tabs:
        if only not in (None, tab.name):
            continue
        engine = beside(package, tab, now)
        for index, row in enumerate(tab.examples.passing):
            yield Outcome(tab.name, f"examples.pass.{index}", row, None, _broken(engine, tab, row))
        for index, (row, rule, field) in enumerate(tab.examples.failing):
            yield Outcome(tab.name, f"examples.fail.{index}", row, (rule, field), _broken(engine, tab, row))


def beside(package: Package, tab: Tab, now: datetime) -> Engine:
    """An engine with the rows that the examples of `tab` stand beside, computed."""
    engine = Engine(package, now)
    load_tabs(engine, {name: parse(package, name, rows)[0] for name, rows in tab.examples.given.items()})
    return engine


def parse(package: Package, name: str, rows: Sequence[Row], first: int = 2) -> tuple[pa.Table, tuple[BadCell, ...]]:
    """Rows of a schema file as cells are parsed; the first has the row number `first`."""
    fields = package.by_name[name].own_fields
    cells = {field.name: [_cell(row.get(field.name)) for row in rows] for field in fields}
    return parse_columns(package, fields, cells, range(first, first + len(rows)))


def _broken(engine: Engine, tab: Tab, row: Row) -> tuple[tuple[str, str | None], ...]:
    data, bad = parse(engine.package, tab.name, (row,), CANDIDATE)
    return tuple((p.rule, p.field) for p in find_problems(engine.overlay(tab, data), tab, bad, candidates_only=True))


def _cell(value: object) -> CellValue:
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)

"""The rows of a file under the rules of the tab, as they would stand among the rows of the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from sheets_sync.cells import Value
from sheets_sync.checks import find_problems
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.files.matching import Entry
from sheets_sync.problems import CellValue, Problem
from sheets_sync.schema import Tab
from sheets_sync.table import BadCell, arrow_schema

BadNow = Mapping[tuple[int, str], CellValue]
"""Cells of the workbook that do not parse, by (row, field)."""


def judge_entries(engine: Engine, tab: Tab, entries: Sequence[Entry], bad_now: BadNow) -> list[Problem]:
    """What breaks a rule in the rows as they would stand; of a known row only the cells that the file gives.

    `bad_now` are the cells of the workbook that do not parse. The rows of the problems are lines of the file.

    Raises:
        SchemaError: a rule's SQL does not run.
    """
    rows = [CANDIDATE + index for index in range(len(entries))]
    values = [_as_it_would_stand(tab, entry, bad_now) for entry in entries]
    marks = [bad or None for _, bad in values]
    arrays: list[Any] = [[v.get(f.name) for v, _ in values] for f in tab.own_fields]
    schema = arrow_schema(tab.own_fields)
    data = pa.table([pa.array(a, s.type) for a, s in zip([*arrays, rows, marks], schema, strict=True)], schema=schema)
    bad = [
        BadCell(row, name, given.rule, given.cell)
        for row, entry in zip(rows, entries, strict=True)
        for name, given in entry.given.items()
        if given.rule
    ]
    replaced = [entry.known.row for entry in entries if entry.known]
    found = find_problems(engine.overlay(tab, data, replaced), tab, bad, candidates_only=True)
    return [
        Problem(p.tab, _line(entry, p.field), p.key, p.field, p.rule, p.value, p.message)
        for p in found
        for entry in (entries[p.row - CANDIDATE],)
        if entry.known is None or p.field is None or p.field in entry.given
    ]


def _as_it_would_stand(tab: Tab, entry: Entry, bad_now: BadNow) -> tuple[dict[str, Value], list[str]]:
    """The values of the row after the import, and the fields whose cell does not parse."""
    values: dict[str, Value] = {}
    bad: list[str] = []
    for field in tab.own_fields:
        given = entry.given.get(field.name)
        if given:
            values[field.name] = given.value
            if given.rule:
                bad.append(field.name)
        elif entry.known and (entry.known.row, field.name) in bad_now:
            bad.append(field.name)
        elif entry.known:
            values[field.name] = entry.known.values[field.name]
    return values, bad


def _line(entry: Entry, field: str | None) -> int:
    given = entry.given.get(field or "")
    return given.line if given else entry.line

"""Everything a pass finds out about the tabs as read: computed columns, problems, marks, what is started. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from sheets_sync.checks import find_problems
from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.playbooks import Start, find_starts
from sheets_sync.problem_list import list_table
from sheets_sync.problems import Problem
from sheets_sync.schema import Package, Tab
from sheets_sync.table import ROW, BadCell


@dataclass(frozen=True)
class Judgement:
    """`tabs` holds every tab with all its columns as they should stand, rows that people fill in the sheet's order.

    `starts` are the rows that playbooks make and that do not stand in their tab.
    """

    tabs: Mapping[str, pa.Table]
    problems: tuple[Problem, ...]
    starts: tuple[Start, ...] = ()


def judge(
    package: Package,
    now: datetime,
    tables: Mapping[str, pa.Table],
    bad: Mapping[str, Sequence[BadCell]],
    extra: Sequence[Problem] = (),
) -> Judgement:
    """Compute and check all tabs; `extra` are problems found elsewhere, which are marked like the others.

    Raises:
        SchemaError: SQL of a schema file does not run.
    """
    engine = Engine(package, now)
    load_tabs(engine, tables)
    problems: list[Problem] = []
    judged: dict[str, pa.Table] = {}
    for tab in package.filled_tabs:
        found = [*find_problems(engine, tab, bad.get(tab.name, ())), *(p for p in extra if p.tab == tab.name)]
        problems += found
        judged[tab.name] = _marked(package, tab, _whole(engine, tab), found)
    starts, failed = find_starts(engine)
    problems += failed
    judged |= {tab.name: _whole(engine, tab) for tab in package.query_tabs}
    judged |= {tab.name: list_table(package, tab, problems) for tab in package.tabs if tab.source == "problems"}
    return Judgement(judged, tuple(problems), tuple(starts))


def _whole(engine: Engine, tab: Tab) -> pa.Table:
    return engine.query(f'SELECT * FROM "{tab.name}" ORDER BY {ROW}')


def _marked(package: Package, tab: Tab, data: pa.Table, problems: Sequence[Problem]) -> pa.Table:
    """The table with its mark column filled: what is wrong with the row, in the workbook's language."""
    if tab.mark is None:
        return data
    words: dict[int, list[str]] = {}
    for problem in problems:
        field = tab.by_name.get(problem.field or "")
        where = f"{field.title[package.language]}：" if field else ""
        words.setdefault(problem.row, []).append(where + problem.message[package.language])
    marks = pa.array([" ".join(words[row]) if row in words else None for row in data[ROW].to_pylist()], pa.string())
    return data.set_column(data.schema.get_field_index(tab.mark.name), tab.mark.name, marks)

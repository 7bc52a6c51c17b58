"""Entries that were acknowledged and that the mirror does not hold yet: rows of their tabs, for whoever comes after.

A rule that looks at other rows of a tab (a value that only one may hold, say) sees them below the rows of the sheet and
above the row that is judged. So of two who enter the same thing at once the second is told of the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

import pyarrow as pa

from sheets_sync.computed import SCOPE
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.schema import Tab
from sheets_sync.store import Entry, Waiting
from sheets_sync.table import parse_columns

FIRST = CANDIDATE // 2
"""`_row` of the first of them."""


@contextmanager
def laid_below(engine: Engine, waiting: Waiting, but: Sequence[str]) -> Iterator[Engine]:
    """The tables with those that wait as rows of their tabs, except the entries `but`."""
    with ExitStack() as stack:
        for name in waiting.seen:
            tab = engine.package.by_name[name]
            entries = [entry for entry in waiting.entries if entry.tab == name]
            left_out = {*but, *held(engine, tab, [entry.id for entry in entries])}
            entries = [entry for entry in entries if entry.id not in left_out]
            if entries:
                engine = engine.overlay(tab, _rows(engine, tab, entries))
                stack.callback(engine.connection.close)
        yield engine


def held(engine: Engine, tab: Tab, entries: Sequence[str]) -> set[str]:
    """Those of the entries, by their ids, that are rows of the mirror."""
    column = f'"{tab.submission}"'
    sql = f'SELECT {column} AS entry FROM "{tab.name}" WHERE list_contains(:entries::VARCHAR[], {column})'
    return {row["entry"] for row in engine.rows(sql, {"entries": list(entries)})}


def _rows(engine: Engine, tab: Tab, entries: Sequence[Entry]) -> pa.Table:
    assert tab.submission is not None  # the schema holds that what brings entries has one
    cells = [{**entry.row, tab.primary_key: entry.key, tab.submission: entry.id} for entry in entries]
    columns = {field.name: [row.get(field.name) for row in cells] for field in tab.own_fields}
    data, _ = parse_columns(engine.package, tab.own_fields, columns, range(FIRST, FIRST + len(entries)))
    return data.append_column(SCOPE, pa.array([entry.scope or None for entry in entries], pa.string()))

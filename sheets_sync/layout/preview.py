"""The cells of a sheet as they stand once `apply` has put its headings right, so that rows can be judged before."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.headings import match_headings
from sheets_sync.problems import CellValue
from sheets_sync.schema import Package, Tab

Columns = Sequence[Sequence[CellValue]]


def as_applied(package: Package, tab: Tab, values: Columns) -> Columns:
    """Columns as read (heading first), renamed ones under today's heading, new ones empty behind them."""
    headings = match_headings(tab, [column[0] if column else None for column in values])
    columns = list(values)
    for field in tab.fields:
        title = field.title[package.language]
        at = headings.renamed(field)
        if at is not None:
            columns[at] = [title, *columns[at][1:]]
        elif headings.column(field) is None:
            columns.append([title])
    return columns

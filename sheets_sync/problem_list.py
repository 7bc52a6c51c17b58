"""The problem list: a tab that the program fills, one row a problem.

Each problem has a key made of where it stands, so a row of the list stays where it is for as long as the problem lasts
(`made_rows`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import pyarrow as pa

from sheets_sync.computed import SCOPE
from sheets_sync.problems import CellValue, Problem
from sheets_sync.schema import Package, Tab
from sheets_sync.table import ROW, arrow_schema


def list_table(package: Package, tab: Tab, problems: Sequence[Problem]) -> pa.Table:
    """The list as it should stand: the tab's fields, ROW, BAD and SCOPE; it is nobody's own."""
    rows = list(_rows(package, tab, problems).values())
    schema = arrow_schema(tab.own_fields).append(pa.field(SCOPE, pa.string()))
    return pa.Table.from_pylist([{**row, ROW: index} for index, row in enumerate(rows, start=2)], schema=schema)


def unlisted(package: Package, problems: Sequence[Problem], listed: Collection[str]) -> list[Problem]:
    """Those of `problems` that do not stand in the list, whose keys are `listed`, under today's or a former name."""
    return [problem for problem in problems if not any(key in listed for key in _keys(package, problem))]


def _keys(package: Package, problem: Problem) -> Iterator[str]:
    """The keys that a problem may have in the list: more than one where the tab or the field was renamed."""
    fields = package.former.fields.get(problem.tab, {})
    for tab in (problem.tab, *package.former.before(problem.tab)):
        for field in (problem.field, *(old for old, new in fields.items() if new == problem.field)):
            yield _key(tab, field, problem)


def _key(tab: str, field: str | None, problem: Problem) -> str:
    return "/".join((tab, problem.key or f"#{problem.row}", field or "", problem.rule))


def _rows(package: Package, tab: Tab, problems: Sequence[Problem]) -> dict[str, dict[str, CellValue]]:
    rows: dict[str, dict[str, CellValue]] = {}
    for problem in problems:
        base = _key(problem.tab, problem.field, problem)
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

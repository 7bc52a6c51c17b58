"""The rows behind a figure: those of a view that belong to a scope or to one below it, as a role may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_sync.computed import SCOPE
from sheets_sync.engine import Engine
from sheets_sync.schema import Field, Tab, View
from sheets_sync.schema.expressions import condition_sql
from sheets_sync.table import ROW
from web.identity import Identity, visible
from web.shown import PICTURE_ADDRESS, seen_by, shown

PAGE = 100


@dataclass(frozen=True)
class Page:
    """One page of rows in words, one text a field; `total` counts the rows of all pages."""

    fields: tuple[Field, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int
    number: int

    @property
    def pictures(self) -> frozenset[str]:
        """Those of the texts that are addresses of pictures."""
        cells = (cell for row in self.rows for cell in zip(self.fields, row, strict=True))
        return frozenset(text for field, text in cells if field.is_picture and text.startswith(PICTURE_ADDRESS))

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))

    @property
    def first(self) -> int:
        """The number of the first row of the page, from 1."""
        return (self.number - 1) * PAGE + 1


@dataclass(frozen=True)
class Question:
    """Which rows: those of `view` in `tab` whose scope is one of `scopes`, and which `identity` may see."""

    identity: Identity
    tab: Tab
    view: View
    scopes: tuple[str, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The view's fields, or all that are not hidden."""
        names = self.view.fields or [f.name for f in self.tab.fields if f.appearance != "hidden"]
        return tuple(self.tab.by_name[name] for name in names)


def count_rows(engine: Engine, question: Question) -> int:
    """How many there are."""
    source, parameters = _source(question)
    total: int = engine.rows(f"SELECT count(*) AS total {source}", parameters)[0]["total"]
    return total


def read_page(engine: Engine, question: Question, number: int) -> Page:
    """Page `number`, from 1, in the view's order; the last page for a number beyond it."""
    total = count_rows(engine, question)
    number = min(max(number, 1), max(1, -(-total // PAGE)))
    source, parameters = _source(question)
    order = [f'"{name}" {"DESC" if descending else "ASC"} NULLS LAST' for name, descending in question.view.sort]
    by = ", ".join([*order, ROW])
    rows = engine.rows(f"SELECT * {source} ORDER BY {by} LIMIT {PAGE} OFFSET {(number - 1) * PAGE}", parameters)
    return Page(question.fields, _in_words(engine, question, rows), total, number)


def _source(question: Question) -> tuple[str, Mapping[str, Any]]:  # Any: SQL parameters
    allowed, parameters = visible(question.identity)
    where = f"({condition_sql(question.view.conditions)}) AND {allowed} AND list_contains(:below::VARCHAR[], {SCOPE})"
    return f'FROM "{question.tab.name}" WHERE {where}', {**parameters, "below": list(question.scopes)}


def _in_words(engine: Engine, question: Question, rows: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, ...], ...]:
    role = question.identity.role

    def column(field: Field) -> list[str]:
        values = [row[field.name] for row in rows]
        titles = _titles(engine, question, field, values)
        if titles:
            return [titles.get(value, value) or "" for value in values]
        return [shown(field, seen_by(role, question.tab, field, value)) for value in values]

    return tuple(zip(*(column(field) for field in question.fields), strict=True))


def _titles(engine: Engine, question: Question, field: Field, keys: Sequence[Any]) -> Mapping[Any, str]:
    """What scopes and people are called, for a field that names them by key; empty for any other field."""
    package, reference = engine.package, question.tab.references.get(field.name)
    titles = {each.tab: each.title for each in (package.scope, package.people) if each}
    if reference is None or reference.tab not in titles or not keys:
        return {}
    tab, title = package.by_name[reference.tab], titles[reference.tab]
    rows = engine.rows(
        f'SELECT "{tab.primary_key}" AS key, "{title}" AS title FROM "{tab.name}"'
        f' WHERE list_contains(:keys::VARCHAR[], "{tab.primary_key}") AND "{title}" IS NOT NULL',
        {"keys": sorted({key for key in keys if key})},
    )
    return {row["key"]: str(seen_by(question.identity.role, tab, tab.by_name[title], row["title"])) for row in rows}

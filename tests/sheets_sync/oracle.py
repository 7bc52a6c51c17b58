"""The rules of a tab as frictionless-py judges them: an implementation of Table Schema that shares no code with ours.

A tab becomes a resource with a Table Schema, its cells become what a Table Schema file holds. Where Table Schema and a
sheet differ on purpose, the difference is taken out here:

- Ours reads cells as people type them (full-width digits, 2020/2/3, a choice by its title, a list in one cell). A cell
  that ours reads is handed over in Table Schema's own manner; one that ours does not read is handed over as it stands.
- A pattern is put into brackets, because frictionless binds ^ and $ to the first and last of its alternatives.
- A field that is not relevant is not required, and Table Schema knows no `relevant`: what frictionless finds empty
  counts only where the SQL of `relevant` is true.
- A row without a key is given one, so a key that is missing is no problem.
- Of rows with the same value in a unique field, ours marks all and frictionless all but the first.

Checks of a tab, uniqueKeys (which frictionless does not judge) and rows that are blank are not compared.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import frictionless
import pyarrow as pa
from frictionless.errors import RowError

from sheets_sync.checks import find_problems
from sheets_sync.engine import Engine
from sheets_sync.schema import Field, FieldType, Tab
from sheets_sync.schema.expressions import identifiers
from sheets_sync.table import ROW, BadCell
from sheets_sync.words import LIST_SEPARATOR

Found = tuple[int, str, str]
"""(number of the row, field, rule)"""
Json = dict[str, Any]

CONSTRAINTS = ("pattern", "minimum", "maximum", "minLength", "maxLength")
RULES = {"type", "enum", "required", "unique", "primary-key", "foreign-key", *CONSTRAINTS}


def ours(engine: Engine, tab: Tab, bad: Sequence[BadCell]) -> set[Found]:
    """What our rules find in the rows of `tab` that stand in the engine."""
    checks = {check.name for check in tab.checks} | {unique.name for unique in tab.unique_keys}
    problems = [p for p in find_problems(engine, tab, bad) if p.rule in RULES - checks]
    first = _first_of_each_value(engine, tab)
    return {(p.row, p.field or "", p.rule) for p in problems if not (p.rule == "unique" and (p.row, p.field) in first)}


def theirs(engine: Engine, tab: Tab, data: pa.Table, bad: Sequence[BadCell]) -> set[Found]:
    """What frictionless finds in the same rows; `data` are those rows and `bad` the cells that ours did not read."""
    rows = data[ROW].to_pylist()
    resources = list(_resources(engine, tab, data, bad))
    package = frictionless.Package.from_descriptor({"name": "oracle", "resources": resources})
    report = package.get_resource(tab.name).validate()
    errors = [error for task in report.tasks for error in task.errors if isinstance(error, RowError)]
    assert len(errors) == report.stats["errors"], report  # and none of the file as a whole
    found = {(rows[error.row_number - 2], field, rule) for error in errors for field, rule in _named(error, tab)}
    return found - _not_asked(engine, tab, rows, bad) - _without_key(tab, data)


def _resources(engine: Engine, tab: Tab, data: pa.Table, bad: Sequence[BadCell]) -> Iterator[Json]:
    yield {"name": tab.name, "data": _cells(tab, data, bad), "schema": _schema(tab)}
    for name, target in sorted({(key.tab, key.target) for key in tab.foreign_keys if key.tab != tab.name}):
        keys = [row["key"] for row in engine.rows(f'SELECT "{target}" AS key FROM "{name}" ORDER BY {ROW}')]
        schema = {"fields": [{"name": target, "type": "string"}]}
        yield {"name": name, "data": [[target], *([key] for key in keys)], "schema": schema}


def _schema(tab: Tab) -> Json:
    return {
        "fields": [_field(field, is_key=field.name == tab.primary_key) for field in tab.own_fields],
        "primaryKey": [tab.primary_key],
        "foreignKeys": [
            {"fields": [key.field], "reference": {"resource": key.tab, "fields": [key.target]}}
            for key in tab.foreign_keys
        ],
    }


def _field(field: Field, *, is_key: bool) -> Json:
    limits = field.constraints
    constraints: Json = {
        "required": (limits.required and not is_key) or None,
        "unique": limits.unique or None,
        "pattern": None if limits.pattern is None else f"(?:{limits.pattern})",
        "minimum": _limit(field, limits.minimum),
        "maximum": _limit(field, limits.maximum),
        "minLength": limits.min_length,
        "maxLength": limits.max_length,
    }
    described: Json = {"name": field.name, "type": str(field.type)}
    names = [choice.name for choice in field.choices]
    if field.type is FieldType.LIST:
        described |= {"type": "array", "arrayItem": {"type": "string", "constraints": {"enum": names}}}
    elif names:
        constraints["enum"] = names
    return {**described, "constraints": {name: limit for name, limit in constraints.items() if limit is not None}}


def _limit(field: Field, limit: float | str | None) -> float | str | None:
    """Table Schema writes a time with seconds."""
    is_time = field.type is FieldType.DATETIME and isinstance(limit, str)
    return datetime.fromisoformat(str(limit)).isoformat() if is_time else limit


def _cells(tab: Tab, data: pa.Table, bad: Sequence[BadCell]) -> list[list[Any]]:
    stands = {(cell.row, cell.field): cell.raw for cell in bad}
    names = [field.name for field in tab.own_fields]
    lines = [[stands.get((row[ROW], name), _written(row[name])) for name in names] for row in data.to_pylist()]
    for index, field in enumerate(tab.own_fields):
        if field.type is FieldType.LIST:
            for line in lines:
                line[index] = re.split(f"[{LIST_SEPARATOR},，]\\s*", line[index]) if line[index] else None
    return [names, *lines]


def _written(value: Any) -> Any:
    """A value in Table Schema's manner; None is an empty cell."""
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else value if value is None else str(value)


def _named(error: RowError, tab: Tab) -> Iterator[tuple[str, str]]:
    """The (field, rule) of an error of frictionless, in our words."""
    match error:
        case frictionless.errors.TypeError():
            yield error.field_name, "type"
        case frictionless.errors.ConstraintError():
            constraint = re.search(r'constraint "(\w+)" is', error.note)
            assert constraint
            yield error.field_name, constraint[1]
        case frictionless.errors.UniqueError():
            yield error.field_name, "unique"
        case frictionless.errors.PrimaryKeyError():
            yield tab.primary_key, "primary-key"
        case frictionless.errors.ForeignKeyError():
            yield error.field_names[0], "foreign-key"
        case _:
            raise AssertionError(f"{error.type}: {error.message}")


def _not_asked(engine: Engine, tab: Tab, rows: Sequence[int], bad: Iterable[BadCell]) -> set[Found]:
    """Rows in which a field need not be filled, since it is not relevant; a cell that is not read leaves that open."""
    unread: dict[int, set[str]] = defaultdict(set)
    for cell in bad:
        unread[cell.row].add(cell.field)
    found: set[Found] = set()
    for field in tab.own_fields:
        if field.relevant:
            named = identifiers(field.relevant)
            asked = {row["row"] for row in engine.rows(f'SELECT {ROW} AS row FROM "{tab.name}" WHERE {field.relevant}')}
            found |= {
                (row, field.name, "required") for row in rows if row not in asked or not named.isdisjoint(unread[row])
            }
    return found


def _without_key(tab: Tab, data: pa.Table) -> set[Found]:
    keys = zip(data[ROW].to_pylist(), data[tab.primary_key].to_pylist(), strict=True)
    return {(row, tab.primary_key, "primary-key") for row, key in keys if key is None}


def _first_of_each_value(engine: Engine, tab: Tab) -> set[tuple[int, str]]:
    return {
        (row["row"], field.name)
        for field in tab.own_fields
        if field.constraints.unique
        for row in engine.rows(f'SELECT min({ROW}) AS row FROM "{tab.name}" GROUP BY "{field.name}"')
    }

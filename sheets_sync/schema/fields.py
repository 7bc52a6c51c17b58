"""What must hold within one tab file: one name a column, a text key in front, limits that fit the type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from sheets_sync.schema.calculations import CircleError, calculated
from sheets_sync.schema.model import Field, FieldType, Tab
from sheets_sync.schema.source import Source

Key = list[str | int]

_NUMBERS = (FieldType.INTEGER, FieldType.NUMBER)
_TIMES = (FieldType.DATE, FieldType.DATETIME)


def check_fields(source: Source, tab: Tab) -> None:
    """Hold a tab against itself.

    Raises:
        SchemaError: a name stands twice, the key is not a text field in front, or a constraint does not fit its field.
    """
    names: list[tuple[Key, str]] = [(["fields", i, "name"], f["name"]) for i, f in enumerate(source.data["fields"])]
    computed = source.data.get("computed", {}).get("fields", ())
    names += [(["computed", "fields", i, "name"], f["name"]) for i, f in enumerate(computed)]
    _refuse_twice(source, names, taken=[tab.mark.name] if tab.mark else [])
    _refuse_twice(source, [(["views", i, "name"], view.name) for i, view in enumerate(tab.views)])
    rules: list[tuple[Key, str]] = [(["checks", i, "name"], check.name) for i, check in enumerate(tab.checks)]
    rules += [(["uniqueKeys", i, "name"], unique.name) for i, unique in enumerate(tab.unique_keys)]
    _refuse_twice(source, rules)
    if (tab.source == "query") != (tab.sql is not None):
        raise source.error(["sql"], "goes with `source: query`, which needs it")
    if tab.source:
        _refuse_idle(source, tab.source)
    first = tab.own_fields[0] if tab.own_fields else None
    if first is None or tab.primary_key != first.name or first.type is not FieldType.STRING:
        raise source.error(
            ["primaryKey"], f"found {tab.primary_key!r}; the key must be the first field, of type string"
        )
    for field in tab.own_fields:
        _check_field(source, source.item("fields", field.name), tab, field)
    try:
        calculated(tab)
    except CircleError as error:
        place = [*source.item("fields", error.names[0]), "calculation"]
        raise source.error(place, f"waits for itself: {' and '.join(error.names)} name each other") from error


def _refuse_idle(source: Source, kind: str) -> None:
    """Words that say something about rows that people fill, in a tab whose rows the program makes."""
    for word in ("computed", "checks", "uniqueKeys", "form", "import", "submission", "retention", "examples"):
        if source.has([word]):
            raise source.error([word], f"does not go with `source: {kind}`, whose rows the program makes; take it out")


def _refuse_twice(source: Source, names: Iterable[tuple[Key, str]], taken: Iterable[str] = ()) -> None:
    seen = set(taken)
    for key, name in names:
        if name in seen:
            raise source.error(key, f"{name!r} stands twice; each needs a name of its own")
        seen.add(name)


def _check_field(source: Source, key: Key, tab: Tab, field: Field) -> None:
    limits = field.constraints
    if field.constraint and not field.constraint_message:
        raise source.error([*key, "constraint"], "needs a constraint_message, which says what to do")
    if field.choice_filter and not field.choices and field.name not in tab.references:
        raise source.error([*key, "choice_filter"], "needs choices, or a foreign key, to choose from")
    if field.type is FieldType.LIST and not field.choices:
        raise source.error(key, "a list field needs choices")
    try:
        re.compile(limits.pattern or "")
    except re.error as error:
        raise source.error([*key, "constraints", "pattern"], f"is no regular expression: {error}") from error
    for name, limit in (("minimum", limits.minimum), ("maximum", limits.maximum)):
        if limit is not None and not _fits(field.type, limit):
            raise source.error([*key, "constraints", name], f"found {limit!r}; allowed is {_allowed(field.type)}")
    for name, length in (("minLength", limits.min_length), ("maxLength", limits.max_length)):
        if length is not None and field.type not in (FieldType.STRING, FieldType.LIST):
            raise source.error([*key, "constraints", name], f"{field.type} has no length; allowed on string and list")


def _fits(kind: FieldType, limit: float | str) -> bool:
    if kind in _NUMBERS:
        return not isinstance(limit, str)
    if kind not in _TIMES or not isinstance(limit, str):
        return False
    try:
        return bool(date.fromisoformat(limit) if kind is FieldType.DATE else datetime.fromisoformat(limit))
    except ValueError:
        return False


def _allowed(kind: FieldType) -> str:
    if kind in _NUMBERS:
        return "a number"
    if kind in _TIMES:
        return "a time such as '2020-02-20 08:30'" if kind is FieldType.DATETIME else "a date such as '2020-02-20'"
    return f"none: {kind} has neither minimum nor maximum; a string has minLength, maxLength and pattern"

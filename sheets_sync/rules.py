"""Table Schema -> rules, each a SQL condition that is true for a row which breaks it.

A condition may look at other rows and other tabs in a subquery; the row itself is that of the relation named like the
tab. A rule is not asked about a row in which a cell that it looks at does not parse: that is reported already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheets_sync.schema import Field, FieldType, Tab, UniqueKey
from sheets_sync.schema.expressions import identifiers, unqualified
from sheets_sync.table import BAD, ROW


@dataclass(frozen=True)
class Rule:
    """A rule of a tab: its id, the field whose cell it marks, its condition, and where in the tab's file it stands.

    `value` is SQL over the row for what the message tells.
    """

    name: str
    field: str | None
    where: str
    place: str
    value: str | None = None

    @property
    def looks_elsewhere(self) -> bool:
        """Whether it looks at other rows than the one it judges."""
        return "select" in identifiers(self.where) | identifiers(self.value or "")


def rules_of(tab: Tab) -> Iterator[Rule]:
    """All rules of a tab, in the order of its file; none for a tab that the engine fills."""
    if tab.source:
        return
    key = tab.primary_key
    yield Rule("primary-key", key, _another(tab, key, f'_other.{ROW} < "{tab.name}".{ROW}'), "primaryKey")
    for field in tab.own_fields:
        place = f"fields.{field.name}"
        for name, where in _constraints(field):
            if field.name == key and name == "required":
                continue  # a row without a key is given one
            yield Rule(name, field.name, f"({where}) AND {_not_bad(_asked(tab, field, name))}", place)
        if field.constraints.unique:
            other_row = f'_other.{ROW} <> "{tab.name}".{ROW}'
            yield Rule("unique", field.name, _another(tab, field.name, other_row), place)
    for reference in tab.foreign_keys:
        here = f'"{tab.name}"."{reference.field}"'
        known = f'SELECT 1 FROM "{reference.tab}" AS _other WHERE _other."{reference.target}" = {here}'
        where = f"{here} IS NOT NULL AND NOT EXISTS ({known})"
        yield Rule("foreign-key", reference.field, where, f"foreignKeys.{reference.field}")
    for unique in tab.unique_keys:
        yield Rule(unique.name, unique.fields[0], _twice(tab, unique), f"uniqueKeys.{unique.name}", unique.value)
    for check in tab.checks:
        where = _guarded(check.where, _mentioned(tab, check.where))
        yield Rule(check.name, check.field, where, f"checks.{check.name}", check.value)


def judged_beside_entries(tab: Tab) -> bool:
    """Whether a row of the tab may break a rule because of another row of the tab alone.

    Ids of entries are not meant: they are given once by those who make them.
    """
    unique = any(field.constraints.unique and field.name != tab.submission for field in tab.own_fields)
    return unique or bool(tab.unique_keys) or any(tab.name in unqualified(check.where) for check in tab.checks)


def _another(tab: Tab, field: str, which: str) -> str:
    """Another row of the tab holds the same value."""
    return f'EXISTS (SELECT 1 FROM "{tab.name}" AS _other WHERE _other."{field}" = "{tab.name}"."{field}" AND {which})'


def _twice(tab: Tab, unique: UniqueKey) -> str:
    """The row counts, and one above it that counts holds the same values; NULL is equal to nothing."""
    where = unique.where or "TRUE"
    looked_at = {*unique.fields, *_mentioned(tab, where)}
    counts = _guarded(where, [f.name for f in tab.fields if f.name in looked_at])
    same = " AND ".join(f'_other."{name}" = "{tab.name}"."{name}"' for name in unique.fields)
    above = f'(SELECT * FROM "{tab.name}" WHERE {counts}) AS _other'
    return f'{counts} AND EXISTS (SELECT 1 FROM {above} WHERE {same} AND _other.{ROW} < "{tab.name}".{ROW})'


def _constraints(field: Field) -> Iterator[tuple[str, str]]:
    limits, name = field.constraints, f'"{field.name}"'
    if limits.required:
        blank = f"len({name}) = 0 OR {name} IS NULL" if field.type is FieldType.LIST else f"{name} IS NULL"
        yield "required", f"({blank})" + (f" AND coalesce(({field.relevant}), FALSE)" if field.relevant else "")
    if limits.pattern is not None:
        pattern = limits.pattern.replace("'", "''")
        yield "pattern", f"NOT regexp_full_match(CAST({name} AS VARCHAR), '{pattern}')"
    for rule, op, limit in (("minimum", "<", limits.minimum), ("maximum", ">", limits.maximum)):
        if limit is not None:
            yield rule, f"{name} {op} {_literal(field, limit)}"
    for rule, op, length in (("minLength", "<", limits.min_length), ("maxLength", ">", limits.max_length)):
        if length is not None:
            yield rule, f"length({name}) {op} {length}"


def _literal(field: Field, limit: float | str) -> str:
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        kind = "DATE" if field.type is FieldType.DATE else "TIMESTAMP"
        return f"{kind} '{limit}'"
    return str(limit)


def _asked(tab: Tab, field: Field, rule: str) -> list[str]:
    """The fields that a constraint looks at: where it is required also those that tell whether it is relevant."""
    words = identifiers(field.relevant or "") if rule == "required" else frozenset()
    return [f.name for f in tab.fields if f.name in words or f is field]


def _mentioned(tab: Tab, sql: str) -> list[str]:
    """The fields of the tab that a piece of SQL names."""
    words = identifiers(sql)
    return [f.name for f in tab.fields if f.name in words]


def _guarded(where: str, fields: Sequence[str]) -> str:
    """The condition, where every cell that it looks at parses."""
    return f"({where}) AND {_not_bad(fields)}" if fields else f"({where})"


def _not_bad(fields: Sequence[str]) -> str:
    names = ", ".join(f"'{name}'" for name in fields)
    return f"({BAD} IS NULL OR NOT list_has_any({BAD}, [{names}]))"

"""Table Schema -> rules, each a SQL condition that is true for a row which breaks it.

A condition may look at other rows and other tabs in a subquery; the row itself is that of the relation named like the
tab. A rule is not asked about a row in which a cell that it looks at does not parse: that is reported already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheets_sync.choices import NAME, allowed, refused
from sheets_sync.schema import Field, FieldType, Tab, UniqueKey
from sheets_sync.schema.expressions import identifiers, unqualified
from sheets_sync.table import BAD, ROW
from sheets_sync.words import LIST_SEPARATOR


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
        yield from _field_rules(tab, field)
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


def _field_rules(tab: Tab, field: Field) -> Iterator[Rule]:
    place = f"fields.{field.name}"
    for name, where in _constraints(field):
        if field.name == tab.primary_key and name == "required":
            continue  # a row without a key is given one
        looked_at = _around(tab, field, (field.relevant or "") if name == "required" else "")
        yield Rule(name, field.name, _guarded(where, looked_at), place)
    if field.constraint:
        where = _guarded(f"{_filled(field)} AND NOT ({field.constraint})", _around(tab, field, field.constraint))
        yield Rule("constraint", field.name, where, f"{place}.constraint")
    if field.choice_filter:
        yield _choice_rule(tab, field)
    if field.constraints.unique:
        other_row = f'_other.{ROW} <> "{tab.name}".{ROW}'
        yield Rule("unique", field.name, _another(tab, field.name, other_row), place)


def judged_beside_entries(tab: Tab) -> bool:
    """Whether a row of the tab may break a rule because of another row of the tab alone.

    Ids of entries are not meant: they are given once by those who make them.
    """
    unique = any(field.constraints.unique and field.name != tab.submission for field in tab.own_fields)
    return unique or bool(tab.unique_keys) or any(tab.name in unqualified(check.where) for check in tab.checks)


def _choice_rule(tab: Tab, field: Field) -> Rule:
    """What was chosen is among what the filter allows. A key that no row has is a matter of the foreign key."""
    cell, value = f'"{tab.name}"."{field.name}"', None
    if field.choices:
        names = f"coalesce((SELECT list({NAME}) FROM ({allowed(tab, field)})), [])"
        where = f"NOT list_has_all({names}, {cell if field.type is FieldType.LIST else f'[{cell}]'})"
        value = f"array_to_string({names}, '{LIST_SEPARATOR}')"
    else:
        where = f"EXISTS ({refused(tab, field)})"
    guarded = _guarded(f"{_filled(field)} AND {where}", _around(tab, field, field.choice_filter or ""))
    return Rule("choice-filter", field.name, guarded, f"fields.{field.name}.choice_filter", value)


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
        yield (
            "required",
            f"NOT ({_filled(field)})" + (f" AND coalesce(({field.relevant}), FALSE)" if field.relevant else ""),
        )
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


def _filled(field: Field) -> str:
    """Something stands in the cell."""
    name = f'"{field.name}"'
    return f"{name} IS NOT NULL AND len({name}) > 0" if field.type is FieldType.LIST else f"{name} IS NOT NULL"


def _around(tab: Tab, field: Field, sql: str) -> list[str]:
    """The field and those that a piece of SQL about it names."""
    return [f.name for f in tab.fields if f is field or f.name in identifiers(sql)]


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

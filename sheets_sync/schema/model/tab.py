"""A tab of the workbook: columns, rules, computed columns, views, form, examples."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from sheets_sync.schema.model.field import Field, Text
from sheets_sync.schema.model.form import Fill, Form
from sheets_sync.schema.model.piece import Pieces, spot


@dataclass(frozen=True)
class ForeignKey:
    """`field` holds a key of `tab`, whose primary key is `target`."""

    field: str
    tab: str
    target: str


@dataclass(frozen=True)
class Check:
    """A rule over a row: a row for which `where` is true breaks it, and the cell of `field` is marked.

    `value` is SQL for what the message tells as {value}; without it the message is told as it stands.
    """

    name: str
    where: str
    message: Text
    field: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class UniqueKey:
    """Table Schema's uniqueKeys: no two rows for which `where` is true hold the same values in all of `fields`.

    A row with an empty one among them is like no other. The row that comes later is marked, at the first field; at a
    form the one that was acknowledged first has it. `value` as with `Check`.
    """

    name: str
    fields: tuple[str, ...]
    message: Text
    where: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Retention:
    """`keep` (an ISO 8601 duration) after the time in field `after` the row is deleted, or its personal fields are."""

    after: str
    keep: str
    then: Literal["redact", "delete"]


@dataclass(frozen=True)
class Computed:
    """Columns written by the program: `sql` gives one row per primary key, the key first."""

    fields: tuple[Field, ...]
    sql: str


@dataclass(frozen=True)
class Condition:
    """One comparison of a view, simple enough for a Sheets filter. `value` None stands with IS NULL and IS NOT NULL."""

    field: str
    op: Literal["=", "<>", "<", "<=", ">", ">=", "is null", "is not null"]
    value: str | int | float | bool | None = None


@dataclass(frozen=True)
class View:
    """Rows that somebody wants to see: a filter view in the workbook, a list on the board. `was` are former titles."""

    name: str
    title: Text
    conditions: tuple[Condition, ...]
    sort: tuple[tuple[str, bool], ...] = ()
    """(field, descending) in order."""
    fields: tuple[str, ...] = ()
    colour: str | None = None
    was: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportRules:
    """How a file's line finds the row it means (`key`) and what is put into fields that the file lacks (`fill`)."""

    key: tuple[str, ...] = ()
    fill: Mapping[str, Fill] = field(default_factory=dict)


@dataclass(frozen=True)
class Access:
    """The way from a row to its scope: the row's own `field`, or the scope of the row of `tab` that `field` names.

    `target` is where the way goes on in `tab`.
    """

    field: str
    tab: str | None = None
    target: str | None = None


@dataclass(frozen=True)
class Examples:
    """Rows that must pass and rows that must break the rule they name; `given` are the other tabs' rows."""

    passing: tuple[Mapping[str, Any], ...] = ()
    failing: tuple[tuple[Mapping[str, Any], str, str | None], ...] = ()
    """(row, rule id, field or None)"""
    given: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Tab:
    """One tab of the workbook.

    `source` tells how the engine itself fills the tab: "problems" with what is wrong in all others, "query" with the
    rows that `sql` gives, one a key; None for a tab that people fill. `submission` is the field that holds the id of
    an entry that the program brought, from a form or a playbook. `was` are former names and titles.
    """

    name: str
    title: Text
    primary_key: str
    key_prefix: str
    own_fields: tuple[Field, ...]
    retired_fields: tuple[Field, ...] = ()
    """Columns that the sheet keeps, and of which nothing else knows any more."""
    computed: Computed | None = None
    mark: Field | None = None
    """The computed column that tells what is wrong with the row; None in a tab that the engine fills."""
    description: Text | None = None
    access: Access | None = None
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[Check, ...] = ()
    views: tuple[View, ...] = ()
    form: Form | None = None
    import_rules: ImportRules = ImportRules()
    unique_keys: tuple[UniqueKey, ...] = ()
    submission: str | None = None
    retention: Retention | None = None
    examples: Examples = Examples()
    source: Literal["problems", "query"] | None = None
    sql: str | None = None
    was: tuple[str, ...] = ()
    lines: Pieces = field(default_factory=dict, compare=False, repr=False)
    """The pieces of SQL of the tab's file, and where they stand."""

    def at(self, place: str) -> str:
        """Where a place of the tab's file is, as the messages of mistakes begin."""
        return spot(f"tabs/{self.name}.yaml", self.lines, place)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """All columns in the order of the sheet: what people fill, what is computed, the mark."""
        computed = self.computed.fields if self.computed else ()
        return (*self.own_fields, *computed, *((self.mark,) if self.mark else ()))

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by name."""
        return {f.name: f for f in self.fields}

    @cached_property
    def references(self) -> Mapping[str, ForeignKey]:
        """The foreign keys by the field that holds them."""
        return {key.field: key for key in self.foreign_keys}

    def view(self, name: str) -> View:
        """The view of that name; KeyError when there is none."""
        return {v.name: v for v in self.views}[name]

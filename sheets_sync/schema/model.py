"""What a schema file says, as frozen values: `Package` -> `Tab` -> `Field`.

Names are those of Table Schema and XLSForm. Nothing here reads a file, and nothing here knows a domain: every word that
a person sees is a `Text` with one string a language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any, Literal

Text = Mapping[str, str]
"""A sentence or a word by language: {"zh": ..., "en": ...}."""

Scalar = str | int | float | bool | None


class FieldType(StrEnum):
    """Table Schema's types, as far as a cell of a sheet can hold them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    LIST = "list"


@dataclass(frozen=True)
class Choice:
    """One allowed value: `name` in SQL and the API, `title` in cells and on screens; `aliases` are only read."""

    name: str
    title: Text
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Constraints:
    """Table Schema constraints. `pattern` matches the whole value; lengths count characters."""

    required: bool = False
    unique: bool = False
    pattern: str | None = None
    minimum: float | str | None = None
    maximum: float | str | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class FieldImport:
    """How a cell of a file is read: characters matching `remove` carry no meaning, digits are zero-padded to `pad`."""

    remove: str | None = None
    pad: int | None = None


@dataclass(frozen=True)
class Field:
    """A column of a tab. `source` names what fills it in a tab made by the engine (see `Tab.source`)."""

    name: str
    title: Text
    type: FieldType
    hint: Text | None = None
    aliases: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    constraints: Constraints = Constraints()
    constraint_message: Text | None = None
    required_message: Text | None = None
    relevant: str | None = None
    mask: str | None = None
    purpose: Text | None = None
    appearance: str | None = None
    default: Scalar = None
    read: FieldImport = FieldImport()
    source: str | None = None
    computed: bool = False


@dataclass(frozen=True)
class ForeignKey:
    """`field` holds a key of `tab`, whose primary key is `target`."""

    field: str
    tab: str
    target: str


@dataclass(frozen=True)
class Check:
    """A rule over a row: a row for which `where` is true breaks it, and the cell of `field` is marked."""

    name: str
    where: str
    message: Text
    field: str | None = None


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
    """Rows that somebody wants to see: a filter view in the workbook and a list on the board."""

    name: str
    title: Text
    conditions: tuple[Condition, ...]
    sort: tuple[tuple[str, bool], ...] = ()
    """(field, descending) in order."""
    fields: tuple[str, ...] = ()
    colour: str | None = None


@dataclass(frozen=True)
class Fill:
    """What the server or the import puts into a field: the time, who is signed in, their scope, or a literal."""

    kind: Literal["now", "person", "scope", "value"]
    value: Scalar = None


@dataclass(frozen=True)
class Worklist:
    """What is to do, as rows of the tab that the form's `field` refers to."""

    field: str
    where: str
    title: tuple[str, ...]
    sort: tuple[str, ...] = ()
    detail: tuple[str, ...] = ()
    due: str | None = None
    overdue: str | None = None


@dataclass(frozen=True)
class Form:
    """A tab's form: who fills it, which fields in which order, and what the server adds."""

    title: Text
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    submission: str
    fill: Mapping[str, Fill] = field(default_factory=dict)
    worklist: Worklist | None = None


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
    """One tab of the workbook. `source` is "problems" for the tab that the engine itself fills, else None."""

    name: str
    title: Text
    primary_key: str
    key_prefix: str
    own_fields: tuple[Field, ...]
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
    retention: Mapping[str, Any] | None = None  # kept as written until retention runs; its shape is in profile.json
    examples: Examples = Examples()
    source: str | None = None

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


@dataclass(frozen=True)
class Setting:
    """A number of the domain; in SQL as :name."""

    name: str
    value: float | int | str
    title: Text


@dataclass(frozen=True)
class Macro:
    """A shared SQL function of the domain."""

    name: str
    params: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Role:
    """Who somebody is: how they sign in, whose rows they see, whether personal fields are masked, which pages."""

    name: str
    title: Text
    signin: Literal["link", "password"]
    scope: Literal["own", "all"]
    masked: bool
    pages: tuple[str, ...]


@dataclass(frozen=True)
class Scope:
    """The tree that rights and the board follow: rows of `tab`, each naming its `parent`."""

    name: str
    tab: str
    parent: str
    title: str


@dataclass(frozen=True)
class People:
    """The tab of those who sign in by a link; the last four characters of `pin` are asked back."""

    tab: str
    pin: str
    title: str
    scope: str
    role: str


@dataclass(frozen=True)
class Figure:
    """A column of the scope tab that the board shows, and the view (tab, name) with the rows behind it."""

    field: str
    tab: str
    view: str
    appearance: str | None = None


@dataclass(frozen=True)
class Board:
    """The figures of the board in order."""

    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class Package:
    """The whole domain of one workbook."""

    name: str
    title: Text
    timezone: str
    languages: tuple[str, ...]
    booleans: Mapping[bool, Text]
    tabs: tuple[Tab, ...]
    settings: tuple[Setting, ...] = ()
    macros: tuple[Macro, ...] = ()
    roles: tuple[Role, ...] = ()
    scope: Scope | None = None
    people: People | None = None
    board: Board = Board()
    totals: tuple[str, ...] = ()
    invented: Text | None = None
    demo_scope: str | None = None
    """The scope whose first person signs in when the demo starts."""

    @property
    def language(self) -> str:
        """The workbook's own language: its headings, tab titles and choices are written in it."""
        return self.languages[0]

    @cached_property
    def by_name(self) -> Mapping[str, Tab]:
        """The tabs by name."""
        return {tab.name: tab for tab in self.tabs}

    @cached_property
    def parameters(self) -> Mapping[str, float | int | str]:
        """The settings as SQL parameters."""
        return {s.name: s.value for s in self.settings}

    @cached_property
    def filled_tabs(self) -> tuple[Tab, ...]:
        """The tabs that people fill, that is all but those the engine makes."""
        return tuple(tab for tab in self.tabs if tab.source is None)

    def role(self, name: str) -> Role:
        """The role of that name; KeyError when there is none."""
        return {r.name: r for r in self.roles}[name]

"""The whole domain of one workbook: its tabs, numbers, roles, the tree of scopes, the board."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sheets_sync.schema.model.field import Field, Text
from sheets_sync.schema.model.former import Former
from sheets_sync.schema.model.piece import Pieces
from sheets_sync.schema.model.playbook import Playbook
from sheets_sync.schema.model.tab import Tab


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

    def mask_of(self, field: Field) -> str | None:
        """How this role sees the values of a field; None where it sees them as they are."""
        if isinstance(field.mask, str):
            return field.mask if self.masked else None
        return (field.mask or {}).get(self.name)


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
    playbooks: tuple[Playbook, ...] = ()
    roles: tuple[Role, ...] = ()
    scope: Scope | None = None
    people: People | None = None
    board: Board = Board()
    totals: tuple[str, ...] = ()
    invented: Text | None = None
    demo_scope: str | None = None
    """The scope whose first person signs in when the demo starts."""
    lines: Pieces = dataclasses.field(default_factory=dict, compare=False, repr=False)
    """The macros of datapackage.yaml, and where they stand."""

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

    @cached_property
    def query_tabs(self) -> tuple[Tab, ...]:
        """The tabs whose rows a query gives."""
        return tuple(tab for tab in self.tabs if tab.source == "query")

    @cached_property
    def former(self) -> Former:
        """What tabs and fields were called before, by `was`; a retired field keeps its former names too."""
        return Former(
            {old: tab.name for tab in self.tabs for old in tab.was},
            {tab.name: {old: f.name for f in (*tab.fields, *tab.retired_fields) for old in f.was} for tab in self.tabs},
        )

    def mask_of(self, role: Role, tab: Tab, field: Field) -> str | None:
        """How a role sees the values of a field of `tab`; None where it sees them as they are.

        What tells of other cells (the mark, the problem list) is hidden from a role to which one of them is masked.
        """
        if any(role.mask_of(told) for told in self._told_in(tab, field)):
            return "hidden"
        return role.mask_of(field)

    def _told_in(self, tab: Tab, field: Field) -> Iterable[Field]:
        """The fields whose values may stand within those of `field`."""
        if field is tab.mark:
            return tab.fields
        told = field.source is not None and (field.source == "value" or field.source.startswith("message."))
        return (f for other in self.filled_tabs for f in other.fields) if told else ()

    def role(self, name: str) -> Role:
        """The role of that name; KeyError when there is none."""
        return {r.name: r for r in self.roles}[name]

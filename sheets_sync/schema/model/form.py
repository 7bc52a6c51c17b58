"""What a form asks, and what the program adds to what was typed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sheets_sync.schema.model.field import Scalar, Text


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
class Repeat:
    """Rows of another `tab` entered with the row of the form; their `field` refers to it.

    From `minimum` to `maximum` of them, each with `fields` asked in order and `fill` added.
    """

    tab: str
    field: str
    title: Text
    fields: tuple[str, ...]
    minimum: int = 0
    maximum: int = 20
    fill: Mapping[str, Fill] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Form:
    """A tab's form: who fills it, which fields in which order, and what the server adds."""

    title: Text
    roles: tuple[str, ...]
    fields: tuple[str, ...]
    fill: Mapping[str, Fill] = dataclasses.field(default_factory=dict)
    worklist: Worklist | None = None
    repeats: tuple[Repeat, ...] = ()

"""A column and its choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
    GEOPOINT = "geopoint"


@dataclass(frozen=True)
class Choice:
    """One allowed value: `name` in SQL and the API, `title` in cells and on screens; `aliases` are only read.

    `properties` are what a `choice_filter` compares, by name.
    """

    name: str
    title: Text
    aliases: tuple[str, ...] = ()
    properties: Mapping[str, Scalar] = field(default_factory=dict)


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
    """A column of a tab.

    `relevant`, `constraint`, `choice_filter` and `calculation` are SQL over the row, in XLSForm's sense; a
    `choice_filter` names what stands beside a choice, or the referred row, as choice.NAME. `mask` is one for all roles
    that see masks, or one a role. `was` are former names and headings. `source` names what fills the field in a tab
    of problems (see `Tab.source`).
    """

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
    constraint: str | None = None
    choice_filter: str | None = None
    calculation: str | None = None
    mask: str | Mapping[str, str] | None = None
    purpose: Text | None = None
    appearance: str | None = None
    default: Scalar = None
    read: FieldImport = FieldImport()
    source: str | None = None
    computed: bool = False
    was: tuple[str, ...] = ()

    @property
    def is_picture(self) -> bool:
        """Whether its cells hold addresses of pictures."""
        return self.appearance in ("photo", "signature")

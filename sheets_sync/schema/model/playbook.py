"""What one row starts: rows of other tabs, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets_sync.schema.model.field import Text
from sheets_sync.schema.model.piece import Pieces


@dataclass(frozen=True)
class Step:
    """One row (with `part`, one row a part) of `tab` for each row that starts the playbook.

    `fields` gives an SQL expression a field, over the starting row (named like its tab) and what `join` adds to it.
    `after` names the steps that come before; in `fields` they are :after, and the step itself is :step.
    """

    name: str
    tab: str
    fields: Mapping[str, str]
    join: str = ""
    part: str | None = None
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Playbook:
    """The rows that a row of `tab` starts for which the SQL condition `where` is true."""

    name: str
    title: Text
    tab: str
    where: str
    steps: tuple[Step, ...]
    lines: Pieces = field(default_factory=dict, compare=False, repr=False)
    """The pieces of SQL of the file, and where they stand."""

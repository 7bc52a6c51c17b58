"""What one row starts: rows of other tabs, each made once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_sync.schema.model.field import Text


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

"""What the outbox keeps: a table of entries, one of their revisions, one of which entry goes with which.

A revision of a submission is one number for its row and for those that go with it, so that what was sent together is
told apart as a whole. "null" is the body of a row that a revision leaves out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import metadata

entries = sa.Table(
    "outbox",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("tab", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("receipt", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("row", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True),
    sa.Column("sending_since", sa.Text),
)

revisions = sa.Table(
    "outbox_revisions",
    metadata,
    sa.Column("id", sa.Text, sa.ForeignKey("outbox.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("row", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)

children = sa.Table(
    "outbox_children",
    metadata,
    sa.Column("id", sa.Text, sa.ForeignKey("outbox.id"), primary_key=True),
    sa.Column("parent", sa.Text, sa.ForeignKey("outbox.id"), nullable=False, index=True),
    sa.Column("number", sa.Integer, nullable=False),
)


class State(StrEnum):
    """Where an entry stands on its way to the workbook. One left out was taken back before it was sent."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class Child:
    """A row of another tab that goes with a submission, under the id SUBMISSION.NUMBER.

    The key that the submission's own row gets, or has, stands in `field`.
    """

    number: int
    tab: str
    key_prefix: str
    field: str
    row: Mapping[str, Any]  # JSON scalars


@dataclass(frozen=True)
class Submission:
    """What a form gives to the outbox: `row` maps field names to cells as they shall stand in the sheet."""

    id: str
    tab: str
    key_prefix: str
    person: str
    scope: str
    row: Mapping[str, Any]  # JSON scalars
    children: tuple[Child, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """`new` is False when the same id had been acknowledged before."""

    receipt: str
    key: str
    new: bool


@dataclass(frozen=True)
class Entry:
    """One acknowledged row; `row` is that of its latest revision, without key and submission id.

    `children` are the rows that go with it by their number, those taken back among them, where it was asked for by its
    id or by its person. `sending_since` is when the call that brings the row began, or when it was known to have
    arrived; None while it waits.
    """

    id: str
    tab: str
    key: str
    receipt: str
    person: str
    scope: str
    row: Mapping[str, Any]  # JSON scalars
    created_at: datetime
    state: State
    sending_since: datetime | None = None
    children: Mapping[int, Entry] = field(default_factory=dict)
    parent: str | None = None
    """The id of the entry that it goes with."""

    @property
    def arrived(self) -> bool:
        """Whether the row and all that go with it are in the workbook."""
        return self.state is State.SENT and all(c.state in (State.SENT, State.LEFT_OUT) for c in self.children.values())


def entry_of(row: Any, former: Former) -> Entry:  # Any: a SQLAlchemy row of `entries`
    """An entry as it stands in its table, under today's names, without its children."""
    tab = former.tab(row.tab)
    return Entry(
        id=row.id,
        tab=tab,
        key=row.key,
        receipt=row.receipt,
        person=row.person,
        scope=row.scope,
        row=former.row(tab, json.loads(row.row)),
        created_at=datetime.fromisoformat(row.created_at),
        state=State(row.state),
        sending_since=datetime.fromisoformat(row.sending_since) if row.sending_since else None,
    )


def whole_entries(connection: sa.Connection, former: Former, query: sa.Select[Any]) -> list[Entry]:
    """The entries that `query` finds, in its order, with their children."""
    found = [entry_of(row, former) for row in connection.execute(query)]
    theirs = (
        sa.select(entries, children.c.parent, children.c.number)
        .join(children, children.c.id == entries.c.id)
        .where(children.c.parent.in_([entry.id for entry in found]))
        .order_by(children.c.number)
    )
    below: dict[str, dict[int, Entry]] = {}
    for row in connection.execute(theirs):
        below.setdefault(row.parent, {})[row.number] = replace(entry_of(row, former), parent=row.parent)
    return [replace(entry, children=below.get(entry.id, {})) for entry in found]

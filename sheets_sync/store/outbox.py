"""Submissions that were acknowledged and have to become rows of the workbook, each exactly once.

An entry is stored before it is acknowledged. Its id comes from the phone: the same id again gives the same receipt, and
the same id with another body is kept as the next revision. `jobs.deliver` moves entries on:
QUEUED -> SENDING (before the call) -> SENT (confirmed by looking).

What was stored under a former name of its tab or its fields comes out under today's.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import Database, last_number, metadata, next_number, set_at_least

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


class State(StrEnum):
    """Where an entry stands on its way to the workbook."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"


@dataclass(frozen=True)
class Submission:
    """What a form gives to the outbox: `row` maps field names to cells as they shall stand in the sheet."""

    id: str
    tab: str
    key_prefix: str
    person: str
    scope: str
    row: Mapping[str, Any]  # JSON scalars


@dataclass(frozen=True)
class Receipt:
    """`new` is False when the same id had been acknowledged before."""

    receipt: str
    key: str
    new: bool


@dataclass(frozen=True)
class Entry:
    """One acknowledged submission; `row` is that of its latest revision, without key and submission id."""

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


class Outbox:
    """The outbox of a store; `former` are the names of the schema that tabs and fields no longer have."""

    def __init__(self, database: Database, former: Former | None = None) -> None:
        self._database = database
        self._former = former or Former()

    def submit(self, submission: Submission, now: datetime) -> Receipt:
        """Store a submission and give its receipt. When this returns, it is on disk.

        Raises:
            StoreError: it could not be stored; nothing may be acknowledged.
        """
        body = json.dumps(submission.row, ensure_ascii=False, sort_keys=True)
        with self._database.write() as connection:
            known = connection.execute(sa.select(entries).where(entries.c.id == submission.id)).one_or_none()
            if known is not None:
                self._revise(connection, submission, body, now)
                return Receipt(known.receipt, known.key, new=False)
            key = self._next_key(connection, submission.tab, submission.key_prefix)
            receipt = _receipt(connection, submission, key)
            connection.execute(
                entries.insert().values(
                    id=submission.id,
                    tab=submission.tab,
                    key=key,
                    receipt=receipt,
                    person=submission.person,
                    scope=submission.scope,
                    row=body,
                    created_at=now.isoformat(),
                    state=State.QUEUED,
                )
            )
            connection.execute(
                revisions.insert().values(id=submission.id, revision=1, row=body, created_at=now.isoformat())
            )
        return Receipt(receipt, key, new=True)

    def find(self, submission_id: str) -> Entry | None:
        """The entry with that id, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(entries).where(entries.c.id == submission_id)).one_or_none()
        return self._entry(row) if row is not None else None

    def in_state(self, *states: State, limit: int = 500) -> list[Entry]:
        """The oldest entries in any of these states."""
        query = (
            sa.select(entries)
            .where(entries.c.state.in_(states))
            .order_by(entries.c.created_at, entries.c.key)
            .limit(limit)
        )
        with self._database.read() as connection:
            return [self._entry(row) for row in connection.execute(query)]

    def of_person(self, person: str, limit: int = 50) -> list[Entry]:
        """The latest entries of one person, newest first."""
        query = sa.select(entries).where(entries.c.person == person).order_by(entries.c.created_at.desc()).limit(limit)
        with self._database.read() as connection:
            return [self._entry(row) for row in connection.execute(query)]

    def move(self, ids: Sequence[str], state: State, now: datetime) -> None:
        """Put these entries into `state`."""
        since = now.isoformat() if state is State.SENDING else None
        with self._database.write() as connection:
            connection.execute(entries.update().where(entries.c.id.in_(ids)).values(state=state, sending_since=since))

    def counts(self) -> dict[State, int]:
        """How many entries are in each state."""
        query = sa.select(entries.c.state, sa.func.count()).group_by(entries.c.state)
        with self._database.read() as connection:
            found = {State(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in State}

    def late_revisions(self) -> list[tuple[Entry, Mapping[str, Any]]]:
        """Entries that had been sent when a further revision came, with the row of that revision."""
        latest = (
            sa.select(revisions.c.id, sa.func.max(revisions.c.revision).label("latest"))
            .group_by(revisions.c.id)
            .subquery()
        )
        query = (
            sa.select(entries, revisions.c.row.label("revised"))
            .join(latest, latest.c.id == entries.c.id)
            .join(revisions, (revisions.c.id == latest.c.id) & (revisions.c.revision == latest.c.latest))
            .where(revisions.c.row != entries.c.row)
        )
        with self._database.read() as connection:
            found = [(self._entry(row), json.loads(row.revised)) for row in connection.execute(query)]
        renamed = [(entry, self._former.row(entry.tab, revised)) for entry, revised in found]
        return [(entry, revised) for entry, revised in renamed if revised != entry.row]

    def note_keys(self, highest: Mapping[str, int]) -> None:
        """Let new keys of each tab begin above the highest number that stands in its sheet."""
        with self._database.write() as connection:
            for tab, number in highest.items():
                set_at_least(connection, f"key:{tab}", number)

    def take_keys(self, tab: str, prefix: str, count: int) -> list[str]:
        """New keys of a tab, above all noted and all given before."""
        with self._database.write() as connection:
            return [self._next_key(connection, tab, prefix) for _ in range(count)]

    def _next_key(self, connection: sa.Connection, tab: str, prefix: str) -> str:
        """Keys run on when a tab is renamed: entries under its former name, still on their way, have some already."""
        for old in self._former.before(tab):
            set_at_least(connection, f"key:{tab}", last_number(connection, f"key:{old}"))
        return f"{prefix}-{next_number(connection, f'key:{tab}'):05d}"

    def _revise(self, connection: sa.Connection, submission: Submission, body: str, now: datetime) -> None:
        """Keep another body of a known id. One not yet on its way takes the new body; one sent keeps what was sent."""
        history = connection.scalars(sa.select(revisions.c.row).where(revisions.c.id == submission.id)).all()
        if submission.row in [self._former.row(submission.tab, json.loads(row)) for row in history]:
            return
        connection.execute(
            revisions.insert().values(id=submission.id, revision=len(history) + 1, row=body, created_at=now.isoformat())
        )
        waiting = (entries.c.id == submission.id) & (entries.c.state == State.QUEUED)
        connection.execute(entries.update().where(waiting).values(row=body))

    def _entry(self, row: Any) -> Entry:  # Any: a SQLAlchemy row of `entries`
        tab = self._former.tab(row.tab)
        return Entry(
            id=row.id,
            tab=tab,
            key=row.key,
            receipt=row.receipt,
            person=row.person,
            scope=row.scope,
            row=self._former.row(tab, json.loads(row.row)),
            created_at=datetime.fromisoformat(row.created_at),
            state=State(row.state),
            sending_since=datetime.fromisoformat(row.sending_since) if row.sending_since else None,
        )


def _receipt(connection: sa.Connection, submission: Submission, key: str) -> str:
    """Short enough to read out: the scope without its root, and a number that runs within it."""
    if not submission.scope:
        return key
    place = submission.scope.partition("-")[2] or submission.scope
    return f"{place}-{next_number(connection, f'receipt:{submission.scope}'):04d}"

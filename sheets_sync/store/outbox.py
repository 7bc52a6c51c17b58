"""Submissions that were acknowledged and have to become rows of the workbook, each exactly once.

An entry is stored before it is acknowledged. Its id comes from the phone: the same id again gives the same receipt, and
the same id with another body is kept as the next revision. `jobs.deliver` moves entries on:
QUEUED -> SENDING (before the call) -> SENT (confirmed by looking).

Rows of other tabs that belong to a submission are entries of their own, stored in one transaction with it and revised
with it: see `sheets_sync.store.writing`.

What was stored under a former name of its tab or its fields comes out under today's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import Any

import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import Database, set_at_least
from sheets_sync.store.entries import (
    Entry,
    Receipt,
    State,
    Submission,
    children,
    entries,
    entry_of,
    revisions,
    whole_entries,
)
from sheets_sync.store.turns import NO_TURNS, Turns, Waiting, take_turns, waiting
from sheets_sync.store.writing import Writing

IDS_A_QUERY = 500
"""SQLite takes 32,766 parameters at most, and older ones 999."""


class Outbox:
    """The outbox of a store; `former` are the names of the schema that tabs and fields no longer have.

    `turn` is for whoever judges an entry beside those that wait: threads that take it one after the other are not
    overtaken by each other, which would cost each of them its judging again.
    """

    def __init__(self, database: Database, former: Former | None = None) -> None:
        self._database = database
        self._former = former or Former()
        self.turn = Lock()

    def submit(self, submission: Submission, now: datetime, seen: Turns = NO_TURNS) -> Receipt:
        """Store a submission and give its receipt. When this returns, it is on disk with all that goes with it.

        `seen` tells beside which entries it was judged, where that matters: see `waiting`.

        Raises:
            OvertakenError: others were stored since; nothing was.
            StoreError: it could not be stored; nothing may be acknowledged.
        """
        with self._database.write() as connection:
            if seen:
                take_turns(connection, seen)
            return Writing(connection, self._former).submit(submission, now)

    def submit_once(self, submissions: Sequence[Submission], now: datetime) -> frozenset[str]:
        """Store those whose id is new, all in one transaction, and give their ids; a known id gets no revision.

        Raises:
            StoreError: they could not be stored; none of them is.
        """
        with self._database.write() as connection:
            known = set(_known(connection, [submission.id for submission in submissions]))
            new = [submission for submission in submissions if submission.id not in known]
            for submission in new:
                Writing(connection, self._former).submit(submission, now)
        return frozenset(submission.id for submission in new)

    def known(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that have an entry, in whatever state."""
        with self._database.read() as connection:
            return frozenset(_known(connection, ids))

    def find(self, submission_id: str) -> Entry | None:
        """The entry with that id, or None."""
        with self._database.read() as connection:
            found = whole_entries(connection, self._former, sa.select(entries).where(entries.c.id == submission_id))
        return found[0] if found else None

    def in_state(self, *states: State, limit: int = 500) -> list[Entry]:
        """The oldest entries in any of these states, each before those that go with it."""
        parents = entries.alias()
        query = (
            sa.select(entries, children.c.parent)
            .outerjoin(children, children.c.id == entries.c.id)
            .outerjoin(parents, parents.c.id == children.c.parent)
            .where(entries.c.state.in_(states))
            .order_by(entries.c.created_at, sa.func.coalesce(parents.c.key, entries.c.key))
            .order_by(sa.func.coalesce(children.c.number, 0))
            .limit(limit)
        )
        with self._database.read() as connection:
            return [replace(entry_of(row, self._former), parent=row.parent) for row in connection.execute(query)]

    def waiting(self, tabs: Sequence[str], read_at: datetime) -> Waiting:
        """The entries of these tabs that a reading of the workbook, begun at `read_at` (UTC), may not have seen."""
        with self._database.read() as connection:
            return waiting(connection, self._former, tabs, read_at)

    def of_person(self, person: str, limit: int = 50) -> list[Entry]:
        """The latest submissions of one person, newest first."""
        own = (entries.c.person == person) & entries.c.id.not_in(sa.select(children.c.id))
        query = sa.select(entries).where(own).order_by(entries.c.created_at.desc()).limit(limit)
        with self._database.read() as connection:
            return whole_entries(connection, self._former, query)

    def holds(self, person: str, text: str) -> bool:
        """Whether a cell of what this person entered, in its latest form, is `text`."""
        cell = json.dumps(text, ensure_ascii=False)
        own = (entries.c.person == person) & entries.c.row.contains(f": {cell}", autoescape=True)
        with self._database.read() as connection:
            return connection.scalar(sa.select(entries.c.id).where(own).limit(1)) is not None

    def move(self, ids: Sequence[str], state: State, now: datetime) -> None:
        """Put these entries into `state`, as of `now` (UTC)."""
        since = None if state is State.QUEUED else now.isoformat()
        with self._database.write() as connection:
            connection.execute(entries.update().where(entries.c.id.in_(ids)).values(state=state, sending_since=since))

    def counts(self) -> dict[State, int]:
        """How many entries are in each state."""
        query = sa.select(entries.c.state, sa.func.count()).group_by(entries.c.state)
        with self._database.read() as connection:
            found = {State(state): count for state, count in connection.execute(query)}
        return {state: found.get(state, 0) for state in State}

    def late_revisions(self) -> list[tuple[Entry, Mapping[str, Any] | None]]:
        """Entries that had been sent when a further revision came, with the row of that revision; None: left out."""
        latest = (
            sa.select(revisions.c.id, sa.func.max(revisions.c.revision).label("latest"))
            .group_by(revisions.c.id)
            .subquery()
        )
        query = (
            sa.select(entries, revisions.c.row.label("revised"))
            .join(latest, latest.c.id == entries.c.id)
            .join(revisions, (revisions.c.id == latest.c.id) & (revisions.c.revision == latest.c.latest))
            .where((revisions.c.row != entries.c.row) & (entries.c.state != State.LEFT_OUT))
        )
        with self._database.read() as connection:
            found = [(entry_of(row, self._former), json.loads(row.revised)) for row in connection.execute(query)]
        renamed = [(entry, revised and self._former.row(entry.tab, revised)) for entry, revised in found]
        return [(entry, revised) for entry, revised in renamed if revised != entry.row]

    def note_keys(self, highest: Mapping[str, int]) -> None:
        """Let new keys of each tab begin above the highest number that stands in its sheet."""
        with self._database.write() as connection:
            for tab, number in highest.items():
                set_at_least(connection, f"key:{tab}", number)

    def take_keys(self, tab: str, prefix: str, count: int) -> list[str]:
        """New keys of a tab, above all noted and all given before."""
        with self._database.write() as connection:
            writing = Writing(connection, self._former)
            return [writing.next_key(tab, prefix) for _ in range(count)]


def _known(connection: sa.Connection, ids: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(ids), IDS_A_QUERY):
        some = ids[start : start + IDS_A_QUERY]
        yield from connection.scalars(sa.select(entries.c.id).where(entries.c.id.in_(some)))

"""How a submission is stored: its row and those that go with it at once, and revised as one when another body comes.

A body that this submission had before changes nothing: it is a late copy. Otherwise every row of it gets a revision of
the same number. A row not yet on its way takes its new body, or is taken back when it is left out, and may come again;
a row that was not there before is new. A row that was sent keeps what was sent: the outbox tells of it as a late
revision, and whoever keeps the sheet decides. Nothing is ever taken out of a sheet.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import last_number, next_number, set_at_least
from sheets_sync.store.entries import (
    Child,
    Entry,
    Receipt,
    State,
    Submission,
    children,
    entries,
    entry_of,
    revisions,
)

NO_ROW = "null"
Rows = Mapping[str, Mapping[str, Any]]  # Any: JSON scalars
"""The rows of a submission by the id of their entry."""


@dataclass(frozen=True)
class Writing:
    """What is done within one transaction; `former` are the names of the schema that tabs and fields no longer have."""

    connection: sa.Connection
    former: Former

    def submit(self, submission: Submission, now: datetime) -> Receipt:
        """Store a submission, or a revision of it; the receipt is the same for both."""
        query = sa.select(entries).where(entries.c.id == submission.id)
        found = self.connection.execute(query).one_or_none()
        if found is not None:
            known = entry_of(found, self.former)
            self._revise(known, submission, now)
            return Receipt(known.receipt, known.key, new=False)
        key = self.next_key(submission.tab, submission.key_prefix)
        entry = Entry(
            id=submission.id,
            tab=submission.tab,
            key=key,
            receipt=self._receipt(submission, key),
            person=submission.person,
            scope=submission.scope,
            row=submission.row,
            created_at=now,
            state=State.QUEUED,
        )
        self._insert(entry, 1)
        self._insert_children(entry, submission.children, 1)
        return Receipt(entry.receipt, key, new=True)

    def next_key(self, tab: str, prefix: str) -> str:
        """A new key of a tab, above all noted and all given before.

        Keys run on when a tab is renamed: entries under its former name, still on their way, have some already.
        """
        for old in self.former.before(tab):
            set_at_least(self.connection, f"key:{tab}", last_number(self.connection, f"key:{old}"))
        return f"{prefix}-{next_number(self.connection, f'key:{tab}'):05d}"

    def _receipt(self, submission: Submission, key: str) -> str:
        """Short enough to read out: the scope without its root, and a number that runs within it."""
        if not submission.scope:
            return key
        place = submission.scope.partition("-")[2] or submission.scope
        return f"{place}-{next_number(self.connection, f'receipt:{submission.scope}'):04d}"

    def _insert(self, entry: Entry, revision: int) -> None:
        body = _json(entry.row)
        self.connection.execute(
            entries.insert().values(
                id=entry.id,
                tab=entry.tab,
                key=entry.key,
                receipt=entry.receipt,
                person=entry.person,
                scope=entry.scope,
                row=body,
                created_at=entry.created_at.isoformat(),
                state=State.QUEUED,
            )
        )
        self._note(entry.id, revision, body, entry.created_at)

    def _insert_children(self, parent: Entry, new: Iterable[Child], revision: int) -> None:
        """Rows that go with an entry stand under its receipt, have keys of their own, and its key in their field."""
        for child in new:
            key = self.next_key(child.tab, child.key_prefix)
            entry = replace(parent, id=_id(parent, child), tab=child.tab, key=key, row=_row(parent, child))
            self._insert(entry, revision)
            self.connection.execute(children.insert().values(id=entry.id, parent=parent.id, number=child.number))

    def _revise(self, known: Entry, submission: Submission, now: datetime) -> None:
        """Keep another body of a known submission, as the module says."""
        wanted: Rows = {known.id: submission.row, **{_id(known, c): _row(known, c) for c in submission.children}}
        history, held = self._history(known)
        if wanted in history.values():
            return
        revision = max(history) + 1
        for entry in held:
            body = _json(wanted[entry]) if entry in wanted else NO_ROW
            self._note(entry, revision, body, now)
            self._take_over(entry, body)
        new = [child for child in submission.children if _id(known, child) not in held]
        self._insert_children(replace(known, created_at=now), new, revision)

    def _history(self, known: Entry) -> tuple[Mapping[int, Rows], list[str]]:
        """What the submission was at each revision, without rows that were left out of it; and the ids it ever had."""
        family = sa.select(children.c.id).where(children.c.parent == known.id)
        query = (
            sa.select(revisions, entries.c.tab)
            .join(entries, entries.c.id == revisions.c.id)
            .where((revisions.c.id == known.id) | revisions.c.id.in_(family))
            .order_by(revisions.c.id)
        )
        history: dict[int, dict[str, Mapping[str, Any]]] = {}
        held: dict[str, None] = {}
        for found in self.connection.execute(query):
            held[found.id] = None
            rows = history.setdefault(found.revision, {})
            if found.row != NO_ROW:
                rows[found.id] = self.former.row(self.former.tab(found.tab), json.loads(found.row))
        return history, list(held)

    def _take_over(self, entry: str, body: str) -> None:
        """What is not yet on its way becomes what the revision says."""
        waits = (entries.c.id == entry) & entries.c.state.in_([State.QUEUED, State.LEFT_OUT])
        values = {"state": State.LEFT_OUT} if body == NO_ROW else {"state": State.QUEUED, "row": body}
        self.connection.execute(entries.update().where(waits).values(**values))

    def _note(self, entry: str, revision: int, body: str, now: datetime) -> None:
        values = {"id": entry, "revision": revision, "row": body, "created_at": now.isoformat()}
        self.connection.execute(revisions.insert().values(**values))


def _id(parent: Entry, child: Child) -> str:
    return f"{parent.id}.{child.number}"


def _row(parent: Entry, child: Child) -> Mapping[str, Any]:  # Any: JSON scalars
    return {**child.row, child.field: parent.key}


def _json(row: Mapping[str, Any]) -> str:  # Any: JSON scalars
    return json.dumps(row, ensure_ascii=False, sort_keys=True)

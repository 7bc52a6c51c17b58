"""Who was first, in tabs in which one entry may rule out another.

Whoever judges an entry of such a tab reads first how many were taken there (`turns`), and hands that in when it stores
the entry: within the transaction that stores it, `take_turns` refuses when the number is another by then, because the
entry was not judged beside that one. So of two that rule each other out the first one stored has it, however many
processes work on the store, and nobody holds the store while judging.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

import sqlalchemy as sa

from sheets_sync.schema import Former
from sheets_sync.store.database import counters, next_number
from sheets_sync.store.entries import Entry, State, entries, entry_of

Turns = Mapping[str, int]
"""How many entries were taken, by tab."""
NO_TURNS: Turns = MappingProxyType({})


@dataclass(frozen=True)
class Waiting:
    """Entries that no reading has seen yet, oldest first, and how far their tabs were when they were read."""

    seen: Turns
    entries: tuple[Entry, ...]


class OvertakenError(Exception):
    """Another entry of the tab was stored since this one was judged: judge it again."""


def waiting(connection: sa.Connection, former: Former, tabs: Sequence[str], read_at: datetime) -> Waiting:
    """The entries of these tabs that a reading of the workbook, begun at `read_at` (UTC), may not have seen.

    They are on their way, or arrived after that. One that arrived earlier is not among them: the sheet has it, or staff
    took it out.
    """
    seen = _turns(connection, tabs)  # before the entries: what is stored in between is judged again
    arrived = (entries.c.state == State.SENT) & (entries.c.sending_since >= read_at.isoformat())
    unseen = entries.c.state.in_([State.QUEUED, State.SENDING]) | arrived
    names = [name for tab in tabs for name in (tab, *former.before(tab))]
    query = sa.select(entries).where(entries.c.tab.in_(names) & unseen).order_by(entries.c.created_at, entries.c.key)
    return Waiting(seen, tuple(entry_of(row, former) for row in connection.execute(query)))


def take_turns(connection: sa.Connection, seen: Turns) -> None:
    """Count one more in each of these tabs, within the caller's transaction.

    Raises:
        OvertakenError: one of them is not as far as was seen.
    """
    if _turns(connection, list(seen)) != seen:
        raise OvertakenError
    for tab in seen:
        next_number(connection, f"turn:{tab}")


def _turns(connection: sa.Connection, tabs: Sequence[str]) -> Turns:
    names = {f"turn:{tab}": tab for tab in tabs}
    query = sa.select(counters).where(counters.c.name.in_(names))
    return dict.fromkeys(tabs, 0) | {names[row.name]: row.value for row in connection.execute(query)}

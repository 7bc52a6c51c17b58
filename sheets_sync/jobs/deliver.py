"""Bring the outbox into the workbook: one batch in flight, each entry exactly one row.

An entry is marked SENDING on disk before the call. If the call answers, the rows are there. If nobody knows (5xx, cut,
timeout, or this program was killed), the batch waits a grace period, in which a late call may still land, and is then
looked up by its submission ids: what is there was sent, what is not is queued again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.jobs.reading import read_columns, read_tabs, title_of
from sheets_sync.jobs.street import Street
from sheets_sync.problems import CellValue
from sheets_sync.ranges import column_letters, quoted
from sheets_sync.retry import Unknown
from sheets_sync.rows import Json, append_requests
from sheets_sync.schema import Tab
from sheets_sync.store import Entry, State

BATCH = 200


@dataclass(frozen=True)
class Delivery:
    """What one round did: rows brought, and entries still on their way."""

    delivered: int
    waiting: int


def deliver(street: Street, grace_s: float) -> Delivery:
    """Settle what was in flight, then bring the oldest queued entries.

    Raises:
        WorkbookError: the workbook refused, or did not answer; every entry is kept.
    """
    settle(street, grace_s)
    if street.outbox.in_state(State.SENDING, limit=1):
        return Delivery(0, _waiting(street))  # one batch in flight: nothing more until it is settled
    batch = street.outbox.in_state(State.QUEUED, limit=BATCH)
    if batch:
        _send(street, batch)
    return Delivery(len(batch), _waiting(street))


def settle(street: Street, grace_s: float) -> None:
    """Look up entries whose call ended nobody knows how, once the grace period since the call has passed."""
    sending = street.outbox.in_state(State.SENDING)
    now = street.clock()
    due = [entry for entry in sending if entry.sending_since and (now - entry.sending_since).total_seconds() >= grace_s]
    if not due:
        return
    there = _submissions_there(street, sorted({entry.tab for entry in due}))
    found = [entry.id for entry in due if entry.id in there]
    lost = [entry.id for entry in due if entry.id not in there]
    street.outbox.move(found, State.SENT, now)
    street.outbox.move(lost, State.QUEUED, now)


def _send(street: Street, batch: Sequence[Entry]) -> None:
    package = street.package
    tabs = [package.by_name[name] for name in dict.fromkeys(entry.tab for entry in batch)]
    sheet_ids = street.workbook.sheet_ids()
    requests: list[Json] = []
    for tab, columns in zip(tabs, read_columns(street, tabs), strict=True):
        rows = [_row(tab, entry) for entry in batch if entry.tab == tab.name]
        requests += append_requests(sheet_ids[title_of(package, tab)], columns, rows)
    ids = [entry.id for entry in batch]
    street.outbox.move(ids, State.SENDING, street.clock())
    try:
        street.workbook.update(requests)
    except Unknown:
        raise
    except Exception:
        street.outbox.move(ids, State.QUEUED, street.clock())  # refused or throttled: nothing was applied
        raise
    street.outbox.move(ids, State.SENT, street.clock())


def _row(tab: Tab, entry: Entry) -> Mapping[str, CellValue]:
    return {**entry.row, _submission(tab): entry.id, tab.primary_key: entry.key}


def _submission(tab: Tab) -> str:
    assert tab.submission is not None  # the schema holds that what brings entries has one
    return tab.submission


def _submissions_there(street: Street, names: Sequence[str]) -> set[str]:
    """The submission ids that stand now in these tabs."""
    package = street.package
    tabs = [package.by_name[name] for name in names]
    ranges = []
    for tab, columns in zip(tabs, read_columns(street, tabs), strict=True):
        letters = column_letters(columns[_submission(tab)])
        ranges.append(f"{quoted(title_of(package, tab))}!{letters}2:{letters}")
    return {str(cell) for answer in read_tabs(street.workbook, package, ranges) for column in answer for cell in column}


def _waiting(street: Street) -> int:
    counts = street.outbox.counts()
    return counts[State.QUEUED] + counts[State.SENDING]

"""Bring the outbox into the workbook: one batch in flight, each entry exactly one row.

An entry is marked SENDING on disk before the call. If the call answers, the rows are there. If nobody knows (5xx, cut,
timeout, or this program was killed), the batch waits a grace period, in which a late call may still land, and is then
looked up by its submission ids: what is there was sent, what is not is queued again.

An entry goes where its tab and fields are today. One that holds a value for which the schema has no place any more
stays queued, and is told, rather than lose the value; it stops no other but those that go with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.errors import SchemaError
from sheets_sync.jobs.reading import read_columns, read_tabs, title_of
from sheets_sync.jobs.street import Street
from sheets_sync.problems import CellValue
from sheets_sync.ranges import column_letters, quoted
from sheets_sync.retry import Unknown
from sheets_sync.rows import Json, append_requests
from sheets_sync.schema import Package, Tab
from sheets_sync.store import Entry, State

BATCH = 200
QUEUE = 10_000


@dataclass(frozen=True)
class Delivery:
    """What one round did: rows brought, and entries still on their way; `held` says why some of those do not move."""

    delivered: int
    waiting: int
    held: tuple[str, ...] = ()


def deliver(street: Street, grace_s: float) -> Delivery:
    """Settle what was in flight, then bring the oldest queued entries.

    Raises:
        WorkbookError: the workbook refused, or did not answer; every entry is kept.
    """
    settle(street, grace_s)
    if street.outbox.in_state(State.SENDING, limit=1):
        return Delivery(0, _waiting(street))  # one batch in flight: nothing more until it is settled
    queue = street.outbox.in_state(State.QUEUED, limit=QUEUE)
    reasons = [_homeless(street.package, entry) for entry in queue]
    stays = {entry.id for entry, reason in zip(queue, reasons, strict=True) if reason}
    batch = [entry for entry in queue if entry.id not in stays and entry.parent not in stays][:BATCH]
    if batch:
        _send(street, batch)
    held = Counter(reason for reason in reasons if reason)
    told = tuple(f"Entries held back ({count}): {reason}" for reason, count in held.items())
    return Delivery(len(batch), _waiting(street), told)


def deliver_all(street: Street, grace_s: float) -> None:
    """Deliver batch after batch until nothing is queued, or until one is in flight that cannot be settled yet.

    Raises:
        WorkbookError: as `deliver`.
    """
    while deliver(street, grace_s).delivered:
        pass


def settle(street: Street, grace_s: float) -> None:
    """Look up entries whose call ended nobody knows how, once the grace period since the call has passed."""
    sending = street.outbox.in_state(State.SENDING)
    now = street.clock()
    due = [entry for entry in sending if entry.sending_since and (now - entry.sending_since).total_seconds() >= grace_s]
    if not due:
        return
    gone = next((entry for entry in due if entry.tab not in street.package.by_name), None)
    if gone:
        raise SchemaError(
            f"Entry {gone.receipt} is on its way to the tab {gone.tab}, which the schema no longer has. Put it back"
            " into datapackage.yaml, or name it in the `was` of the tab it became, until the entry is settled."
        )
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


def _homeless(package: Package, entry: Entry) -> str | None:
    """Why an entry cannot become a row: the schema has no place for its tab or for one of its values."""
    tab = package.by_name.get(entry.tab)
    if tab is None:
        return f"the schema has no tab {entry.tab}. Name it in the `was` of the tab it became, or put it back."
    known = {f.name for f in (*tab.fields, *tab.retired_fields)}
    lost = [name for name, value in entry.row.items() if name not in known and value not in (None, "")]
    if not lost:
        return None
    return (
        f"they hold {', '.join(lost)}, which tabs/{tab.name}.yaml does not have. Name it in the `was` of the field it"
        " became, or put it back with `retired: true`."
    )


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

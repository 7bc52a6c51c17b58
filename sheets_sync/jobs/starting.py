"""Lay what playbooks start into the outbox, each row once for good; `jobs.deliver` brings it into the workbook.

A row that stands in its tab is not given by `sheets_sync.playbooks` at all, so a store that was lost starts nothing
again. The outbox knows the others: those on their way, and those that staff took off or whose id they emptied.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sheets_sync.jobs.street import Street
from sheets_sync.playbooks import Start
from sheets_sync.store import Submission

NewKeys = Mapping[str, Mapping[int, str]]
"""Keys given in this pass, by tab and sheet row, which do not stand in the sheet yet."""


def split_starts(starts: Sequence[Start], new_keys: NewKeys) -> tuple[list[Start], list[Start]]:
    """Those to start now, and those that wait for the key of the row that starts them to stand in the sheet.

    Until then the row could still be given another key, and would start everything once more under that one.
    """
    given = {(tab, key) for tab, keys in new_keys.items() for key in keys.values()}
    waiting = [start for start in starts if (start.started_by.name, start.key) in given]
    return [start for start in starts if (start.started_by.name, start.key) not in given], waiting


def not_started(street: Street, starts: Sequence[Start]) -> tuple[Start, ...]:
    """Those that the outbox does not know; nothing is written."""
    known = street.outbox.known([start.id for start in starts])
    return tuple(start for start in starts if start.id not in known)


def start_rows(street: Street, starts: Sequence[Start]) -> tuple[Start, ...]:
    """Lay the rows into the outbox, all in one transaction; gives those that were not there yet.

    Raises:
        StoreError: nothing was started.
    """
    submissions = [
        Submission(start.id, start.tab.name, start.tab.key_prefix, person="", scope="", row=start.cells)
        for start in starts
    ]
    new = street.outbox.submit_once(submissions, street.clock()) if submissions else frozenset()
    return tuple(start for start in starts if start.id in new)

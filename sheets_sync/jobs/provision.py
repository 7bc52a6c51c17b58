"""Give the workbook the tabs, headings, dropdowns, locks, colours and filter views that the schemas say."""

from __future__ import annotations

from sheets_sync.jobs.street import Street
from sheets_sync.layout import FIELDS, Change, changes
from sheets_sync.ranges import quoted


def plan_layout(street: Street) -> list[Change]:
    """What the workbook lacks against the schemas; empty when nothing does."""
    titles = street.workbook.sheet_ids()
    ranges = [f"{quoted(title)}!1:2" for title in titles]
    return changes(street.package, dict(street.workbook.metadata(FIELDS, ranges)))


def apply_layout(street: Street) -> list[Change]:
    """Send what is lacking, in one atomic batch; gives what was done. The second time there is nothing to do."""
    found = plan_layout(street)
    street.workbook.update([request for change in found for request in change.requests])
    return found

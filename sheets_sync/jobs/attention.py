"""When a pass is due because of a change: not for what staff do in tabs of their own, nor for what a pass wrote itself.

Our own workbook service tells what changed (its change feed). Google tells only that something did, and then a pass
after a pass that wrote finds nothing more to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from sheets_sync.client import Workbook
from sheets_sync.jobs.reading import title_of
from sheets_sync.schema import Package

VALUES = "values"


@dataclass(frozen=True)
class Seen:
    """The version of the workbook that the last pass has dealt with; None before the first."""

    version: int | None = None

    def news(self, workbook: Workbook, package: Package) -> bool:
        """Whether a pass has something new to look at."""
        if self.version is None:
            return True
        if workbook.version() == self.version:
            return False
        feed = workbook.changes(self.version)
        if feed is None:
            return True
        ids = workbook.sheet_ids()
        ours = {ids.get(title_of(package, tab)) for tab in package.tabs}
        return any(record["kind"] != VALUES or record["sheetId"] in ours for record in feed.records)


def seen_after(workbook: Workbook, before: int, writes: int) -> Seen:
    """What a pass has dealt with that found the workbook at `before` and then wrote `writes` times itself.

    If nobody else wrote in the meantime, its own writes are no news.
    """
    feed = workbook.changes(before) if writes else None
    return Seen(feed.version if feed and feed.requests == writes else before)

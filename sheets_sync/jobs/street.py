"""What every job works with: the schemas, the workbook, the store and the clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sheets_sync.client import Workbook, open_workbook
from sheets_sync.config import Settings
from sheets_sync.schema import Package, load_package
from sheets_sync.store import Accounts, Database, Mirror, Outbox

Clock = Callable[[], datetime]
"""The time now, with a time zone."""


def utc_now() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Street:
    """One workbook and what belongs to it."""

    package: Package
    workbook: Workbook
    database: Database
    outbox: Outbox
    mirror: Mirror
    accounts: Accounts
    clock: Clock

    def now(self) -> datetime:
        """Local time of the workbook, without a zone, as it stands in the sheets."""
        return self.clock().astimezone(ZoneInfo(self.package.timezone)).replace(tzinfo=None, microsecond=0)


def open_street(settings: Settings, clock: Clock = utc_now, *, create: bool = False) -> Street:
    """Open everything that the settings name; with `create`, make the spreadsheet when there is none.

    Raises:
        SheetsSyncError: a schema, a setting, the store or the workbook does not fit; nothing was written.
    """
    package = load_package(settings.schema_folder)
    database = Database(settings.store_url)
    workbook = open_workbook(settings, create_title=package.title[package.language] if create else None)
    outbox, mirror = Outbox(database, package.former), Mirror(database, package.former)
    return Street(package, workbook, database, outbox, mirror, Accounts(database), clock)

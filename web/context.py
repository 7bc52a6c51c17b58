"""What a request works with: one `Gridbook` per application, one cursor on the mirror per request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g

from sheets_sync.checks import validate
from sheets_sync.config import Settings
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from sheets_sync.store import Accounts, Attachments, Database, Mirror, Outbox
from web.reader import MirrorReader

Clock = Callable[[], datetime]
KEY = "gridbook"


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Gridbook:
    """The domain, the store and the mirror of one workbook. `clock` gives aware UTC."""

    settings: Settings
    package: Package
    database: Database
    outbox: Outbox
    attachments: Attachments
    accounts: Accounts
    reader: MirrorReader
    clock: Clock

    def now(self) -> datetime:
        """The time in the workbook's time zone, naive, as all times in the workbook are."""
        return local(self.clock(), self.package)

    @property
    def demo(self) -> bool:
        """Whether everything in the workbook is invented: the demo leaves a file that says so."""
        return self.package.invented is not None and (self.settings.data_folder / "invented").exists()


def open_gridbook(settings: Settings, clock: Clock) -> Gridbook:
    """Read the schema, compile its SQL and open the store.

    Raises:
        SchemaError: a schema file has a mistake.
        StoreError: the store cannot be opened.
    """
    package = load_package(settings.schema_folder)
    now = local(clock(), package)
    validate(package, now)
    database = Database(settings.store_url)
    return Gridbook(
        settings=settings,
        package=package,
        database=database,
        outbox=Outbox(database, package.former),
        attachments=Attachments(settings.picture_folder, settings.picture_bytes),
        accounts=Accounts(database),
        reader=MirrorReader(package, Mirror(database, package.former), now),
        clock=clock,
    )


def local(moment: datetime, package: Package) -> datetime:
    """An aware time as the workbook's clock shows it."""
    return moment.astimezone(ZoneInfo(package.timezone)).replace(tzinfo=None)


def gridbook() -> Gridbook:
    """The workbook of the running application."""
    return cast(Gridbook, current_app.extensions[KEY])


def mirror_rows() -> Engine:
    """The mirror as this request sees it, at the time of the request.

    Raises:
        NotReadyError: no pass has filled the mirror yet.
    """
    if "mirror_rows" not in g:
        book = gridbook()
        read_at = book.reader.snapshot().read_at
        g.mirror_read_at = read_at.replace(tzinfo=ZoneInfo(book.package.timezone)).astimezone(UTC)
        g.mirror_rows = book.reader.open(book.now())
    return cast(Engine, g.mirror_rows)


def mirror_read_at() -> datetime:
    """A time (UTC) that the mirror of this request is not older than.

    Raises:
        NotReadyError: no pass has filled the mirror yet.
    """
    mirror_rows()
    return cast(datetime, g.mirror_read_at)


def register(app: Flask, book: Gridbook) -> None:
    """Make `book` the application's, and close each request's cursor."""
    app.extensions[KEY] = book
    app.teardown_appcontext(_close)


def _close(_error: BaseException | None) -> None:
    engine = g.pop("mirror_rows", None)
    if engine is not None:
        engine.connection.close()

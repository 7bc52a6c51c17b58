"""The store's database: SQLite in WAL with synchronous=FULL, one transaction an action.

A commit that returns is on disk. A lock that is not released within `busy_timeout`, a full disk or a broken file is a
`StoreError`: the caller must not acknowledge anything then.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from sheets_sync.errors import StoreError

metadata = sa.MetaData()

counters = sa.Table(
    "counters", metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Integer, nullable=False)
)


class Database:
    """An opened store. Threads may share it; each action takes a connection of its own from the pool."""

    def __init__(self, url: str, *, busy_timeout_s: float = 5.0) -> None:
        location = make_url(url)
        if location.database:
            _make_folder(Path(location.database).parent)
        self.engine = sa.create_engine(location, connect_args={"timeout": busy_timeout_s}, pool_size=8, max_overflow=40)
        sa.event.listen(self.engine, "connect", _prepare)
        sa.event.listen(self.engine, "begin", _begin_immediate)
        with self.write() as connection:
            metadata.create_all(connection)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        """One transaction that is on disk when the block has ended; an exception in the block undoes it.

        Raises:
            StoreError: the database is locked, full or broken; nothing was written.
        """
        try:
            with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
        except sa.exc.DBAPIError as error:
            raise _store_error(error) from error

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """A snapshot; readers never wait for a writer.

        Raises:
            StoreError: the database cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                yield connection
        except sa.exc.DBAPIError as error:
            raise _store_error(error) from error

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def next_number(connection: sa.Connection, name: str) -> int:
    """The next number of a counter, from 1, within the caller's transaction."""
    number = last_number(connection, name) + 1
    set_at_least(connection, name, number)
    return number


def last_number(connection: sa.Connection, name: str) -> int:
    """The number that a counter has reached; 0 before its first."""
    return connection.scalar(sa.select(counters.c.value).where(counters.c.name == name)) or 0


def set_at_least(connection: sa.Connection, name: str, value: int) -> None:
    """Raise a counter to `value`; one that is higher stays."""
    found = connection.scalar(sa.select(counters.c.value).where(counters.c.name == name))
    if found is None:
        connection.execute(counters.insert().values(name=name, value=value))
    elif found < value:
        connection.execute(counters.update().where(counters.c.name == name).values(value=value))


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The store's folder {folder} cannot be made: {error}. Name another with --data.") from error


def _prepare(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # sqlite3's, behind SQLAlchemy's own type
    connection.isolation_level = None  # type: ignore[attr-defined]  # transactions are begun below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: sa.Connection) -> None:
    """A writer takes the lock at once: one that reads first and writes later would fail instead of waiting."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _store_error(error: sa.exc.DBAPIError) -> StoreError:
    reason = str(error.orig)
    if "locked" in reason or "busy" in reason:
        advice = "Another program holds it; try again in a moment."
    elif "full" in reason:
        advice = "The disk is full; free some space and try again."
    else:
        advice = "Look at the disk and the file's rights."
    return StoreError(f"The store could not be used: {reason}. Nothing was saved. {advice}")

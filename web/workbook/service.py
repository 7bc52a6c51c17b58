"""The service without HTTP: the file, the clock, and the one way into a spreadsheet for every method of the API."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from web.workbook import changes, store
from web.workbook.access import Principal, allows, role_of
from web.workbook.book import Book, new_book, open_book, timestamp
from web.workbook.database import Database
from web.workbook.errors import not_found, permission_denied
from web.workbook.formulas.recalculate import recalculate
from web.workbook.grid.layout import Layout

FILE_NAME = "workbook.sqlite"
HISTORY_KEPT = timedelta(days=90)
SHEET_ID_LIMIT = 2**31
DATE_LENGTH = len("2024-03-01")


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Chance:
    """Where new ids come from."""

    spreadsheet_id: Callable[[], str] = field(default=lambda: secrets.token_urlsafe(33))
    sheet_id: Callable[[], int] = field(default=lambda: secrets.randbelow(SHEET_ID_LIMIT))


class Workbooks:
    """All spreadsheets of one data folder."""

    def __init__(
        self,
        data: Path,
        *,
        clock: Callable[[], datetime] = utc_now,
        chance: Chance | None = None,
        history_kept: timedelta = HISTORY_KEPT,
    ) -> None:
        self.database = Database(data / FILE_NAME)
        self.clock = clock
        self.chance = chance or Chance()
        self.history_kept = history_kept

    @contextmanager
    def reading(self, spreadsheet_id: str, principal: Principal, *, role: str = "reader") -> Iterator[Book]:
        """A spreadsheet to read, for those who may."""
        with self.database.read() as connection:
            yield self._open(open_book(connection, spreadsheet_id), principal, role)

    @contextmanager
    def writing(
        self, spreadsheet_id: str, principal: Principal, method: str, *, role: str = "writer"
    ) -> Iterator[Book]:
        """A spreadsheet to edit, for those who may; stored at the end unless an exception leaves the block."""
        with self.database.write() as connection:
            book = self._open(open_book(connection, spreadsheet_id), principal, role)
            yield book
            self._save(book, method)

    @contextmanager
    def creating(self, title: str, principal: Principal, method: str) -> Iterator[Book]:
        """A new spreadsheet without sheets, owned by the caller."""
        with self.database.write() as connection:
            book = new_book(connection, self.chance.spreadsheet_id(), title, self.clock())
            book.user = principal.email
            connection.execute(
                "INSERT INTO permission (spreadsheet_id, id, type, role, address) VALUES (?, ?, 'user', 'owner', ?)",
                (book.id, permission_id(principal.email), principal.email),
            )
            book.record("create")
            yield book
            self._save(book, method)

    def delete(self, spreadsheet_id: str, principal: Principal) -> None:
        """Remove a spreadsheet for good; only its owner may."""
        with self.database.write() as connection:
            self._open(open_book(connection, spreadsheet_id), principal, "owner")
            store.delete_spreadsheet(connection, spreadsheet_id)

    def add_blank_sheet(self, book: Book, title: str, rows: int, columns: int) -> None:
        """Give a new spreadsheet its first sheet, with id 0."""
        book.add_sheet(0, title, Layout.blank(rows, columns))

    def _open(self, book: Book | None, principal: Principal, needed: str) -> Book:
        if book is None:
            raise not_found()
        book.user = principal.email
        book.role = role_of(book.connection, book.id, principal)
        if not allows(book.role, needed):
            raise permission_denied(book.role)
        return book

    def _save(self, book: Book, method: str) -> None:
        now = self.clock()
        last_day = book.row.modified[:DATE_LENGTH]
        recalculate(book, now)
        book.save(method=method, now=now)
        if book.row.modified[:DATE_LENGTH] != last_day:
            changes.forget(book.connection, timestamp(now - self.history_kept))


def permission_id(address: str) -> str:
    """The id of the permission of one address: the same for every file, as with Drive."""
    return str(int.from_bytes(hashlib.sha256(address.encode()).digest()[:8], "big")).rjust(20, "0")

"""One spreadsheet within one transaction: the unit of work that every method of the API reads or edits.

A `Book` opens sheets when they are asked for and stores, in `save`, only what was opened for editing. What an edit did
is noted with `record`; the records make up the change feed and the history (`changes`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from web.workbook import changes, store
from web.workbook.grid.grid import Grid
from web.workbook.grid.layout import Layout
from web.workbook.json_types import JsonObject
from web.workbook.styles import Styles

DEFAULT_ROWS = 1_000
DEFAULT_COLUMNS = 26


@dataclass
class Sheet:
    """A sheet that was opened. `objects` holds what the API's Sheet has besides cells: merges, filterViews, ..."""

    key: int
    sheet_id: int
    title: str
    properties: JsonObject
    objects: JsonObject
    grid: Grid
    edited: bool = False

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.grid.rows

    @property
    def columns(self) -> int:
        """The number of columns."""
        return self.grid.columns

    def listed(self, name: str) -> list[JsonObject]:
        """One of the lists of `objects`, made when absent, for reading and editing."""
        found: list[JsonObject] = self.objects.setdefault(name, [])
        return found


@dataclass
class Book:
    """A spreadsheet in a transaction."""

    connection: sqlite3.Connection
    row: store.SpreadsheetRow
    state: JsonObject
    heads: list[store.SheetHead]
    styles: Styles
    user: str = ""
    role: str = "owner"
    records: list[JsonObject] = field(default_factory=list)
    _sheets: dict[int, Sheet] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The spreadsheet's id."""
        return self.row.id

    @property
    def title(self) -> str:
        """The spreadsheet's title, which is also the file's name."""
        return self.row.title

    def rename(self, title: str) -> None:
        """Give the spreadsheet another title."""
        self.row = replace(self.row, title=title)

    def head(self, sheet_id: int) -> store.SheetHead | None:
        """A sheet's place and title by its id."""
        return next((head for head in self.heads if head.sheet_id == sheet_id), None)

    def head_by_title(self, title: str) -> store.SheetHead | None:
        """A sheet's place by its title, upper and lower case alike."""
        folded = title.casefold()
        return next((head for head in self.heads if head.title.casefold() == folded), None)

    def sheet(self, sheet_id: int, *, edit: bool = False) -> Sheet:
        """Open a sheet of this book; with `edit`, `save` will store it."""
        sheet = self._sheets.get(sheet_id)
        if sheet is None:
            head = self.head(sheet_id)
            if head is None:
                raise KeyError(sheet_id)
            raw = store.sheet(self.connection, head.key)
            grid = Grid(Layout.parse(raw.layout), store.SheetChunks(self.connection, head.key))
            sheet = Sheet(head.key, sheet_id, head.title, json.loads(raw.properties), json.loads(raw.objects), grid)
            self._sheets[sheet_id] = sheet
        sheet.edited = sheet.edited or edit
        return sheet

    def sheets(self) -> list[Sheet]:
        """All sheets in order, opened."""
        return [self.sheet(head.sheet_id) for head in self.heads]

    def opened(self) -> list[Sheet]:
        """The sheets that were opened so far."""
        return list(self._sheets.values())

    def add_sheet(self, sheet_id: int, title: str, layout: Layout, position: int | None = None) -> Sheet:
        """Add a sheet at a position, the last by default."""
        key = store.add_sheet(self.connection, self.id, sheet_id)
        place = len(self.heads) if position is None else max(0, min(position, len(self.heads)))
        self.heads.insert(place, store.SheetHead(key, sheet_id, place, title))
        grid = Grid(layout, store.SheetChunks(self.connection, key))
        sheet = Sheet(key, sheet_id, title, {"sheetType": "GRID"}, {}, grid, edited=True)
        self._sheets[sheet_id] = sheet
        return sheet

    def delete_sheet(self, sheet_id: int) -> None:
        """Remove a sheet with its cells."""
        head = self.head(sheet_id)
        if head is None:
            raise KeyError(sheet_id)
        self.heads.remove(head)
        self._sheets.pop(sheet_id, None)
        store.delete_sheet(self.connection, head.key)

    def place_sheet(self, sheet_id: int, position: int) -> None:
        """Move a sheet to a position among the others."""
        head = self.head(sheet_id)
        if head is not None:
            self.heads.remove(head)
            self.heads.insert(position, head)

    def retitle_sheet(self, sheet_id: int, title: str) -> None:
        """Give a sheet another title."""
        self.heads = [replace(head, title=title) if head.sheet_id == sheet_id else head for head in self.heads]
        self.sheet(sheet_id).title = title

    def record(self, kind: str, sheet_id: int | None = None, **details: object) -> None:
        """Note something that this request did, for the change feed and the history."""
        where = {} if sheet_id is None else {"sheetId": sheet_id}
        self.records.append({"kind": kind, **where, **details})

    def save(self, *, method: str, now: datetime) -> None:
        """Store what was edited as the next version. Nothing recorded means nothing to save."""
        if not self.records:
            return
        for position, head in enumerate(self.heads):
            store.put_sheet_head(self.connection, replace(head, position=position))
        for sheet in self._sheets.values():
            if sheet.edited:
                sheet.grid.flush()
                store.put_sheet(self.connection, sheet.key, _sheet_row(sheet))
        self.row = replace(
            self.row,
            version=self.row.version + 1,
            modified=later(self.row.modified, now),
            modified_by=self.user,
            state=json.dumps(self.state, separators=(",", ":"), ensure_ascii=False),
        )
        store.put_spreadsheet(self.connection, self.row)
        changes.add(self.connection, self.row, method, self.records)


def open_book(connection: sqlite3.Connection, spreadsheet_id: str) -> Book | None:
    """The spreadsheet with this id, or None."""
    row = store.spreadsheet(connection, spreadsheet_id)
    if row is None:
        return None
    heads = store.sheet_heads(connection, spreadsheet_id)
    return Book(connection, row, json.loads(row.state), heads, Styles(connection))


def new_book(connection: sqlite3.Connection, spreadsheet_id: str, title: str, now: datetime) -> Book:
    """A spreadsheet without sheets, stored at its first `save`."""
    time = timestamp(now)
    row = store.SpreadsheetRow(spreadsheet_id, 0, time, time, "", title, "{}")
    store.put_spreadsheet(connection, row)
    state = {"properties": {"locale": "en_US", "timeZone": "Etc/GMT", "autoRecalc": "ON_CHANGE"}}
    return Book(connection, row, state, [], Styles(connection))


def unused_sheet_id(book: Book, draw: Callable[[], int]) -> int:
    """An id for a new sheet, as Google draws them: at random, below 2^31."""
    while True:
        sheet_id = draw()
        if book.head(sheet_id) is None:
            return sheet_id


def timestamp(time: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as Drive writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def later(previous: str, now: datetime) -> str:
    """The time of a change: now, or a millisecond after the change before, so that it always rises."""
    time = timestamp(now)
    if time > previous:
        return time
    return timestamp(datetime.strptime(previous, "%Y-%m-%dT%H:%M:%S.%f%z") + timedelta(milliseconds=1))


def _sheet_row(sheet: Sheet) -> store.SheetRow:
    def dump(value: object) -> str:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)

    return store.SheetRow(dump(sheet.properties), sheet.grid.layout.text(), dump(sheet.objects))

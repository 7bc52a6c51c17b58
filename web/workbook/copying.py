"""Copy sheets and spreadsheets: the cells are copied by the database, piece by piece as they are."""

from __future__ import annotations

import json

from web.workbook import store
from web.workbook.access import Principal
from web.workbook.book import Book, Sheet, open_book
from web.workbook.errors import not_found
from web.workbook.grid.layout import Layout
from web.workbook.service import Workbooks


def copy_spreadsheet(
    workbooks: Workbooks, principal: Principal, spreadsheet_id: str, title: str, parents: list[str] | None
) -> store.SpreadsheetRow:
    """A new spreadsheet with all sheets of another, under the same sheet ids."""
    with workbooks.creating(title, principal, "drive.files.copy") as book:
        source = open_book(book.connection, spreadsheet_id)
        if source is None:
            raise not_found()
        book.state = {**source.state, "parents": parents or source.state.get("parents", [])}
        for sheet in source.sheets():
            copy_into(book, sheet, sheet.sheet_id, sheet.title)
    return book.row


def copy_into(book: Book, source: Sheet, sheet_id: int, title: str) -> Sheet:
    """A copy of a sheet, possibly of another spreadsheet, at the end of a book."""
    source.grid.flush()
    copy = book.add_sheet(sheet_id, title, Layout.parse(source.grid.layout.text()))
    store.copy_chunks(book.connection, source.key, copy.key)
    copy.properties = json.loads(json.dumps(source.properties))
    copy.objects = json.loads(json.dumps(source.objects))
    return copy

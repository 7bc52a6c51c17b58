"""Copy sheets and spreadsheets: the cells are copied by the database, piece by piece as they are."""

from __future__ import annotations

import json
from collections.abc import Callable

from web.workbook import store
from web.workbook.access import Principal
from web.workbook.book import Book, Sheet, open_book
from web.workbook.errors import not_found
from web.workbook.grid.layout import Layout
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.service import Workbooks

NUMBERED = {
    "filterViews": "filterViewId",
    "protectedRanges": "protectedRangeId",
    "bandedRanges": "bandedRangeId",
}
"""Lists of a sheet whose entries have numbers that no other entry of the spreadsheet has."""


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
            copy_cells(book, sheet, sheet.sheet_id, sheet.title).objects = _copied(sheet.objects)
    return book.row


def copy_sheet(
    book: Book, source: Sheet, sheet_id: int, title: str, new_number: Callable[[], int], position: int | None = None
) -> Sheet:
    """A copy of a sheet, possibly of another spreadsheet: its ranges are those of the copy, its objects are numbered
    anew, and developer metadata, whose ids are the spreadsheet's, stays behind.
    """
    copy = copy_cells(book, source, sheet_id, title, position)
    kept = {name: value for name, value in source.objects.items() if name != "developerMetadata"}
    copy.objects = _on_sheet(kept, source.sheet_id, sheet_id)
    for listed, name in NUMBERED.items():
        for each in copy.objects.get(listed, []):
            each[name] = new_number()
    return copy


def copy_title(book: Book, title: str) -> str:
    """The title of a copy that no sheet of the book has yet."""
    name, number = f"Copy of {title}", 2
    while book.head_by_title(name):
        name, number = f"Copy of {title} {number}", number + 1
    return name


def copy_cells(book: Book, source: Sheet, sheet_id: int, title: str, position: int | None = None) -> Sheet:
    """A sheet with the cells, sizes and properties of another, and no objects."""
    source.grid.flush()
    copy = book.add_sheet(sheet_id, title, Layout.parse(source.grid.layout.text()), position)
    store.copy_chunks(book.connection, source.key, copy.key)
    copy.properties = _copied(source.properties)
    return copy


def _copied(value: JsonObject) -> JsonObject:
    made: JsonObject = json.loads(json.dumps(value))
    return made


def _on_sheet(value: JsonValue, old: int, new: int) -> JsonValue:
    """The value with its ranges on sheet `old` on sheet `new`; one without a sheet id is on sheet 0."""
    if isinstance(value, list):
        return [_on_sheet(item, old, new) for item in value]
    if not isinstance(value, dict):
        return value
    made = {name: _on_sheet(inner, old, new) for name, inner in value.items()}
    is_range = made.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "dimension"}
    if made.get("sheetId", 0 if is_range else None) == old:
        made["sheetId"] = new
    return made

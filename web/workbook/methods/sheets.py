"""spreadsheets.sheets: copy a sheet to another spreadsheet."""

from __future__ import annotations

from web.workbook.book import open_book, unused_sheet_id
from web.workbook.copying import copy_sheet, copy_title
from web.workbook.dimensions import require_size
from web.workbook.errors import invalid, not_found
from web.workbook.json_types import JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.sheets import sheet_properties


@serves("sheets.spreadsheets.sheets.copyTo")
def copy_to(call: Call) -> JsonValue:
    """A copy of a sheet at the end of a spreadsheet, which may be the same one; the copy's properties."""
    with call.reading():  # whoever copies must be allowed to read the source
        pass
    target_id = call.body.get("destinationSpreadsheetId", "")
    with call.workbooks.writing(target_id, call.principal, call.method) as book:
        source_book = (
            book if target_id == book.id == call.spreadsheet_id else open_book(book.connection, call.spreadsheet_id)
        )
        if source_book is None:
            raise not_found()
        sheet_id = call.parameters["sheetId"]
        if source_book.head(sheet_id) is None:
            raise invalid(f"The sheet ({sheet_id}) does not exist.")
        source = source_book.sheet(sheet_id)
        draw = call.workbooks.chance.sheet_id
        require_size(book, source.rows, source.columns)
        copy = copy_sheet(book, source, unused_sheet_id(book, draw), copy_title(book, source.title), draw)
        book.record("addSheet", copy.sheet_id, title=copy.title)
        return sheet_properties(book, copy)

"""spreadsheets.sheets: copy a sheet to another spreadsheet."""

from __future__ import annotations

from web.workbook.book import open_book, unused_sheet_id
from web.workbook.copying import copy_into
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
        title, number = f"Copy of {source.title}", 2
        while book.head_by_title(title):
            title, number = f"Copy of {source.title} {number}", number + 1
        copy = copy_into(book, source, unused_sheet_id(book, call.workbooks.chance.sheet_id), title)
        book.record("addSheet", copy.sheet_id, title=title)
        return sheet_properties(book, copy)

"""The upload that gspread's import_csv sends: a CSV text in place of everything in a spreadsheet."""

from __future__ import annotations

import csv
import io

from web.workbook import dimensions
from web.workbook.access import require_editable
from web.workbook.book import DEFAULT_COLUMNS, DEFAULT_ROWS
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.methods.drive import SPREADSHEET_TYPE
from web.workbook.methods.values import today_of
from web.workbook.ranges import SheetRange
from web.workbook.shifting import COLUMNS, ROWS
from web.workbook.writing import Input, clear_values, columns_of, write_values


@serves("drive.v2.files.update")
def import_csv(call: Call) -> JsonValue:
    """Remove all sheets but the first, and fill that one with the rows of the CSV, read as if they were typed."""
    try:
        rows = list(csv.reader(io.StringIO(call.content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise invalid("The file is no CSV in UTF-8.") from error
    with call.writing() as book:
        for sheet in book.sheets():
            require_editable(book, sheet, Rect(0, 0, sheet.rows, sheet.columns))
        for head in book.heads[1:]:
            book.delete_sheet(head.sheet_id)
            book.record("deleteSheet", head.sheet_id, title=head.title)
        sheet = book.sheet(book.heads[0].sheet_id, edit=True)
        columns = columns_of([[cell or None for cell in row] for row in rows], "ROWS")
        clear_values(book, SheetRange(sheet, Rect(0, 0, sheet.rows, sheet.columns)))
        sheet.objects = {}
        dimensions.resize(book, sheet, ROWS, max(len(rows), 1))
        dimensions.resize(book, sheet, COLUMNS, max(len(columns), 1))
        everything = Rect(0, 0, sheet.rows, sheet.columns)
        sheet.grid.map_styles(everything, lambda _: 0)
        given = Input("USER_ENTERED", today_of(book, call))
        write_values(book, SheetRange(sheet, everything), columns, given)
        for axis, least in ((ROWS, DEFAULT_ROWS), (COLUMNS, DEFAULT_COLUMNS)):
            dimensions.resize(book, sheet, axis, max(least, dimensions.length_of(sheet, axis)))
        return {
            "kind": "drive#file",
            "id": book.id,
            "title": book.title,
            "mimeType": SPREADSHEET_TYPE,
            "version": str(book.row.version + 1),
        }

"""Schema -> what the workbook looks like; only the difference to what is there.

Tabs, headings, text formats, dropdowns, locks on computed columns (`columns`), row colours and filter views (`views`).
`changes` takes the answer of spreadsheets.get (fields mask `FIELDS`, the first two rows of each tab) and returns what
to send; the second time it returns nothing. It adds and corrects; it never drops, renames or moves what staff made.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping

from sheets_sync.layout.change import Change, first_rows
from sheets_sync.layout.columns import SPARE_COLUMNS, column_changes
from sheets_sync.layout.views import view_changes
from sheets_sync.rows import Json
from sheets_sync.schema import Package, Tab

__all__ = ["FIELDS", "Change", "changes"]

FIELDS = (
    "properties(title,timeZone),sheets(properties(sheetId,title,index,gridProperties),"
    "protectedRanges(protectedRangeId,description),conditionalFormats,filterViews,"
    "data(rowData(values(formattedValue,dataValidation,userEnteredFormat(numberFormat)))))"
)
FIRST_ROWS = 1000


def changes(package: Package, spreadsheet: Json) -> list[Change]:
    """What to send so that the workbook has what the package says, in an order in which one atomic batch may send it.

    Raises:
        SchemaError: a view compares a date or a time, which a sheet's filter over text cannot do.
    """
    found = list(_spreadsheet(package, spreadsheet))
    sheets = {sheet["properties"]["title"]: sheet for sheet in spreadsheet.get("sheets", [])}
    blank = _blank_first_sheet(package, spreadsheet)
    for index, tab in enumerate(package.tabs):
        title = tab.title[package.language]
        sheet = sheets.get(title)
        if sheet is None:
            sheet, change = _new_sheet(package, tab, index, blank if index == 0 else None, sheets)
            found.append(change)
        columns, differences = column_changes(package, tab, sheet)
        found += differences
        found += view_changes(package, tab, sheet, {column.field.name: column.index for column in columns})
    return found


def _spreadsheet(package: Package, spreadsheet: Json) -> Iterator[Change]:
    """The time zone. The title is given when the spreadsheet is made; one that staff gave it stays."""
    if spreadsheet.get("properties", {}).get("timeZone") != package.timezone:
        body = {"properties": {"timeZone": package.timezone}, "fields": "timeZone"}
        request = {"updateSpreadsheetProperties": body}
        yield Change("updateSpreadsheetProperties", "", "time zone of the workbook", (request,))


def _blank_first_sheet(package: Package, spreadsheet: Json) -> Json | None:
    """The one empty sheet of a spreadsheet just made, which becomes the first tab."""
    sheets: list[Json] = spreadsheet.get("sheets", [])
    if len(sheets) != 1 or sheets[0]["properties"]["title"] in {t.title[package.language] for t in package.tabs}:
        return None
    return sheets[0] if not first_rows(sheets[0]) else None


def _new_sheet(
    package: Package, tab: Tab, index: int, blank: Json | None, sheets: Mapping[str, Json]
) -> tuple[Json, Change]:
    title = tab.title[package.language]
    grid = {
        "rowCount": FIRST_ROWS,
        "columnCount": len(tab.fields) + SPARE_COLUMNS,
        "frozenRowCount": 1,
        "frozenColumnCount": 1,
    }
    taken = {sheet["properties"].get("sheetId", 0) for sheet in sheets.values()}
    sheet_id = blank["properties"].get("sheetId", 0) if blank else _sheet_id(tab.name, taken)
    properties = {"sheetId": sheet_id, "title": title, "index": index, "gridProperties": grid}
    if blank:
        request: Json = {"updateSheetProperties": {"properties": properties, "fields": "title,index,gridProperties"}}
    else:
        request = {"addSheet": {"properties": properties}}
    return {"properties": properties}, Change(next(iter(request)), tab.name, f"tab “{title}”", (request,))


def _sheet_id(name: str, taken: set[int]) -> int:
    """An id of our own choice, so that one batch can make the sheet and fill it; the same for the same name."""
    sheet_id = zlib.crc32(name.encode()) & 0x7FFFFFFF
    while sheet_id in taken:
        sheet_id = (sheet_id + 1) & 0x7FFFFFFF
    return sheet_id

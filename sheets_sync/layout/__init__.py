"""Schema -> what the workbook looks like; only the difference to what is there.

Sheets (`tabs`), headings, text formats and dropdowns (`columns`), locks on computed columns (`locks`), columns out of
use (`retired`), row colours and filter views (`views`). `changes` takes the answer of spreadsheets.get (fields mask
`FIELDS`, the first two rows of each tab) and returns what to send; the second time it returns nothing.

It adds and corrects. It renames a tab, a column or a view only where the schema says what it was called before (`was`),
and it drops no sheet, column, value or filter view. What it takes off is its own, holds nothing that anybody typed, and
is known by its mark: a lock on a column that is not computed, a dropdown without choices, a colour without a view.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.layout.change import Change, SheetOfTab, Sign
from sheets_sync.layout.columns import added_columns, column_changes, new_places, place_columns
from sheets_sync.layout.locks import lock_changes
from sheets_sync.layout.notices import Notice, hints, notices
from sheets_sync.layout.preview import as_applied
from sheets_sync.layout.retired import retired_changes
from sheets_sync.layout.tabs import blank_first_sheet, sheet_of, sheets_by_title
from sheets_sync.layout.views import view_changes
from sheets_sync.rows import Json
from sheets_sync.schema import Package

__all__ = ["FIELDS", "Change", "Notice", "Sign", "as_applied", "changes", "hints", "notices"]

FIELDS = (
    "properties(title,timeZone),sheets(properties(sheetId,title,index,gridProperties),"
    "protectedRanges(protectedRangeId,description),conditionalFormats,filterViews,"
    "data(rowData(values(formattedValue,note,dataValidation,userEnteredFormat(numberFormat)))))"
)


def changes(package: Package, spreadsheet: Json) -> list[Change]:
    """What to send so that the workbook has what the package says, in an order in which one atomic batch may send it.

    Raises:
        SchemaError: a view compares a date or a time, which a sheet's filter over text cannot do.
    """
    found = list(_spreadsheet(package, spreadsheet))
    sheets = sheets_by_title(spreadsheet)
    blank = blank_first_sheet(package, sheets)
    for tab in package.tabs:
        of, change = sheet_of(package, tab, sheets, blank if tab is package.tabs[0] else None)
        found += [change] if change else []
        found += _tab_changes(of)
    return found


def _tab_changes(of: SheetOfTab) -> Iterator[Change]:
    columns, missing = place_columns(of)
    there = {column.field.name: column.index for column in columns}
    added = new_places(of, missing)
    yield from column_changes(of, columns)
    yield from retired_changes(of)
    yield from added_columns(of, added)
    yield from lock_changes(of, there)
    yield from view_changes(of, {**there, **added})


def _spreadsheet(package: Package, spreadsheet: Json) -> Iterator[Change]:
    """The time zone. The title is given when the spreadsheet is made; one that staff gave it stays."""
    have = spreadsheet.get("properties", {}).get("timeZone")
    if have != package.timezone:
        body = {"properties": {"timeZone": package.timezone}, "fields": "timeZone"}
        what = f"time zone of the workbook: {package.timezone}" + (f", was {have}" if have else "")
        yield Change(Sign.CHANGE, "", what, ({"updateSpreadsheetProperties": body},))

"""The sheets of a workbook: which is whose, one to make for a tab without, one to name anew."""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from sheets_sync.headings import sheet_title
from sheets_sync.layout.change import Change, SheetOfTab, Sign
from sheets_sync.layout.columns import SPARE_COLUMNS
from sheets_sync.rows import Json
from sheets_sync.schema import Package, Tab

FIRST_ROWS = 1000


def sheets_by_title(spreadsheet: Json) -> dict[str, Json]:
    """The sheets by their titles."""
    return {sheet["properties"]["title"]: sheet for sheet in spreadsheet.get("sheets", [])}


def sheet_of(
    package: Package, tab: Tab, sheets: Mapping[str, Json], blank: Json | None
) -> tuple[SheetOfTab, Change | None]:
    """The sheet of a tab, and what to do so that it stands under the tab's title; `blank` may become a new one."""
    title = tab.title[package.language]
    found = sheet_title(package, tab, sheets)
    if found is None:
        made = SheetOfTab(package, tab, _new(package, tab, sheets, blank))
        return made, _added(made, is_blank=blank is not None)
    of = SheetOfTab(package, tab, sheets[found])
    if found == title:
        return of, None
    body = {"properties": {"sheetId": of.sheet_id, "title": title}, "fields": "title"}
    return of, of.change(Sign.CHANGE, f"tab “{found}” is called “{title}”", {"updateSheetProperties": body})


def blank_first_sheet(package: Package, sheets: Mapping[str, Json]) -> Json | None:
    """The one empty sheet of a spreadsheet just made, which becomes the first tab."""
    if len(sheets) != 1 or any(sheet_title(package, tab, sheets) for tab in package.tabs):
        return None
    (sheet,) = sheets.values()
    return sheet if not SheetOfTab(package, package.tabs[0], sheet).first_rows else None


def _new(package: Package, tab: Tab, sheets: Mapping[str, Json], blank: Json | None) -> Json:
    taken = {sheet["properties"].get("sheetId", 0) for sheet in sheets.values()}
    grid = {
        "rowCount": FIRST_ROWS,
        "columnCount": len(tab.fields) + SPARE_COLUMNS,
        "frozenRowCount": 1,
        "frozenColumnCount": 1,
    }
    return {
        "properties": {
            "sheetId": blank["properties"].get("sheetId", 0) if blank else _sheet_id(tab.name, taken),
            "title": tab.title[package.language],
            "index": package.tabs.index(tab),
            "gridProperties": grid,
        }
    }


def _added(of: SheetOfTab, *, is_blank: bool) -> Change:
    properties = of.sheet["properties"]
    if is_blank:
        request: Json = {"updateSheetProperties": {"properties": properties, "fields": "title,index,gridProperties"}}
    else:
        request = {"addSheet": {"properties": properties}}
    return of.change(Sign.ADD, f"tab “{properties['title']}”", request)


def _sheet_id(name: str, taken: set[int]) -> int:
    """An id of our own choice, so that one batch can make the sheet and fill it; the same for the same name."""
    sheet_id = zlib.crc32(name.encode()) & 0x7FFFFFFF
    while sheet_id in taken:
        sheet_id = (sheet_id + 1) & 0x7FFFFFFF
    return sheet_id

"""Spreadsheets and sheets as the API's resources."""

from __future__ import annotations

from web.workbook.access import may_edit
from web.workbook.book import Book, Sheet
from web.workbook.fields import Mask, below, wants
from web.workbook.formats import DEFAULT_FORMAT, DEFAULT_THEME
from web.workbook.grid.rect import Rect
from web.workbook.grid_data import grid_data
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange

PLURAL_OBJECTS = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "bandedRanges",
    "developerMetadata",
    "rowGroups",
    "columnGroups",
)


def spreadsheet_resource(
    book: Book, *, mask: Mask, ranges: list[SheetRange] | None = None, with_data: bool = False
) -> JsonObject:
    """A Spreadsheet; with ranges only their sheets, and only their cells where cells are wanted."""
    resource: JsonObject = {
        "spreadsheetId": book.id,
        "properties": spreadsheet_properties(book),
        "sheets": _sheets(book, below(mask, "sheets") if wants(mask, "sheets") else None, ranges or [], with_data),
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
    }
    for name in ("namedRanges", "developerMetadata"):
        if book.state.get(name):
            resource[name] = book.state[name]
    return resource


def spreadsheet_properties(book: Book) -> JsonObject:
    """SpreadsheetProperties."""
    defaults = {"defaultFormat": DEFAULT_FORMAT, "spreadsheetTheme": DEFAULT_THEME}
    return {"title": book.title, **defaults, **book.state["properties"]}


def sheet_properties(book: Book, sheet: Sheet) -> JsonObject:
    """SheetProperties, with the sheet's place and size."""
    index = next(number for number, head in enumerate(book.heads) if head.sheet_id == sheet.sheet_id)
    grid = {"rowCount": sheet.rows, "columnCount": sheet.columns, **sheet.properties.get("gridProperties", {})}
    start = {"sheetId": sheet.sheet_id, "title": sheet.title, "index": index, "sheetType": "GRID"}
    rest = {name: value for name, value in sheet.properties.items() if name not in ("gridProperties", "sheetType")}
    return {**start, "gridProperties": grid, **rest}


def sheet_resource(
    book: Book, sheet: Sheet, rects: list[Rect] | None = None, data_mask: Mask | None = None
) -> JsonObject:
    """A Sheet; cells of `rects` when they are given."""
    resource: JsonObject = {"properties": sheet_properties(book, sheet)}
    if rects is not None:
        resource["data"] = [grid_data(book, sheet, rect, data_mask or {}) for rect in rects]
    for name in PLURAL_OBJECTS:
        if sheet.objects.get(name):
            resource[name] = (
                [_with_rights(book, value) for value in sheet.objects[name]]
                if name == "protectedRanges"
                else sheet.objects[name]
            )
    if sheet.objects.get("basicFilter"):
        resource["basicFilter"] = sheet.objects["basicFilter"]
    return resource


def _with_rights(book: Book, protected: JsonObject) -> JsonObject:
    """A protected range as the caller sees it; its editors are told to those who may edit it."""
    if may_edit(book, protected):
        return {**protected, "requestingUserCanEdit": True}
    return {name: value for name, value in protected.items() if name != "editors"}


def _sheets(book: Book, mask: Mask | None, ranges: list[SheetRange], with_data: bool) -> list[JsonObject]:
    if mask is None:
        return []
    wanted = {each.sheet.sheet_id for each in ranges}
    data = with_data and wants(mask, "data")
    resources = []
    for head in book.heads:
        if ranges and head.sheet_id not in wanted:
            continue
        sheet = book.sheet(head.sheet_id)
        own = [each.rect for each in ranges if each.sheet.sheet_id == head.sheet_id]
        rects = (own or [Rect(0, 0, sheet.rows, sheet.columns)]) if data else None
        resources.append(sheet_resource(book, sheet, rects, below(mask, "data") if data else None))
    return resources

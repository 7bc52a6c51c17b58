"""Ranges by DataFilter: an A1 text, a GridRange, or developer metadata that marks rows, columns or sheets."""

from __future__ import annotations

from web.workbook.book import Book
from web.workbook.developer_metadata import all_metadata, matches
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, grid_range, resolve


def filtered_ranges(book: Book, data_filter: JsonObject, *, edit: bool = False) -> list[SheetRange]:
    """The ranges that a filter names; metadata may name several."""
    if "a1Range" in data_filter:
        return [resolve(book, data_filter["a1Range"], edit=edit)]
    if "gridRange" in data_filter:
        return [grid_range(book, data_filter["gridRange"], edit=edit)]
    if "developerMetadataLookup" not in data_filter:
        raise invalid("Must specify a data filter: a1Range, gridRange or developerMetadataLookup.")
    found = [entry for entry in all_metadata(book) if matches(entry, data_filter)]
    return [each for entry in found for each in [_range_of(book, entry["location"], edit)] if each]


def _range_of(book: Book, location: JsonObject, edit: bool) -> SheetRange | None:
    span = location.get("dimensionRange")
    sheet_id = span["sheetId"] if span else location.get("sheetId")
    if sheet_id is None:
        return None
    sheet = book.sheet(sheet_id, edit=edit)
    if span is None:
        return SheetRange(sheet, Rect(0, 0, sheet.rows, sheet.columns))
    start, end = span["startIndex"], span["endIndex"]
    is_column = span["dimension"] == "COLUMNS"
    return SheetRange(sheet, Rect(0, start, sheet.rows, end) if is_column else Rect(start, 0, end, sheet.columns))

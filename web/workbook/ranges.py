"""From the ranges that requests name to cells of a sheet, and back.

Ranges come as A1 text, as GridRange and as DataFilter. What lies outside the sheet is cut off or refused as Google
does: a range may reach over the end of the sheet, but must not begin there.
"""

from __future__ import annotations

from dataclasses import dataclass

from web.workbook import a1
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject


@dataclass(frozen=True)
class SheetRange:
    """A range of cells of an opened sheet. `is_cell`: it was written as a single cell, the corner of what follows;
    `text` is how it was written, where it was text.
    """

    sheet: Sheet
    rect: Rect
    is_cell: bool = False
    text: str = ""

    @property
    def name(self) -> str:
        """The range in A1 notation."""
        return name_of(self.sheet, self.rect)


def name_of(sheet: Sheet, rect: Rect) -> str:
    """A range in A1 notation, with the sheet's title."""
    return a1.range_name(sheet.title, rect.top, rect.left, rect.bottom, rect.right)


def resolve(book: Book, text: str, *, edit: bool = False) -> SheetRange:
    """The cells that an A1 text names. Raises `ApiError` when it is no range, or begins outside the sheet."""
    parsed = a1.parse(text)
    if parsed is None or (parsed.sheet is None and parsed.top is None and parsed.left is None):
        return _by_name(book, text, text.rpartition("!")[2], edit)
    if parsed.sheet is None:
        head = book.heads[0]
    else:
        found = book.head_by_title(parsed.sheet)
        if found is None:
            raise invalid(f"Unable to parse range: {text}")
        head = found
    return _in_grid(book.sheet(head.sheet_id, edit=edit), parsed, text)


def grid_range(book: Book, given: JsonObject, *, edit: bool = False) -> SheetRange:
    """The cells that a GridRange names, cut off at the sheet's end. Raises `ApiError` when it begins outside the
    sheet or is reversed.
    """
    sheet = sheet_of(book, given.get("sheetId", 0), edit=edit)
    top, bottom = _indexes(given, "Row")
    left, right = _indexes(given, "Column")
    return _in_grid(sheet, a1.A1Range(sheet.title, top, left, bottom, right))


def sheet_of(book: Book, sheet_id: int, *, edit: bool = False) -> Sheet:
    """The sheet with an id, or the error that names it."""
    try:
        return book.sheet(sheet_id, edit=edit)
    except KeyError:
        raise invalid(f"No grid with id: {sheet_id}") from None


def properties_sheet(book: Book, sheet_id: int) -> Sheet:
    """A sheet to edit as a whole; Google has other words for one that is not there than for its cells."""
    try:
        return book.sheet(sheet_id, edit=True)
    except KeyError:
        raise invalid(f"No sheet with id: {sheet_id}") from None


def to_grid_range(sheet: Sheet, rect: Rect) -> JsonObject:
    """A rectangle as a GridRange."""
    return {
        "sheetId": sheet.sheet_id,
        "startRowIndex": rect.top,
        "endRowIndex": rect.bottom,
        "startColumnIndex": rect.left,
        "endColumnIndex": rect.right,
    }


def exceeds(sheet: Sheet, rect: Rect) -> Exception:
    """The error for cells outside the sheet."""
    return _exceeds(sheet, name_of(sheet, rect))


def _exceeds(sheet: Sheet, name: str) -> Exception:
    return invalid(f"Range ({name}) exceeds grid limits. Max rows: {sheet.rows}, max columns: {sheet.columns}")


def overlap(first: Rect, second: Rect) -> Rect | None:
    """The cells in both, or None."""
    top, left = max(first.top, second.top), max(first.left, second.left)
    bottom, right = min(first.bottom, second.bottom), min(first.right, second.right)
    return Rect(top, left, bottom, right) if top < bottom and left < right else None


def rect_of(given: JsonObject, sheet: Sheet) -> Rect:
    """The rectangle of a stored GridRange, open sides at the sheet's end."""
    return Rect(
        given.get("startRowIndex", 0),
        given.get("startColumnIndex", 0),
        given.get("endRowIndex", sheet.rows),
        given.get("endColumnIndex", sheet.columns),
    )


def _indexes(given: JsonObject, dimension: str) -> tuple[int, int | None]:
    start, end = given.get(f"start{dimension}Index", 0), given.get(f"end{dimension}Index")
    for name, index in (("start", start), ("end", end)):
        if index is not None and index < 0:
            raise invalid(f"GridRange.{name}{dimension}Index[{index}] must not be negative.")
    if end is not None and end < start:
        raise invalid(f"GridRange.end{dimension}Index[{end}] must be after GridRange.start{dimension}Index[{start}]")
    return start, end


def _by_name(book: Book, text: str, name: str, edit: bool) -> SheetRange:
    """A named range, which may have a sheet's title before it, or else a whole sheet."""
    folded = name.casefold()
    for named in book.state.get("namedRanges", []):
        if named["name"].casefold() == folded:
            return grid_range(book, named["range"], edit=edit)
    head = book.head_by_title(text)
    if head is None:
        raise invalid(f"Unable to parse range: {text}")
    sheet = book.sheet(head.sheet_id, edit=edit)
    return SheetRange(sheet, Rect(0, 0, sheet.rows, sheet.columns))


def _in_grid(sheet: Sheet, parsed: a1.A1Range, text: str = "") -> SheetRange:
    top, left = parsed.top or 0, parsed.left or 0
    bottom = sheet.rows if parsed.bottom is None else parsed.bottom
    right = sheet.columns if parsed.right is None else parsed.right
    if top >= sheet.rows or left >= sheet.columns:
        raise _exceeds(sheet, a1.open_range_name(sheet.title, parsed))
    return SheetRange(sheet, Rect(top, left, min(bottom, sheet.rows), min(right, sheet.columns)), parsed.is_cell, text)

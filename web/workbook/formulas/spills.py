"""Formulas that fill cells beside their own, as ARRAYFORMULA and FILTER do.

What a formula spilled is kept with the sheet: the range, its first cell being the formula's, and the tokens that were
put there. The range moves with rows and columns as every range does; the tokens tell a spilled cell from one that
somebody typed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from web.workbook.book import Book, Sheet
from web.workbook.formulas.areas import Area, Areas
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import rect_of, to_grid_range
from web.workbook.values.tokens import token_of, values_of

SPILLS = "spills"
"""The name among the objects of a sheet; it is no part of the API's Sheet."""

Place = tuple[int, int, int]
"""Sheet id, row, column."""


def areas_of(sheets: Iterable[Sheet]) -> list[Area]:
    """The ranges that formulas of these sheets fill."""
    return [
        (sheet.sheet_id, rect_of(spill["range"], sheet)) for sheet in sheets for spill in sheet.objects.get(SPILLS, [])
    ]


def spilled_cells(sheet: Sheet) -> set[tuple[int, int]]:
    """(row, column) of the cells whose value a formula elsewhere has put there."""
    rects = [rect for _, rect in areas_of([sheet])]
    return {
        (row, column)
        for rect in rects
        for row in range(rect.top, rect.bottom)
        for column in range(rect.left, rect.right)
        if (row, column) != (rect.top, rect.left)
    }


def clear(book: Book, typed: Areas) -> dict[Place, str]:
    """Empty the cells that formulas have filled, but for those that were just typed; the tokens that stood there."""
    taken: dict[Place, str] = {}
    for sheet in book.sheets():
        for spill in sheet.objects.pop(SPILLS, []):
            rect, tokens = rect_of(spill["range"], sheet), set(spill["tokens"])
            for column in range(rect.left, rect.right):
                formulas = sheet.grid.formulas(column, rect.top, rect.bottom)
                for row, token in enumerate(sheet.grid.read(column, rect.top, rect.bottom), rect.top):
                    cell = (sheet.sheet_id, Rect(row, column, row + 1, column + 1))
                    if row not in formulas and token != BLANK and token in tokens and not typed.meets(cell):
                        sheet.grid.set_result(row, column, BLANK)
                        taken[sheet.sheet_id, row, column] = token
            sheet.edited = True
    return taken


def is_free(sheet: Sheet, rect: Rect) -> bool:
    """Whether a formula in the first cell of a range can fill the rest of it."""
    if rect.bottom > sheet.rows or rect.right > sheet.columns:
        return False
    for column in range(rect.left, rect.right):
        top = rect.top + 1 if column == rect.left else rect.top
        if top < rect.bottom and (
            sheet.grid.formulas(column, top, rect.bottom) or set(sheet.grid.read(column, top, rect.bottom)) != {BLANK}
        ):
            return False
    return True


def fill(sheet: Sheet, rect: Rect, rows: Sequence[Sequence[object]]) -> dict[Place, str]:
    """Put the values of a formula into the range that begins with its cell; the tokens by place."""
    filled: dict[Place, str] = {}
    for row, line in enumerate(rows, rect.top):
        for column, value in enumerate(line, rect.left):
            token = token_of(value)  # type: ignore[arg-type]  # the engine gives values of cells
            if (row, column) != (rect.top, rect.left):
                sheet.grid.make_writable(row, row + 1)
                sheet.grid.set_result(row, column, token)
                filled[sheet.sheet_id, row, column] = token
    spill: JsonObject = {"range": to_grid_range(sheet, rect), "tokens": sorted(set(filled.values()))}
    sheet.listed(SPILLS).append(spill)
    sheet.edited = True
    return filled


def record(book: Book, before: dict[Place, str], after: dict[Place, str]) -> None:
    """Note the cells that came out otherwise than they stood."""
    for place in sorted(before.keys() | after.keys()):
        token = after.get(place, BLANK)
        if token != before.get(place, BLANK):
            sheet_id, row, column = place
            where = to_grid_range(book.sheet(sheet_id), Rect(row, column, row + 1, column + 1))
            book.record("results", sheet_id, range=where, majorDimension="COLUMNS", values=[list(values_of([token]))])

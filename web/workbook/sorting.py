"""Sort the rows of a range, as Sheets orders values: numbers, texts, booleans, errors; blanks last either way."""

from __future__ import annotations

from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.formulas.references import translated
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, to_grid_range
from web.workbook.values.tokens import CellValue, values_of

Key = tuple[int, float | str]


def sort_rows(book: Book, target: SheetRange, specs: list[JsonObject]) -> None:
    """Sort by the columns of the specs, the first one first; rows that compare equal keep their order."""
    sheet, rect = target.sheet, target.rect
    require_editable(book, sheet, rect)
    order = list(range(rect.rows))
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        if not rect.left <= column < rect.right:
            raise invalid(f"Sort dimension index {column} is outside of the range to sort.")
        order = _sorted(order, sheet.grid.read(column, rect.top, rect.bottom), spec.get("sortOrder") == "DESCENDING")
    reorder(sheet, rect, order)
    book.record("sortRange", sheet.sheet_id, range=to_grid_range(sheet, rect), order=order)


def reorder(sheet: Sheet, rect: Rect, order: list[int]) -> None:
    """Put row `order[n]` of a range into its row n, with values, styles and formulas."""
    grid = sheet.grid
    grid.prefetch(rect)
    for column in range(rect.left, rect.right):
        tokens = grid.read(column, rect.top, rect.bottom)
        styles = grid.styles(column, rect.top, rect.bottom)
        formulas = grid.formulas(column, rect.top, rect.bottom)
        grid.write(column, rect.top, [tokens[row] for row in order])
        if len(set(styles)) > 1:
            grid.set_styles(column, rect.top, [styles[row] for row in order])
        if formulas:
            for place, row in enumerate(order):
                if rect.top + row in formulas:
                    text = translated(formulas[rect.top + row], place - row, 0)
                    grid.set_formula(rect.top + place, column, text)


def sort_key(value: CellValue) -> Key:
    """The place of a value among others."""
    if isinstance(value, str):
        return 1, value.casefold()
    return (2, value) if isinstance(value, bool) else (0, value)


def _sorted(order: list[int], tokens: list[str], descending: bool) -> list[int]:
    keys = [sort_key(value) for value in values_of(tokens)]
    filled = [row for row in order if tokens[row] != BLANK]
    blank = [row for row in order if tokens[row] == BLANK]
    return sorted(filled, key=keys.__getitem__, reverse=descending) + blank

"""Sort the rows of a range, as Sheets orders values: numbers, texts, booleans, errors; blanks last either way."""

from __future__ import annotations

from operator import itemgetter

from web.workbook import a1
from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.errors import ApiError, invalid
from web.workbook.formulas.references import translated
from web.workbook.grid.permute import Order
from web.workbook.grid.rect import Rect
from web.workbook.grid.runs import cut, expand
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, overlap, rect_of, to_grid_range
from web.workbook.values.tokens import values_of


def sort_rows(book: Book, target: SheetRange, specs: list[JsonObject]) -> None:
    """Sort by the columns of the specs, the first one first; rows that compare equal keep their order, and rows that
    are hidden keep their place.
    """
    sheet, rect = target.sheet, target.rect
    require_editable(book, sheet, rect)
    _require_no_vertical_merge(sheet, rect)
    shown = _shown_rows(sheet, rect)
    order = list(shown)
    for spec in reversed(specs):
        column = spec.get("dimensionIndex", 0)
        if spec.keys() - {"dimensionIndex", "sortOrder"}:
            raise ApiError("UNIMPLEMENTED", "Sorting by anything but the values of columns is not served.")
        if not rect.left <= column < rect.right:
            raise invalid(f"Sort dimension index {column} is outside of the range to sort.")
        order = _sorted(order, sheet.grid.read(column, rect.top, rect.bottom), spec.get("sortOrder") == "DESCENDING")
    if len(shown) < rect.rows:
        placed = dict(zip(shown, order, strict=True))
        order = [placed.get(row, row) for row in range(rect.rows)]
    reorder(sheet, rect, order)
    book.record("sortRange", sheet.sheet_id, range=to_grid_range(sheet, rect), order=order)


def _require_no_vertical_merge(sheet: Sheet, rect: Rect) -> None:
    for merge in sheet.objects.get("merges", []):
        merged = rect_of(merge, sheet)
        if merged.rows > 1 and overlap(merged, rect):
            first = a1.cell_name(merged.top, merged.left)
            place = f"{first}:{a1.cell_name(merged.bottom - 1, merged.right - 1)}"
            raise invalid(f"You can't sort a range containing vertical merges. There is a vertical merge at {place}")


def _shown_rows(sheet: Sheet, rect: Rect) -> list[int]:
    """The rows of a range, counted within it, that are not hidden."""
    properties = expand(cut(sheet.grid.layout.row_properties, rect.top, rect.bottom), rect.rows, {})
    return [row for row, each in enumerate(properties) if not each.get("hiddenByUser")]


def reorder(sheet: Sheet, rect: Rect, order: list[int]) -> None:
    """Put row `order[n]` of a range into its row n, with values, styles and formulas."""
    if len(order) < 2:
        return
    grid = sheet.grid
    pick = itemgetter(*order)
    picked = Order(order)
    grid.make_writable(rect.top, rect.bottom)
    for column in range(rect.left, rect.right):
        styles = grid.styles(column, rect.top, rect.bottom)
        formulas = grid.formulas(column, rect.top, rect.bottom)
        grid.permute(column, rect.top, picked)
        if len(set(styles)) > 1:
            grid.set_styles(column, rect.top, pick(styles))
        for place, row in enumerate(order) if formulas else ():
            if rect.top + row in formulas:
                grid.set_formula(rect.top + place, column, translated(formulas[rect.top + row], place - row, 0))
        grid.release(grid.layout.columns[column])


def _sorted(order: list[int], tokens: list[str], descending: bool) -> list[int]:
    """The rows in the order of one column. Each type is sorted by itself, which is faster than by pairs as keys."""
    values = values_of(tokens)
    numbers: list[int] = []
    texts: list[int] = []
    booleans: list[int] = []
    blanks: list[int] = []
    for row in order:
        value = values[row]
        if isinstance(value, str):
            (texts if value else blanks).append(row)
        else:
            (booleans if isinstance(value, bool) else numbers).append(row)
    folded = {row: str(values[row]).casefold() for row in texts}
    groups = [
        sorted(numbers, key=values.__getitem__, reverse=descending),
        sorted(texts, key=folded.__getitem__, reverse=descending),
        sorted(booleans, key=values.__getitem__, reverse=descending),
    ]
    return [row for group in (reversed(groups) if descending else groups) for row in group] + blanks

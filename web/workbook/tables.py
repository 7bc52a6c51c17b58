"""Find the table that values.append adds to.

Within the range the last row with a value is looked up; the table is the block of cells around it that no blank row
and no blank column cuts through, as the API's guide describes it.
"""

from __future__ import annotations

from web.workbook.grid.chunk import BLANK
from web.workbook.grid.grid import Grid
from web.workbook.grid.layout import Span
from web.workbook.grid.rect import Rect
from web.workbook.grid.texts import has_full_column


def last_table(grid: Grid, search: Rect) -> Rect | None:
    """The last table that the range touches, or None when all its cells are blank."""
    bottom = grid.filled_rows(search.left, search.right, search.top, search.bottom)
    if bottom == search.top:
        return None
    filled = [column for column in range(search.left, search.right) if grid.read(column, bottom - 1, bottom) != [BLANK]]
    rect = Rect(bottom - 1, filled[0], bottom, filled[0] + 1)
    while True:
        grown = _grow_rows(grid, _grow_columns(grid, rect))
        if grown == rect:
            return rect
        rect = grown


def _grow_columns(grid: Grid, rect: Rect) -> Rect:
    """Take in the columns beside the rectangle that have a value beside it, corners included."""
    top, bottom = max(rect.top - 1, 0), min(rect.bottom + 1, grid.rows)
    left, right = rect.left, rect.right
    while left > 0 and _has_value(grid, left - 1, top, bottom):
        left -= 1
    while right < grid.columns and _has_value(grid, right, top, bottom):
        right += 1
    return Rect(rect.top, left, rect.bottom, right)


def _grow_rows(grid: Grid, rect: Rect) -> Rect:
    """Take in the rows above and below that have a value in these columns or just beside them."""
    columns = range(max(rect.left - 1, 0), min(rect.right + 1, grid.columns))
    top, bottom = rect.top, rect.bottom
    for span in reversed(list(grid.layout.spans(0, top))):
        filled = 0 if has_full_column(grid, columns, span) else _filled_from_end(grid, columns, span)
        top = span.row + filled
        if filled:
            break
    for span in grid.layout.spans(bottom, grid.rows):
        length = span.end - span.start
        filled = length if has_full_column(grid, columns, span) else _filled_from_start(grid, columns, span)
        bottom = span.row + filled
        if filled < length:
            break
    return Rect(top, rect.left, bottom, rect.right)


def _filled_from_end(grid: Grid, columns: range, span: Span) -> int:
    """The first row of a span from which on to its end every row has a value."""
    filled = _filled(grid, columns, span)
    return len(filled) - next((number for number, has in enumerate(reversed(filled)) if not has), len(filled))


def _filled_from_start(grid: Grid, columns: range, span: Span) -> int:
    """The number of rows at the start of a span that have a value, up to the first that has none."""
    filled = _filled(grid, columns, span)
    return next((number for number, has in enumerate(filled) if not has), len(filled))


def _filled(grid: Grid, columns: range, span: Span) -> list[bool]:
    """For each row of a span whether one of the columns has a value in it."""
    lists = grid.read_rect(Rect(span.row, columns.start, span.row + span.end - span.start, columns.stop))
    return [any(token != BLANK for token in row) for row in zip(*lists, strict=True)]


def _has_value(grid: Grid, column: int, top: int, bottom: int) -> bool:
    return any(token != BLANK for token in grid.read(column, top, bottom))

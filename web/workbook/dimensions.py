"""Insert, delete and move rows and columns, with all that hangs on them: ranges, sizes, formulas, the change feed."""

from __future__ import annotations

from web.workbook.access import require_editable, require_insertable
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.formulas.references import shifted
from web.workbook.formulas.rewriting import rewrite_formulas
from web.workbook.grid.rect import Rect
from web.workbook.grid.runs import cut, normal, padded, splice
from web.workbook.json_types import JsonObject
from web.workbook.shifting import ROWS, Axis, Move, Shift, deleted, inserted, moved, shift_objects
from web.workbook.writing import shown_columns

CELL_LIMIT = 10_000_000
COLUMN_LIMIT = 18_278


def length_of(sheet: Sheet, axis: Axis) -> int:
    """The number of rows or columns."""
    return sheet.rows if axis is ROWS else sheet.columns


def insert(book: Book, sheet: Sheet, axis: Axis, start: int, end: int, *, inherit: int | None = None) -> None:
    """Insert blank rows or columns; they take formats and sizes of the one at `inherit`."""
    count = end - start
    require_insertable(book, sheet, axis, start)
    require_room(book, sheet, axis, count)
    if axis is ROWS:
        sheet.grid.insert_rows(start, count, inherit)
    else:
        sheet.grid.insert_columns(start, count, inherit)
    properties = _properties(sheet, axis)
    taken = cut(properties, inherit, inherit + 1) if inherit is not None else []
    new = [(count, taken[0][1])] if taken else [(count, dict[str, object]())]
    _set_properties(sheet, axis, splice(properties, start, 0, new if properties else [], {}))
    _after(book, sheet, axis, inserted(start, count))
    book.record("insertDimension", sheet.sheet_id, dimension=axis.dimension, startIndex=start, endIndex=end)


def append(book: Book, sheet: Sheet, axis: Axis, count: int) -> None:
    """Add blank rows or columns at the end."""
    insert(book, sheet, axis, length_of(sheet, axis), length_of(sheet, axis) + count)


def delete(book: Book, sheet: Sheet, axis: Axis, start: int, end: int) -> None:
    """Take rows or columns out; a sheet keeps at least one of each."""
    word = "rows" if axis is ROWS else "columns"
    if start == 0 and end >= length_of(sheet, axis):
        raise invalid(f"You can't delete all the {word} on the sheet.")
    frozen = sheet.properties.get("gridProperties", {}).get(f"frozen{word[:-1].capitalize()}Count", 0)
    if frozen and start <= frozen and end >= length_of(sheet, axis):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {word}.")
    rect = Rect(start, 0, end, sheet.columns) if axis is ROWS else Rect(0, start, sheet.rows, end)
    require_editable(book, sheet, rect)
    before = shown_columns(sheet, rect)
    if axis is ROWS:
        sheet.grid.delete_rows(start, end)
    else:
        sheet.grid.delete_columns(start, end)
    _set_properties(sheet, axis, splice(_properties(sheet, axis), start, end - start, [], {}))
    _after(book, sheet, axis, deleted(start, end))
    book.record(
        "deleteDimension",
        sheet.sheet_id,
        dimension=axis.dimension,
        startIndex=start,
        endIndex=end,
        before=before,
    )


def move(book: Book, sheet: Sheet, axis: Axis, start: int, end: int, destination: int) -> None:
    """Move rows or columns before the one that is at `destination` now."""
    if start <= destination <= end:
        return
    rect = Rect(start, 0, end, sheet.columns) if axis is ROWS else Rect(0, start, sheet.rows, end)
    require_editable(book, sheet, rect)
    _require_uncut_merges(sheet, axis, (start, end), destination)
    if axis is ROWS:
        sheet.grid.move_rows(start, end, destination)
    else:
        sheet.grid.move_columns(start, end, destination)
    properties = padded(_properties(sheet, axis), length_of(sheet, axis), {})
    part = padded(cut(properties, start, end), end - start, {})
    rest = splice(properties, start, end - start, [], {})
    target = destination - (end - start) if destination > start else destination
    _set_properties(sheet, axis, splice(rest, target, 0, part, {}))
    _after(book, sheet, axis, moved(start, end, destination))
    book.record(
        "moveDimension",
        sheet.sheet_id,
        dimension=axis.dimension,
        startIndex=start,
        endIndex=end,
        destinationIndex=destination,
    )


def resize(book: Book, sheet: Sheet, axis: Axis, length: int) -> None:
    """Make a sheet as long or as wide as asked, at its end."""
    now = length_of(sheet, axis)
    if length < 1:
        raise invalid(f"You can't delete all the {'rows' if axis is ROWS else 'columns'} on the sheet.")
    if length > now:
        append(book, sheet, axis, length - now)
    elif length < now:
        delete(book, sheet, axis, length, now)


def require_room(book: Book, sheet: Sheet, axis: Axis, count: int) -> None:
    """Refuse what would take a workbook over Google's limits."""
    if axis is ROWS:
        require_size(book, sheet.rows + count, sheet.columns, sheet)
    else:
        require_size(book, sheet.rows, sheet.columns + count, sheet)


def require_size(book: Book, rows: int, columns: int, sheet: Sheet | None = None) -> None:
    """Refuse a size of a sheet, or of a new one, that would take a workbook over Google's limits."""
    cells = sum(each.rows * each.columns for each in book.sheets() if each is not sheet) + rows * columns
    if cells > CELL_LIMIT:
        raise invalid(
            f"This action would increase the number of cells in the workbook above the limit of {CELL_LIMIT} cells."
        )
    if columns > COLUMN_LIMIT:
        raise invalid(f"This action would increase the number of columns above the limit of {COLUMN_LIMIT}.")


def update_properties(sheet: Sheet, axis: Axis, start: int, end: int, properties: JsonObject) -> None:
    """Replace the properties (size, hidden) of rows or columns."""
    _set_properties(sheet, axis, splice(_properties(sheet, axis), start, end - start, [(end - start, properties)], {}))


def properties_of(sheet: Sheet, axis: Axis) -> list[tuple[int, JsonObject]]:
    """The properties of all rows or columns as runs; what is missing at the end has none."""
    return _properties(sheet, axis)


def _require_uncut_merges(sheet: Sheet, axis: Axis, moved_span: tuple[int, int], destination: int) -> None:
    """Refuse a move that would tear a merge: one that is moved in part, or one that the destination is within."""
    start, end = moved_span
    for merge in sheet.objects.get("merges", []):
        low, high = merge[axis.start], merge[axis.end]
        torn = low < end and high > start and not (start <= low and high <= end)
        if torn or low < destination < high:
            word = "row" if axis is ROWS else "column"
            raise invalid(
                f"Sorry, it is not possible to move a {word} to a position that crosses a merged cell. "
                "Please unmerge and try again."
            )


def _properties(sheet: Sheet, axis: Axis) -> list[tuple[int, JsonObject]]:
    found: list[tuple[int, JsonObject]] = getattr(sheet.grid.layout, axis.properties)
    return found


def _set_properties(sheet: Sheet, axis: Axis, runs: list[tuple[int, JsonObject]]) -> None:
    setattr(sheet.grid.layout, axis.properties, normal(runs, {}))


def _after(book: Book, sheet: Sheet, axis: Axis, shift: Shift) -> None:
    shift_cells(book, sheet, axis, Move(shift))


def shift_cells(book: Book, sheet: Sheet, axis: Axis, move: Move) -> None:
    """Let everything that names the cells of a shift follow them: ranges and formulas."""
    shift_objects(book, sheet.sheet_id, axis, move)
    rewrite_formulas(book, lambda own, text: shifted(text, own.title, sheet.title, axis, move))

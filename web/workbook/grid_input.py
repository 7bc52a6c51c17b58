"""Put CellData into cells: the way in for updateCells, appendCells, repeatCell and the data of a new spreadsheet."""

from __future__ import annotations

from collections.abc import Callable

from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.colours import matched_colours, matched_mask
from web.workbook.conditions import Use, check_condition
from web.workbook.errors import ApiError, invalid
from web.workbook.fields import Mask, merge_masked
from web.workbook.formulas.references import translated
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import exceeds, to_grid_range
from web.workbook.styles import STYLE_FIELDS
from web.workbook.values.tokens import check_cell, token_of
from web.workbook.writing import record_values, shown_columns

VALUE_FIELDS = frozenset({"userEnteredValue"})
READ_ONLY = frozenset({"effectiveValue", "formattedValue", "effectiveFormat", "hyperlink"})


def cell_mask(mask: Mask) -> Mask:
    """The part of a mask that a cell can take; fields that are output only are passed over, unknown ones refused."""
    if "*" in mask:
        return {name: {} for name in STYLE_FIELDS | VALUE_FIELDS}
    for name in mask:
        if name not in STYLE_FIELDS | VALUE_FIELDS | READ_ONLY | {"dataSourceTable", "dataSourceFormula"}:
            raise invalid(f'Invalid field: "{name}" is not a field of a cell.')
    return {name: inner for name, inner in mask.items() if name not in READ_ONLY}


def write_grid_data(book: Book, sheet: Sheet, corner: tuple[int, int], rows: list[JsonObject], mask: Mask) -> Rect:
    """Write RowData from a corner on; cells that a row does not reach are left alone. The cells covered."""
    fields = cell_mask(mask)
    top, left = corner
    width = max((len(row.get("values", [])) for row in rows), default=0)
    rect = Rect(top, left, top + len(rows), left + width)
    if rect.bottom > sheet.rows or rect.right > sheet.columns:
        raise exceeds(sheet, rect)
    if not rect.rows or not rect.columns:
        return rect
    require_editable(book, sheet, rect)
    before = shown_columns(sheet, rect) if "userEnteredValue" in fields else None
    styled = matched_mask({name: inner for name, inner in fields.items() if name in STYLE_FIELDS})
    changers: dict[str, Callable[[int], int]] = {}
    for column in range(width):
        cells = [row.get("values", [])[column] if column < len(row.get("values", [])) else None for row in rows]
        if before is not None:
            _write_values(sheet, (top, left + column), cells)
        if styled:
            _write_styles(book, sheet, (top, left + column), cells, styled, changers)
    if before is not None:
        record_values(book, sheet, rect, before)
    if styled:
        record_formats(book, sheet, rect)
    return rect


def repeat_cell(book: Book, sheet: Sheet, rect: Rect, cell: JsonObject, mask: Mask) -> None:
    """Give every cell of a range the same fields."""
    fields = cell_mask(mask)
    require_editable(book, sheet, rect)
    if "userEnteredValue" in fields:
        before = shown_columns(sheet, rect)
        for column in range(rect.left, rect.right):
            _write_values(sheet, (rect.top, column), _repeated(cell, rect.rows, column - rect.left))
        record_values(book, sheet, rect, before)
    styled = matched_mask({name: inner for name, inner in fields.items() if name in STYLE_FIELDS})
    if styled:
        _check_cell(cell)
        sheet.grid.map_styles(rect, _merger(book, matched_colours(cell), styled))
        record_formats(book, sheet, rect)


def _repeated(cell: JsonObject, rows: int, columns: int) -> list[JsonObject | None]:
    """One cell for each row of a column that is so many columns from the first; references of a formula move along."""
    formula = cell.get("userEnteredValue", {}).get("formulaValue")
    if formula is None:
        return [cell] * rows
    return [{"userEnteredValue": {"formulaValue": translated(formula, row, columns)}} for row in range(rows)]


def record_formats(book: Book, sheet: Sheet, rect: Rect) -> None:
    """Note that cells look different."""
    book.record("format", sheet.sheet_id, range=to_grid_range(sheet, rect))


def _write_values(sheet: Sheet, corner: tuple[int, int], cells: list[JsonObject | None]) -> None:
    top, column = corner
    pending: list[str] = []
    formulas: dict[int, str] = {}
    start = top
    for row, cell in enumerate(cells, top):
        if cell is None:
            if pending:
                sheet.grid.write(column, start, pending)
            pending, start = [], row + 1
            continue
        value = cell.get("userEnteredValue", {})
        if "formulaValue" in value:
            formulas[row] = value["formulaValue"]
        pending.append(_token(value))
    if pending:
        sheet.grid.write(column, start, pending)
    for row, formula in formulas.items():
        sheet.grid.set_formula(row, column, formula)


def _token(value: JsonObject) -> str:
    if len(value) > 1:
        first, second = list(value)[:2]
        raise invalid(f"Invalid value (oneof), oneof field 'value' is already set: {first}. Cannot set '{second}'")
    for name in ("stringValue", "numberValue", "boolValue"):
        if name in value:
            return token_of(check_cell(value[name], f"userEnteredValue.{name}"))
    return '""'


def _check_cell(cell: JsonObject) -> None:
    if cell.get("pivotTable"):
        raise ApiError("UNIMPLEMENTED", "Pivot tables are not served.")
    if cell.get("dataValidation"):
        check_condition(cell["dataValidation"].get("condition", {}), Use.VALIDATION)


def _merger(book: Book, given: JsonObject, mask: Mask) -> Callable[[int], int]:
    return book.styles.changer(lambda fields: merge_masked(fields, given, mask))


def _write_styles(
    book: Book,
    sheet: Sheet,
    corner: tuple[int, int],
    cells: list[JsonObject | None],
    mask: Mask,
    changers: dict[str, Callable[[int], int]],
) -> None:
    top, column = corner
    ids = sheet.grid.styles(column, top, top + len(cells))
    made = []
    for cell, style in zip(cells, ids, strict=True):
        if cell is None:
            made.append(style)
            continue
        given = {name: value for name, value in cell.items() if name in mask}
        key = repr(given)
        if key not in changers:
            _check_cell(given)
            changers[key] = _merger(book, matched_colours(given), mask)
        made.append(changers[key](style))
    if made != ids:
        sheet.grid.set_styles(column, top, made)

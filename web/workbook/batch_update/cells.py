"""Requests that write cells: values, formats, notes, data validation."""

from __future__ import annotations

from web.workbook import dimensions
from web.workbook.access import require_editable
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.conditions import Use, check_condition
from web.workbook.errors import invalid
from web.workbook.grid_input import record_formats, repeat_cell, write_grid_data
from web.workbook.json_types import JsonObject
from web.workbook.shifting import COLUMNS, ROWS


@request("updateCells")
def update_cells(batch: Batch, given: JsonObject) -> None:
    """Write rows of CellData; in a range, what the rows do not reach is cleared."""
    mask = required_mask(given)
    rows = given.get("rows", [])
    if "start" in given:
        start = given["start"]
        sheet = batch.sheet(start.get("sheetId", 0))
        write_grid_data(batch.book, sheet, (start.get("rowIndex", 0), start.get("columnIndex", 0)), rows, mask)
        return
    if "range" not in given:
        raise invalid("Either 'start' or 'range' must be specified.")
    target = batch.cells(given["range"])
    rect = target.rect
    filled = [
        {"values": [*row.get("values", []), *[{}] * (rect.columns - len(row.get("values", [])))][: rect.columns]}
        for row in [*rows, *[{}] * (rect.rows - len(rows))][: rect.rows]
    ]
    write_grid_data(batch.book, target.sheet, (rect.top, rect.left), filled, mask)


@request("appendCells")
def append_cells(batch: Batch, given: JsonObject) -> None:
    """Write rows of CellData after the last row with a value; the sheet grows when they need it to."""
    mask = required_mask(given)
    sheet = batch.sheet(given.get("sheetId", 0))
    rows = given.get("rows", [])
    top = sheet.grid.filled_rows(0, sheet.columns)
    width = max((len(row.get("values", [])) for row in rows), default=0)
    for axis, end in ((ROWS, top + len(rows)), (COLUMNS, width)):
        missing = end - dimensions.length_of(sheet, axis)
        if missing > 0:
            dimensions.append(batch.book, sheet, axis, missing)
    write_grid_data(batch.book, sheet, (top, 0), rows, mask)


@request("repeatCell")
def repeat(batch: Batch, given: JsonObject) -> None:
    """Give every cell of a range the same fields."""
    mask = required_mask(given)
    target = batch.cells(given.get("range", {}))
    repeat_cell(batch.book, target.sheet, target.rect, given.get("cell", {}), mask)


@request("setDataValidation")
def set_data_validation(batch: Batch, given: JsonObject) -> None:
    """Give every cell of a range a validation rule, or take it away when no rule is given."""
    target = batch.cells(given.get("range", {}))
    require_editable(batch.book, target.sheet, target.rect)
    rule = given.get("rule")
    if rule:
        check_condition(rule.get("condition", {}), Use.VALIDATION)

    def change(fields: JsonObject) -> JsonObject:
        fields.pop("dataValidation", None)
        return fields | ({"dataValidation": rule} if rule else {})

    target.sheet.grid.map_styles(target.rect, batch.book.styles.changer(change))
    record_formats(batch.book, target.sheet, target.rect)

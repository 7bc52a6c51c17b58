"""The cells of a sheet as the API's GridData: value, format, note and validation of each.

Made cell by cell, so it is meant for ranges that people look at; values alone come from `grid.texts`.
"""

from __future__ import annotations

from typing import Any

from web.workbook import dimensions
from web.workbook.book import Book, Sheet
from web.workbook.fields import Mask, below, wants
from web.workbook.formats import DEFAULT_FORMAT, effective_format
from web.workbook.formulas.spills import spilled_cells
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.grid.runs import cut, expand
from web.workbook.json_types import JsonObject
from web.workbook.shifting import COLUMNS, ROWS, Axis
from web.workbook.values.render import formatted
from web.workbook.values.tokens import ERRORS, CellValue, value_of

PIXELS = {"ROWS": 21, "COLUMNS": 100}
ERROR_TYPES = {
    "#NULL!": "NULL_VALUE",
    "#DIV/0!": "DIVIDE_BY_ZERO",
    "#VALUE!": "VALUE",
    "#REF!": "REF",
    "#NAME?": "NAME",
    "#NUM!": "NUM",
    "#N/A": "N_A",
    "#ERROR!": "ERROR",
}


def grid_data(book: Book, sheet: Sheet, rect: Rect, mask: Mask) -> JsonObject:
    """GridData of a range; only the parts that the mask wants are made."""
    made: JsonObject = {}
    if rect.top:
        made["startRow"] = rect.top
    if rect.left:
        made["startColumn"] = rect.left
    if wants(mask, "rowData"):
        rows = _rows(book, sheet, rect, below(mask, "rowData", "values"))
        if rows:
            made["rowData"] = rows
    if wants(mask, "rowMetadata"):
        made["rowMetadata"] = _metadata(sheet, ROWS, rect.top, rect.bottom)
    if wants(mask, "columnMetadata"):
        made["columnMetadata"] = _metadata(sheet, COLUMNS, rect.left, rect.right)
    return made


def cell_data(looks: Looks, token: str, style_id: int, formula: str | None) -> JsonObject:
    """One cell as CellData."""
    style = looks.styles.get(style_id)
    made: JsonObject = {}
    number_format = style.get("userEnteredFormat", {}).get("numberFormat")
    if formula is not None or token != BLANK:
        value = value_of(token)
        made["userEnteredValue"] = {"formulaValue": formula} if formula is not None else extended_value(value)
        made["effectiveValue"] = _effective(value, formula)
        made["formattedValue"] = formatted(value, number_format)
    made |= style
    if made:
        made["effectiveFormat"] = looks.effective(style_id)
    return made


class Looks:
    """The effective formats of a spreadsheet's styles, each made once."""

    def __init__(self, book: Book) -> None:
        self.styles = book.styles
        self._default = book.state["properties"].get("defaultFormat", DEFAULT_FORMAT)
        self._effective: dict[int, JsonObject] = {}

    def effective(self, style_id: int) -> JsonObject:
        """The default format with that of the style on top."""
        if style_id not in self._effective:
            entered = self.styles.get(style_id).get("userEnteredFormat", {})
            self._effective[style_id] = effective_format(self._default, entered)
        return self._effective[style_id]


def extended_value(value: CellValue) -> JsonObject:
    """A value as ExtendedValue."""
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, str):
        return {"stringValue": value}
    return {"numberValue": value}


def _effective(value: CellValue, formula: str | None) -> JsonObject:
    if formula is not None and value in ERRORS:
        return {"errorValue": {"type": ERROR_TYPES[str(value)], "message": str(value)}}
    return extended_value(value)


def _rows(book: Book, sheet: Sheet, rect: Rect, mask: Mask) -> list[JsonObject]:
    grid = sheet.grid
    columns = grid.read_rect(rect)
    styles = [grid.styles(column, rect.top, rect.bottom) for column in range(rect.left, rect.right)]
    formulas = [grid.formulas(column, rect.top, rect.bottom) for column in range(rect.left, rect.right)]
    looks = Looks(book)
    spilled = spilled_cells(sheet)
    rows: list[JsonObject] = []
    for number in range(rect.rows):
        values = [
            cell_data(looks, columns[column][number], styles[column][number], formulas[column].get(rect.top + number))
            for column in range(rect.columns)
        ]
        for column in range(rect.columns) if spilled else ():
            if (rect.top + number, rect.left + column) in spilled:
                values[column].pop("userEnteredValue", None)
        while values and not values[-1]:
            values.pop()
        rows.append({"values": _masked(values, mask)} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _masked(values: list[JsonObject], mask: Mask) -> list[JsonObject]:
    if not mask or "*" in mask:
        return values
    return [{name: value for name, value in cell.items() if name in mask} for cell in values]


def _metadata(sheet: Sheet, axis: Axis, start: int, end: int) -> list[dict[str, Any]]:
    runs = cut(dimensions.properties_of(sheet, axis), start, end)
    default = {"pixelSize": PIXELS[axis.dimension]}
    return [{**default, **properties} for properties in expand(runs, end - start, {})]

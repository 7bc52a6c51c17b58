"""Requests about rows and columns as wholes, and about their order."""

from __future__ import annotations

from web.workbook import dimensions
from web.workbook.access import require_editable_sheet
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.book import Sheet
from web.workbook.errors import invalid
from web.workbook.fields import merge_masked
from web.workbook.grid.runs import cut, padded
from web.workbook.json_types import JsonObject
from web.workbook.shifting import ROWS, Axis, axis_of
from web.workbook.sorting import sort_rows


@request("appendDimension")
def append_dimension(batch: Batch, given: JsonObject) -> None:
    """Blank rows or columns at the end."""
    length = given.get("length", 0)
    if length < 1:
        raise invalid("Length must be positive.")
    dimensions.append(batch.book, batch.sheet(given.get("sheetId", 0)), axis_of(given.get("dimension", "ROWS")), length)


@request("insertDimension")
def insert_dimension(batch: Batch, given: JsonObject) -> None:
    """Blank rows or columns, with the formats of those before or after."""
    sheet, axis, start, end = _range(batch, given.get("range", {}))
    length = dimensions.length_of(sheet, axis)
    before = given.get("inheritFromBefore", False)
    if start > length:
        raise invalid(f"range.startIndex is larger than current grid size ({length})")
    if start == length and not before:
        raise invalid(f"range.startIndex must be less than the grid size ({length}) if inheritFromBefore is false.")
    if start == 0 and before:
        raise invalid("inheritFromBefore cannot be true when inserting at the beginning of the sheet.")
    dimensions.insert(batch.book, sheet, axis, start, end, inherit=start - 1 if before else start)


@request("deleteDimension")
def delete_dimension(batch: Batch, given: JsonObject) -> None:
    """Take rows or columns out."""
    sheet, axis, start, end = _existing(batch, given.get("range", {}), "delete")
    dimensions.delete(batch.book, sheet, axis, start, end)


@request("moveDimension")
def move_dimension(batch: Batch, given: JsonObject) -> None:
    """Move rows or columns; the destination counts them before they are taken out."""
    sheet, axis, start, end = _existing(batch, given.get("source", {}), "move")
    destination = given.get("destinationIndex", 0)
    if not 0 <= destination <= dimensions.length_of(sheet, axis):
        raise invalid(f"destinationIndex[{destination}] is outside the sheet.")
    dimensions.move(batch.book, sheet, axis, start, end, destination)


@request("updateDimensionProperties")
def update_dimension_properties(batch: Batch, given: JsonObject) -> None:
    """Sizes, and what is hidden."""
    mask = required_mask(given)
    if "range" not in given:
        raise invalid("Dimensions of data sources are not served.")
    sheet, axis, start, end = _existing(batch, given["range"], "update")
    require_editable_sheet(batch.book, sheet)
    properties = given.get("properties", {})
    runs = padded(cut(dimensions.properties_of(sheet, axis), start, end), end - start, {})
    position = start
    for count, current in runs:
        new = merge_masked(current, properties, mask)
        dimensions.update_properties(sheet, axis, position, position + count, new)
        position += count
    batch.book.record(
        "updateDimensionProperties", sheet.sheet_id, dimension=axis.dimension, startIndex=start, endIndex=end
    )


@request("autoResizeDimensions")
def auto_resize(batch: Batch, given: JsonObject) -> None:
    """Back to the default sizes: the service knows no fonts, so it cannot measure what fits."""
    sheet, axis, start, end = _existing(batch, given.get("dimensions", {}), "resize")
    require_editable_sheet(batch.book, sheet)
    position = start
    for count, current in padded(cut(dimensions.properties_of(sheet, axis), start, end), end - start, {}):
        new = {name: value for name, value in current.items() if name != "pixelSize"}
        dimensions.update_properties(sheet, axis, position, position + count, new)
        position += count
    batch.book.record(
        "updateDimensionProperties", sheet.sheet_id, dimension=axis.dimension, startIndex=start, endIndex=end
    )


@request("sortRange")
def sort_range(batch: Batch, given: JsonObject) -> None:
    """Sort the rows of a range by the values of columns."""
    target = batch.cells(given.get("range", {}))
    sort_rows(batch.book, target, given.get("sortSpecs", []))


def _range(batch: Batch, given: JsonObject) -> tuple[Sheet, Axis, int, int]:
    sheet = batch.sheet(given.get("sheetId", 0))
    axis = axis_of(given.get("dimension", "ROWS"))
    start = given.get("startIndex", 0)
    end = given.get("endIndex", dimensions.length_of(sheet, axis))
    if start < 0:
        raise invalid(f"range.startIndex[{start}] must not be negative.")
    if end <= start:
        raise invalid(f"range.endIndex[{end}] must be after range.startIndex[{start}]")
    return sheet, axis, start, end


def _existing(batch: Batch, given: JsonObject, verb: str) -> tuple[Sheet, Axis, int, int]:
    sheet, axis, start, end = _range(batch, given)
    length = dimensions.length_of(sheet, axis)
    if end > length:
        word = "row" if axis is ROWS else "column"
        index = max(start, length)
        raise invalid(
            f"Cannot {verb} a {word} that doesn't exist. "
            f"Tried to {verb} {word} index {index} but there are only {length} {word}s."
        )
    return sheet, axis, start, end

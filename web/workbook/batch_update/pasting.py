"""Requests that carry cells from one place to another."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from web.workbook import dimensions
from web.workbook.batch_update.registry import Batch, request
from web.workbook.book import Sheet
from web.workbook.clips import Clip, Parts, put, take, transposed, wipe
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, exceeds, overlap, rect_of
from web.workbook.rule_copies import copy_rules
from web.workbook.shifting import COLUMNS, ROWS, Axis, Move, axis_of, deleted, inserted
from web.workbook.writing import Input, columns_of, write_values

CELLS = Parts(merges=False)
"""What goes with cells that are shifted: their merges follow by themselves."""
NOTHING: frozenset[str] = frozenset()
RULES = "PASTE_CONDITIONAL_FORMATTING"
PASTE_PARTS = {
    "PASTE_NORMAL": Parts(),
    "PASTE_VALUES": Parts(formulas=False, style_fields=NOTHING, merges=False),
    "PASTE_FORMAT": Parts(
        values=False, style_fields=frozenset({"userEnteredFormat", "textFormatRuns", "dataValidation"}), merges=False
    ),
    "PASTE_NO_BORDERS": Parts(borders=False),
    "PASTE_FORMULA": Parts(style_fields=NOTHING, merges=False),
    "PASTE_DATA_VALIDATION": Parts(values=False, style_fields=frozenset({"dataValidation"}), merges=False),
    RULES: Parts(values=False, style_fields=NOTHING, merges=False),
}
"""Source: the descriptions of PasteType in the API's reference."""


@request("copyPaste")
def copy_paste(batch: Batch, given: JsonObject) -> None:
    """Copy a range; a destination that is a multiple of its size is filled with copies."""
    source = _source(batch, given)
    clip = take(source.sheet, source.rect)
    if given.get("pasteOrientation") == "TRANSPOSE":
        clip = transposed(clip)
    target = _destination(batch, given.get("destination", {}), clip.rect)
    parts = _parts(given)
    for top in range(target.rect.top, target.rect.bottom, clip.rect.rows):
        for left in range(target.rect.left, target.rect.right, clip.rect.columns):
            put(batch.book, target.sheet, (top, left), clip, parts)
            if given.get("pasteType") == RULES:
                copy_rules(batch.book, source, target.sheet, (top, left))


@request("cutPaste")
def cut_paste(batch: Batch, given: JsonObject) -> None:
    """Move a range; formulas that are moved keep what they refer to."""
    source = _source(batch, given)
    place = given.get("destination", {})
    sheet = batch.sheet(place.get("sheetId", 0))
    corner = (place.get("rowIndex", 0), place.get("columnIndex", 0))
    covered = Rect(corner[0], corner[1], corner[0] + source.rect.rows, corner[1] + source.rect.columns)
    if covered.bottom > sheet.rows or covered.right > sheet.columns:
        raise exceeds(sheet, covered)
    clip = take(source.sheet, source.rect)
    parts = _parts(given)
    if given.get("pasteType") == RULES:
        copy_rules(batch.book, source, sheet, corner)
    wipe(batch.book, source.sheet, source.rect, Parts())
    put(batch.book, sheet, corner, _unmoved(clip, covered), parts)


@request("pasteData")
def paste_data(batch: Batch, given: JsonObject) -> None:
    """Write text with delimiters, as if it were typed."""
    place = given.get("coordinate", {})
    sheet = batch.sheet(place.get("sheetId", 0))
    if given.get("html"):
        raise invalid("Pasting HTML is not served; give a delimiter.")
    if len(given.get("delimiter", "")) != 1:
        raise invalid("delimiter must be a single character.")
    rows = list(csv.reader(io.StringIO(given.get("data", ""), newline=""), delimiter=given["delimiter"]))
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    columns = columns_of(rows, "ROWS")
    for axis, end in ((ROWS, top + len(rows)), (COLUMNS, left + len(columns))):
        missing = end - dimensions.length_of(sheet, axis)
        if missing > 0:
            dimensions.append(batch.book, sheet, axis, missing)
    corner = SheetRange(sheet, Rect(top, left, top + 1, left + 1), is_cell=True)
    write_values(batch.book, corner, columns, Input("USER_ENTERED", batch.today(), "data"))


@request("insertRange")
def insert_range(batch: Batch, given: JsonObject) -> None:
    """Blank cells; those after them in the same rows or columns make room, and the sheet grows by as much."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    _require_uncut_merges(sheet, rect, axis_of(given.get("shiftDimension", "ROWS")))
    if given.get("shiftDimension") == "COLUMNS":
        dimensions.append(batch.book, sheet, COLUMNS, rect.columns)
        moved = Rect(rect.top, rect.left, rect.bottom, sheet.columns - rect.columns)
        corner = (rect.top, rect.right)
    else:
        dimensions.append(batch.book, sheet, ROWS, rect.rows)
        moved = Rect(rect.top, rect.left, sheet.rows - rect.rows, rect.right)
        corner = (rect.bottom, rect.left)
    clip = take(sheet, moved)
    wipe(batch.book, sheet, rect, CELLS)
    put(batch.book, sheet, corner, _unmoved_at(clip, corner), CELLS)
    axis = axis_of(given.get("shiftDimension", "ROWS"))
    start, length, band = _span(rect, axis)
    dimensions.shift_cells(batch.book, sheet, axis, Move(inserted(start, length), band))


@request("deleteRange")
def delete_range(batch: Batch, given: JsonObject) -> None:
    """Take cells out; those after them in the same rows or columns close the gap."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    _require_uncut_merges(sheet, rect, axis_of(given.get("shiftDimension", "ROWS")))
    if given.get("shiftDimension") == "COLUMNS":
        moved = Rect(rect.top, rect.right, rect.bottom, sheet.columns)
        last = Rect(rect.top, sheet.columns - rect.columns, rect.bottom, sheet.columns)
    else:
        moved = Rect(rect.bottom, rect.left, sheet.rows, rect.right)
        last = Rect(sheet.rows - rect.rows, rect.left, sheet.rows, rect.right)
    clip = take(sheet, moved)
    if clip.rect.rows and clip.rect.columns:
        put(batch.book, sheet, (rect.top, rect.left), _unmoved_at(clip, (rect.top, rect.left)), CELLS)
    wipe(batch.book, sheet, last, CELLS)
    axis = axis_of(given.get("shiftDimension", "ROWS"))
    start, length, band = _span(rect, axis)
    dimensions.shift_cells(batch.book, sheet, axis, Move(deleted(start, start + length), band))


def _require_uncut_merges(sheet: Sheet, rect: Rect, axis: Axis) -> None:
    """Refuse to shift cells when only a part of a merge would go with them."""
    is_down = axis is ROWS
    shifting = Rect(
        rect.top, rect.left, sheet.rows if is_down else rect.bottom, rect.right if is_down else sheet.columns
    )
    for merge in sheet.objects.get("merges", []):
        held = rect_of(merge, sheet)
        common = overlap(held, shifting)
        if common and (common.columns < held.columns if is_down else common.rows < held.rows):
            raise invalid(
                "Sorry, it is not possible to shift only a part of a merged cell. Please unmerge and try again."
            )


def _span(rect: Rect, axis: Axis) -> tuple[int, int, tuple[int, int]]:
    """Where a range begins on an axis, how long it is there, and its begin and end on the other axis."""
    if axis is ROWS:
        return rect.top, rect.rows, (rect.left, rect.right)
    return rect.left, rect.columns, (rect.top, rect.bottom)


@request("autoFill")
def auto_fill(batch: Batch, given: JsonObject) -> None:
    """Repeat the cells of a source over the cells after or before it; number series are not continued."""
    spec = given.get("sourceAndDestination")
    if not spec:
        raise invalid("autoFill without sourceAndDestination is not served.")
    source = _source(batch, spec)
    rect, length = source.rect, spec.get("fillLength", 0)
    down = spec.get("dimension", "ROWS") == "ROWS"
    size = rect.rows if down else rect.columns
    start = (rect.bottom if down else rect.right) if length > 0 else (rect.top if down else rect.left) + length
    for place in range(start, start + abs(length)):
        offset = (place - (rect.top if down else rect.left)) % size
        line = (
            Rect(rect.top + offset, rect.left, rect.top + offset + 1, rect.right)
            if down
            else Rect(rect.top, rect.left + offset, rect.bottom, rect.left + offset + 1)
        )
        corner = (place, rect.left) if down else (rect.top, place)
        covered = Rect(corner[0], corner[1], corner[0] + line.rows, corner[1] + line.columns)
        if min(corner) < 0 or covered.bottom > source.sheet.rows or covered.right > source.sheet.columns:
            raise exceeds(source.sheet, covered)
        put(batch.book, source.sheet, corner, take(source.sheet, line), CELLS)


def _source(batch: Batch, given: JsonObject) -> SheetRange:
    source = batch.cells(given.get("source", {}))
    if not source.rect.rows or not source.rect.columns:
        raise invalid("The source range must not be empty.")
    return source


def _parts(given: JsonObject) -> Parts:
    return PASTE_PARTS[given.get("pasteType", "PASTE_NORMAL")]


def _destination(batch: Batch, given: JsonObject, size: Rect) -> SheetRange:
    """Where copies go: as many as fit into the range, at least one, which may reach over its end."""
    target = batch.cells(given)
    rows = max(target.rect.rows // size.rows, 1) * size.rows
    columns = max(target.rect.columns // size.columns, 1) * size.columns
    rect = Rect(target.rect.top, target.rect.left, target.rect.top + rows, target.rect.left + columns)
    if rect.bottom > target.sheet.rows or rect.right > target.sheet.columns:
        raise exceeds(target.sheet, rect)
    return SheetRange(target.sheet, rect)


def _unmoved(clip: Clip, covered: Rect) -> Clip:
    """A clip whose formulas stay as they are when it is put down at `covered`."""
    return replace(clip, rect=covered)


def _unmoved_at(clip: Clip, corner: tuple[int, int]) -> Clip:
    top, left = corner
    return _unmoved(clip, Rect(top, left, top + clip.rect.rows, left + clip.rect.columns))

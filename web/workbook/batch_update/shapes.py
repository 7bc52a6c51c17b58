"""Requests about how cells stand together: merges, borders, alternating colours."""

from __future__ import annotations

from web.workbook.access import require_editable
from web.workbook.batch_update.numbered import add_numbered, drop_numbered, find_numbered
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.book import Sheet
from web.workbook.colours import matched_colours, matched_mask
from web.workbook.errors import invalid
from web.workbook.fields import merge_masked
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.grid_input import record_formats
from web.workbook.json_types import JsonObject
from web.workbook.ranges import grid_range, overlap, rect_of, to_grid_range
from web.workbook.writing import record_values, shown_columns

BANDS, BAND_ID = "bandedRanges", "bandedRangeId"
SIDES = ("top", "bottom", "left", "right")


@request("mergeCells")
def merge_cells(batch: Batch, given: JsonObject) -> None:
    """Merge cells; only the value of the first cell of each merge stays."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    require_editable(batch.book, sheet, rect)
    kind = given.get("mergeType", "MERGE_ALL")
    pieces = {
        "MERGE_ALL": [rect],
        "MERGE_COLUMNS": [Rect(rect.top, column, rect.bottom, column + 1) for column in range(rect.left, rect.right)],
        "MERGE_ROWS": [Rect(row, rect.left, row + 1, rect.right) for row in range(rect.top, rect.bottom)],
    }[kind]
    merges = sheet.listed("merges")
    for merge in merges:
        held = rect_of(merge, sheet)
        if overlap(held, rect) and overlap(held, rect) != held:
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    before = shown_columns(sheet, rect)
    merges[:] = [merge for merge in merges if not overlap(rect_of(merge, sheet), rect)]
    for piece in pieces:
        if piece.rows * piece.columns > 1:
            _keep_first(sheet, piece)
            merges.append(to_grid_range(sheet, piece))
    record_values(batch.book, sheet, rect, before)
    batch.book.record("merge", sheet.sheet_id, range=to_grid_range(sheet, rect))


@request("unmergeCells")
def unmerge_cells(batch: Batch, given: JsonObject) -> None:
    """Undo the merges within a range, which must hold each of them whole."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    require_editable(batch.book, sheet, rect)
    kept = []
    for merge in sheet.objects.get("merges", []):
        held = rect_of(merge, sheet)
        if not overlap(held, rect):
            kept.append(merge)
        elif overlap(held, rect) != held:
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    sheet.objects["merges"] = kept
    batch.book.record("unmerge", sheet.sheet_id, range=to_grid_range(sheet, rect))


@request("updateBorders")
def update_borders(batch: Batch, given: JsonObject) -> None:
    """Borders around and within a range; a side that is not named stays, one of style NONE goes."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    require_editable(batch.book, sheet, rect)
    edges = {
        "top": Rect(rect.top, rect.left, rect.top + 1, rect.right),
        "bottom": Rect(rect.bottom - 1, rect.left, rect.bottom, rect.right),
        "left": Rect(rect.top, rect.left, rect.bottom, rect.left + 1),
        "right": Rect(rect.top, rect.right - 1, rect.bottom, rect.right),
    }
    for side in SIDES:
        if side in given:
            _set_border(batch, sheet, edges[side], side, matched_colours(given[side]))
    inner = {
        "innerHorizontal": (("bottom", (0, 0, -1, 0)), ("top", (1, 0, 0, 0))),
        "innerVertical": (("right", (0, 0, 0, -1)), ("left", (0, 1, 0, 0))),
    }
    for name, parts in inner.items():
        for side, (top, left, bottom, right) in parts if name in given else ():
            part = Rect(rect.top + top, rect.left + left, rect.bottom + bottom, rect.right + right)
            if part.rows > 0 and part.columns > 0:
                _set_border(batch, sheet, part, side, matched_colours(given[name]))
    record_formats(batch.book, sheet, rect)


@request("addBanding")
def add_banding(batch: Batch, given: JsonObject) -> JsonObject:
    """Alternating colours in a range."""
    entry = matched_colours(given.get("bandedRange", {}))
    if "range" not in entry:
        raise invalid("bandedRange.range must be specified.")
    target = grid_range(batch.book, entry.get("range", {}), edit=True)
    require_editable(batch.book, target.sheet, target.rect)
    for other in target.sheet.objects.get(BANDS, []):
        if overlap(rect_of(other["range"], target.sheet), target.rect):
            raise invalid(
                "You cannot add alternating background colors to a range "
                "that already has alternating background colors."
            )
    kept = add_numbered(batch, target.sheet, BANDS, BAND_ID, entry)
    batch.book.record("banding", target.sheet.sheet_id)
    return {"bandedRange": kept}


@request("updateBanding")
def update_banding(batch: Batch, given: JsonObject) -> None:
    """Change alternating colours."""
    mask = matched_mask(required_mask(given))
    changed = matched_colours(given.get("bandedRange", {}))
    sheet, place, entry = find_numbered(batch, BANDS, BAND_ID, changed.get(BAND_ID, 0))
    require_editable(batch.book, sheet, rect_of(entry["range"], sheet))
    sheet.listed(BANDS)[place] = merge_masked(entry, changed, mask) | {BAND_ID: entry[BAND_ID]}
    batch.book.record("banding", sheet.sheet_id)


@request("deleteBanding")
def delete_banding(batch: Batch, given: JsonObject) -> None:
    """Take alternating colours away."""
    sheet, place, entry = find_numbered(batch, BANDS, BAND_ID, given.get(BAND_ID, 0))
    require_editable(batch.book, sheet, rect_of(entry["range"], sheet))
    drop_numbered(sheet, BANDS, place)
    batch.book.record("banding", sheet.sheet_id)


def _keep_first(sheet: Sheet, piece: Rect) -> None:
    """Blank all cells of a merge but the first."""
    for column in range(piece.left, piece.right):
        top = piece.top + (column == piece.left)
        if top < piece.bottom:
            sheet.grid.write(column, top, [BLANK] * (piece.bottom - top))


def _set_border(batch: Batch, sheet: Sheet, rect: Rect, side: str, border: JsonObject) -> None:
    gone = border.get("style", "STYLE_UNSPECIFIED") in ("NONE", "STYLE_UNSPECIFIED")

    def change(fields: JsonObject) -> JsonObject:
        cell_format = fields.setdefault("userEnteredFormat", {})
        borders = {name: value for name, value in cell_format.pop("borders", {}).items() if name != side}
        borders |= {} if gone else {side: border}
        cell_format |= {"borders": borders} if borders else {}
        return fields

    sheet.grid.map_styles(rect, batch.book.styles.changer(change))

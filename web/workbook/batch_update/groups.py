"""Requests about groups of rows and columns, which can be folded away.

A group has a depth: the number of groups around each of its rows, itself included. Groups of one depth do not overlap:
adding a group over rows that are grouped makes the part in common one deeper, deleting makes it one shallower. So the
depth of every row says all, and the groups are read off it.
"""

from __future__ import annotations

from web.workbook import dimensions
from web.workbook.access import require_editable_sheet
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.book import Sheet
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject
from web.workbook.shifting import Axis, axis_of

LISTS = {"ROWS": "rowGroups", "COLUMNS": "columnGroups"}
MAX_DEPTH = 8


@request("addDimensionGroup")
def add_group(batch: Batch, given: JsonObject) -> JsonObject:
    """Group rows or columns."""
    return _changed(batch, given, 1)


@request("deleteDimensionGroup")
def delete_group(batch: Batch, given: JsonObject) -> JsonObject:
    """Make rows or columns one level less deep."""
    return _changed(batch, given, -1)


@request("updateDimensionGroup")
def update_group(batch: Batch, given: JsonObject) -> None:
    """Fold a group, or unfold it."""
    required_mask(given)
    changed = given.get("dimensionGroup", {})
    sheet, axis, start, end = _span(batch, changed)
    require_editable_sheet(batch.book, sheet)
    for group in sheet.objects.get(LISTS[axis.dimension], []):
        span = group["range"]
        if (span["startIndex"], span["endIndex"], group["depth"]) == (start, end, changed.get("depth", 0)):
            group["collapsed"] = changed.get("collapsed", False)
            batch.book.record("dimensionGroup", sheet.sheet_id)
            return
    raise invalid("No group exists with the given range and depth.")


def _changed(batch: Batch, given: JsonObject, step: int) -> JsonObject:
    sheet, axis, start, end = _span(batch, given)
    require_editable_sheet(batch.book, sheet)
    groups = sheet.listed(LISTS[axis.dimension])
    depths = [0] * dimensions.length_of(sheet, axis)
    for group in groups:
        for place in range(group["range"]["startIndex"], min(group["range"]["endIndex"], len(depths))):
            depths[place] = max(depths[place], group["depth"])
    if step < 0 and not any(depths[start:end]):
        raise invalid("No group exists in the given range.")
    for place in range(start, end):
        depths[place] = max(depths[place] + step, 0)
    if max(depths) > MAX_DEPTH:
        raise invalid(f"You cannot have more than {MAX_DEPTH} levels of groups.")
    folded = {_key(group) for group in groups if group.get("collapsed")}
    made = [_group(sheet, axis, span) for span in _spans(depths)]
    for group in made:
        if _key(group) in folded:
            group["collapsed"] = True
    groups[:] = made
    batch.book.record("dimensionGroup", sheet.sheet_id)
    return {"dimensionGroups": made}


def _spans(depths: list[int]) -> list[tuple[int, int, int]]:
    """(start, end, depth) of each group, outer ones first."""
    spans = []
    for depth in range(1, max(depths, default=0) + 1):
        start = None
        for place, own in enumerate([*depths, 0]):
            if own >= depth and start is None:
                start = place
            elif own < depth and start is not None:
                spans.append((start, place, depth))
                start = None
    return sorted(spans, key=lambda span: (span[0], -span[1]))


def _group(sheet: Sheet, axis: Axis, span: tuple[int, int, int]) -> JsonObject:
    start, end, depth = span
    where = {"sheetId": sheet.sheet_id, "dimension": axis.dimension, "startIndex": start, "endIndex": end}
    return {"range": where, "depth": depth}


def _key(group: JsonObject) -> tuple[int, int, int]:
    return group["range"]["startIndex"], group["range"]["endIndex"], group["depth"]


def _span(batch: Batch, given: JsonObject) -> tuple[Sheet, Axis, int, int]:
    span = given.get("range", {})
    sheet, axis = batch.sheet(span.get("sheetId", 0)), axis_of(span.get("dimension", "ROWS"))
    length = dimensions.length_of(sheet, axis)
    start, end = span.get("startIndex", 0), span.get("endIndex", length)
    if not 0 <= start < end <= length:
        raise invalid(f"The range [{start}, {end}) is not within the sheet.")
    return sheet, axis, start, end

"""What happens to everything that names rows or columns when rows or columns are inserted, deleted or moved.

Filter views, protected ranges, rules, merges, bands and named ranges are kept as GridRanges in the objects of a sheet
or in the state of the spreadsheet; here each of them is found and shifted. One that loses all its cells goes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from web.workbook.book import Book
from web.workbook.json_types import JsonObject, JsonValue

FILTER_LISTS = frozenset({"sortSpecs", "filterSpecs", "criteria"})
Shift = Callable[[int, int | None], tuple[int, int | None] | None]
"""Start and end (None: open) of a range before to those after, or None when nothing is left of it."""


@dataclass(frozen=True)
class Axis:
    """Rows or columns: how GridRanges and requests name them."""

    dimension: str
    start: str
    end: str
    properties: str


ROWS = Axis("ROWS", "startRowIndex", "endRowIndex", "row_properties")
COLUMNS = Axis("COLUMNS", "startColumnIndex", "endColumnIndex", "column_properties")


@dataclass(frozen=True)
class Move:
    """A shift, of whole rows or columns, or of the cells in a band of the other axis alone (insertRange)."""

    shift: Shift
    band: tuple[int, int] | None = None

    def holds(self, first: int | None, last: int | None) -> bool:
        """Whether cells from `first` to `last` on the other axis move as one; None where there is no limit."""
        if self.band is None:
            return True
        return (
            first is not None
            and last is not None
            and self.band[0] <= min(first, last) <= max(first, last) < self.band[1]
        )


def other(axis: Axis) -> Axis:
    """The axis across."""
    return ROWS if axis is COLUMNS else COLUMNS


def axis_of(dimension: str) -> Axis:
    """The axis of a Dimension."""
    return COLUMNS if dimension == "COLUMNS" else ROWS


def inserted(at: int, count: int) -> Shift:
    """Rows inserted before `at`: a range that has rows on both sides grows."""

    def shift(start: int, end: int | None) -> tuple[int, int | None]:
        new_start = start + count if start >= at and not (start == 0 and end is None) else start
        return new_start, end if end is None else end + count if end > at else end

    return shift


def deleted(first: int, last: int) -> Shift:
    """Rows from `first` to `last` deleted: a range shrinks by those of its rows that go."""

    def moved(place: int) -> int:
        return place - max(0, min(place, last) - first) if place > first else place

    def shift(start: int, end: int | None) -> tuple[int, int | None] | None:
        if end is None:
            return moved(start), None
        new_start, new_end = moved(start), moved(end)
        return (new_start, new_end) if new_start < new_end else None

    return shift


def moved(first: int, last: int, destination: int) -> Shift:
    """Rows from `first` to `last` moved. A range within them goes along; one that they leave shrinks, and one that
    they are moved into grows; moves within a range do not change it.
    """
    count = last - first
    target = destination - count if destination > first else destination

    def place(row: int) -> int:
        if first <= row < last:
            return row - first + target
        if row >= last and row < destination:
            return row - count
        if destination <= row < first:
            return row + count
        return row

    def shift(start: int, end: int | None) -> tuple[int, int | None]:
        if end is None:
            return (start if start == 0 else place(start)), None
        if start <= first and last <= end and start <= destination <= end:
            return start, end
        if first <= start and end <= last:
            return place(start), place(end - 1) + 1
        low = last if first <= start < last else start
        high = first if first < end <= last else end
        return place(low), place(high - 1) + 1

    return shift


def shift_objects(book: Book, sheet_id: int, axis: Axis, move: Move) -> None:
    """Shift every range of a sheet along one axis, wherever in the spreadsheet it is kept."""
    for sheet in book.sheets():
        changed = {name: _walk(value, sheet_id, axis, move) for name, value in sheet.objects.items()}
        kept = {name: value for name, value in changed.items() if value is not None}
        if sheet.sheet_id == sheet_id and axis is COLUMNS and move.band is None:
            kept = _with_filters(kept, move.shift)
        if kept != sheet.objects:
            sheet.objects = _without_empty_lists(kept)
            sheet.edited = True
    for name in ("namedRanges", "developerMetadata"):
        if name in book.state:
            book.state[name] = _walk(book.state[name], sheet_id, axis, move) or []


def _walk(value: JsonValue, sheet_id: int, axis: Axis, move: Move) -> JsonValue:
    """The value with its ranges shifted; None when it was a range, or an object about one, that has gone."""
    if isinstance(value, list):
        made = [_walk(item, sheet_id, axis, move) for item in value]
        return [item for item in made if item is not None]
    if not isinstance(value, dict):
        return value
    if "dimension" in value and "startIndex" in value:
        return _dimension_range(value, sheet_id, axis, move)
    if _is_grid_range(value):
        return _grid_range(value, sheet_id, axis, move)
    shifted = {name: _walk(inner, sheet_id, axis, move) for name, inner in value.items()}
    gone = {name for name, inner in shifted.items() if inner is None and value[name] is not None}
    if gone & {"range", "dimensionRange", "location"} or (shifted.get("ranges") == [] and value.get("ranges")):
        return None
    return {name: inner for name, inner in shifted.items() if name not in gone}


def _is_grid_range(value: JsonObject) -> bool:
    return bool(value.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex"})


def _grid_range(value: JsonObject, sheet_id: int, axis: Axis, move: Move) -> JsonObject | None:
    if value.get("sheetId", 0) != sheet_id or (axis.start not in value and axis.end not in value):
        return value
    across = other(axis)
    if not move.holds(value.get(across.start, 0), value[across.end] - 1 if across.end in value else None):
        return value
    after = move.shift(value.get(axis.start, 0), value.get(axis.end))
    if after is None:
        return None
    ends = {axis.start: after[0]} | ({} if after[1] is None else {axis.end: after[1]})
    return {**{name: inner for name, inner in value.items() if name not in (axis.start, axis.end)}, **ends}


def _dimension_range(value: JsonObject, sheet_id: int, axis: Axis, move: Move) -> JsonObject | None:
    if value.get("sheetId", 0) != sheet_id or value["dimension"] != axis.dimension or move.band:
        return value
    after = move.shift(value["startIndex"], value.get("endIndex"))
    return None if after is None else {**value, "startIndex": after[0], "endIndex": after[1]}


def _with_filters(objects: JsonObject, shift: Shift) -> JsonObject:
    """The objects with the columns that filters name shifted: they name them by index, not by a range."""
    made = dict(objects)
    if "filterViews" in made:
        made["filterViews"] = [_filter(view, shift) for view in made["filterViews"]]
    if "basicFilter" in made:
        made["basicFilter"] = _filter(made["basicFilter"], shift)
    return made


def _filter(entry: JsonObject, shift: Shift) -> JsonObject:
    """A filter that sorts and filters by the same columns as before; what concerns a column that has gone, goes."""

    def after(column: int) -> int | None:
        place = shift(column, column + 1)
        return None if place is None else place[0]

    made = dict(entry)
    for name, index in (("sortSpecs", "dimensionIndex"), ("filterSpecs", "columnIndex")):
        if name in entry:
            places = [(after(spec.get(index, 0)), spec) for spec in entry[name]]
            made[name] = [{**spec, index: place} for place, spec in places if place is not None]
    if "criteria" in entry:
        columns = [(after(int(column)), criteria) for column, criteria in entry["criteria"].items()]
        made["criteria"] = {str(column): criteria for column, criteria in columns if column is not None}
    return {name: value for name, value in made.items() if value or name not in FILTER_LISTS}


def _without_empty_lists(objects: JsonObject) -> JsonObject:
    return {name: value for name, value in objects.items() if value != []}

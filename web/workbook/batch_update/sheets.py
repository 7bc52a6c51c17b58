"""Requests about the spreadsheet and its sheets as wholes."""

from __future__ import annotations

import json

from web.workbook import dimensions, store
from web.workbook.access import require_editable, require_editable_sheet
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.book import DEFAULT_COLUMNS, DEFAULT_ROWS, Sheet, unused_sheet_id
from web.workbook.colours import matched_colours, matched_mask
from web.workbook.errors import invalid
from web.workbook.fields import Mask, merge_masked
from web.workbook.formulas.references import retitled
from web.workbook.formulas.rewriting import rewrite_formulas
from web.workbook.grid.layout import Layout
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.locales import check_settings
from web.workbook.sheets import sheet_properties
from web.workbook.shifting import COLUMNS, ROWS

NAME_TAKEN = 'A sheet with the name "{}" already exists. Please enter another name.'


@request("addSheet")
def add_sheet(batch: Batch, given: JsonObject) -> JsonObject:
    """A new blank sheet."""
    book = batch.book
    properties = matched_colours(given.get("properties", {}))
    grid = dict(properties.pop("gridProperties", {}))
    sheet_id = properties.pop("sheetId", None)
    if sheet_id is not None and book.head(sheet_id):
        raise invalid(f"A sheet with ID {sheet_id} already exists. Please enter another ID.")
    sheet_id = unused_sheet_id(book, batch.call.workbooks.chance.sheet_id) if sheet_id is None else sheet_id
    title = properties.pop("title", "") or _free_title(batch)
    _require_free(batch, title)
    layout = Layout.blank(grid.pop("rowCount", DEFAULT_ROWS), grid.pop("columnCount", DEFAULT_COLUMNS))
    sheet = book.add_sheet(sheet_id, title, layout, properties.pop("index", None))
    sheet.properties |= properties | ({"gridProperties": grid} if grid else {})
    dimensions.require_room(book, sheet, ROWS, 0)
    book.record("addSheet", sheet_id, title=title)
    return {"properties": sheet_properties(book, sheet)}


@request("deleteSheet")
def delete_sheet(batch: Batch, given: JsonObject) -> None:
    """Remove a sheet; a spreadsheet keeps at least one."""
    sheet = batch.whole_sheet(given.get("sheetId", 0))
    if len(batch.book.heads) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    require_editable(batch.book, sheet, Rect(0, 0, sheet.rows, sheet.columns))
    batch.book.delete_sheet(sheet.sheet_id)
    named = batch.book.state.get("namedRanges", [])
    batch.book.state["namedRanges"] = [each for each in named if each["range"].get("sheetId", 0) != sheet.sheet_id]
    batch.book.record("deleteSheet", sheet.sheet_id, title=sheet.title)


@request("duplicateSheet")
def duplicate_sheet(batch: Batch, given: JsonObject) -> JsonObject:
    """A copy of a sheet within the spreadsheet."""
    book = batch.book
    source = batch.whole_sheet(given.get("sourceSheetId", 0))
    sheet_id = given.get("newSheetId")
    if sheet_id is not None and book.head(sheet_id):
        raise invalid(f"A sheet with ID {sheet_id} already exists. Please enter another ID.")
    sheet_id = unused_sheet_id(book, batch.call.workbooks.chance.sheet_id) if sheet_id is None else sheet_id
    title = given.get("newSheetName", "") or _copy_title(batch, source.title)
    _require_free(batch, title)
    copy = copy_sheet(batch, source, sheet_id, title, given.get("insertSheetIndex", 0))
    return {"properties": sheet_properties(book, copy)}


@request("updateSheetProperties")
def update_sheet_properties(batch: Batch, given: JsonObject) -> None:
    """Title, place, size, colour, frozen rows, ..."""
    mask = matched_mask(required_mask(given))
    properties = matched_colours(given.get("properties", {}))
    sheet = batch.whole_sheet(properties.get("sheetId", 0))
    require_editable_sheet(batch.book, sheet)
    mask = _named_fields(mask, properties)
    if "title" in mask:
        title = properties.get("title", "")
        if title.casefold() != sheet.title.casefold():
            _require_free(batch, title)
        old = sheet.title
        batch.book.retitle_sheet(sheet.sheet_id, title)
        rewrite_formulas(batch.book, lambda _, text: retitled(text, old, title))
    if "index" in mask:
        _place(batch, sheet, properties.get("index", len(batch.book.heads)))
    if "gridProperties" in mask:
        _resize(batch, sheet, properties.get("gridProperties", {}), mask["gridProperties"])
    kept = {name: inner for name, inner in mask.items() if name not in ("title", "index", "sheetId", "sheetType")}
    sheet.properties = merge_masked(sheet.properties, _without_size(properties), kept)
    _require_unfrozen(sheet)
    batch.book.record("updateSheetProperties", sheet.sheet_id, properties=sheet_properties(batch.book, sheet))


@request("updateSpreadsheetProperties")
def update_spreadsheet_properties(batch: Batch, given: JsonObject) -> None:
    """Title, locale, time zone, ..."""
    mask = required_mask(given)
    properties = given.get("properties", {})
    if "*" in mask or "title" in mask:
        batch.book.rename(properties.get("title", batch.book.title))
    check_settings({name: value for name, value in properties.items() if "*" in mask or name in mask})
    rest = {name: value for name, value in properties.items() if name != "title"}
    kept = {name: inner for name, inner in mask.items() if name != "title"}
    current = batch.book.state["properties"]
    if "*" in mask:
        batch.book.state["properties"] = current | rest
    elif kept:
        batch.book.state["properties"] = merge_masked(current, rest, kept)
    batch.book.record("updateSpreadsheetProperties", properties={"title": batch.book.title})


def copy_sheet(batch: Batch, source: Sheet, sheet_id: int, title: str, position: int) -> Sheet:
    """A sheet with the cells, sizes and objects of another, which get ids of their own."""
    source.grid.flush()
    copy = batch.book.add_sheet(sheet_id, title, Layout.parse(source.grid.layout.text()), position)
    store.copy_chunks(batch.book.connection, source.key, copy.key)
    copy.properties = json.loads(json.dumps(source.properties))
    text = json.dumps({name: value for name, value in source.objects.items() if name != "developerMetadata"})
    copy.objects = _for_sheet(json.loads(text), source.sheet_id, sheet_id)
    _renumber(batch, copy)
    batch.book.record("duplicateSheet", sheet_id, title=title, sourceSheetId=source.sheet_id)
    return copy


def _for_sheet(value: object, old: int, new: int) -> JsonObject:
    def walk(inner: object) -> object:
        if isinstance(inner, list):
            return [walk(item) for item in inner]
        if not isinstance(inner, dict):
            return inner
        made = {name: walk(item) for name, item in inner.items()}
        is_range = made.keys() & {"startRowIndex", "endRowIndex", "startColumnIndex", "endColumnIndex", "dimension"}
        if (is_range and made.get("sheetId", 0) == old) or made.get("sheetId") == old:
            made["sheetId"] = new
        return made

    walked = walk(value)
    return walked if isinstance(walked, dict) else {}


def _renumber(batch: Batch, copy: Sheet) -> None:
    for listed, name in (
        ("filterViews", "filterViewId"),
        ("protectedRanges", "protectedRangeId"),
        ("bandedRanges", "bandedRangeId"),
    ):
        for each in copy.objects.get(listed, []):
            each[name] = batch.call.workbooks.chance.sheet_id()


def _require_free(batch: Batch, title: str) -> None:
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if len(title) > 100:
        raise invalid("Sheet name cannot be greater than 100 characters.")
    if batch.book.head_by_title(title):
        raise invalid(NAME_TAKEN.format(title))


def _free_title(batch: Batch) -> str:
    number = len(batch.book.heads) + 1
    while batch.book.head_by_title(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def _copy_title(batch: Batch, title: str) -> str:
    name, number = f"Copy of {title}", 2
    while batch.book.head_by_title(name):
        name, number = f"Copy of {title} {number}", number + 1
    return name


def _named_fields(mask: Mask, properties: JsonObject) -> Mask:
    """`*` means the fields that are given, and those a sheet always has stay."""
    if "*" not in mask:
        return mask
    return {name: {} if name != "gridProperties" else {key: {} for key in value} for name, value in properties.items()}


def _place(batch: Batch, sheet: Sheet, index: int) -> None:
    """Move a sheet; the index counts the sheets before the move, so to the right it is one more than the place."""
    heads = batch.book.heads
    if not 0 <= index <= len(heads):
        raise invalid(f"Index {index} is out of range: there are {len(heads)} sheets.")
    now = next(number for number, head in enumerate(heads) if head.sheet_id == sheet.sheet_id)
    batch.book.place_sheet(sheet.sheet_id, index - 1 if index > now else index)


def _resize(batch: Batch, sheet: Sheet, grid: JsonObject, mask: Mask) -> None:
    for axis, name in ((ROWS, "rowCount"), (COLUMNS, "columnCount")):
        if (not mask and name in grid) or name in mask or ("*" in mask and name in grid):
            dimensions.resize(batch.book, sheet, axis, grid.get(name, 0))


def _require_unfrozen(sheet: Sheet) -> None:
    """A sheet keeps a row and a column that are not frozen."""
    grid = sheet.properties.get("gridProperties", {})
    for axis, word in ((ROWS, "row"), (COLUMNS, "column")):
        if grid.get(f"frozen{word.capitalize()}Count", 0) >= dimensions.length_of(sheet, axis):
            raise invalid(f"You can't freeze all visible {word}s on the sheet.")


def _without_size(properties: JsonObject) -> JsonObject:
    made = {name: value for name, value in properties.items() if name not in ("sheetId", "title", "index")}
    if "gridProperties" in made:
        sizes = ("rowCount", "columnCount")
        made["gridProperties"] = {name: value for name, value in made["gridProperties"].items() if name not in sizes}
    return made

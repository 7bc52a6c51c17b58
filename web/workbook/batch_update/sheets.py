"""Requests about the spreadsheet and its sheets as wholes."""

from __future__ import annotations

from web.workbook import dimensions
from web.workbook.access import require_editable, require_editable_sheet
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.book import Book, Sheet
from web.workbook.colours import matched_colours, matched_mask
from web.workbook.copying import copy_sheet, copy_title
from web.workbook.errors import invalid
from web.workbook.fields import Mask, merge_masked
from web.workbook.formulas.references import retitled, without_sheet
from web.workbook.formulas.rewriting import rewrite_formulas
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.locales import check_settings
from web.workbook.new_sheets import free_sheet_id, new_sheet, require_free
from web.workbook.sheets import sheet_properties
from web.workbook.shifting import COLUMNS, ROWS


@request("addSheet")
def add_sheet(batch: Batch, given: JsonObject) -> JsonObject:
    """A new blank sheet."""
    properties = given.get("properties", {})
    sheet = new_sheet(batch.book, properties, batch.call.workbooks.chance.sheet_id, properties.get("index"))
    batch.book.record("addSheet", sheet.sheet_id, title=sheet.title)
    return {"properties": sheet_properties(batch.book, sheet)}


@request("deleteSheet")
def delete_sheet(batch: Batch, given: JsonObject) -> None:
    """Remove a sheet; a spreadsheet keeps at least one."""
    sheet = batch.whole_sheet(given.get("sheetId", 0))
    if len(batch.book.heads) == 1:
        raise invalid("You can't remove all the sheets in a document.")
    require_editable(batch.book, sheet, Rect(0, 0, sheet.rows, sheet.columns))
    batch.book.delete_sheet(sheet.sheet_id)
    _require_shown(batch.book, "You can't remove all the visible sheets in a document.")
    rewrite_formulas(batch.book, lambda _, text: without_sheet(text, sheet.title))
    named = batch.book.state.get("namedRanges", [])
    batch.book.state["namedRanges"] = [each for each in named if each["range"].get("sheetId", 0) != sheet.sheet_id]
    batch.book.record("deleteSheet", sheet.sheet_id, title=sheet.title)


@request("duplicateSheet")
def duplicate_sheet(batch: Batch, given: JsonObject) -> JsonObject:
    """A copy of a sheet within the spreadsheet."""
    book = batch.book
    source = batch.whole_sheet(given.get("sourceSheetId", 0))
    sheet_id = free_sheet_id(book, given.get("newSheetId"), batch.call.workbooks.chance.sheet_id)
    title = given.get("newSheetName", "") or copy_title(book, source.title)
    require_free(book, title)
    new_number = batch.call.workbooks.chance.sheet_id
    copy = copy_sheet(book, source, sheet_id, title, new_number, given.get("insertSheetIndex", 0))
    book.record("duplicateSheet", sheet_id, title=title, sourceSheetId=source.sheet_id)
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
            require_free(batch.book, title)
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
    if "hidden" in mask:
        _require_shown(batch.book, "You can't hide all the sheets in a document.")
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


def _require_shown(book: Book, message: str) -> None:
    """A spreadsheet keeps a sheet that is not hidden."""
    if all(sheet.properties.get("hidden") for sheet in book.sheets()):
        raise invalid(message)


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

"""What the body of spreadsheets.create describes besides properties: sheets with cells and objects, names, metadata.

Each object is added by the request of batchUpdate that adds one, so that it is checked, numbered and kept the same.
"""

from __future__ import annotations

from collections.abc import Callable

from web.workbook import dimensions
from web.workbook.batch_update import KINDS, Batch
from web.workbook.book import DEFAULT_COLUMNS, DEFAULT_ROWS, Book, Sheet
from web.workbook.errors import ApiError, placed
from web.workbook.fields import parse_mask
from web.workbook.grid_input import write_grid_data
from web.workbook.json_types import JsonObject
from web.workbook.methods.calls import Call
from web.workbook.new_sheets import new_sheet
from web.workbook.shifting import COLUMNS, ROWS, Axis

Requests = list[tuple[str, JsonObject]]
OF_SHEETS: dict[str, Callable[[JsonObject], tuple[str, JsonObject]]] = {
    "merges": lambda each: ("mergeCells", {"range": each, "mergeType": "MERGE_ALL"}),
    "conditionalFormats": lambda each: ("addConditionalFormatRule", {"rule": each}),
    "filterViews": lambda each: ("addFilterView", {"filter": each}),
    "basicFilter": lambda each: ("setBasicFilter", {"filter": each}),
    "bandedRanges": lambda each: ("addBanding", {"bandedRange": each}),
    "rowGroups": lambda each: ("addDimensionGroup", {"range": each.get("range", {})}),
    "columnGroups": lambda each: ("addDimensionGroup", {"range": each.get("range", {})}),
    "developerMetadata": lambda each: ("createDeveloperMetadata", {"developerMetadata": each}),
    "protectedRanges": lambda each: ("addProtectedRange", {"protectedRange": each}),
}
OF_SPREADSHEETS: dict[str, Callable[[JsonObject], tuple[str, JsonObject]]] = {
    "namedRanges": lambda each: ("addNamedRange", {"namedRange": each}),
    "developerMetadata": lambda each: ("createDeveloperMetadata", {"developerMetadata": each}),
}
ELSEWHERE = frozenset({"properties", "data", "sheets", "spreadsheetId", "spreadsheetUrl"})
"""Fields that no request adds: they are read in other places, or are output only."""


def add_described(call: Call, book: Book) -> None:
    """Give a new spreadsheet the sheets, names and metadata of the call's body; one blank sheet when it has none."""
    sheets = [_add_sheet(call, book, number, each) for number, each in enumerate(call.body.get("sheets", []))]
    if not sheets:
        call.workbooks.add_blank_sheet(book, "Sheet1", DEFAULT_ROWS, DEFAULT_COLUMNS)
    for number, each in enumerate(call.body.get("sheets", [])):
        _add_objects(call, book, each, OF_SHEETS, f"sheets[{number}].")
    _add_objects(call, book, call.body, OF_SPREADSHEETS, "")


def _add_sheet(call: Call, book: Book, number: int, described: JsonObject) -> Sheet:
    """A sheet with its cells; the first one has the id 0 when it brings none."""
    given = described.get("properties", {})
    properties = ({"sheetId": 0} if number == 0 else {}) | {"title": f"Sheet{number + 1}"} | given
    with placed(f"sheets[{number}]"):
        sheet = new_sheet(book, properties, call.workbooks.chance.sheet_id)
        for data in described.get("data", []):
            corner = (data.get("startRow", 0), data.get("startColumn", 0))
            write_grid_data(book, sheet, corner, data.get("rowData", []), parse_mask("*"))
            _set_sizes(sheet, ROWS, corner[0], data.get("rowMetadata", []))
            _set_sizes(sheet, COLUMNS, corner[1], data.get("columnMetadata", []))
    return sheet


def _set_sizes(sheet: Sheet, axis: Axis, start: int, given: list[JsonObject]) -> None:
    """Sizes, and what is hidden, of the rows or columns from `start` on, as far as there are any."""
    for place, properties in enumerate(given[: max(dimensions.length_of(sheet, axis) - start, 0)], start):
        dimensions.update_properties(sheet, axis, place, place + 1, properties)


def _add_objects(
    call: Call,
    book: Book,
    described: JsonObject,
    kinds: dict[str, Callable[[JsonObject], tuple[str, JsonObject]]],
    place: str,
) -> None:
    for name in described.keys() - kinds.keys() - ELSEWHERE:
        raise ApiError("UNIMPLEMENTED", f"Invalid {place}{name}: This is not served.")
    for name, request_of in kinds.items():
        entries = described.get(name, [])
        for number, entry in enumerate(entries if isinstance(entries, list) else [entries]):
            kind, given = request_of(entry)
            with placed(f"{place}{name}[{number}]"):
                KINDS[kind](Batch(book, call), given)

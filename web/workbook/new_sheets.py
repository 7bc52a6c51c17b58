"""New sheets: the one place that decides which ids, titles and sizes a sheet may have."""

from __future__ import annotations

from collections.abc import Callable

from web.workbook import dimensions
from web.workbook.book import DEFAULT_COLUMNS, DEFAULT_ROWS, Book, Sheet, unused_sheet_id
from web.workbook.colours import matched_colours
from web.workbook.errors import ApiError, invalid
from web.workbook.grid.layout import Layout
from web.workbook.json_types import JsonObject

TITLE_LENGTH = 100


def new_sheet(book: Book, properties: JsonObject, new_id: Callable[[], int], position: int | None = None) -> Sheet:
    """A blank sheet with the properties of a SheetProperties; what they do not say has its default."""
    own = {"index", "sheetId", "title", "gridProperties"}
    if properties.get("sheetType", "GRID") not in ("GRID", "SHEET_TYPE_UNSPECIFIED"):
        raise ApiError("UNIMPLEMENTED", f"Sheets of type {properties['sheetType']} are not served.")
    sheet_id = free_sheet_id(book, properties.get("sheetId"), new_id)
    title = properties.get("title", "") or _free_title(book)
    require_free(book, title)
    grid = dict(properties.get("gridProperties", {}))
    rows, columns = grid.pop("rowCount", DEFAULT_ROWS), grid.pop("columnCount", DEFAULT_COLUMNS)
    for name, count in (("rowCount", rows), ("columnCount", columns)):
        if count < 1:
            raise invalid(f"gridProperties.{name} must be greater than or equal to 1, but was {count}.")
    dimensions.require_size(book, rows, columns)
    sheet = book.add_sheet(sheet_id, title, Layout.blank(rows, columns), position)
    rest = {name: value for name, value in matched_colours(properties).items() if name not in own}
    sheet.properties |= rest | ({"gridProperties": grid} if grid else {}) | {"sheetType": "GRID"}
    return sheet


def free_sheet_id(book: Book, wanted: int | None, new_id: Callable[[], int]) -> int:
    """The id that a new sheet is given, or one that no sheet of the book has."""
    if wanted is None:
        return unused_sheet_id(book, new_id)
    if wanted < 0:
        raise invalid(f"sheetId[{wanted}] must not be negative.")
    if book.head(wanted):
        raise invalid(f"A sheet with ID {wanted} already exists. Please enter another ID.")
    return wanted


def require_free(book: Book, title: str) -> None:
    """Refuse a title that no sheet can have, or that one has."""
    if not title:
        raise invalid("The sheet name cannot be empty.")
    if len(title) > TITLE_LENGTH:
        raise invalid(f"Sheet name cannot be greater than {TITLE_LENGTH} characters.")
    if book.head_by_title(title):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')


def _free_title(book: Book) -> str:
    number = len(book.heads) + 1
    while book.head_by_title(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"

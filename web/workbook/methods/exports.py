"""Drive's export: the first sheet as CSV or TSV, the whole spreadsheet as xlsx. PDF and others are refused."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from web.workbook.a1 import cell_name
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.formulas.references import retitled
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.grid.texts import row_texts
from web.workbook.json_types import JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.ranges import rect_of
from web.workbook.responses import Body
from web.workbook.values.number_format import is_date_format, pattern_of
from web.workbook.values.render import renderer
from web.workbook.values.serial import moment_of
from web.workbook.values.tokens import CellValue, value_of, values_of

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLSX_TITLE_LENGTH = 31
NOT_IN_XLSX_TITLES = re.compile(r"[\\/*?:\[\]]|^'|'$")
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
DELIMITERS = {"text/csv": ",", "text/tab-separated-values": "\t"}


@serves("drive.files.export")
def export(call: Call) -> JsonValue:
    """A file in another format. Text that a spreadsheet program would read as a formula is exported as it is."""
    kind = call.parameters["mimeType"]
    with call.reading() as book:
        if kind in DELIMITERS:
            return Body(_delimited(book, DELIMITERS[kind]), kind)
        if kind == XLSX:
            return Body(_xlsx(book), kind)
    raise invalid(f"The requested conversion to {kind} is not supported.")


def _delimited(book: Book, delimiter: str) -> bytes:
    """The cells of the first sheet as people see them."""
    sheet = book.sheet(book.heads[0].sheet_id)
    render = renderer("FORMATTED_VALUE", "SERIAL_NUMBER", book.styles.number_format)
    texts = row_texts(sheet.grid, Rect(0, 0, sheet.rows, sheet.columns), render)
    rows = [values_of(text.decode().split("\n")) if text else [] for text in texts]
    width = max(map(len, rows), default=0)
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return target.getvalue().removesuffix("\r\n").encode()


def _xlsx(book: Book) -> bytes:
    """All sheets with their values, formulas and number formats, and what is merged, frozen and hidden."""
    import openpyxl

    workbook = openpyxl.Workbook()
    if workbook.active is not None:
        workbook.remove(workbook.active)
    titles = _xlsx_titles([sheet.title for sheet in book.sheets()])
    for sheet in book.sheets():
        worksheet = workbook.create_sheet(titles[sheet.title])
        _fill(book, sheet, worksheet, titles)
        _shape(sheet, worksheet)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _xlsx_titles(titles: list[str]) -> dict[str, str]:
    """The title that each sheet gets in a format that allows 31 characters, not all of them, and no title twice."""
    made: dict[str, str] = {}
    taken: set[str] = set()
    for title in titles:
        plain = NOT_IN_XLSX_TITLES.sub("_", title)
        name, number = plain[:XLSX_TITLE_LENGTH], 2
        while name.casefold() in taken:
            name, number = f"{plain[: XLSX_TITLE_LENGTH - len(str(number)) - 1]} {number}", number + 1
        taken.add(name.casefold())
        made[title] = name
    return made


def _retitled(formula: str, titles: dict[str, str]) -> str:
    for old, new in titles.items():
        if old != new:
            formula = retitled(formula, old, new)
    return formula


def _shape(sheet: Sheet, worksheet: Worksheet) -> None:
    """What is merged, frozen and hidden."""
    for merge in sheet.objects.get("merges", []):
        rect = rect_of(merge, sheet)
        worksheet.merge_cells(None, rect.top + 1, rect.left + 1, rect.bottom, rect.right)
    grid = sheet.properties.get("gridProperties", {})
    frozen = cell_name(grid.get("frozenRowCount", 0), grid.get("frozenColumnCount", 0))
    worksheet.freeze_panes = None if frozen == "A1" else frozen
    worksheet.sheet_state = "hidden" if sheet.properties.get("hidden") else "visible"


def _fill(book: Book, sheet: Sheet, worksheet: Worksheet, titles: dict[str, str]) -> None:
    for number in range(sheet.columns):
        bottom = sheet.grid.filled_rows(number, number + 1)
        tokens = sheet.grid.read(number, 0, bottom)
        styles = sheet.grid.styles(number, 0, bottom)
        formulas = sheet.grid.formulas(number, 0, bottom)
        for row, token in enumerate(tokens):
            if token == BLANK and row not in formulas:
                continue
            number_format = book.styles.number_format(styles[row])
            cell = worksheet.cell(row + 1, number + 1)
            value: CellValue = value_of(token)
            if row in formulas:
                cell.value = _retitled(formulas[row], titles)
            elif is_date_format(number_format) and isinstance(value, int | float):
                cell.value = moment_of(value) or value
            elif isinstance(value, str):
                cell.value = NOT_IN_XML.sub("", value)
                cell.data_type = "s"
            else:
                cell.value = value
            if number_format:
                cell.number_format = pattern_of(number_format) or "General"

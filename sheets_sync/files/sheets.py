"""A file -> its sheets as plain cells, with line numbers. The only module here that opens a person's file.

What a file is, its first bytes tell and not its name: people rename .xls to .csv. The readings of a text with one
delimiter each are "sheets" too: the one whose headings fit is taken, which is surer than counting commas.

openpyxl and not pandas.read_excel: that one drops merged areas and turns texts such as "NA" into nothing.
"""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from sheets_sync.errors import UsageError
from sheets_sync.problems import CellValue, say
from sheets_sync.schema import Package, Text

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"  # the compound file of .xls, and of an .xlsx with a password
_ZIP = b"PK\x03\x04"
_DELIMITERS = ",;\t"
Row = Sequence[CellValue]


@dataclass(frozen=True)
class Merge:
    """A merged area by 0-based rows and columns, both ends within it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """`rows` end with the last one that is filled; `numbers` are their 1-based lines. A date is ISO text."""

    name: str
    rows: Sequence[Row]
    numbers: Sequence[int]
    merges: tuple[Merge, ...] = ()
    notes: tuple[Text, ...] = ()


def open_sheets(path: Path, package: Package) -> list[Sheet]:
    """The visible sheets of a workbook, or the readings of a text with each delimiter.

    Raises:
        UsageError: the file is absent, is an .xls, has a password, or is neither a workbook nor a text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path.name}: the file cannot be read: {error.strerror}.") from error
    if content.startswith(_OLD_EXCEL):
        raise UsageError(
            f"{path.name}: this is an old .xls file, or it has a password. Open it in Excel or WPS, take the password"
            " off, save it as .xlsx and import that. (An .xls holds 65,536 rows and drops the rest without a word.)"
        )
    return _workbook(path.name, content, package) if content.startswith(_ZIP) else _texts(path.name, content, package)


def _workbook(name: str, content: bytes, package: Package) -> list[Sheet]:
    try:
        book = _loaded(content, data_only=False)
        formulas = any(cell.data_type == "f" for sheet in book.worksheets for row in sheet.rows for cell in row)
        saved = _loaded(content, data_only=True) if formulas else book
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError) as error:
        # SyntaxError is what the standard library's XML parser raises
        raise UsageError(f"{name}: this is no whole .xlsx file. Open it in Excel or WPS and save it again.") from error
    visible = [title for title in book.sheetnames if book[title].sheet_state == "visible"]
    return [_sheet(book[title], saved[title], package) for title in visible if hasattr(book[title], "merged_cells")]


def _loaded(content: bytes, *, data_only: bool) -> Any:  # Any: openpyxl ships no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about styles and drop-downs that it leaves out: we want cells
        return openpyxl.load_workbook(io.BytesIO(content), data_only=data_only)


def _sheet(sheet: Any, saved: Any, package: Package) -> Sheet:  # Any: openpyxl ships no types
    rows = _trimmed([[_plain(value) for value in row] for row in saved.iter_rows(values_only=True)])
    merges = tuple(
        Merge(area.min_row - 1, area.min_col - 1, area.max_row - 1, area.max_col - 1)
        for area in sheet.merged_cells.ranges
    )
    notes = tuple(_formula_notes(sheet, saved, package)) if sheet is not saved else ()
    return Sheet(sheet.title, rows, range(1, len(rows) + 1), merges, notes)


def _formula_notes(sheet: Any, saved: Any, package: Package) -> Iterator[Text]:
    places = [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    if places:
        yield say("file-formulas", package, count=str(len(places)))
    unsaved = sum(saved[place].value is None for place in places)
    if unsaved:
        yield say("file-unsaved", package, count=str(unsaved))


def _plain(value: Any) -> CellValue:
    """What openpyxl gives for a cell: a date as ISO text, without a time when it is midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _texts(name: str, content: bytes, package: Package) -> list[Sheet]:
    text, encoding = _decoded(name, content)
    notes = (say("file-encoding", package, encoding=encoding),)
    readings: list[Sheet] = []
    fault: csv.Error | None = None
    for delimiter in _DELIMITERS:
        try:
            records = list(_records(text, delimiter))
        except csv.Error as error:
            fault = fault or error
            continue
        rows = _trimmed([row for _, row in records])
        readings.append(Sheet(name, rows, [number for number, _ in records][: len(rows)], notes=notes))
    if not readings:
        raise UsageError(f"{name}: a quotation mark in this text is not closed, or stands in the middle: {fault}.")
    return readings


def _decoded(name: str, content: bytes) -> tuple[str, str]:
    """The text and its encoding: strictly UTF-8, else strictly GB18030, which holds GBK and GB2312."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):  # Excel's "Unicode text"
        encodings = ["utf-16"]
    elif b"\0" in content:
        encodings = []
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding), encoding.removesuffix("-sig").upper()
        except UnicodeDecodeError:
            continue
    raise UsageError(f"{name}: this is neither an .xlsx file nor a text in UTF-8 or GB18030. Save it as .xlsx.")


def _records(text: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    """(line on which it begins, cells) of each record. Strict, so that an open quote does not swallow the rest."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    for record in reader:
        yield begins, record
        begins = reader.line_num + 1


def _trimmed(rows: list[Row]) -> list[Row]:
    while rows and not any(cell is not None and str(cell).strip() for cell in rows[-1]):
        rows.pop()
    return rows

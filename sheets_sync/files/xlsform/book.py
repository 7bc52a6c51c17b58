"""Forms as files: TAB.xlsx for each tab with a form, and beside it TAB.csv for each tab whose rows are choices.

No cell of an .xlsx is a formula, and words are marked as in every file for people (`text_mark`); XPath is not, because
a mark would change it and it comes from the schema files alone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell

from sheets_sync.errors import FileError
from sheets_sync.files.text_mark import marked
from sheets_sync.files.writing import bold, for_xml, written_whole
from sheets_sync.files.xlsform.model import Line, XlsForm
from sheets_sync.files.xlsform.offered import Offered

_MARKED = ("label", "hint", "required_message", "constraint_message", "form_title")
_FIRST = ("type", "list_name", "name", "label", "hint")
"""Columns that a person looks for first; the others follow as they come."""


def write_forms(forms: Sequence[XlsForm], offered: Sequence[Offered], folder: Path) -> list[Path]:
    """Write the files into `folder`, which is made if need be; an earlier one is replaced only by a whole one.

    Raises:
        FileError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        books = [written_whole(folder / f"{form.tab.name}.xlsx", partial(_write_book, form)) for form in forms]
        return books + [written_whole(folder / f"{one.tab.name}.csv", partial(_write_csv, one)) for one in offered]
    except OSError as error:
        raise FileError(f"{folder}: the forms could not be written: {error.strerror}.") from error


def _write_book(form: XlsForm, path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    for name, lines in (("survey", form.survey), ("choices", form.choices), ("settings", [form.settings])):
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        headings = _headings(lines)
        sheet.append([bold(sheet, heading) for heading in headings])
        for line in lines:
            sheet.append([_text(sheet, heading, line.get(heading, "")) for heading in headings])
    book.save(path)


def _headings(lines: Iterable[Line]) -> list[str]:
    """The columns in which something stands."""
    found = dict.fromkeys(heading for line in lines for heading, cell in line.items() if cell)
    order = {word: place for place, word in enumerate(_FIRST)}
    return sorted(found, key=lambda heading: order.get(heading.partition("::")[0], len(order)))


def _text(sheet: Any, heading: str, text: str) -> Any:  # Any: openpyxl ships no types
    if not text:
        return None
    is_words = heading.partition("::")[0] in _MARKED
    cell = WriteOnlyCell(sheet, for_xml(marked(text) if is_words else text))
    cell.data_type = "s"  # openpyxl takes whatever begins with = for a formula
    return cell


def _write_csv(offered: Offered, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(offered.heading)
        lines.writerows([marked(cell) for cell in line] for line in offered.lines())

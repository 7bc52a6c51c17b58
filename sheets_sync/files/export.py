"""Tabs as files for people and their programs: one .xlsx for all, or one .csv a tab.

A csv with the schema's names is for programs: plain UTF-8, names of choices, true and false. With titles it is for
people: it begins with a byte order mark, because Excel takes a text without one for the country's old encoding. An
.xlsx always has titles. In both a text that a spreadsheet would run is marked (`text_mark`); numbers stay numbers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sheets_sync.errors import FileError
from sheets_sync.files.text_mark import marked
from sheets_sync.files.writing import Cell, bold, for_xml, written_whole
from sheets_sync.schema import Field, FieldType, Package, Tab
from sheets_sync.table import ROW, BadCell
from sheets_sync.words import LIST_SEPARATOR

XLSX_ROWS = 1_048_576
XLSX_CHARACTERS = 32_767
"""The limits of Excel: rows of a sheet, characters of a cell. Beyond them nothing is written at all."""

_NOT_IN_SHEET_NAMES = re.compile(r"[\[\]:*?/\\]")
_CHUNK = 5_000  # rows turned into Python objects at a time: what keeps memory small, however long the tab


def export_tables(
    package: Package,
    tables: Mapping[str, pa.Table],
    folder: Path,
    format: Literal["xlsx", "csv"],
    titles: str | None = None,
    bad: Mapping[str, Sequence[BadCell]] | None = None,
) -> list[Path]:
    """Write `tables` (by tab, with the tab's typed columns) into `folder`, which is made if need be.

    `titles` is the language of headings, choices and truth values; None means the schema's names in csv and the
    workbook's language in xlsx. `bad` are the cells that do not parse: they are written as they stand. The files are
    TAB.csv, or one .xlsx with the package's name; an earlier one is replaced only when the new one is whole.

    Raises:
        FileError: the folder cannot be written, or a tab is beyond what an .xlsx holds.
    """
    shown = [
        Shown(package, tab, tables[tab.name], tuple((bad or {}).get(tab.name, ())), titles or _own(package, format))
        for tab in package.tabs
        if tab.name in tables
    ]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if format == "xlsx":
            path = folder / f"{package.name}.xlsx"
            return [written_whole(path, lambda part: _write_workbook(part, shown))]
        return [written_whole(folder / f"{one.tab.name}.csv", partial(_write_csv, one)) for one in shown]
    except OSError as error:
        raise FileError(f"{folder}: the export could not be written: {error.strerror}.") from error


@dataclass(frozen=True)
class Shown:
    """A table as people or programs shall see it: in `language`, or with the schema's names when that is None."""

    package: Package
    tab: Tab
    data: pa.Table
    bad: tuple[BadCell, ...]
    language: str | None

    @property
    def fields(self) -> list[Field]:
        """The fields that the table holds, in the order of the sheet."""
        return [field for field in self.tab.fields if field.name in self.data.column_names]

    @property
    def headings(self) -> list[str]:
        """The heading of each field."""
        return [field.title[self.language] if self.language else field.name for field in self.fields]

    def frames(self) -> Iterator[pd.DataFrame]:
        """The rows piece by piece, one piece at least; texts are marked, an empty cell is None."""
        stands = {(cell.row, cell.field): str(cell.raw) for cell in self.bad}
        for start in range(0, max(self.data.num_rows, 1), _CHUNK):
            piece = self.data.slice(start, _CHUNK)
            rows = piece[ROW].to_pylist() if stands else [None] * piece.num_rows
            columns = []
            for field in self.fields:
                written = self._writer(field)
                values = zip(rows, piece[field.name].to_pylist(), strict=True)
                columns.append([_marked(stands.get((row, field.name), written(value))) for row, value in values])
            yield pd.DataFrame(dict(enumerate(columns)), dtype=object)

    def _writer(self, field: Field) -> Callable[[Any], Cell]:  # Any: what Arrow gives back
        words = self._words(field)

        def written(value: Any) -> Cell:
            if isinstance(value, list):
                return LIST_SEPARATOR.join(words.get(name, name) for name in value) or None
            cell: Cell = words.get(value, value)
            return cell

        return written

    def _words(self, field: Field) -> Mapping[Any, str]:
        """What is written for a choice or a truth value; any other value is written as it is."""
        language = self.language
        if field.type is FieldType.BOOLEAN:
            truths = self.package.booleans
            return {v: words[language] for v, words in truths.items()} if language else {True: "true", False: "false"}
        return {choice.name: choice.title[language] for choice in field.choices} if language else {}


def _own(package: Package, format: str) -> str | None:
    return package.language if format == "xlsx" else None


def _marked(cell: Cell) -> Cell:
    return marked(cell) if isinstance(cell, str) else cell


def _write_csv(shown: Shown, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig" if shown.language else "utf-8", newline="") as file:
        csv.writer(file).writerow(shown.headings)
        for piece in shown.frames():
            piece.to_csv(file, header=False, index=False, lineterminator="\r\n")


def _refuse_too_large(shown: Shown) -> None:
    """Refuse before the first byte what Excel would drop or call damaged."""
    if shown.data.num_rows >= XLSX_ROWS:
        raise FileError(
            f"{shown.tab.name} has {shown.data.num_rows:,} rows, and a sheet of an .xlsx holds {XLSX_ROWS:,} with its"
            " headings. Export it as csv."
        )
    texts = [shown.data[field.name] for field in shown.fields if field.type is FieldType.STRING]
    longest = max((pc.max(pc.utf8_length(text)).as_py() or 0 for text in texts), default=0)
    longest = max(longest, *(len(str(cell.raw)) for cell in shown.bad), 0)
    if longest >= XLSX_CHARACTERS:  # one is for the mark
        raise FileError(
            f"A cell of {shown.tab.name} has {longest:,} characters, and one of an .xlsx holds {XLSX_CHARACTERS:,}."
            " Export it as csv."
        )


def _write_workbook(path: Path, tabs: Sequence[Shown]) -> None:
    for shown in tabs:
        _refuse_too_large(shown)
    book = openpyxl.Workbook(write_only=True)
    for shown in tabs:
        title = shown.tab.title[shown.language or shown.package.language]
        sheet = book.create_sheet(_NOT_IN_SHEET_NAMES.sub(" ", title)[:31])
        sheet.freeze_panes = "A2"
        sheet.append([bold(sheet, heading) for heading in shown.headings])
        for piece in shown.frames():
            for row in piece.itertuples(index=False, name=None):
                sheet.append([for_xml(cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)

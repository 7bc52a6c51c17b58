"""A person's file -> rows of a tab, with an account of every line.

Nothing is lost in silence: each line of the file is a row or stands in `skipped` with its reason, and each column is a
field or stands in `ignored`. Values are not judged here; `import_plan` does that with the rules of the tab.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sheets_sync.cells import Bad, format_cell, parse_cell, parser
from sheets_sync.errors import UsageError
from sheets_sync.files.dates import is_bare, spelt_out, usual_year, years_named
from sheets_sync.files.lines import Layout, Skipped, lay_out, rows_of
from sheets_sync.files.manners import cells_of
from sheets_sync.files.notes import Year, notes_of
from sheets_sync.files.sheets import open_sheets
from sheets_sync.problems import CellValue, message_of
from sheets_sync.schema import Field, FieldType, Package, Tab, Text


@dataclass(frozen=True)
class FileRows:
    """What a file holds for one tab.

    `rows` are 1-based line numbers; `cells` (as they shall stand in the sheet; None is blank) and `raw` (as they stand
    in the file) have one entry a row for each field that the file has. `fill` are cells for fields that a line leaves
    blank. `headings` tells which word became which field.
    """

    tab: Tab
    rows: tuple[int, ...]
    cells: Mapping[str, Sequence[CellValue]]
    raw: Mapping[str, Sequence[CellValue]]
    fill: Mapping[str, CellValue]
    headings: Mapping[str, str]
    ignored: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[Text, ...]

    @property
    def lines(self) -> int:
        """How many lines the file has, up to the last that is filled: rows and skipped ones together."""
        return len(self.rows) + len(self.skipped)


def read_file(
    path: Path, package: Package, tab: Tab, *, year: int | None = None, fill: Mapping[str, str] | None = None
) -> FileRows:
    """Read an .xlsx or a text file (UTF-8, GB18030 or UTF-16; comma, semicolon or tab) as rows of `tab`.

    `year` is that of dates without one; by default the year of most dates in the file, else one named above the
    headings. `fill` gives cells, as typed, for fields that a line leaves blank; it goes before the tab's own.

    Raises:
        UsageError: the file is of no kind that is read, no line of it holds the headings of `tab`, or `fill` names a
            field or a value that there is none of.
    """
    filled = _filled(package, tab, fill or {})
    layout = lay_out(path.name, package, tab, open_sheets(path, package))
    rows, columns = rows_of(layout), layout.headings.columns
    raw = {name: [row[at] if at < len(row) else None for row in rows] for name, at in columns.items()}
    taken_year = _year(package, tab, raw, layout, year)
    value = taken_year.value if taken_year else None
    return FileRows(
        tab,
        rows=tuple(layout.sheet.numbers[index] for index in layout.picked),
        cells={name: cells_of(package, tab, tab.by_name[name], column, value) for name, column in raw.items()},
        raw=raw,
        fill=filled,
        headings=layout.headings.words,
        ignored=(*layout.headings.ignored, *layout.headings.repeated),
        skipped=layout.skipped,
        notes=tuple(notes_of(package, tab, layout, taken_year, _bare_dates(tab, raw))),
    )


def _filled(package: Package, tab: Tab, given: Mapping[str, str]) -> Mapping[str, CellValue]:
    own = {f.name: f for f in tab.own_fields}
    typed: dict[str, CellValue] = {
        name: str(fill.value) for name, fill in tab.import_rules.fill.items() if fill.kind == "value"
    }
    filled: dict[str, CellValue] = {}
    for name, cell in {**typed, **given}.items():
        if name not in own:
            raise UsageError(f"{tab.name} has no field “{name}” that can be set. There are: {', '.join(own)}.")
        value = parse_cell(package, own[name], cell)
        if isinstance(value, Bad):
            message = message_of(package, tab, name, value.rule, str(cell))
            raise UsageError(f"{name}={cell}: {message.get('en', message[package.language])}")
        filled[name] = format_cell(package, own[name], value)
    return filled


def _year(
    package: Package, tab: Tab, raw: Mapping[str, Sequence[CellValue]], layout: Layout, given: int | None
) -> Year | None:
    if given is not None:
        return Year(given, "year-given")
    dates = [
        parser(package, field)(spelt_out(cell, None)) for field in _date_fields(tab) for cell in raw.get(field.name, ())
    ]
    usual = usual_year(moment.year for moment in dates if isinstance(moment, date))
    if usual is not None:
        return Year(usual, "year-dates")
    titles = layout.sheet.rows[: layout.headings.index]
    named = usual_year(years_named(cell for row in titles for cell in row))
    return Year(named, "year-titles") if named is not None else None


def _bare_dates(tab: Tab, raw: Mapping[str, Sequence[CellValue]]) -> int:
    return sum(is_bare(cell) for field in _date_fields(tab) for cell in raw.get(field.name, ()))


def _date_fields(tab: Tab) -> list[Field]:
    return [f for f in tab.own_fields if f.type in (FieldType.DATE, FieldType.DATETIME)]

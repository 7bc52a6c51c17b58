"""Read every tab of a workbook in one call, and say clearly what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sheets_sync.client import Columns, Workbook
from sheets_sync.errors import HeaderError
from sheets_sync.headings import sheet_title
from sheets_sync.jobs.street import Street
from sheets_sync.problems import CellValue
from sheets_sync.ranges import column_letters, quoted
from sheets_sync.retry import Refused
from sheets_sync.schema import Package, Tab
from sheets_sync.table import Table, find_columns, heading_of, parse_table


@dataclass(frozen=True)
class Place:
    """Where the rows and columns of a tab are: 0-based column of each field, and the key column, heading included."""

    columns: Mapping[str, int]
    keys: tuple[CellValue, ...]


@dataclass(frozen=True)
class Snapshot:
    """All tabs as they stood in one call."""

    read_at: datetime
    tables: Mapping[str, Table]
    places: Mapping[str, Place]


def read_snapshot(street: Street) -> Snapshot:
    """Read and parse every tab.

    Raises:
        HeaderError: a tab or a column that people fill is missing, or a heading stands twice; it names all of them.
    """
    package = street.package
    read_at = street.now()
    answers = read_tabs(street.workbook, package, [quoted(title_of(package, tab)) for tab in package.tabs])
    tables: dict[str, Table] = {}
    places: dict[str, Place] = {}
    faults = []
    answers.reverse()
    for tab in package.tabs:  # each answer is let go once it is parsed: the cells of a whole street take memory
        values = answers.pop()
        try:
            table = tables[tab.name] = parse_table(package, tab, values)
        except HeaderError as error:
            faults.append(str(error))
            continue
        places[tab.name] = Place(table.columns, trimmed(values[table.columns[tab.primary_key]]))
    if faults:
        raise HeaderError(" ".join(faults))
    return Snapshot(read_at, tables, places)


def read_places(street: Street, expected: Mapping[str, Place]) -> dict[str, Place]:
    """Where rows and columns of these tabs ({tab: where they were}) are now.

    The key column is read where it was; if it has moved, the columns say so and the keys are empty.
    """
    package = street.package
    ranges = []
    for name, place in expected.items():
        tab = package.by_name[name]
        sheet, letters = quoted(title_of(package, tab)), column_letters(place.columns[tab.primary_key])
        ranges += [f"{sheet}!1:1", f"{sheet}!{letters}:{letters}"]
    answers = read_tabs(street.workbook, package, ranges)
    found: dict[str, Place] = {}
    for (name, place), heading, keys in zip(expected.items(), answers[::2], answers[1::2], strict=True):
        tab = package.by_name[name]
        columns = find_columns(tab, heading_of(heading))
        moved = columns[tab.primary_key] != place.columns[tab.primary_key]
        found[name] = Place(columns, () if moved or not keys else trimmed(keys[0]))
    return found


def read_columns(street: Street, tabs: Sequence[Tab]) -> list[dict[str, int]]:
    """Where the columns of each of these tabs are now, from their headings, in one call.

    Raises:
        HeaderError: a tab or a column is missing.
    """
    package = street.package
    headings = read_tabs(street.workbook, package, [f"{quoted(title_of(package, tab))}!1:1" for tab in tabs])
    return [find_columns(tab, heading_of(heading)) for tab, heading in zip(tabs, headings, strict=True)]


def trimmed(column: Sequence[CellValue]) -> tuple[CellValue, ...]:
    """The column without blank cells at its end, and every blank the same."""
    cells = [None if cell == "" else cell for cell in column]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def read_tabs(workbook: Workbook, package: Package, ranges: Sequence[str]) -> list[Columns]:
    """`Workbook.read`, with a clear message when a tab is not there.

    Raises:
        HeaderError: a tab is missing; the message names it and the sheets that are there.
    """
    try:
        return workbook.read(ranges)
    except Refused as error:
        titles = workbook.sheet_ids()
        missing = [tab for tab in package.tabs if title_of(package, tab) not in titles]
        if not missing:
            raise
        raise HeaderError(_missing_tabs(package, missing, list(titles))) from error


def _missing_tabs(package: Package, missing: Sequence[Tab], titles: Sequence[str]) -> str:
    there = {tab.name: sheet_title(package, tab, titles) for tab in missing}
    faults = [
        f"A tab was renamed in the schema: “{there[tab.name]}” is “{title_of(package, tab)}” ({tab.name}) now;"
        " `python -m sheets_sync apply` renames it here."
        for tab in missing
        if there[tab.name]
    ]
    absent = [title_of(package, tab) for tab in missing if not there[tab.name]]
    if absent:
        faults.append(
            f"The workbook has no tab {'、'.join(absent)}. It has: {'、'.join(titles)}. If one was renamed, name it"
            " back; `python -m sheets_sync apply` adds what is missing."
        )
    return " ".join(faults)


def title_of(package: Package, tab: Tab) -> str:
    """The title of a tab's sheet in the workbook."""
    return tab.title[package.language]

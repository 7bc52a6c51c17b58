"""A nursery in a local workbook of its own, with a clock that tests set, and tables as people read them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sheets_sync.config import Settings
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.reading import title_of
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters, quoted
from tests.conftest import MORNING, NURSERY, Rows


@dataclass
class Clock:
    """A clock that stands still until it is moved."""

    now: datetime = MORNING

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Nursery:
    """A street of the toy domain and what staff do in its sheets."""

    street: Street
    settings: Settings
    clock: Clock = field(default_factory=Clock)

    def sheet(self, tab: str) -> str:
        return quoted(title_of(self.street.package, self.street.package.by_name[tab]))

    def cells(self, tab: str) -> list[list[CellValue]]:
        """All rows of a tab, heading included, blanks as None, ragged ends filled."""
        columns = self.street.workbook.read([self.sheet(tab)])[0]
        height = max((len(column) for column in columns), default=0)
        filled = [[c if c != "" else None for c in column] + [None] * (height - len(column)) for column in columns]
        return [list(row) for row in zip(*filled, strict=True)]

    def rows(self, tab: str) -> list[dict[str, CellValue]]:
        """The rows below the heading, by the schema's field names; staff's own columns by their heading."""
        heading, *rows = self.cells(tab)
        names = {title: f.name for f in self.street.package.by_name[tab].fields for title in f.title.values()}
        return [{names.get(str(h), str(h)): c for h, c in zip(heading, row, strict=True)} for row in rows]

    def row(self, tab: str, key: str) -> dict[str, CellValue]:
        (found,) = [row for row in self.rows(tab) if row[self.street.package.by_name[tab].primary_key] == key]
        return found

    def type(self, tab: str, row: int, field_name: str, cell: CellValue) -> None:
        """Type into the cell of `field_name` in sheet row `row`."""
        heading = self.cells(tab)[0]
        title = self.street.package.by_name[tab].by_name[field_name].title["zh"]
        letters = column_letters(heading.index(title))
        self.street.workbook.write([CellRange(f"{self.sheet(tab)}!{letters}{row}", [[cell]])])

    def sort(self, tab: str, column: int) -> None:
        """Sort the tab's rows by a column, descending, as a clerk does."""
        sheet_id = self.street.workbook.sheet_ids()[self.sheet(tab).strip("'")]
        area = {"sheetId": sheet_id, "startRowIndex": 1}
        order = [{"dimensionIndex": column, "sortOrder": "DESCENDING"}]
        self.street.workbook.update([{"sortRange": {"range": area, "sortSpecs": order}}])

    def insert_column(self, tab: str, column: int) -> None:
        sheet_id = self.street.workbook.sheet_ids()[self.sheet(tab).strip("'")]
        span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
        self.street.workbook.update([{"insertDimension": {"range": span, "inheritFromBefore": False}}])


def write_rows(street: Street, rows: Rows) -> None:
    """Put rows into an empty provisioned workbook, as typed."""
    for name, given in rows.items():
        tab = street.package.by_name[name]
        sheet = quoted(title_of(street.package, tab))
        columns: Sequence[Sequence[CellValue]] = [[_typed(row, f.name) for row in given] for f in tab.own_fields]
        last = column_letters(len(columns) - 1)
        street.workbook.write([CellRange(f"{sheet}!A2:{last}{len(given) + 1}", columns)])


def _typed(row: Mapping[str, CellValue], name: str) -> CellValue:
    return row.get(name)


OpenNursery = Callable[[], Nursery]


@pytest.fixture
def open_nursery(toy_folder: Path, tmp_path: Path) -> OpenNursery:
    """Open the nursery of this test once more, as a second process would."""
    settings = Settings(workbook=f"local:{tmp_path / 'book'}", schemas=str(toy_folder), data=str(tmp_path / "store"))
    clock = Clock()

    def open_one() -> Nursery:
        return Nursery(open_street(settings, clock, create=True), settings, clock)

    return open_one


@pytest.fixture
def nursery(open_nursery: OpenNursery) -> Nursery:
    """The nursery at 08:00, provisioned and filled."""
    made = open_nursery()
    apply_layout(made.street)
    write_rows(made.street, NURSERY)
    return made

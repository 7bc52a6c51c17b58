"""Fill a new workbook with the invented street of schemas/demo/*.sql: one seeded query a tab, in the tabs' order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from sheets_sync.cells import format_cell
from sheets_sync.engine import Engine
from sheets_sync.errors import SchemaError
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.reading import title_of
from sheets_sync.jobs.street import Street
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, column_letters, quoted
from sheets_sync.schema import Package, Tab
from sheets_sync.schema.model import Piece
from sheets_sync.sql_errors import sql_mistake

SPARE_ROWS = 1000


@dataclass(frozen=True)
class DemoSize:
    """How large the street is and which one: the same seed gives the same street at the same time of day."""

    households: int = 57_000
    seed: int = 1

    @classmethod
    def of(cls, households: int | None, seed: int | None) -> DemoSize | None:
        """The size asked for; None when nothing was asked."""
        if households is None and seed is None:
            return None
        return cls(households or cls.households, cls.seed if seed is None else seed)


def invent(street: Street, folder: Path, size: DemoSize) -> dict[str, pa.Table]:
    """The invented rows of each tab that has a query in `folder`; nothing is written.

    Raises:
        SchemaError: a query does not run, gives a column that the tab does not have, or is for a tab that the program
            fills itself.
    """
    _refuse_made(street.package, folder)
    engine = Engine(street.package, street.now())
    extra = {"seed": size.seed, "households": size.households}
    tables: dict[str, pa.Table] = {}
    for tab in street.package.filled_tabs:
        file = folder / f"{tab.name}.sql"
        if not file.exists():
            continue
        sql = file.read_text(encoding="utf-8")
        try:
            table = engine.query(sql, extra)
        except duckdb.Error as error:
            raise sql_mistake(f"demo/{tab.name}.sql", {"sql": Piece(1, sql)}, "sql", error) from error
        unknown = set(table.column_names) - {f.name for f in tab.own_fields}
        if unknown:
            raise SchemaError(
                f"demo/{tab.name}.sql gives {', '.join(sorted(unknown))}, which people do not fill in {tab.name}."
            )
        engine.load(tab.name, table)
        tables[tab.name] = table
    return tables


def _refuse_made(package: Package, folder: Path) -> None:
    for tab in package.tabs:
        if tab.source and (folder / f"{tab.name}.sql").exists():
            raise SchemaError(
                f"demo/{tab.name}.sql: the rows of {tab.name} are made by the program (source: {tab.source} in"
                f" tabs/{tab.name}.yaml). Take the file out; invent rows of the tabs that people fill."
            )


def fill(street: Street, tables: Mapping[str, pa.Table], tell: Callable[[str], None]) -> int:
    """Provision the workbook and write the rows; gives the number of cells. `tell` hears of each tab."""
    apply_layout(street)
    sheet_ids = street.workbook.sheet_ids()
    cells = 0
    for name, table in tables.items():
        tab = street.package.by_name[name]
        title = title_of(street.package, tab)
        grid = {"sheetId": sheet_ids[title], "gridProperties": {"rowCount": table.num_rows + SPARE_ROWS}}
        request = {"updateSheetProperties": {"properties": grid, "fields": "gridProperties.rowCount"}}
        street.workbook.update([request], idempotent=True)
        for column, field_name in enumerate(f.name for f in tab.own_fields):
            if field_name in table.column_names:
                cells += _write_column(street, tab, column, table[field_name])
        tell(f"{title} {table.num_rows:,}")
    return cells


def _write_column(street: Street, tab: Tab, column: int, values: pa.ChunkedArray) -> int:
    field = tab.own_fields[column]
    cells = _cells(street.package, tab, field.name, values)
    letters = column_letters(column)
    a1 = f"{quoted(title_of(street.package, tab))}!{letters}2:{letters}{len(cells) + 1}"
    street.workbook.write([CellRange(a1, [cells])])
    return sum(cell is not None for cell in cells)


def _cells(package: Package, tab: Tab, name: str, values: pa.ChunkedArray) -> list[CellValue]:
    field = tab.by_name[name]
    return [None if value is None else format_cell(package, field, value) for value in values.to_pylist()]

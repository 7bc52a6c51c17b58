"""People's files against the workbook: check, import, export. The reading and deciding stand in `sheets_sync.files`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.errors import UsageError
from sheets_sync.files.export import export_tables
from sheets_sync.files.import_plan import CellChange, ImportPlan, plan_import
from sheets_sync.files.rows import FileRows, read_file
from sheets_sync.files.xlsform import build_form, offered_rows, write_forms
from sheets_sync.jobs.reading import Snapshot, read_places, read_snapshot, title_of
from sheets_sync.jobs.street import Street
from sheets_sync.judge import Judgement, judge
from sheets_sync.plan import RowName, TabPlan, highest_key, resolve
from sheets_sync.problems import CellValue
from sheets_sync.rows import append_requests
from sheets_sync.schema import Package, Tab, Text
from sheets_sync.table import BadCell

ROWS_A_CALL = 2000


@dataclass(frozen=True)
class ReadManner:
    """What the person who imports says of the file: the year of dates without one, cells for fields that it lacks."""

    year: int | None = None
    fill: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Prepared:
    """An import decided on and not yet made."""

    rows: FileRows
    plan: ImportPlan
    snapshot: Snapshot


def prepare_import(street: Street, file: Path, tab: Tab, manner: ReadManner) -> Prepared:
    """Read a file and the workbook, and decide what an import would do. Nothing is written.

    Raises:
        UsageError: the file cannot be read as rows of `tab`; the message says why.
        HeaderError: a tab or a column of the workbook is missing.
    """
    rows = read_file(file, street.package, tab, year=manner.year, fill=manner.fill)
    snapshot = read_snapshot(street)
    engine = Engine(street.package, snapshot.read_at)
    load_tabs(engine, {name: table.data for name, table in snapshot.tables.items()})
    return Prepared(rows, plan_import(street.package, engine, rows, snapshot.tables[tab.name]), snapshot)


def carry_out(street: Street, prepared: Prepared) -> None:
    """Append the new rows and write the changed cells. After a failure the same import again does only what is missing.

    Raises:
        UsageError: nothing tells which row of the tab a line means; nothing was written.
        WorkbookError: the workbook did not take it, or nobody knows whether it did.
    """
    tab, plan = prepared.rows.tab, prepared.plan
    if not tab.import_rules.key and tab.primary_key not in prepared.rows.cells:
        raise UsageError(
            f"The file has no column for {tab.primary_key}, and tabs/{tab.name}.yaml names no import.key: a row could"
            " not be known again, and a second import would double it. Add one of the two."
        )
    if plan.new:
        street.outbox.note_keys({tab.name: highest_key(tab, prepared.snapshot.tables[tab.name].data)})
    place = read_places(street, {tab.name: prepared.snapshot.places[tab.name]})[tab.name]
    cells = TabPlan(tab, _by_field(plan.changed))
    street.workbook.write(list(resolve(cells, title_of(street.package, tab), place.columns, place.keys)))
    sheet_id = street.workbook.sheet_ids()[title_of(street.package, tab)]
    for start in range(0, len(plan.new), ROWS_A_CALL):
        rows = _with_keys(street, tab, plan.new[start : start + ROWS_A_CALL])
        street.workbook.update(append_requests(sheet_id, place.columns, rows))


def export(street: Street, folder: Path, kind: Literal["xlsx", "csv"], titles: str | None) -> list[Path]:
    """Write every tab but the problem list, computed as of now, into `folder`; gives the files."""
    package, snapshot = street.package, read_snapshot(street)
    tabs = _judged(package, snapshot).tabs
    tables = {tab.name: tabs[tab.name] for tab in (*package.filled_tabs, *package.query_tabs)}
    return export_tables(package, tables, folder, kind, titles, _bad(package, snapshot))


def export_forms(street: Street, folder: Path) -> tuple[list[Path], list[Text]]:
    """Write the form of every tab that has one as an XLSForm, and the rows that it chooses from, into `folder`.

    Gives the files, and what the forms lack.
    """
    package, snapshot = street.package, read_snapshot(street)
    connection = Engine(package, snapshot.read_at).connection
    version = f"{snapshot.read_at:%Y%m%d%H%M%S}"
    forms = [build_form(package, tab, tab.form, version, connection) for tab in package.tabs if tab.form]
    offered = offered_rows(package, forms, _judged(package, snapshot).tabs)
    notes = [note for form in forms for note in form.notes] + [rows.note for rows in offered]
    return write_forms(forms, offered, folder), notes


def _judged(package: Package, snapshot: Snapshot) -> Judgement:
    tables = {tab.name: snapshot.tables[tab.name].data for tab in package.filled_tabs}
    return judge(package, snapshot.read_at, tables, _bad(package, snapshot))


def _bad(package: Package, snapshot: Snapshot) -> dict[str, tuple[BadCell, ...]]:
    return {tab.name: snapshot.tables[tab.name].bad for tab in package.filled_tabs}


def _by_field(changes: tuple[CellChange, ...]) -> dict[str, dict[RowName, CellValue]]:
    cells: dict[str, dict[RowName, CellValue]] = {}
    for change in changes:
        cells.setdefault(change.field, {})[change.key, 0] = change.new
    return cells


def _with_keys(street: Street, tab: Tab, rows: tuple[Mapping[str, CellValue], ...]) -> list[Mapping[str, CellValue]]:
    without = sum(tab.primary_key not in row for row in rows)
    keys = iter(street.outbox.take_keys(tab.name, tab.key_prefix, without))
    return [row if tab.primary_key in row else {tab.primary_key: next(keys), **row} for row in rows]

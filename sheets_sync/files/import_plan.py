"""Decide what an import will write: rows to add and cells to change, by key. Nothing is written here.

Three promises hold for every plan. A blank cell of the file blanks nothing. A cell that breaks a rule goes into a new
row as it stands, so that nothing is lost, but never into a row that has something in that cell already. And the same
file once more changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from sheets_sync.cells import Bad, format_cell, parse_cell
from sheets_sync.engine import Engine
from sheets_sync.files.judging import BadNow, judge_entries
from sheets_sync.files.matching import Entry, Given, Known, Matcher
from sheets_sync.files.rows import FileRows
from sheets_sync.problems import CellValue, Problem, say
from sheets_sync.schema import FieldType, Package, Tab
from sheets_sync.table import ROW, Table, parse_columns

DUPLICATE_LINE = "duplicate-line"
"""Rule id: two lines of the file mean one row and differ."""


@dataclass(frozen=True)
class CellChange:
    """A cell of the row `key` that the file has otherwise; `line` is the file's."""

    line: int
    key: str
    field: str
    old: CellValue
    new: CellValue


@dataclass(frozen=True)
class Duplicate:
    """A line that means the same row as an earlier one; the two were put together."""

    line: int
    first: int


@dataclass(frozen=True)
class ImportPlan:
    """What an import does.

    `new` are rows to append, blank fields left out; they have a key only where the file gives one. `matched` names the
    row of each line that was known already. `kept` are changes that are not made, because the file's cell breaks a rule
    or the row has no key of its own. `problems` have the file's line numbers.
    """

    new: tuple[Mapping[str, CellValue], ...]
    changed: tuple[CellChange, ...]
    kept: tuple[CellChange, ...]
    unchanged: int
    """Known rows in which no cell is changed."""
    matched: Mapping[int, str]
    duplicates: tuple[Duplicate, ...]
    problems: tuple[Problem, ...]


def plan_import(package: Package, engine: Engine, file_rows: FileRows, current: Table) -> ImportPlan:
    """Compare a file with the tab as read, and judge its rows as they would stand in the workbook.

    `engine` holds all tabs, `current` among them, from the same read.

    Raises:
        SchemaError: a rule's SQL does not run.
    """
    tab = file_rows.tab
    bad_now = {(cell.row, cell.field): cell.raw for cell in current.bad}
    matcher = Matcher(tab, _known_rows(tab, current.data, bad_now))
    filled = {name: parse_cell(package, tab.by_name[name], cell) for name, cell in file_rows.fill.items()}
    for line, given in _given_lines(package, file_rows):
        matcher.add(line, given, {name: value for name, value in filled.items() if not isinstance(value, Bad)})
    entries = matcher.entries
    for entry in entries:
        if entry.known is None:
            entry.given = {**_fill(package, engine, file_rows, entry.line), **entry.given}
    problems = judge_entries(engine, tab, entries, bad_now)
    broken = {(problem.row, problem.field) for problem in problems}
    known = [entry for entry in entries if entry.known]
    changed, kept = _changes(package, tab, known, broken)
    touched = {change.line for change in changed}
    return ImportPlan(
        new=tuple({n: given.cell for n, given in entry.given.items()} for entry in entries if entry.known is None),
        changed=tuple(changed),
        kept=tuple(kept),
        unchanged=sum(not touched & {given.line for given in entry.given.values()} for entry in known),
        matched={line: e.known.key for e in known if e.known for line in (e.line, *e.repeats)},
        duplicates=tuple(Duplicate(line, entry.line) for entry in entries for line in entry.repeats),
        problems=tuple(sorted([*problems, *_differences(package, tab, entries)], key=lambda p: p.row)),
    )


def _known_rows(tab: Tab, data: pa.Table, bad: BadNow) -> Iterator[Known]:
    """The rows of the workbook; a cell that does not parse is compared as the text that stands in it.

    A row whose key stands in a row above as well has none here: a change by that key would hit the other one.
    """
    names = [f.name for f in tab.own_fields]
    columns = [data[name].to_pylist() for name in names]
    seen: set[str] = set()
    for row, *values in zip(data[ROW].to_pylist(), *columns, strict=True):
        stands = {name: str(bad[row, name]) if (row, name) in bad else v for name, v in zip(names, values, strict=True)}
        key = stands[tab.primary_key] or ""
        yield Known(row, "" if key in seen else key, stands)
        seen.add(key)


def _given_lines(package: Package, file_rows: FileRows) -> Iterator[tuple[int, dict[str, Given]]]:
    fields = [f for f in file_rows.tab.own_fields if f.name in file_rows.cells]
    data, bad = parse_columns(package, fields, file_rows.cells, file_rows.rows)
    rules = {(cell.row, cell.field): cell.rule for cell in bad}
    names = [f.name for f in fields]
    cells = [file_rows.cells[name] for name in names]
    values = [data[name].to_pylist() for name in names]
    for index, line in enumerate(file_rows.rows):
        yield (
            line,
            {
                name: Given(line, column[index], typed[index], rules.get((line, name)))
                for name, column, typed in zip(names, cells, values, strict=True)
                if column[index] is not None
            },
        )


def _fill(package: Package, engine: Engine, file_rows: FileRows, line: int) -> dict[str, Given]:
    """What a new row gets in fields that the file leaves blank: the cells of `fill`, and the time of the import."""
    tab = file_rows.tab
    filled = {}
    for name, cell in {**_moments(package, engine, tab), **file_rows.fill}.items():
        value = parse_cell(package, tab.by_name[name], cell)
        assert not isinstance(value, Bad), "read_file refuses a fill that does not parse"
        filled[name] = Given(line, cell, value)
    return filled


def _moments(package: Package, engine: Engine, tab: Tab) -> dict[str, CellValue]:
    filled = (tab.by_name[name] for name, fill in tab.import_rules.fill.items() if fill.kind == "now")
    return {
        field.name: format_cell(package, field, engine.now.date() if field.type is FieldType.DATE else engine.now)
        for field in filled
    }


def _changes(
    package: Package, tab: Tab, entries: Sequence[Entry], broken: set[tuple[int, str | None]]
) -> tuple[list[CellChange], list[CellChange]]:
    """The cells to change, and those that are kept as they are."""
    changed: list[CellChange] = []
    kept: list[CellChange] = []
    for entry in entries:
        assert entry.known is not None
        for name, given in entry.given.items():
            stands = entry.known.values[name]
            if stands == given.compared:
                continue
            change = CellChange(
                given.line, entry.known.key, name, format_cell(package, tab.by_name[name], stands), given.cell
            )
            refused = stands is not None and (given.line, name) in broken
            (kept if refused or not entry.known.key else changed).append(change)
    return changed, kept


def _differences(package: Package, tab: Tab, entries: Sequence[Entry]) -> Iterator[Problem]:
    for entry in entries:
        for found in entry.differences:
            message = say(
                DUPLICATE_LINE,
                package,
                line=str(found.first),
                title=tab.by_name[found.field].title,
                value=str(found.earlier),
            )
            cell = entry.given[found.field].cell
            key = entry.known.key if entry.known else ""
            yield Problem(tab.name, found.line, key, found.field, DUPLICATE_LINE, str(cell), message)

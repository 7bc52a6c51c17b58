"""A ValueRange <-> a typed Arrow table with the sheet's row order; bad cells are kept.

A sheet's columns are found by their heading: the title in any language, or the field's name. Columns that the schema
does not know are staff's own and are left out of everything here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from sheets_sync.cells import Bad, parser
from sheets_sync.errors import HeaderError
from sheets_sync.headings import match_headings
from sheets_sync.problems import CellValue
from sheets_sync.ranges import column_letters
from sheets_sync.schema import Field, FieldType, Package, Tab

ROW = "_row"
"""Number of the row in the sheet (or the file), 1-based, the heading row counted."""
BAD = "_bad"
"""Names of the fields whose cell in this row does not parse; null when there is none."""

ARROW_TYPES: Mapping[FieldType, pa.DataType] = {
    FieldType.STRING: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.DATE: pa.date32(),
    FieldType.DATETIME: pa.timestamp("us"),
    FieldType.LIST: pa.list_(pa.string()),
    FieldType.GEOPOINT: pa.string(),
}


@dataclass(frozen=True)
class BadCell:
    """A cell that is not of its field's type, as it stands."""

    row: int
    field: str
    rule: str
    raw: CellValue


@dataclass(frozen=True)
class Table:
    """One tab as read.

    `data` has one column per field that people fill, then ROW and BAD; rows that are blank in all of them are left out.
    In a tab whose rows the program makes it has the keys alone, and the other columns are null.
    `columns` gives the 0-based sheet column of each field found. `written` holds what stands now in the columns that
    the program writes, per field one cell per row of `data`. `height` counts the sheet rows read, heading included.
    `leftover` names, per field, sheet rows whose own cells somebody emptied and in which a computed cell still stands.
    """

    tab: Tab
    data: pa.Table
    columns: Mapping[str, int]
    bad: tuple[BadCell, ...]
    written: Mapping[str, Sequence[CellValue]]
    height: int
    leftover: Mapping[str, Sequence[int]] = field(default_factory=dict)


def arrow_schema(fields: Sequence[Field]) -> pa.Schema:
    """The Arrow schema of these fields, with ROW and BAD at the end."""
    types = [(f.name, ARROW_TYPES[f.type]) for f in fields]
    return pa.schema([*types, (ROW, pa.int64()), (BAD, pa.list_(pa.string()))])


def heading_of(columns: Sequence[Sequence[CellValue]]) -> list[CellValue]:
    """The first cell of each column; None for an empty one."""
    return [column[0] if column else None for column in columns]


def find_columns(tab: Tab, heading: Sequence[CellValue]) -> dict[str, int]:
    """Where each field of `tab` stands: {field: 0-based column}. Columns that the program writes may be absent.

    Retired columns are among them, where they still stand.

    Raises:
        HeaderError: a column that people fill is absent, one is headed by a former word, or two have the same heading.
    """
    found = match_headings(tab, heading)
    live = {f.name for f in tab.fields}
    faults = [
        f"the heading “{heading[at[0]]}” stands {len(at)} times, in columns {', '.join(column_letters(c) for c in at)};"
        " rename all but one"
        for name, at in found.now.items()
        if len(at) > 1 and name in live
    ]
    renamed = {f.name: found.words[at] for f in tab.fields if (at := found.renamed(f)) is not None}
    if renamed:
        words = ", ".join(f"“{old}” is “{_title(tab.by_name[name])}” ({name}) now" for name, old in renamed.items())
        faults.append(f"a column was renamed in the schema: {words}; `python -m sheets_sync apply` renames it here")
    missing = [f for f in tab.own_fields if found.column(f) is None]
    if missing:
        names = ", ".join(f"“{_title(f)}” ({f.name})" for f in missing)
        strange = [found.words[column] for column in found.strange]
        hint = (
            f" Headings that belong to no field: {', '.join(strange)}. If one was renamed, name it back;"
            if strange
            else ""
        )
        faults.append(f"no column is headed {names}.{hint} `python -m sheets_sync apply` adds what is missing")
    if faults:
        raise HeaderError(f"Tab “{next(iter(tab.title.values()))}” ({tab.name}): " + "; ".join(faults) + ".")
    there = ((f.name, found.column(f)) for f in (*tab.fields, *tab.retired_fields))
    return {name: at for name, at in there if at is not None}


def _title(field: Field) -> str:
    return next(iter(field.title.values()))


def parse_table(package: Package, tab: Tab, values: Sequence[Sequence[CellValue]]) -> Table:
    """Turn the cells of one tab into a typed table.

    `values` is a ValueRange read with majorDimension=COLUMNS and UNFORMATTED_VALUE: one list per column, the heading
    first; a list may be shorter than the longest, because trailing blanks are not sent. A tab with only a heading
    gives a table with no rows.

    Raises:
        HeaderError: as `find_columns`.
    """
    columns = find_columns(tab, heading_of(values))
    height = max((len(column) for column in values), default=0)
    cells = {name: _body(values[at], height) for name, at in columns.items()}
    own = {f.name: cells[f.name] for f in tab.own_fields}
    rows = _filled_rows(own, max(height - 1, 0))
    parsed = {name: _pick(own[name], rows) for name in ((tab.primary_key,) if tab.source else own)}
    data, bad = parse_columns(package, tab.own_fields, parsed, [r + 2 for r in rows])
    computed = {f.name: cells[f.name] for f in tab.fields if f.computed and f.name in cells}
    written = {name: _pick(column, rows) for name, column in computed.items()}
    return Table(tab, data, columns, bad, written, height, _leftover(computed, rows, max(height - 1, 0)))


def parse_columns(
    package: Package, fields: Sequence[Field], cells: Mapping[str, Sequence[CellValue]], rows: Sequence[int]
) -> tuple[pa.Table, tuple[BadCell, ...]]:
    """Parse columns of equal length into an Arrow table as `arrow_schema` describes; `rows` are the row numbers.

    A field absent from `cells` becomes a column of nulls.
    """
    bad: list[BadCell] = []
    arrays = [
        _parse_column(package, field, cells[field.name], rows, bad)
        if field.name in cells
        else pa.nulls(len(rows), ARROW_TYPES[field.type])
        for field in fields
    ]
    by_row: dict[int, list[str]] = {}
    for cell in bad:
        by_row.setdefault(cell.row, []).append(cell.field)
    marks = pa.array([by_row.get(row) for row in rows] if by_row else [None] * len(rows), pa.list_(pa.string()))
    return pa.table([*arrays, pa.array(rows, pa.int64()), marks], schema=arrow_schema(fields)), tuple(bad)


def _parse_column(
    package: Package, field: Field, cells: Sequence[CellValue], rows: Sequence[int], bad: list[BadCell]
) -> pa.Array:
    parse = parser(package, field)
    memo: dict[Any, Any] = {}  # by (is it a bool, cell): True equals 1 as a key
    values: list[Any] = []
    for row, cell in zip(rows, cells, strict=True):
        if cell is None or cell == "":
            values.append(None)
            continue
        key = (cell is True or cell is False, cell)
        value = memo.get(key, memo)
        if value is memo:
            value = memo[key] = parse(cell)
        if isinstance(value, Bad):
            bad.append(BadCell(row, field.name, value.rule, cell))
            value = None
        values.append(value)
    return pa.array(values, ARROW_TYPES[field.type])


def _body(column: Sequence[CellValue], height: int) -> list[CellValue]:
    return [*column[1:], *([None] * (height - max(len(column), 1)))]


def _filled_rows(own: Mapping[str, Sequence[CellValue]], height: int) -> Sequence[int]:
    blank = [True] * height
    for cells in own.values():
        for index, cell in enumerate(cells):
            if blank[index] and cell is not None and (not isinstance(cell, str) or cell.strip()):
                blank[index] = False
    return [index for index in range(height) if not blank[index]]


def _leftover(computed: Mapping[str, Sequence[CellValue]], rows: Sequence[int], height: int) -> dict[str, list[int]]:
    """{field: sheet rows} of the cells that stand in rows which are not among `rows`."""
    blank = sorted(set(range(height)) - set(rows)) if len(rows) < height else []
    found = {name: [row + 2 for row in blank if column[row] not in (None, "")] for name, column in computed.items()}
    return {name: at for name, at in found.items() if at}


def _pick(cells: Sequence[CellValue], rows: Sequence[int]) -> Sequence[CellValue]:
    return cells if len(rows) == len(cells) else [cells[row] for row in rows]

"""Playbooks: the rows that a row starts, such as the tasks of an event, each made once and never changed after that.

Here they are only worked out, from an engine that holds all tabs, computed. Each has an id, PLAYBOOK/KEY/STEP or
PLAYBOOK/KEY/STEP/PART, which stands in the `submission` field of the tab in which it is made; one that stands there is
not given again. `jobs.starting` lays the others into the outbox, which knows those that no longer stand in the sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import duckdb

from sheets_sync.cells import cell_text, format_cell
from sheets_sync.engine import VALUE_ERRORS, Engine
from sheets_sync.problems import CellValue, Problem, say
from sheets_sync.schema import Field, FieldType, Package, Playbook, Step, Tab
from sheets_sync.schema.model import spot
from sheets_sync.sql_errors import playbook_error
from sheets_sync.table import ROW
from sheets_sync.words import LIST_SEPARATOR

RULE = "playbook"
"""Rule id: some value makes a step fail."""

_CASTS: Mapping[FieldType, str] = {
    FieldType.INTEGER: "BIGINT",
    FieldType.NUMBER: "DOUBLE",
    FieldType.BOOLEAN: "BOOLEAN",
    FieldType.DATE: "DATE",
    FieldType.DATETIME: "TIMESTAMP",
}
_BLANKS = r"[\s\p{Z}\p{C}]+"  # what a cell could lose at its ends when it is read back


@dataclass(frozen=True)
class Start:
    """A row to make in `tab`: `cells` as they shall stand, without key and id; `key` names the row that starts it."""

    id: str
    tab: Tab
    started_by: Tab
    key: str
    cells: Mapping[str, CellValue]


def find_starts(engine: Engine) -> tuple[list[Start], list[Problem]]:
    """The rows that playbooks make and that do not stand in their tab, in the order in which they are to be made.

    A row without a key starts nothing; of rows that share a key the first does. A step that some value makes fail is a
    problem of the heading row of the starting tab, and stops no other step.

    Raises:
        SchemaError: SQL of a playbook does not fit the tabs; it names file and key and gives the engine's hint.
    """
    starts: list[Start] = []
    problems: list[Problem] = []
    for playbook in engine.package.playbooks:
        found: list[tuple[int, int, Start]] = []
        for number, step in enumerate(playbook.steps):
            try:
                found += [(row, number, start) for row, start in _starts(engine, playbook, step)]
            except VALUE_ERRORS as error:
                problems.append(_failure(engine.package, playbook, step, str(error).splitlines()[0]))
        starts += [start for _, _, start in sorted(found, key=itemgetter(0, 1))]
    return starts, problems


def compile_playbook(engine: Engine, playbook: Playbook) -> None:
    """Compile every piece of SQL of a playbook by itself.

    Raises:
        SchemaError: one does not fit the tabs; the message names file and key, with the engine's hint.
    """
    for step in playbook.steps:
        for place, sql in _pieces(engine.package, playbook, step):
            try:
                engine.rows(f"SELECT * FROM ({sql}) LIMIT 0", _parameters(step))
            except duckdb.Error as error:
                raise playbook_error(playbook, place, error) from error


def _starts(engine: Engine, playbook: Playbook, step: Step) -> Iterator[tuple[int, Start]]:
    """What one step makes, each with the number of the row that starts it."""
    package = engine.package
    tab, started_by = package.by_name[step.tab], package.by_name[playbook.tab]
    try:
        rows = engine.rows(_query(package, playbook, step), _parameters(step))
    except duckdb.Error:
        compile_playbook(engine, playbook)
        raise
    for row_id, same in groupby(rows, itemgetter("_id")):
        row = next(same)
        cells = {name: _cell(package, tab.by_name[name], row[name]) for name in step.fields}
        filled = {name: cell for name, cell in cells.items() if cell != ""}
        yield row[ROW], Start(row_id, tab, started_by, row["_key"], filled)


def _query(package: Package, playbook: Playbook, step: Step) -> str:
    """(ROW, _id, _key, fields ...) of each row that does not stand in its tab, equal ids together."""
    tab, key = package.by_name[step.tab], package.by_name[playbook.tab].primary_key
    row = f'"{playbook.tab}"'
    name = f"replace(replace({row}.\"{key}\", '%', '%25'), '/', '%2F')"  # a slash parts what the id is made of
    made = f"'{playbook.name}/' || {name} || '/{step.name}'"
    if step.part is not None:
        part = f"trim(regexp_replace(CAST((\n{step.part}\n) AS VARCHAR), '{_BLANKS}', ' ', 'g'))"
        made += f" || '/' || nullif({part}, '')"
    columns = "".join(f', {_value(tab.by_name[name], sql)} AS "{name}"' for name, sql in step.fields.items())
    rows = f'SELECT {row}.{ROW}, {made} AS _id, {row}."{key}" AS _key{columns} {_from(package, playbook, step)}'
    known = f'SELECT "{tab.submission}" FROM "{tab.name}" WHERE "{tab.submission}" IS NOT NULL'
    return f"SELECT * FROM ({rows}) WHERE _id IS NOT NULL AND _id NOT IN ({known}) ORDER BY ALL"


def _from(package: Package, playbook: Playbook, step: Step) -> str:
    return f'FROM ({_starting(package, playbook)}) AS "{playbook.tab}" {step.join}\n'


def _starting(package: Package, playbook: Playbook) -> str:
    tab = package.by_name[playbook.tab]
    first = f'row_number() OVER (PARTITION BY "{tab.primary_key}" ORDER BY {ROW}) = 1'
    rows = f'SELECT * FROM "{tab.name}" QUALIFY "{tab.primary_key}" IS NOT NULL AND {first}'
    return f'SELECT * FROM ({rows}) AS "{tab.name}" WHERE (\n{playbook.where}\n)'


def _pieces(package: Package, playbook: Playbook, step: Step) -> Iterator[tuple[str, str]]:
    """(place, query) of each piece of SQL, so that one that is broken can be named."""
    tab, place, rows = package.by_name[step.tab], f"steps.{step.name}", _from(package, playbook, step)
    yield "where", _starting(package, playbook)
    yield f"{place}.join", f"SELECT 1 {rows}"
    if step.part is not None:
        yield f"{place}.part", f"SELECT CAST((\n{step.part}\n) AS VARCHAR) {rows}"
    for name, sql in step.fields.items():
        yield f"{place}.fields.{name}", f"SELECT {_value(tab.by_name[name], sql)} {rows}"


def _value(field: Field, sql: str) -> str:
    kind = _CASTS.get(field.type)
    return f"CAST((\n{sql}\n) AS {kind})" if kind else f"(\n{sql}\n)"


def _parameters(step: Step) -> dict[str, Any]:  # Any: what DuckDB takes as a parameter
    return {"step": step.name, "after": list(step.after)}


def _cell(package: Package, field: Field, value: Any) -> CellValue:  # Any: a value that DuckDB gave back
    """The value as it stands in a cell: a list in a field of text has its parts joined, a number there is text."""
    if isinstance(value, float) and not math.isfinite(value):
        return ""
    if field.type in (FieldType.STRING, FieldType.GEOPOINT) and not field.choices:
        if isinstance(value, list):
            return LIST_SEPARATOR.join(str(part) for part in value)
        return cell_text(format_cell(package, field, value))
    return format_cell(package, field, value)


def _failure(package: Package, playbook: Playbook, step: Step, words: str) -> Problem:
    place = spot(f"playbooks/{playbook.name}.yaml", playbook.lines, f"steps.{step.name}")
    return Problem(playbook.tab, 1, "", None, RULE, "", say("rule-failed", package, title=place, value=words))

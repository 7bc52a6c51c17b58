"""The computed columns of every tab and the rows of query tabs, in dependency order.

A tab's SQL may use what is computed of another tab; then that one is computed first (`dependencies`). A key that stands
twice is computed once, from the row that comes first. A query tab has one row a key, in the order of its keys.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sheets_sync.dependencies import Computation, computation_of, dependency_order
from sheets_sync.engine import Engine
from sheets_sync.errors import SchemaError
from sheets_sync.schema import Package, Tab
from sheets_sync.sql_errors import sql_error
from sheets_sync.table import ARROW_TYPES, BAD, ROW, arrow_schema

SCOPE = "_scope"
"""Whose row it is: a key of the scope tab, or null."""


def load_tabs(engine: Engine, tables: Mapping[str, pa.Table]) -> None:
    """Load the tabs as read and compute: afterwards each tab's relation has all its fields, ROW, BAD and SCOPE.

    A tab absent from `tables` is empty. What stands in the sheet of a query tab is not looked at.

    Raises:
        SchemaError: a tab's SQL does not run, or gives a key twice; the engine's own hint is in the message.
    """
    for tab in engine.package.tabs:
        if tab.sql is None:
            data = tables.get(tab.name)
            engine.load(f"_read_{tab.name}", data if data is not None else _nothing(tab))
            _define(engine, tab, f'SELECT * FROM "_read_{tab.name}" QUALIFY {_first(tab)}')
    for tab in dependency_order(engine.package):
        _compute(engine, tab)
    for tab in engine.package.tabs:
        engine.connection.execute(f'DROP VIEW "{tab.name}"')
        engine.connection.execute(f'CREATE TABLE "{tab.name}" AS {_whole(engine.package, tab)}')


def _compute(engine: Engine, tab: Tab) -> None:
    """Run the tab's SQL: a query tab's rows become `_read_TAB`, computed columns `_computed_TAB`."""
    computation = computation_of(tab)
    assert computation is not None, "dependency_order gives no other tabs"
    try:
        result = engine.query(computation.sql)
    except duckdb.Error as error:
        raise sql_error(tab, computation.place, error) from error
    data = _typed(tab, computation, result)
    _refuse_twice(tab, computation, data[tab.primary_key])
    if tab.sql is not None:
        engine.load(f"_read_{tab.name}", _rows(tab, data))
        _define(engine, tab, f'SELECT * FROM "_read_{tab.name}"')
        return
    engine.load(f"_computed_{tab.name}", data)
    names = ", ".join(f'c."{f.name}"' for f in computation.fields[1:])
    key = tab.primary_key
    _define(
        engine,
        tab,
        f'SELECT r.*, {names} FROM (SELECT * FROM "_read_{tab.name}" QUALIFY {_first(tab)}) r'
        f' LEFT JOIN "_computed_{tab.name}" c ON r."{key}" = c."{key}"',
    )


def _refuse_twice(tab: Tab, computation: Computation, keys: pa.ChunkedArray) -> None:
    counted = keys.drop_null().value_counts()
    twice = counted.field("values").filter(pc.greater(counted.field("counts"), 1))
    if len(twice):
        raise SchemaError(
            f"{tab.at(computation.place)}: gives the key {min(twice.to_pylist())!r} more than once;"
            " allowed is one row a key."
        )


def _rows(tab: Tab, data: pa.Table) -> pa.Table:
    """The rows of a query tab, with numbers as they would have in a sheet."""
    keys = data[tab.primary_key]
    unfit = pc.fill_null(pc.not_equal(keys, pc.utf8_trim_whitespace(keys)), True)
    if pc.any(pc.or_(unfit, pc.fill_null(pc.equal(keys, ""), True))).as_py():
        raise SchemaError(
            f"{tab.at('sql')}: gives a row whose {tab.primary_key} is empty or begins or ends with a space;"
            " a row is found by its key. Leave such rows out with WHERE, or put the key together otherwise."
        )
    data = data.sort_by(tab.primary_key)
    rows = pa.array(range(2, 2 + data.num_rows), pa.int64())
    bad = pa.nulls(data.num_rows, pa.list_(pa.string()))
    return data.append_column(ROW, rows).append_column(BAD, bad)


def _first(tab: Tab) -> str:
    return (
        f'"{tab.primary_key}" IS NOT NULL AND row_number() OVER (PARTITION BY "{tab.primary_key}" ORDER BY {ROW}) = 1'
    )


def _nothing(tab: Tab) -> pa.Table:
    return arrow_schema(tab.own_fields).empty_table()


def _typed(tab: Tab, computation: Computation, result: pa.Table) -> pa.Table:
    """The columns of the result as their fields say.

    One that is lacking, stands twice or is of another type is an error, and so is one too many in a query tab.
    """
    place, given = tab.at(computation.place), result.column_names
    names = [f.name for f in computation.fields]
    missing = [name for name in names if name not in given]
    if missing:
        raise SchemaError(f"{place}: gives no column {', '.join(missing)}; it gives {', '.join(given)}.")
    twice = [name for name in names if given.count(name) > 1]
    if twice:
        raise SchemaError(f"{place}: gives the column {', '.join(twice)} twice.")
    strange = [name for name in given if name not in names]
    if strange and tab.sql is not None:
        raise SchemaError(
            f"{place}: gives the column {', '.join(strange)}, which is no field; add it to the fields or take it out."
        )
    try:
        return pa.table({f.name: _finite(result[f.name].cast(ARROW_TYPES[f.type])) for f in computation.fields})
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SchemaError(f"{place}: a column is not of the type that its field says: {error}") from error


def _finite(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Without the infinite values that a division by zero gives: no cell can hold them."""
    if not pa.types.is_floating(values.type):
        return values
    return pc.if_else(pc.is_finite(values), values, None)


def _way_to_scope(package: Package, tab: Tab) -> tuple[str, str]:
    """The joins that lead from a row `r` to its scope, however many tabs they cross, and the scope itself."""
    joins, access, row = "", tab.access, "r"
    while access and access.tab:
        other, step = package.by_name[access.tab], f"{row}_{access.tab}"
        joins += (
            f' LEFT JOIN (SELECT * FROM "_read_{other.name}" QUALIFY {_first(other)}) "{step}"'
            f' ON "{row}"."{access.field}" = "{step}"."{other.primary_key}"'
        )
        access, row = other.access, step
    return joins, f'"{row}"."{access.field}"' if access else "NULL::VARCHAR"


def _define(engine: Engine, tab: Tab, sql: str) -> None:
    engine.connection.execute(f'CREATE OR REPLACE VIEW "{tab.name}" AS {sql}')


def _whole(package: Package, tab: Tab) -> str:
    """The query of a tab with every row, also those with a key that stands twice or none."""
    own = ", ".join(f'r."{f.name}"' for f in tab.own_fields)
    computed = "".join(f', c."{f.name}"' for f in (tab.computed.fields if tab.computed else ()))
    mark = f', NULL::VARCHAR AS "{tab.mark.name}"' if tab.mark else ""
    key = tab.primary_key
    joins = f' LEFT JOIN "_computed_{tab.name}" c ON r."{key}" = c."{key}"' if tab.computed else ""
    steps, scope = _way_to_scope(package, tab)
    joins += steps
    columns = f"{own}{computed}{mark}, r.{ROW}, r.{BAD}, {scope} AS {SCOPE}"
    return f'SELECT {columns} FROM "_read_{tab.name}" r{joins} ORDER BY r.{ROW}'

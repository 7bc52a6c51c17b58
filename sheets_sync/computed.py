"""The computed columns of every tab, in dependency order.

A tab's SQL may use the computed columns of another tab; then that one is computed first, and a circle is an error that
names its members. A key that stands twice is computed once, from the row that comes first.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from sheets_sync.engine import Engine, sql_error
from sheets_sync.errors import SchemaError
from sheets_sync.schema import Field, Package, Tab
from sheets_sync.schema.expressions import identifiers
from sheets_sync.table import ARROW_TYPES, BAD, ROW, arrow_schema

SCOPE = "_scope"
"""Whose row it is: a key of the scope tab, or null."""


def dependency_order(package: Package) -> tuple[Tab, ...]:
    """The tabs with computed columns, each after those whose computed columns its SQL uses.

    Raises:
        SchemaError: the tabs wait for each other; the message names the circle.
    """
    waiting = {tab.name: _needs(tab, package) for tab in package.tabs if tab.computed}
    order: list[Tab] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if not needs & waiting.keys()]
        if not ready:
            circle = _circle(waiting)
            raise SchemaError(
                f"tabs/{circle[0]}.yaml: computed.sql: these tabs wait for each other's computed columns:"
                f" {' -> '.join(circle)}. Take one of the references out."
            )
        for name in ready:
            del waiting[name]
            order.append(package.by_name[name])
    return tuple(order)


def _circle(waiting: Mapping[str, set[str]]) -> list[str]:
    """One circle among tabs that all wait; its first member stands again at its end."""
    path = [next(iter(waiting))]
    while path[-1] not in path[:-1]:
        path.append(next(name for name in waiting if name in waiting[path[-1]]))
    return path[path.index(path[-1]) :]


def _needs(tab: Tab, package: Package) -> set[str]:
    words = identifiers(tab.computed.sql) if tab.computed else frozenset()
    return {
        other.name
        for other in package.tabs
        if other.computed
        and other is not tab
        and other.name in words
        and words & {f.name for f in other.computed.fields}
    }


def load_tabs(engine: Engine, tables: Mapping[str, pa.Table]) -> None:
    """Load the tabs as read and compute: afterwards each tab's relation has all its fields, ROW, BAD and SCOPE.

    A tab absent from `tables` is empty.

    Raises:
        SchemaError: a tab's SQL does not run, or gives a key twice; the engine's own hint is in the message.
    """
    for tab in engine.package.tabs:
        data = tables.get(tab.name)
        engine.load(f"_read_{tab.name}", data if data is not None else _nothing(tab))
        _define(engine, tab, f'SELECT * FROM "_read_{tab.name}" QUALIFY {_first(tab)}')
    for tab in dependency_order(engine.package):
        compute_tab(engine, tab)
    for tab in engine.package.tabs:
        engine.connection.execute(f'DROP VIEW "{tab.name}"')
        engine.connection.execute(f'CREATE TABLE "{tab.name}" AS {_whole(engine.package, tab)}')


def compute_tab(engine: Engine, tab: Tab) -> None:
    """Run the tab's SQL over the relations of `engine` and keep the result as `_computed_TAB`."""
    assert tab.computed is not None
    try:
        result = engine.query(tab.computed.sql)
    except duckdb.Error as error:
        raise sql_error(tab, "computed.sql", error) from error
    engine.load(f"_computed_{tab.name}", _typed(tab, result))
    twice = engine.rows(
        f'SELECT "{tab.primary_key}" AS k FROM "_computed_{tab.name}"'
        " GROUP BY ALL HAVING count(*) > 1 ORDER BY 1 LIMIT 1"
    )
    if twice:
        raise SchemaError(
            f"tabs/{tab.name}.yaml: computed.sql: gives the key {twice[0]['k']!r} more than once;"
            " allowed is one row a key."
        )
    names = ", ".join(f'c."{f.name}"' for f in tab.computed.fields)
    key = tab.primary_key
    _define(
        engine,
        tab,
        f'SELECT r.*, {names} FROM (SELECT * FROM "_read_{tab.name}" QUALIFY {_first(tab)}) r'
        f' LEFT JOIN "_computed_{tab.name}" c ON r."{key}" = c."{key}"',
    )


def _first(tab: Tab) -> str:
    return (
        f'"{tab.primary_key}" IS NOT NULL AND row_number() OVER (PARTITION BY "{tab.primary_key}" ORDER BY {ROW}) = 1'
    )


def _nothing(tab: Tab) -> pa.Table:
    return arrow_schema(tab.own_fields).empty_table()


def _typed(tab: Tab, result: pa.Table) -> pa.Table:
    assert tab.computed is not None
    fields: tuple[Field, ...] = (tab.by_name[tab.primary_key], *tab.computed.fields)
    given = result.column_names
    missing = [f.name for f in fields if f.name not in given]
    if missing:
        raise SchemaError(
            f"tabs/{tab.name}.yaml: computed.sql: gives no column {', '.join(missing)}; it gives {', '.join(given)}."
        )
    twice = [f.name for f in fields if given.count(f.name) > 1]
    if twice:
        raise SchemaError(f"tabs/{tab.name}.yaml: computed.sql: gives the column {', '.join(twice)} twice.")
    try:
        return pa.table({f.name: _finite(result[f.name].cast(ARROW_TYPES[f.type])) for f in fields})
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise SchemaError(
            f"tabs/{tab.name}.yaml: computed.sql: a column is not of the type that its field says: {error}"
        ) from error


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

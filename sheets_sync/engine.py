"""DuckDB in memory with one relation per tab: where all SQL of the schema files runs.

Two uses. A sync pass loads every tab as read, computes, and checks. The web loads what the last pass left (the mirror)
and lays the rows of a form or a file over it with `overlay`. External access is off: SQL of a schema file can read
nothing but the tabs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from sheets_sync.schema import Package, Tab
from sheets_sync.schema.expressions import to_duckdb, used
from sheets_sync.sql_errors import macro_error

CANDIDATE = 1_000_000_000
"""`_row` of the first row laid over a tab: rows that are not in the workbook yet count from here."""

VALUE_ERRORS = (duckdb.DataError, duckdb.InvalidInputException)
"""What some value makes SQL fail with that fits the tabs."""

Parameters = Mapping[str, Any]  # what DuckDB takes: scalars, dates, lists of them


@dataclass(frozen=True)
class _Laid:
    """Rows laid over a tab, and the `_row` of those that they stand for."""

    rows: pa.Table
    instead_of: tuple[int, ...]


class Engine:
    """A database of one package at one moment.

    `now` is local to the workbook's time zone and stands for :now, its day for :today.
    """

    def __init__(
        self,
        package: Package,
        now: datetime,
        connection: duckdb.DuckDBPyConnection | None = None,
        laid: Mapping[str, _Laid] | None = None,
    ) -> None:
        self.package = package
        self.now = now
        self._laid = laid or {}
        if connection is None:
            connection = duckdb.connect(":memory:", config={"enable_external_access": "false", "threads": "2"})
            for macro in package.macros:
                self._define(connection, macro.name, f"({', '.join(macro.params)}) AS ({macro.sql})")
        self.connection = connection

    @property
    def parameters(self) -> dict[str, Any]:
        """What every query may name: the settings, :now and :today."""
        return {**self.package.parameters, "now": self.now, "today": self.now.date()}

    def at(self, now: datetime) -> Engine:
        """The same database at another time, with a cursor of its own, so that threads do not share one."""
        return Engine(self.package, now, self.connection.cursor())

    def load(self, relation: str, data: pa.Table) -> None:
        """Make `data` the relation of that name, in place of what stood there."""
        self.connection.register("_incoming", data)
        self.connection.execute(f'CREATE OR REPLACE TABLE "{relation}" AS SELECT * FROM _incoming')
        self.connection.unregister("_incoming")

    def query(self, sql: str, extra: Parameters | None = None) -> pa.Table:
        """Run one query of a schema file (with `:name` parameters).

        Raises:
            duckdb.Error: the query does not fit the tabs.
        """
        values = used(sql, {**self.parameters, **(extra or {})})
        try:
            return self.connection.sql(to_duckdb(sql), params=values).to_arrow_table()
        except duckdb.ProgrammingError:
            self.connection.execute(to_duckdb(sql), values)  # fails alike, and tells the line
            raise

    def rows(self, sql: str, extra: Parameters | None = None) -> list[dict[str, Any]]:
        """The result of a query as dicts, for what is small."""
        values = used(sql, {**self.parameters, **(extra or {})})
        cursor = self.connection.execute(to_duckdb(sql), values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def overlay(self, tab: Tab, rows: pa.Table, instead_of: Sequence[int] = ()) -> Engine:
        """A cursor in which `tab` also holds `rows` (their `_row` from CANDIDATE on); the tab itself is left alone.

        `instead_of` are the `_row` of rows that `rows` stand for, and that are not seen through the cursor. What was
        laid over tabs before, over this one too, is there as well.
        """
        before = self._laid.get(tab.name)
        if before is not None:
            rows = pa.concat_tables([before.rows, rows], promote_options="default")
            instead_of = (*before.instead_of, *instead_of)
        laid = {**self._laid, tab.name: _Laid(rows, tuple(instead_of))}
        cursor = self.connection.cursor()
        for name, one in laid.items():
            cursor.register(f"_candidates_{name}", one.rows)
            cursor.register(f"_replaced_{name}", pa.table({"replaced": pa.array(one.instead_of, pa.int64())}))
            cursor.execute(
                f'CREATE OR REPLACE TEMP VIEW "{name}" AS'
                f' SELECT * FROM memory.main."{name}" WHERE _row NOT IN (SELECT replaced FROM "_replaced_{name}")'
                f' UNION ALL BY NAME SELECT * FROM "_candidates_{name}"'
            )
        return Engine(self.package, self.now, cursor, laid)

    def _define(self, connection: duckdb.DuckDBPyConnection, name: str, definition: str) -> None:
        try:
            connection.execute(f'CREATE MACRO "{name}"{definition}')
        except duckdb.Error as error:
            raise macro_error(self.package, f"macros.{name}", error) from error

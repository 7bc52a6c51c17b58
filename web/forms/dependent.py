"""What depends on the other answers of a row: which questions are asked, what is worked out, what may be chosen.

The row is laid over its tab, and the expressions of the schema file are asked there, as the rules are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from sheets_sync.cells import format_cell
from sheets_sync.choices import NAME, allowed
from sheets_sync.engine import CANDIDATE, VALUE_ERRORS, Engine
from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, Form, Tab
from sheets_sync.schema.calculations import calculated
from sheets_sync.schema.expressions import identifiers
from sheets_sync.table import ROW, parse_columns
from web.identity import Identity, visible

Cells = Mapping[str, CellValue]
MOST_OFFERED = 2000
"""Of a reference; where more may be chosen, all are offered and the entry is judged."""


@dataclass(frozen=True)
class Depends:
    """By the name of the question: whether it is asked, and the choices that the other answers allow.

    A question whose choices depend on an answer that is not there yet is not in `offered`: all are.
    """

    asked: Mapping[str, bool]
    offered: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Dependent:
    """The questions of a form about a row of `tab`, for somebody, as the tables of `engine` are."""

    identity: Identity
    tab: Tab
    form: Form
    engine: Engine

    def settle(self, cells: Cells) -> Cells:
        """The cells with those emptied that are not asked, and with the calculations of those that are empty."""
        out: frozenset[str] = frozenset()
        while True:
            kept = {name: None if name in out else cell for name, cell in cells.items()}
            settled = self._worked_out(kept, out)
            relevance = self._relevance(settled)
            more = {name for name, relevant in relevance.items() if not relevant and not is_blank(settled.get(name))}
            if not more:
                return settled
            out |= more

    def depends(self, cells: Cells) -> Depends:
        """What the settled cells make of the questions."""
        asked = {name: relevant for name, relevant in self._relevance(cells).items() if name in self.form.fields}
        fields = [self.tab.by_name[name] for name in self.form.fields]
        offered = {f.name: self._offered(f, cells) for f in fields if f.choice_filter and self._is_known(f, cells)}
        return Depends(asked, {name: names for name, names in offered.items() if len(names) <= MOST_OFFERED})

    def _worked_out(self, cells: Cells, out: frozenset[str]) -> Cells:
        for field in calculated(self.tab):
            if field.name not in out and is_blank(cells.get(field.name)):
                cells = {**cells, field.name: self._result(field, cells)}
        return cells

    def _result(self, field: Field, cells: Cells) -> CellValue:
        """Empty where some value makes the calculation fail: whoever files the entry can do nothing about it."""
        with self._laid(cells) as engine:
            try:
                row = engine.rows(f"SELECT ({field.calculation}) AS result {self._here}")[0]
            except VALUE_ERRORS:
                return None
        return format_cell(self.engine.package, field, row["result"])

    def _relevance(self, cells: Cells) -> Mapping[str, bool]:
        conditions = {f.name: f.relevant for f in self._filled if f.relevant}
        if not conditions:
            return {}
        columns = ", ".join(f'coalesce(({sql}), FALSE) AS "{name}"' for name, sql in conditions.items())
        with self._laid(cells) as engine:
            return engine.rows(f"SELECT {columns} {self._here}")[0]

    @property
    def _filled(self) -> Iterator[Field]:
        """The fields that are asked or worked out."""
        return (f for f in self.tab.own_fields if f.name in self.form.fields or f.calculation)

    def _is_known(self, field: Field, cells: Cells) -> bool:
        """Whether every answer that the field's choices depend on is there."""
        named = identifiers(field.choice_filter or "") - {field.name}
        return not any(name in named and is_blank(cells.get(name)) for name in self.form.fields)

    def _offered(self, field: Field, cells: Cells) -> tuple[str, ...]:
        sql = f"({allowed(self.tab, field)})"
        where, parameters = visible(self.identity)
        if not field.choices:
            reference = self.tab.references[field.name]
            sql += f' WHERE {NAME} IN (SELECT "{reference.target}" FROM "{reference.tab}" WHERE {where})'
        with self._laid(cells) as engine:
            rows = engine.rows(
                f'SELECT names.{NAME} AS name FROM (SELECT * {self._here}) AS "{self.tab.name}",'
                f" LATERAL (SELECT {NAME} FROM {sql} LIMIT {MOST_OFFERED + 1}) AS names",
                parameters,
            )
        return tuple(row["name"] for row in rows)

    @property
    def _here(self) -> str:
        return f'FROM "{self.tab.name}" WHERE {ROW} >= {CANDIDATE}'

    @contextmanager
    def _laid(self, cells: Cells) -> Iterator[Engine]:
        columns = {name: [cell] for name, cell in cells.items()}
        data, _ = parse_columns(self.engine.package, self.tab.own_fields, columns, [CANDIDATE])
        engine = self.engine.overlay(self.tab, data)
        try:
            yield engine
        finally:
            engine.connection.close()


def is_blank(cell: CellValue) -> bool:
    """Nothing was typed."""
    return cell is None or (isinstance(cell, str) and not cell.strip())

"""One row, from what was typed to what is wrong with it: the same for the HTML form and for a script.

The row is laid over the mirror as one that is not in the workbook yet, and judged there by the rules that judge every
row. `web.forms.submitting` puts the rows of a submission together and stores them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import pyarrow as pa

from sheets_sync.cells import Bad, format_cell, parse_cell
from sheets_sync.checks import find_problems
from sheets_sync.computed import SCOPE
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.problems import CellValue, Problem, message_of, say
from sheets_sync.schema import Field, Fill, ForeignKey, Form, Tab
from sheets_sync.schema.calculations import calculated
from sheets_sync.table import ROW, BadCell, parse_columns
from web.forms.dependent import Cells, Dependent, Depends, is_blank
from web.forms.typed import Typed
from web.identity import Identity, visible
from web.language import both

TO_THE_MINUTE = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Prepared:
    """A row before it is judged: its cells as typed or added, and as the workbook would hold them.

    `at` is its `_row` where it is laid over its tab; `unknown` tells of fields that the form does not have.
    """

    cells: Cells
    row: Cells = field(default_factory=dict)
    scope: str | None = None
    at: int = CANDIDATE
    unknown: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Laid:
    """The tabs with rows laid over them, and the cells of those rows that do not parse."""

    engine: Engine
    bad: tuple[BadCell, ...]

    def close(self) -> None:
        """Let the cursor go."""
        self.engine.connection.close()


@dataclass(frozen=True)
class Intake:
    """Who enters rows into which tab, asked as `form` says, against which state of the mirror."""

    identity: Identity
    tab: Tab
    form: Form
    engine: Engine

    def prepare(self, typed: Typed, known: Cells | None, given: Cells = MappingProxyType({}), at: int = 0) -> Prepared:
        """The row that was typed, with what the server adds to it.

        `known` is the same row as it was stored before, `given` are cells that the program knows, such as a key, and
        `at` counts the rows of one submission in one tab.
        """
        answers = {**self._answers(typed), **given}
        scope = self._scope_of(answers)
        cells = self._dependent.settle({**answers, **self._filled(scope, known)})
        row = {name: self._formatted(self.tab.by_name[name], cell) for name, cell in cells.items()}
        row |= self._retired(typed)
        if known:
            kept = self._as_known(typed, row, known)
            cells, row = {**cells, **kept}, {**row, **kept}
        return Prepared(cells, row, scope, CANDIDATE + at, tuple(self._unknown(typed, CANDIDATE + at)))

    def lay(self, engine: Engine, rows: Sequence[Prepared], instead_of: Sequence[int] = ()) -> Laid:
        """The rows laid over the tab in `engine`; the caller closes its connection."""
        names = {name for row in rows for name in row.cells}
        columns = {name: [row.cells.get(name) for row in rows] for name in names}
        data, bad = parse_columns(self.engine.package, self.tab.own_fields, columns, [row.at for row in rows])
        scopes = pa.array([row.scope for row in rows], pa.string())
        return Laid(engine.overlay(self.tab, data.append_column(SCOPE, scopes), instead_of), bad)

    def judge(self, engine: Engine, rows: Sequence[Prepared], bad: Sequence[BadCell]) -> Iterator[Problem]:
        """What is wrong with rows that are laid over the tab in `engine`, by row."""
        found = find_problems(engine, self.tab, bad, candidates_only=True)
        for row in rows:
            yield from row.unknown
            yield from self._of_row(row, [problem for problem in found if problem.row == row.at])

    def depends(self, prepared: Prepared) -> Depends:
        """Which questions are asked and what they offer, given what has been typed so far."""
        return self._dependent.depends(prepared.cells)

    @property
    def _dependent(self) -> Dependent:
        return Dependent(self.identity, self.tab, self.form, self.engine)

    def _as_known(self, typed: Typed, row: Cells, known: Cells) -> Cells:
        """What was worked out the first time, where all else is as it was: else a repeat would be another entry."""
        asked = [name for name in self.form.fields if not is_blank(typed.get(name))]
        worked = {f.name for f in calculated(self.tab) if f.name not in asked}
        same = all(known.get(name) == cell for name, cell in row.items() if name not in worked)
        return {name: known[name] for name in worked if name in known} if same else {}

    def _answers(self, typed: Typed) -> Cells:
        """Every field of the form; what was left empty takes its default."""
        fields = [self.tab.by_name[name] for name in self.form.fields]
        return {f.name: f.default if is_blank(typed.get(f.name)) else typed[f.name] for f in fields}

    def _filled(self, scope: str | None, known: Cells | None) -> Cells:
        """What the server adds. A repeat keeps what was added the first time, else it would be another entry."""
        cells = {name: self._fill(fill, scope) for name, fill in self.form.fill.items()}
        return {name: known.get(name, cell) if known else cell for name, cell in cells.items()}

    def _fill(self, fill: Fill, scope: str | None) -> CellValue:
        if fill.kind == "now":
            return self.engine.now.strftime(TO_THE_MINUTE)
        if fill.kind == "person":
            return self.identity.person
        return scope if fill.kind == "scope" else fill.value

    def _retired(self, typed: Typed) -> Cells:
        """What a page that was opened before a field was retired still tells of it: kept, and not judged."""
        fields = (f for f in self.tab.retired_fields if not is_blank(typed.get(f.name)))
        return {f.name: self._formatted(f, typed[f.name]) for f in fields}

    def _formatted(self, field: Field, cell: CellValue) -> CellValue:
        value = parse_cell(self.engine.package, field, cell)
        return cell if isinstance(value, Bad) else format_cell(self.engine.package, field, value)

    def _scope_of(self, answers: Cells) -> str | None:
        """The scope that the new row belongs to: as its tab's access says, else that of the person."""
        access = self.tab.access
        named = answers.get(access.field) if access else None
        if access is None or is_blank(named):
            return self.identity.scope
        if access.tab is None:
            return str(named).strip()
        key = self.engine.package.by_name[access.tab].primary_key
        sql = f'SELECT {SCOPE} AS scope FROM "{access.tab}" WHERE "{key}" = :named ORDER BY {ROW} LIMIT 1'
        rows = self.engine.rows(sql, {"named": str(named).strip()})
        return rows[0]["scope"] if rows else self.identity.scope

    def _of_row(self, row: Prepared, found: Sequence[Problem]) -> Sequence[Problem]:
        seen = {(problem.field, problem.rule) for problem in found}
        hidden = [p for p in self._hidden_references(row) if (p.field, p.rule) not in seen]
        return [*found, *hidden] or self._foreign_scope(row)

    def _hidden_references(self, row: Prepared) -> Iterator[Problem]:
        """Rows that exist but that this person does not see are treated as if they did not exist."""
        where, parameters = visible(self.identity)
        for key in self.tab.foreign_keys:
            value = str(row.cells.get(key.field) or "").strip()
            if key.field in self.form.fields and value and not self._sees(key, value, where, parameters):
                message = message_of(self.engine.package, self.tab, key.field, "foreign-key", value)
                yield Problem(self.tab.name, row.at, "", key.field, "foreign-key", value, message)

    def _sees(self, key: ForeignKey, value: str, where: str, parameters: Mapping[str, object]) -> bool:
        sql = f'SELECT 1 FROM "{key.tab}" WHERE "{key.target}" = :value AND {where} LIMIT 1'
        return bool(self.engine.rows(sql, {**parameters, "value": value}))

    def _foreign_scope(self, row: Prepared) -> Sequence[Problem]:
        """The row itself must belong to what the person sees, also where nothing refers to a row of another tab."""
        if self.identity.scopes is None or row.scope in self.identity.scopes:
            return ()
        field = self.tab.access.field if self.tab.access else None
        return [Problem(self.tab.name, row.at, "", field, "not-yours", row.scope or "", both("not_yours"))]

    def _unknown(self, typed: Typed, at: int) -> Iterator[Problem]:
        titles = [self.tab.by_name[name].title for name in self.form.fields]
        allowed = {word: "、".join(title[word] for title in titles) for word in self.engine.package.languages}
        known = {*self.form.fields, *(f.name for f in self.tab.retired_fields)}
        for name in typed:
            if name not in known:
                message = say("unknown-field", self.engine.package, value=name[:40], allowed=allowed)
                yield Problem(self.tab.name, at, "", name, "unknown-field", name, message)

"""One entry, from what was typed to a receipt: the same for the HTML form and for a script.

The entry is laid over the mirror as a row that is not in the workbook yet, judged there by the rules that judge every
row, and stored. Nothing is acknowledged that is not on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sheets_sync.cells import Bad, format_cell, parse_cell
from sheets_sync.checks import find_problems
from sheets_sync.computed import SCOPE
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.problems import CellValue, Problem, message_of, say
from sheets_sync.schema import Field, Fill, ForeignKey, Form, Tab
from sheets_sync.store import Entry, Outbox, Receipt, Submission
from sheets_sync.table import ROW, BadCell, parse_columns
from web.forms.typed import Typed
from web.identity import Identity, visible
from web.language import both

Cells = Mapping[str, CellValue]
TO_THE_MINUTE = "%Y-%m-%d %H:%M"


class ForeignIdError(Exception):
    """The id of the submission belongs to somebody else's entry, or to another form."""


def owner(identity: Identity) -> str:
    """Whose entries these are in the outbox. An account never meets a person of the same name."""
    return identity.user if identity.kind == "link" else f"{identity.kind}:{identity.user}"


@dataclass(frozen=True)
class Intake:
    """Who enters into which form, against which state of the mirror."""

    identity: Identity
    tab: Tab
    form: Form
    engine: Engine
    outbox: Outbox

    def take(self, typed: Typed, submission_id: str) -> Receipt | tuple[Problem, ...]:
        """Judge an entry and store it: its receipt, or everything that is wrong with it.

        An id that was acknowledged before gives the same receipt again; with other content it is a revision.

        Raises:
            ForeignIdError: the id is not this person's, or not this form's.
            StoreError: it could not be stored.
        """
        known = self.outbox.find(submission_id)
        if known and (known.tab != self.tab.name or known.person != owner(self.identity)):
            raise ForeignIdError
        answers = self._answers(typed)
        scope = self._scope_of(answers)
        cells = self._relevant({**answers, **self._filled(scope, known)})
        row = {name: self._formatted(self.tab.by_name[name], cell) for name, cell in cells.items()}
        row |= self._retired(typed)
        if known is None or row != known.row:
            problems = (*self._unknown(typed), *self._judge(cells, scope))
            if problems:
                return problems
        return self.outbox.submit(
            Submission(submission_id, self.tab.name, self.tab.key_prefix, owner(self.identity), scope or "", row),
            self.engine.now,
        )

    def asked(self, typed: Typed) -> Mapping[str, bool]:
        """For each field that depends on others, whether it is asked, given what has been typed so far."""
        answers = self._answers(typed)
        return self._relevance(self._relevant({**answers, **self._filled(self._scope_of(answers), None)}))

    def _answers(self, typed: Typed) -> Cells:
        """Every field of the form; what was left empty takes its default."""
        fields = [self.tab.by_name[name] for name in self.form.fields]
        return {f.name: f.default if _blank(typed.get(f.name)) else typed[f.name] for f in fields}

    def _filled(self, scope: str | None, known: Entry | None) -> Cells:
        """What the server adds. A repeat keeps what was added the first time, else it would be another entry."""
        cells = {name: self._fill(fill, scope) for name, fill in self.form.fill.items()}
        return {name: known.row.get(name, cell) if known else cell for name, cell in cells.items()}

    def _fill(self, fill: Fill, scope: str | None) -> CellValue:
        if fill.kind == "now":
            return self.engine.now.strftime(TO_THE_MINUTE)
        if fill.kind == "person":
            return self.identity.person
        return scope if fill.kind == "scope" else fill.value

    def _retired(self, typed: Typed) -> Cells:
        """What a page that was opened before a field was retired still tells of it: kept, and not judged."""
        fields = (f for f in self.tab.retired_fields if not _blank(typed.get(f.name)))
        return {f.name: self._formatted(f, typed[f.name]) for f in fields}

    def _formatted(self, field: Field, cell: CellValue) -> CellValue:
        value = parse_cell(self.engine.package, field, cell)
        return cell if isinstance(value, Bad) else format_cell(self.engine.package, field, value)

    def _relevant(self, cells: Cells) -> Cells:
        """The cells with those emptied that are not asked, given the others."""
        relevance = self._relevance(cells)
        dropped = {name: None for name, relevant in relevance.items() if not relevant and not _blank(cells[name])}
        return self._relevant({**cells, **dropped}) if dropped else cells

    def _relevance(self, cells: Cells) -> Mapping[str, bool]:
        conditions = {name: f.relevant for name in self.form.fields if (f := self.tab.by_name[name]).relevant}
        if not conditions:
            return {}
        columns = ", ".join(f'coalesce(({sql}), FALSE) AS "{name}"' for name, sql in conditions.items())
        with self._laid_over(cells) as (engine, _):
            return engine.rows(f'SELECT {columns} FROM "{self.tab.name}" WHERE {ROW} >= {CANDIDATE}')[0]

    def _scope_of(self, answers: Cells) -> str | None:
        """The scope that the new row belongs to: as its tab's access says, else that of the person."""
        access = self.tab.access
        named = answers.get(access.field) if access else None
        if access is None or _blank(named):
            return self.identity.scope
        if access.tab is None:
            return str(named).strip()
        key = self.engine.package.by_name[access.tab].primary_key
        sql = f'SELECT {SCOPE} AS scope FROM "{access.tab}" WHERE "{key}" = :named ORDER BY {ROW} LIMIT 1'
        rows = self.engine.rows(sql, {"named": str(named).strip()})
        return rows[0]["scope"] if rows else self.identity.scope

    def _judge(self, cells: Cells, scope: str | None) -> Sequence[Problem]:
        with self._laid_over(cells) as (engine, bad):
            found = find_problems(engine, self.tab, bad, candidates_only=True)
        seen = {(problem.field, problem.rule) for problem in found}
        hidden = [p for p in self._hidden_references(cells) if (p.field, p.rule) not in seen]
        return [*found, *hidden] or self._foreign_scope(scope)

    def _hidden_references(self, cells: Cells) -> Iterator[Problem]:
        """Rows that exist but that this person does not see are treated as if they did not exist."""
        where, parameters = visible(self.identity)
        for key in self.tab.foreign_keys:
            value = str(cells.get(key.field) or "").strip()
            if key.field in self.form.fields and value and not self._sees(key, value, where, parameters):
                yield self._problem(key.field, "foreign-key", value)

    def _sees(self, key: ForeignKey, value: str, where: str, parameters: Mapping[str, object]) -> bool:
        sql = f'SELECT 1 FROM "{key.tab}" WHERE "{key.target}" = :value AND {where} LIMIT 1'
        return bool(self.engine.rows(sql, {**parameters, "value": value}))

    def _foreign_scope(self, scope: str | None) -> Sequence[Problem]:
        """The row itself must belong to what the person sees, also where nothing refers to a row of another tab."""
        if self.identity.scopes is None or scope in self.identity.scopes:
            return ()
        field = self.tab.access.field if self.tab.access else None
        return [Problem(self.tab.name, CANDIDATE, "", field, "not-yours", scope or "", both("not_yours"))]

    def _unknown(self, typed: Typed) -> Iterator[Problem]:
        titles = [self.tab.by_name[name].title for name in self.form.fields]
        allowed = {word: "、".join(title[word] for title in titles) for word in self.engine.package.languages}
        known = {*self.form.fields, *(f.name for f in self.tab.retired_fields)}
        for name in typed:
            if name not in known:
                message = say("unknown-field", self.engine.package, value=name[:40], allowed=allowed)
                yield Problem(self.tab.name, CANDIDATE, "", name, "unknown-field", name, message)

    def _problem(self, field: str, rule: str, value: str) -> Problem:
        message = message_of(self.engine.package, self.tab, field, rule, value)
        return Problem(self.tab.name, CANDIDATE, "", field, rule, value, message)

    @contextmanager
    def _laid_over(self, cells: Cells) -> Iterator[tuple[Engine, tuple[BadCell, ...]]]:
        columns = {name: [cell] for name, cell in cells.items()}
        data, bad = parse_columns(self.engine.package, self.tab.own_fields, columns, [CANDIDATE])
        engine = self.engine.overlay(self.tab, data)
        try:
            yield engine, bad
        finally:
            engine.connection.close()


def _blank(cell: CellValue) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())

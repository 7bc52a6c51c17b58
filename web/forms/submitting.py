"""A whole submission, from what was typed to its receipt: the row of the form and the rows that are entered with it.

All of them are laid over the mirror at once, so that each sees the others as rows of their tabs, and are judged
together; they are stored together, or none is. Nothing is acknowledged that is not on disk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import datetime

from sheets_sync.engine import Engine
from sheets_sync.errors import StoreError
from sheets_sync.problems import Problem
from sheets_sync.rules import judged_beside_entries
from sheets_sync.schema import Form, Repeat, Tab
from sheets_sync.schema.calculations import calculated
from sheets_sync.store import Child, Entry, Outbox, OvertakenError, Receipt, State, Submission, Waiting
from web.forms.dependent import Cells, Depends
from web.forms.intake import Intake, Laid, Prepared
from web.forms.repeats import Answers, Block, wrong_counts
from web.forms.waiting import laid_below
from web.identity import Identity

TRIES = 10
PROVISIONAL = 90_000_000
"""Rows are judged under keys from here on, above all that were given: a new row is the last one."""


class ForeignIdError(Exception):
    """The id of the submission belongs to somebody else's entry, or to another form."""


def owner(identity: Identity) -> str:
    """Whose entries these are in the outbox. An account never meets a person of the same name."""
    return identity.user if identity.kind == "link" else f"{identity.kind}:{identity.user}"


@dataclass(frozen=True)
class _Part:
    """The rows of one repeat, and their tab."""

    repeat: Repeat
    tab: Tab
    blocks: tuple[Block, ...]
    rows: tuple[Prepared, ...]
    numbers: tuple[int, ...]
    """The number of each row within the submission."""


@dataclass(frozen=True)
class _Whole:
    """A submission before it is judged."""

    own: Prepared
    parts: tuple[_Part, ...]

    @property
    def children(self) -> tuple[Child, ...]:
        """The rows that go with the form's own."""
        return tuple(
            Child(number, part.tab.name, part.tab.key_prefix, part.repeat.field, row.row)
            for part in self.parts
            for number, row in zip(part.numbers, part.rows, strict=True)
        )


@dataclass(frozen=True)
class Submitting:
    """Takes the submissions of a form; `intake` is that of the form's own row.

    `read_at` (UTC) is a time that the tables of the intake are not older than.
    """

    intake: Intake
    outbox: Outbox
    read_at: datetime

    def take(self, answers: Answers, submission_id: str) -> Receipt | tuple[Problem, ...]:
        """Judge a submission and store it: its receipt, or everything that is wrong with it.

        An id that was acknowledged before gives the same receipt again; with other content it is a revision.
        Where one entry may rule out another, those that wait are rows of their tabs.

        Raises:
            ForeignIdError: the id is not this person's, or not this form's.
            StoreError: it could not be stored.
        """
        tabs = self._contested()
        if not tabs:
            return self._take(answers, submission_id, Waiting({}, ()))
        for _ in range(TRIES):
            with self.outbox.turn:
                try:
                    return self._take(answers, submission_id, self.outbox.waiting(tabs, self.read_at))
                except OvertakenError:
                    continue  # by another process
        raise StoreError(f"{TRIES} times another entry was stored first. Nothing was saved; try again in a moment.")

    def _take(self, answers: Answers, submission_id: str, waiting: Waiting) -> Receipt | tuple[Problem, ...]:
        known = self._known(submission_id)
        answers = answers.without_blanks()
        counts = tuple(wrong_counts(self.intake.form, answers))
        if any(problem.rule == "maximum" for problem in counts):
            return counts  # no page offers that many
        whole = self._prepare(answers, known)
        is_new = known is None or (whole.own.row, _bodies(whole)) != (known.row, _stored(known))
        if is_new or answers.problems:
            problems = (*answers.problems, *self._judged_beside(waiting, whole, known), *counts)
            if problems:
                return problems
        tab = self.intake.tab
        return self.outbox.submit(
            Submission(
                id=submission_id,
                tab=tab.name,
                key_prefix=tab.key_prefix,
                person=owner(self.intake.identity),
                scope=whole.own.scope or "",
                row=whole.own.row,
                children=whole.children,
            ),
            self.intake.engine.now,
            waiting.seen if is_new else {},
        )

    def depends(self, answers: Answers) -> Depends:
        """Which questions are asked and what they offer, by their names on the page, given the answers so far."""
        whole = self._prepare(answers, None)
        own = self.intake.depends(whole.own)
        asked, offered = dict(own.asked), dict(own.offered)
        with closing(self._lay_own(whole.own, None)) as laid:
            for part in whole.parts:
                intake = self._intake(laid.engine, part.repeat)
                for block, row in zip(part.blocks, part.rows, strict=True):
                    found, prefix = intake.depends(row), f"{part.repeat.tab}-{block.number}-"
                    asked |= {f"{prefix}{name}": is_asked for name, is_asked in found.asked.items()}
                    offered |= {f"{prefix}{name}": names for name, names in found.offered.items()}
        return Depends(asked, offered)

    def offered(self, answers: Answers) -> Mapping[str, tuple[str, ...]]:
        """What the questions offer, as `depends`; asked only where a choice depends on another answer."""
        forms = (self.intake, *(self._intake(self.intake.engine, repeat) for repeat in self.intake.form.repeats))
        filtered = any(one.tab.by_name[name].choice_filter for one in forms for name in one.form.fields)
        return self.depends(answers).offered if filtered else {}

    def suggested(self, answers: Answers) -> Answers:
        """The answers with what is worked out for questions of the form itself that were left empty."""
        intake = self.intake
        asked = [f.name for f in calculated(intake.tab) if f.name in intake.form.fields]
        if not asked:
            return answers
        cells = intake.prepare(answers.own, None).cells
        return replace(answers, own={**answers.own, **{name: cells.get(name) for name in asked}})

    def _contested(self) -> list[str]:
        """The tabs that this form fills in which one entry may rule out another."""
        names = dict.fromkeys([self.intake.tab.name, *(repeat.tab for repeat in self.intake.form.repeats)])
        return [name for name in names if judged_beside_entries(self.intake.engine.package.by_name[name])]

    def _known(self, submission_id: str) -> Entry | None:
        known = self.outbox.find(submission_id)
        if known and (known.tab != self.intake.tab.name or known.person != owner(self.intake.identity)):
            raise ForeignIdError
        return known

    def _prepare(self, answers: Answers, known: Entry | None) -> _Whole:
        own = self.intake.prepare(answers.own, known.row if known else None)
        with closing(self._lay_own(own, known)) as laid:
            repeats = enumerate(self.intake.form.repeats)
            return _Whole(own, tuple(self._part(laid.engine, at, one, answers.of(one), known) for at, one in repeats))

    def _part(self, engine: Engine, at: int, repeat: Repeat, blocks: tuple[Block, ...], known: Entry | None) -> _Part:
        """The rows of the repeat `at`; its rows and those of the other repeats take numbers by turns."""
        intake = self._intake(engine, repeat)
        numbers = tuple((block.number - 1) * len(self.intake.form.repeats) + at + 1 for block in blocks)
        given = {repeat.field: self._key(known)}
        rows = tuple(
            intake.prepare(block.typed, _row_of(known, number), given, place)
            for place, (block, number) in enumerate(zip(blocks, numbers, strict=True))
        )
        return _Part(repeat, intake.tab, blocks, rows, numbers)

    def _intake(self, engine: Engine, repeat: Repeat) -> Intake:
        form = Form(title=repeat.title, roles=self.intake.form.roles, fields=repeat.fields, fill=repeat.fill)
        return replace(self.intake, tab=engine.package.by_name[repeat.tab], form=form, engine=engine)

    def _judged_beside(self, waiting: Waiting, whole: _Whole, known: Entry | None) -> tuple[Problem, ...]:
        ids = [known.id, *(child.id for child in known.children.values())] if known else []
        with laid_below(self.intake.engine, waiting, ids) as engine:
            return tuple(replace(self, intake=replace(self.intake, engine=engine))._judge(whole, known))

    def _judge(self, whole: _Whole, known: Entry | None) -> Iterator[Problem]:
        with ExitStack() as stack:
            own = laid = stack.enter_context(closing(self._lay_own(whole.own, known)))
            ids = [child.id for child in known.children.values()] if known else []
            below = []
            for part in whole.parts:
                rows = [_keyed(part.tab, row) for row in part.rows]
                instead_of = _rows_of(laid.engine, part.tab, ids)
                laid = self._intake(laid.engine, part.repeat).lay(laid.engine, rows, instead_of)
                below.append((part, stack.enter_context(closing(laid)).bad))
            yield from self.intake.judge(laid.engine, [whole.own], own.bad)
            for part, bad in below:
                yield from self._intake(own.engine, part.repeat).judge(laid.engine, part.rows, bad)

    def _lay_own(self, own: Prepared, known: Entry | None) -> Laid:
        intake = self.intake
        keyed = replace(own, cells={**own.cells, intake.tab.primary_key: self._key(known)})
        return intake.lay(intake.engine, [keyed], _rows_of(intake.engine, intake.tab, [known.id] if known else []))

    def _key(self, known: Entry | None) -> str:
        return known.key if known else f"{self.intake.tab.key_prefix}-{PROVISIONAL}"


def _keyed(tab: Tab, row: Prepared) -> Prepared:
    return replace(row, cells={**row.cells, tab.primary_key: f"{tab.key_prefix}-{PROVISIONAL + row.at}"})


def _row_of(known: Entry | None, number: int) -> Cells | None:
    child = known.children.get(number) if known else None
    return child.row if child else None


def _rows_of(engine: Engine, tab: Tab, ids: list[str]) -> list[int]:
    """The rows of the mirror that these entries have become."""
    if not ids:
        return []
    sql = f'SELECT _row FROM "{tab.name}" WHERE list_contains(:ids::VARCHAR[], "{tab.submission}")'
    return [row["_row"] for row in engine.rows(sql, {"ids": ids})]


def _bodies(whole: _Whole) -> Mapping[int, Cells]:
    return {child.number: child.row for child in whole.children}


def _stored(known: Entry) -> Mapping[int, Cells]:
    return {n: child.row for n, child in known.children.items() if child.state is not State.LEFT_OUT}

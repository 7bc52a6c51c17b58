"""The page of a form as its template needs it: the questions of the form's row and of each added row, with problems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sheets_sync.engine import Engine
from sheets_sync.problems import Problem
from sheets_sync.schema import Form, Repeat, Tab
from web.forms.inputs import Input, Kind, Row, make_inputs
from web.forms.repeats import Answers, Block, place_of, repeat_of
from web.identity import Identity

Offered = Mapping[str, Sequence[str]]
"""The options that the other answers allow, by the name of the question on the page; without a name, all."""
PATTERN = 0
"""The number of the block that the script copies to add one."""


@dataclass(frozen=True)
class Questions:
    """The questions about one row, and what is wrong beside them, by field. `number` is that of an added row."""

    inputs: Sequence[Input]
    wrong: Mapping[str, Sequence[Problem]]
    number: int = 0

    def offering(self, offered: Offered) -> Questions:
        """Each question with the options that the other answers allow."""
        return replace(self, inputs=[one.offering(offered.get(one.name)) for one in self.inputs])


@dataclass(frozen=True)
class Rows:
    """One repeat: its rows, a blank one to copy, and what is wrong with the rows as a whole."""

    repeat: Repeat
    rows: tuple[Questions, ...]
    pattern: Questions
    wrong: tuple[Problem, ...]

    @property
    def next(self) -> int:
        """The number that a further row gets."""
        return max((row.number for row in self.rows), default=0) + 1


@dataclass(frozen=True)
class Page:
    """All questions of a form."""

    form: Form
    own: Questions
    repeats: tuple[Rows, ...]

    def offering(self, offered: Offered) -> Page:
        """Each question with the options that the other answers allow."""
        repeats = (replace(one, rows=tuple(row.offering(offered) for row in one.rows)) for one in self.repeats)
        return replace(self, own=self.own.offering(offered), repeats=tuple(repeats))

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of its questions, those of a row that may be added too."""
        rows = [self.own, *(row for one in self.repeats for row in (*one.rows, one.pattern))]
        return frozenset(asked.kind for row in rows for asked in row.inputs)

    @property
    def has_pictures(self) -> bool:
        """Whether a picture is asked for."""
        return bool(self.kinds & {Kind.PHOTO, Kind.SIGNATURE})

    def anchor(self, problem: Problem) -> str | None:
        """The id of the element that a problem is about; None when it is about no question of the form."""
        for one in self.repeats:
            place = place_of(self.form, problem)
            if one.repeat.tab == problem.tab:
                asked = place is not None and problem.field in one.repeat.fields
                rows = f"rows-{one.repeat.tab}"
                return f"q-{one.repeat.tab}-{one.rows[place - 1].number}-{problem.field}" if asked and place else rows
        return f"q-{problem.field}" if problem.field in self.form.fields else None


def make_page(
    engine: Engine, identity: Identity, tab: Tab, form: Form, answers: Answers, problems: Sequence[Problem]
) -> Page:
    """The page with what was typed and what is wrong with it."""
    own = by_field([problem for problem in problems if repeat_of(form, problem) is None])
    row = Row(tab, form.fields, answers.own, frozenset(own))

    def rows(repeat: Repeat) -> Rows:
        other = engine.package.by_name[repeat.tab]
        found = [problem for problem in problems if repeat_of(form, problem) is repeat]

        def questions(block: Block, place: int | None) -> Questions:
            wrong = by_field([problem for problem in found if place and place_of(form, problem) == place])
            asked = Row(other, repeat.fields, block.typed, frozenset(wrong), f"{repeat.tab}-{block.number}-")
            return Questions(make_inputs(engine, identity, asked), wrong, block.number)

        return Rows(
            repeat,
            tuple(questions(block, place) for place, block in enumerate(answers.of(repeat), start=1)),
            questions(Block(PATTERN, {}), None),
            tuple(problem for problem in found if place_of(form, problem) is None),
        )

    questions_of_own = Questions(make_inputs(engine, identity, row), own)
    return Page(form, questions_of_own, tuple(rows(repeat) for repeat in form.repeats))


def by_field(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The problems of single fields, by field."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        if problem.field:
            found.setdefault(problem.field, []).append(problem)
    return found

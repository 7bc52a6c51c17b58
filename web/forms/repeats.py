"""The rows of other tabs that are entered with the row of a form: blocks of fields that a person adds and removes.

On the page the field of the second block of a tab is named TAB-2-FIELD, and TAB-2 says that the block is there. A
number stays with its block when another one is removed, so that a correction finds the row that it corrects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from sheets_sync.engine import CANDIDATE
from sheets_sync.problems import Problem
from sheets_sync.schema import Form, Former, Repeat, Tab, Text
from web.forms.typed import Typed, from_form, from_json
from web.language import both

MOST_BLOCKS = 200
"""Of one submission; more than any form allows, and few enough to be shown again."""
_NAME = re.compile(r"(?P<tab>[a-z][a-z0-9_]*)-(?P<number>[1-9]\d{0,3})(?:-(?P<field>.*))?", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One added row: its number within its repeat, and what was typed. One that `is_kept` is not blank."""

    number: int
    typed: Typed
    is_kept: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all was said."""
        cells = self.typed.values()
        return not self.is_kept and all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


@dataclass(frozen=True)
class Answers:
    """What came in for a form: its own fields, and the blocks of each repeat by tab, in their order.

    `problems` tells what was wrong with it already when it came in.
    """

    own: Typed
    blocks: Mapping[str, tuple[Block, ...]]
    problems: tuple[Problem, ...] = ()

    def of(self, repeat: Repeat) -> tuple[Block, ...]:
        """The blocks of one repeat."""
        return self.blocks.get(repeat.tab, ())

    def without_blanks(self) -> Answers:
        """The answers without blocks in which nothing was said: somebody added a row and left it."""
        return replace(self, blocks={tab: tuple(b for b in of if not b.is_blank) for tab, of in self.blocks.items()})

    def with_one_more(self, repeat: Repeat) -> Answers:
        """With a blank block at the end, as far as the repeat allows."""
        held = self.of(repeat)
        if len(held) >= repeat.maximum:
            return self
        number = max((block.number for block in held), default=0) + 1
        return replace(self, blocks={**self.blocks, repeat.tab: (*held, Block(number, {}))})

    def without(self, repeat: Repeat, number: int) -> Answers:
        """Without the block of that number."""
        left = tuple(block for block in self.of(repeat) if block.number != number)
        return replace(self, blocks={**self.blocks, repeat.tab: left})

    def as_asked(self, form: Form) -> Answers:
        """As the page shows them: each repeat has its least number of blocks, blank ones if need be."""
        answers = self
        for repeat in form.repeats:
            while len(answers.of(repeat)) < repeat.minimum:
                answers = answers.with_one_more(repeat)
        return answers


def answers_of_form(posted: MultiDict[str, str], ignored: frozenset[str], tab: Tab, former: Former) -> Answers:
    """The answers of a posted page of the tab's form; one that was opened under former names is taken too.

    Raises:
        BadRequest: too many fields or blocks, or text that is no Unicode.
    """
    own: MultiDict[str, str] = MultiDict()
    blocks: dict[str, dict[int, MultiDict[str, str]]] = {repeat.tab: {} for repeat in _repeats(tab)}
    for name, value in posted.items(multi=True):
        found = _NAME.fullmatch(name)
        of = blocks.get(former.tab(found["tab"])) if found else None
        if found is None or of is None:
            own.add(name, value)
            continue
        block = of.setdefault(int(found["number"]), MultiDict())
        if found["field"] is not None:
            block.add(found["field"], value)
    _few(blocks.values())
    return Answers(
        former.row(tab.name, from_form(own, ignored)),
        {
            name: tuple(Block(n, former.row(name, from_form(of[n], frozenset()))) for n in sorted(of))
            for name, of in blocks.items()
        },
    )


def answers_of_json(body: object, tab: Tab, former: Former) -> Answers:
    """The answers of a JSON object, in which each repeat is a list of objects under the name of its tab.

    Raises:
        BadRequest: as `from_json`, or a repeat is no list.
    """
    if not isinstance(body, dict):
        raise BadRequest
    repeats = {repeat.tab for repeat in _repeats(tab)}
    own = {name: value for name, value in body.items() if former.tab(name) not in repeats}
    lists = {former.tab(name): rows or [] for name, rows in body.items() if former.tab(name) in repeats}
    if not all(isinstance(rows, list) for rows in lists.values()):
        raise BadRequest
    _few(lists.values())
    return Answers(
        former.row(tab.name, from_json(own)),
        {
            name: tuple(Block(n, former.row(name, from_json(row))) for n, row in enumerate(rows, start=1))
            for name, rows in lists.items()
        },
    )


def wrong_counts(form: Form, answers: Answers) -> Iterator[Problem]:
    """A problem for each repeat with too few or too many rows; it is of no row and no field."""
    for repeat in form.repeats:
        count = len(answers.of(repeat))
        if count < repeat.minimum:
            yield _wrong_count(repeat, "minimum", count, "too_few_rows")
        elif count > repeat.maximum:
            yield _wrong_count(repeat, "maximum", count, "too_many_rows")


def repeat_of(form: Form, problem: Problem) -> Repeat | None:
    """The repeat that a problem is about; None for the form's own row."""
    return next((repeat for repeat in form.repeats if repeat.tab == problem.tab), None)


def place_of(form: Form, problem: Problem) -> int | None:
    """Which of the rows of its repeat a problem is about, from 1; None when it is about no added row."""
    return problem.row - CANDIDATE + 1 if problem.row >= CANDIDATE and repeat_of(form, problem) else None


def told(form: Form, problem: Problem) -> Text:
    """The message of a problem where its row is not before one's eyes: with the row's place."""
    repeat, place = repeat_of(form, problem), place_of(form, problem)
    if repeat is None or place is None:
        return problem.message
    return both("of_row", number=place, title=repeat.title, message=problem.message)


def _wrong_count(repeat: Repeat, rule: str, count: int, message_id: str) -> Problem:
    limit = repeat.minimum if rule == "minimum" else repeat.maximum
    message = both(message_id, title=repeat.title, count=count, limit=limit)
    return Problem(repeat.tab, 0, "", None, rule, str(count), message)


def _repeats(tab: Tab) -> tuple[Repeat, ...]:
    return tab.form.repeats if tab.form else ()


def _few(blocks: Iterable[Sized]) -> None:
    if sum(len(of) for of in blocks) > MOST_BLOCKS:
        raise BadRequest

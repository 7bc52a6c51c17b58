"""Conditions of XPath joined by `and` and `or`, with brackets only where they are needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Truth:
    """Conditions joined by `word`; a single one is joined by nothing."""

    parts: tuple[str, ...]
    word: Literal["and", "or"] = "and"

    def __str__(self) -> str:
        return f" {self.word} ".join(self.parts)


TRUE = Truth(("true()",))
FALSE = Truth(("false()",))


def every(*truths: Truth) -> Truth:
    """All of them; TRUE when there are none."""
    return _joined("and", truths, neutral=TRUE, decisive=FALSE)


def some(*truths: Truth) -> Truth:
    """One of them at least; FALSE when there are none."""
    return _joined("or", truths, neutral=FALSE, decisive=TRUE)


def _joined(word: Literal["and", "or"], truths: tuple[Truth, ...], neutral: Truth, decisive: Truth) -> Truth:
    if decisive in truths:
        return decisive
    parts = [part for truth in truths if truth != neutral for part in _parts(truth, word)]
    return Truth(tuple(dict.fromkeys(parts)), word) if parts else neutral


def _parts(truth: Truth, word: str) -> tuple[str, ...]:
    return truth.parts if len(truth.parts) == 1 or truth.word == word else (f"({truth})",)

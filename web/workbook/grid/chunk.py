"""The cells of one column in one row block.

A value is kept as its JSON text, a token: `"abc"`, `1.5`, `true`, and `""` for a blank. A chunk's tokens are joined
by line feeds, which JSON never has inside a string, so that a column is served by joining texts, without a look at
the cells. What few cells have stands beside: runs of style ids, and the formulas by row of the block.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from web.workbook.grid.runs import Runs, cut, normal, padded, splice

BLANK = '""'
BLANK_LINE = f"\n{BLANK}"
NO_TEXT = '"" '
"""The empty text that a formula gave. Its cell is not blank: rows end after it, and tables hold it. JSON passes over
the blank in it, by which it is told from `BLANK`.
"""


@dataclass(frozen=True)
class ChunkText:
    """A chunk as it is stored."""

    filled: int
    text: str
    runs: str | None = None
    formulas: str | None = None


class Chunk:
    """A chunk for editing; `tokens` may be shorter than the block, the rest is blank.

    Its text is taken apart only when somebody asks for single tokens.
    """

    __slots__ = ("_filled", "_text", "_tokens", "formulas", "runs")

    def __init__(
        self, tokens: list[str] | None = None, runs: Runs[int] | None = None, formulas: dict[int, str] | None = None
    ) -> None:
        self._tokens: list[str] | None = [] if tokens is None else tokens
        self._text, self._filled = "", 0
        self.runs: Runs[int] = [] if runs is None else runs
        self.formulas: dict[int, str] = {} if formulas is None else formulas

    @classmethod
    def parse(cls, stored: ChunkText) -> Chunk:
        """A stored chunk."""
        formulas = json.loads(stored.formulas) if stored.formulas else {}
        chunk = cls(
            None,
            [(count, value) for count, value in json.loads(stored.runs)] if stored.runs else [],
            {int(row): formula for row, formula in formulas.items()},
        )
        chunk._tokens, chunk._text, chunk._filled = None, stored.text, stored.filled
        return chunk

    @property
    def tokens(self) -> list[str]:
        """The tokens, to be read and changed."""
        if self._tokens is None:
            self._tokens = self._text.split("\n") if self._filled else []
        return self._tokens

    @tokens.setter
    def tokens(self, tokens: list[str]) -> None:
        self._tokens = tokens

    def text(self, rows: int) -> str:
        """The tokens of all `rows` rows of the block, joined, blanks written out."""
        if self._tokens is not None:
            return "\n".join(self.read(0, rows))
        blanks = [BLANK] * (rows - self._filled)
        return "\n".join([self._text, *blanks] if self._filled else blanks)

    def put_text(self, text: str) -> None:
        """Put the joined tokens of the whole block in place of what stands there; its formulas go."""
        end = len(text)
        while text.endswith(BLANK_LINE, 0, end):
            end -= len(BLANK_LINE)
        self._tokens, self._text = None, "" if text[:end] == BLANK else text[:end]
        self._filled = self._text.count("\n") + 1 if self._text else 0
        self.formulas = {}

    def stored(self) -> ChunkText | None:
        """The form for the store, or None when nothing is left in the chunk."""
        if self._tokens is not None:
            self._trim(self._tokens)
        if not self._filled and not self.runs and not self.formulas:
            return None
        return ChunkText(
            self._filled,
            self._text,
            json.dumps(self.runs, separators=(",", ":")) if self.runs else None,
            json.dumps(self.formulas, separators=(",", ":"), ensure_ascii=False) if self.formulas else None,
        )

    def _trim(self, tokens: list[str]) -> None:
        while tokens and tokens[-1] == BLANK:
            tokens.pop()
        self._text, self._filled = "\n".join(tokens), len(tokens)

    def read(self, start: int, end: int) -> list[str]:
        """The tokens from `start` to `end`, blanks written out."""
        part = self.tokens[start:end]
        return part + [BLANK] * (end - start - len(part))

    def write(self, start: int, tokens: list[str]) -> None:
        """Put tokens from `start` on; formulas that stood there go."""
        if len(self.tokens) < start:
            self.tokens += [BLANK] * (start - len(self.tokens))
        self.tokens[start : start + len(tokens)] = tokens
        if self.formulas:
            for row in range(start, start + len(tokens)):
                self.formulas.pop(row, None)

    def insert(self, at: int, count: int, style: int) -> None:
        """Make room for `count` blank rows of one style."""
        if at < len(self.tokens):
            self.tokens[at:at] = [BLANK] * count
        if self.runs or style:
            self.runs = splice(self.runs, at, 0, [(count, style)], 0)
        self.formulas = {row + count if row >= at else row: text for row, text in self.formulas.items()}

    def delete(self, start: int, end: int) -> None:
        """Take out the rows from `start` to `end`."""
        del self.tokens[start:end]
        self.runs = splice(self.runs, start, end - start, [], 0)
        kept = {row: text for row, text in self.formulas.items() if not start <= row < end}
        self.formulas = {row - (end - start) if row >= end else row: text for row, text in kept.items()}

    def part(self, start: int, end: int) -> Chunk:
        """A chunk of the rows from `start` to `end`."""
        formulas = {row - start: text for row, text in self.formulas.items() if start <= row < end}
        return Chunk(self.tokens[start:end], normal(cut(self.runs, start, end), 0), formulas)

    def join(self, rows: int, after: Chunk) -> None:
        """Put another chunk after this one, whose block has `rows` rows."""
        self.tokens = self.read(0, rows) + after.tokens
        self.runs = normal([*padded(self.runs, rows, 0), *after.runs], 0)
        self.formulas |= {row + rows: text for row, text in after.formulas.items()}

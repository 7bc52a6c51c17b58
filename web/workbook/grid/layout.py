"""How the rows of a sheet are cut into blocks, and the order of its columns: what is stored beside the chunks."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from web.workbook.grid.runs import Runs
from web.workbook.json_types import JsonObject

BLOCK_ROWS = 1_000


@dataclass(slots=True)
class Block:
    """A run of rows; a block without values may be larger than `BLOCK_ROWS`."""

    id: int
    rows: int


@dataclass(frozen=True, slots=True)
class Span:
    """The rows of one block that a range covers: `start` and `end` count within the block, `row` within the sheet."""

    block: int
    start: int
    end: int
    row: int


@dataclass
class Layout:
    """The blocks and columns of a sheet, with the properties (size, hidden) of rows and columns."""

    blocks: list[Block]
    columns: list[int]
    next_block: int
    next_column: int
    row_properties: Runs[JsonObject] = field(default_factory=list)
    column_properties: Runs[JsonObject] = field(default_factory=list)
    _ends: list[int] | None = None

    @classmethod
    def blank(cls, rows: int, columns: int) -> Layout:
        """A sheet with nothing in it."""
        blocks = [Block(0, rows)] if rows else []
        return cls(blocks, list(range(columns)), 1, columns)

    @classmethod
    def parse(cls, text: str) -> Layout:
        """Read what `text` wrote."""
        raw = json.loads(text)
        return cls(
            [Block(*pair) for pair in raw["blocks"]],
            raw["columns"],
            raw["nextBlock"],
            raw["nextColumn"],
            [(count, properties) for count, properties in raw["rowProperties"]],
            [(count, properties) for count, properties in raw["columnProperties"]],
        )

    def text(self) -> str:
        """The form for the store."""
        raw = {
            "blocks": [(block.id, block.rows) for block in self.blocks],
            "columns": self.columns,
            "nextBlock": self.next_block,
            "nextColumn": self.next_column,
            "rowProperties": self.row_properties,
            "columnProperties": self.column_properties,
        }
        return json.dumps(raw, separators=(",", ":"), ensure_ascii=False)

    @property
    def rows(self) -> int:
        """The number of rows of the sheet."""
        return self.ends()[-1] if self.blocks else 0

    def ends(self) -> list[int]:
        """For each block the number of the row after its last one."""
        if self._ends is None:
            self._ends = list(accumulate(block.rows for block in self.blocks))
        return self._ends

    def changed(self) -> None:
        """To be called after the list of blocks or a block's size was changed."""
        self._ends = None

    def locate(self, row: int) -> tuple[int, int]:
        """The position in `blocks` and the row within it; the row after the last one gives (number of blocks, 0)."""
        position = bisect_right(self.ends(), row)
        before = self.ends()[position - 1] if position else 0
        return position, row - before

    def spans(self, start: int, end: int) -> Iterator[Span]:
        """The parts of blocks that cover the rows from `start` to `end`."""
        if start >= end:
            return
        position, offset = self.locate(start)
        row = start
        while row < end and position < len(self.blocks):
            block = self.blocks[position]
            stop = min(block.rows, offset + end - row)
            yield Span(block.id, offset, stop, row)
            row += stop - offset
            position, offset = position + 1, 0

    def new_block(self, rows: int) -> Block:
        """A block with an id of its own, not yet in the list."""
        block = Block(self.next_block, rows)
        self.next_block += 1
        return block

    def new_columns(self, count: int) -> list[int]:
        """Ids for new columns, not yet in the list."""
        ids = list(range(self.next_column, self.next_column + count))
        self.next_column += count
        return ids

"""The chunks of one sheet that a transaction has looked at, and how its rows are cut into blocks.

`ChunkCache` loads chunks from a `ChunkStore` when they are needed, remembers which were edited, and cuts and joins
blocks. `Grid` builds on it what the rest of the service calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from web.workbook.grid.chunk import Chunk, ChunkText
from web.workbook.grid.layout import BLOCK_ROWS, Block, Layout

Place = tuple[int, int]
"""A block's id and a column's id."""


class ChunkStore(Protocol):
    """Where the chunks of one sheet are kept."""

    def load(self, columns: Sequence[int], blocks: Sequence[int]) -> dict[Place, ChunkText]:
        """The chunks that exist at these columns and blocks."""

    def load_bytes(self, columns: Sequence[int], blocks: Sequence[int]) -> dict[Place, tuple[int, bytes]]:
        """The number of tokens and the text of the chunks that exist at these columns and blocks."""

    def save(self, chunks: Iterable[tuple[Place, ChunkText | None]]) -> None:
        """Replace these chunks; None removes one."""

    def drop_blocks(self, blocks: Sequence[int]) -> None:
        """Remove all chunks of these blocks."""

    def drop_columns(self, columns: Sequence[int]) -> None:
        """Remove all chunks of these columns."""

    def formula_places(self) -> list[Place]:
        """Where chunks with formulas are stored."""

    def runs(self) -> dict[Place, str]:
        """The stored style ids, as JSON, of the chunks that have any."""


class ChunkCache:
    """Chunks by place; None where there is none."""

    def __init__(self, layout: Layout, store: ChunkStore) -> None:
        self.layout = layout
        self.store = store
        self._chunks: dict[Place, Chunk | None] = {}
        self._dirty: set[Place] = set()

    def fetch(self, columns: Sequence[int], blocks: Sequence[int]) -> None:
        """Load the chunks at these columns and blocks in one go."""
        missing = {(block, column) for block in blocks for column in columns} - self._chunks.keys()
        if not missing:
            return
        found = self.store.load(sorted({column for _, column in missing}), sorted({block for block, _ in missing}))
        for place in missing:
            stored = found.get(place)
            self._chunks[place] = Chunk.parse(stored) if stored else None

    def get(self, place: Place) -> Chunk | None:
        """The chunk at a place, to look at."""
        if place not in self._chunks:
            self.fetch([place[1]], [place[0]])
        return self._chunks[place]

    def edit(self, place: Place) -> Chunk:
        """The chunk at a place, to change; made where there is none."""
        chunk = self.get(place)
        if chunk is None:
            chunk = self._chunks[place] = Chunk()
        self._dirty.add(place)
        return chunk

    def drop_blocks(self, blocks: Sequence[int]) -> None:
        """Forget blocks that are gone from the layout, here and in the store."""
        gone = set(blocks)
        self._forget([place for place in self._chunks if place[0] in gone])
        self.store.drop_blocks(blocks)

    def drop_columns(self, columns: Sequence[int]) -> None:
        """Forget columns that are gone from the layout, here and in the store."""
        gone = set(columns)
        self._forget([place for place in self._chunks if place[1] in gone])
        self.store.drop_columns(columns)

    def _forget(self, places: Iterable[Place]) -> None:
        for place in places:
            del self._chunks[place]
            self._dirty.discard(place)

    def held_columns(self, block: int) -> list[int]:
        """The columns that have a chunk in a block."""
        self.fetch(self.layout.columns, [block])
        return [column for column in self.layout.columns if self._chunks[block, column] is not None]

    def known(self) -> dict[Place, Chunk | None]:
        """The chunks looked at so far."""
        return self._chunks

    def is_edited(self, place: Place) -> bool:
        """Whether the chunk at a place was changed here."""
        return place in self._dirty

    def add_blank(self, blocks: Sequence[int], columns: Sequence[int]) -> None:
        """Know without asking that there is nothing at these places yet."""
        self._chunks.update(dict.fromkeys(((block, column) for block in blocks for column in columns), None))

    def block_with_room(self, position: int, offset: int, count: int) -> Block | None:
        """The block that the new rows can join: the one they fall into, or the one that ends where they go."""
        blocks = self.layout.blocks
        candidates = [blocks[position]] if position < len(blocks) else []
        if offset == 0 and position > 0:
            candidates.append(blocks[position - 1])
        for block in candidates:
            if block.rows + count <= BLOCK_ROWS or not self.held_columns(block.id):
                return block
        return None

    def split(self, position: int, offset: int) -> int:
        """Cut a block in two; the position of the second part."""
        block = self.layout.blocks[position]
        rest = self.layout.new_block(block.rows - offset)
        for column in self.layout.columns:
            self._chunks[rest.id, column] = None
        for column in self.held_columns(block.id):
            chunk = self.edit((block.id, column))
            part = chunk.part(offset, block.rows)
            if part.tokens or part.runs or part.formulas:
                self._chunks[rest.id, column] = part
                self._dirty.add((rest.id, column))
            chunk.delete(offset, block.rows)
        block.rows = offset
        self.layout.blocks.insert(position + 1, rest)
        self.layout.changed()
        return position + 1

    def boundary(self, row: int) -> None:
        """Make a block begin at a row."""
        position, offset = self.layout.locate(row)
        if offset:
            self.split(position, offset)

    def make_writable(self, start: int, end: int) -> None:
        """Cut large blank blocks of this range to the usual size before a value goes in."""
        position = self.layout.locate(start)[0]
        row = start
        while row < end and position < len(self.layout.blocks):
            while self.layout.blocks[position].rows > BLOCK_ROWS:
                tail = self.layout.blocks[position].rows % BLOCK_ROWS or BLOCK_ROWS
                self.split(position, self.layout.blocks[position].rows - tail)
            position, _ = self.layout.locate(row)
            row = self.layout.ends()[position]
            position += 1

    def compact(self) -> None:
        """Join neighbours that are small, so that moves do not leave ever smaller blocks behind."""
        position = 0
        while position + 1 < len(self.layout.blocks):
            block, after = self.layout.blocks[position : position + 2]
            if block.rows + after.rows > BLOCK_ROWS // 2:
                position += 1
                continue
            for column in self.held_columns(after.id):
                chunk = self._chunks[after.id, column]
                if chunk:
                    self.edit((block.id, column)).join(block.rows, chunk)
            block.rows += after.rows
            del self.layout.blocks[position + 1]
            self.drop_blocks([after.id])
        self.layout.changed()

    def flush(self) -> None:
        """Give the chunks that changed back to the store."""
        self._save(sorted(self._dirty))

    def release(self, column: int) -> None:
        """Give a column back and forget it, so that work on all columns of a large sheet holds one at a time."""
        places = [place for place in self._chunks if place[1] == column]
        self._save(sorted(self._dirty.intersection(places)))
        self._forget(places)

    def _save(self, places: Sequence[Place]) -> None:
        saved = []
        for place in places:
            chunk = self._chunks.get(place)
            saved.append((place, chunk.stored() if chunk else None))
        self.store.save(saved)
        self._dirty.difference_update(places)

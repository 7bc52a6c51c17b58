"""Reading and editing the cells of one sheet.

A `Grid` belongs to one transaction. It takes chunks from its store when they are needed, edits them in memory and
gives back those that changed when it is flushed. Ranges are half open and count from zero; they must lie in the grid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from web.workbook.grid.chunk import BLANK, Chunk, ChunkText
from web.workbook.grid.layout import BLOCK_ROWS, Block, Layout, Span
from web.workbook.grid.runs import compress, cut, expand, mapped, padded, splice, value_at

Place = tuple[int, int]
"""A block's id and a column's id."""


Render = Callable[[Chunk, int, int], list[str]]
"""Turns the rows from a start to an end of a chunk into tokens."""


BLANK_BYTES = BLANK.encode()
NOTHING = (0, b"")


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


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of cells, half open, counted from zero."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Its height."""
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        """Its width."""
        return self.right - self.left


class Grid:
    """The cells of one sheet in one transaction."""

    def __init__(self, layout: Layout, store: ChunkStore) -> None:
        self.layout = layout
        self._store = store
        self._chunks: dict[Place, Chunk | None] = {}
        self._dirty: set[Place] = set()

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.layout.rows

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.layout.columns)

    # Reading

    def prefetch(self, rect: Rect) -> None:
        """Load the chunks of a range in one go."""
        blocks = [span.block for span in self.layout.spans(rect.top, rect.bottom)]
        self._fetch(self.layout.columns[rect.left : rect.right], blocks)

    def read(self, column: int, top: int, bottom: int) -> list[str]:
        """The tokens of one column, one per row."""
        tokens: list[str] = []
        for span, chunk in self._parts(column, top, bottom):
            tokens += chunk.read(span.start, span.end) if chunk else [BLANK] * (span.end - span.start)
        return tokens

    def read_rect(self, rect: Rect) -> list[list[str]]:
        """The tokens of a range, one list per column."""
        self.prefetch(rect)
        return [self.read(column, rect.top, rect.bottom) for column in range(rect.left, rect.right)]

    def styles(self, column: int, top: int, bottom: int) -> list[int]:
        """The style ids of one column, one per row."""
        ids: list[int] = []
        for span, chunk in self._parts(column, top, bottom):
            length = span.end - span.start
            ids += expand(cut(chunk.runs, span.start, span.end), length, 0) if chunk else [0] * length
        return ids

    def style(self, row: int, column: int) -> int:
        """The style id of one cell."""
        position, offset = self.layout.locate(row)
        chunk = self._get((self.layout.blocks[position].id, self.layout.columns[column]))
        return value_at(chunk.runs, offset, 0) if chunk else 0

    def formulas(self, column: int, top: int, bottom: int) -> dict[int, str]:
        """The formulas of one column by row of the sheet."""
        found: dict[int, str] = {}
        for span, chunk in self._parts(column, top, bottom):
            if chunk and chunk.formulas:
                shift = span.row - span.start
                found |= {row + shift: text for row, text in chunk.formulas.items() if span.start <= row < span.end}
        return found

    def all_formulas(self) -> dict[tuple[int, int], str]:
        """Every formula of the sheet by (row, column)."""
        held = {place for place, chunk in self._chunks.items() if chunk and chunk.formulas}
        places = held | {place for place in self._store.formula_places() if place not in self._dirty}
        if not places:
            return {}
        starts = dict(zip((b.id for b in self.layout.blocks), [0, *self.layout.ends()], strict=False))
        columns = {column: number for number, column in enumerate(self.layout.columns)}
        found = {}
        for block, column in places:
            chunk = self._get((block, column)) if block in starts and column in columns else None
            for row, text in chunk.formulas.items() if chunk else ():
                found[starts[block] + row, columns[column]] = text
        return found

    def has_formulas(self) -> bool:
        """Whether a chunk that was loaded or edited here has a formula; what only the store has is not looked at."""
        return any(chunk is not None and bool(chunk.formulas) for chunk in self._chunks.values())

    def filled_rows(self, left: int, right: int, top: int = 0, bottom: int | None = None) -> int:
        """The number of the row after the last row with a value in these columns and rows; `top` when there is none."""
        limit = self.rows if bottom is None else bottom
        for span in reversed(list(self.layout.spans(top, limit))):
            columns = self.layout.columns[left:right]
            self._fetch(columns, [span.block])
            last = 0
            for column in columns:
                chunk = self._get((span.block, column))
                tokens = chunk.tokens[: span.end] if chunk else []
                while len(tokens) > span.start and tokens[-1] == BLANK:
                    tokens.pop()
                last = max(last, len(tokens))
            if last > span.start:
                return span.row + last - span.start
        return top

    def column_texts(self, rect: Rect, render: Render | None = None) -> list[bytes]:
        """Per column the tokens joined by line feeds, without the blanks at its end.

        Without `render` the stored texts are joined as they are, whatever the number of rows.
        """
        self.flush()
        spans = list(self.layout.spans(rect.top, rect.bottom))
        texts = []
        for column in self.layout.columns[rect.left : rect.right]:
            parts: list[bytes] = []
            blanks = 0
            stored = self._rendered([column], spans, render)
            for span in spans:
                count, text = stored.get((span.block, column), NOTHING)
                if count:
                    parts += [BLANK_BYTES] * blanks
                    parts.append(text)
                    blanks = 0
                blanks += span.end - span.start - count
            texts.append(b"\n".join(parts))
        return texts

    def row_texts(self, rect: Rect, render: Render | None = None) -> list[bytes]:
        """Per row the tokens joined by line feeds, without the blanks at its end and the blank rows after the last."""
        self.flush()
        columns = self.layout.columns[rect.left : rect.right]
        texts: list[bytes] = []
        for span in self.layout.spans(rect.top, rect.bottom):
            stored = self._rendered(columns, [span], render)
            length = span.end - span.start
            lists = []
            for column in columns:
                count, text = stored.get((span.block, column), NOTHING)
                lists.append((text.split(b"\n") if count else []) + [BLANK_BYTES] * (length - count))
            texts += [_row_text(row) for row in zip(*lists, strict=True)]
        while texts and not texts[-1]:
            texts.pop()
        return texts

    # Writing

    def write(self, column: int, top: int, tokens: Sequence[str]) -> None:
        """Put tokens into one column from row `top` on; formulas that stood there go."""
        self._make_writable(top, top + len(tokens))
        for span in list(self.layout.spans(top, top + len(tokens))):
            first = span.row - top
            chunk = self._edit((span.block, self.layout.columns[column]))
            chunk.write(span.start, list(tokens[first : first + span.end - span.start]))

    def set_formula(self, row: int, column: int, formula: str) -> None:
        """Make a cell compute its value; to be called after its token was written."""
        self._make_writable(row, row + 1)
        position, offset = self.layout.locate(row)
        self._edit((self.layout.blocks[position].id, self.layout.columns[column])).formulas[offset] = formula

    def set_result(self, row: int, column: int, token: str) -> None:
        """Put the value that a cell's formula gave; the formula stays."""
        position, offset = self.layout.locate(row)
        chunk = self._edit((self.layout.blocks[position].id, self.layout.columns[column]))
        chunk.tokens += [BLANK] * (offset + 1 - len(chunk.tokens))
        chunk.tokens[offset] = token

    def map_styles(self, rect: Rect, change: Callable[[int], int]) -> None:
        """Apply `change` to the style id of each cell of a range, once per run of equal ids."""
        self.prefetch(rect)
        for column in self.layout.columns[rect.left : rect.right]:
            for span in self.layout.spans(rect.top, rect.bottom):
                place = (span.block, column)
                chunk = self._get(place)
                before = chunk.runs if chunk else []
                after = mapped(before, span.start, span.end, change, 0)
                if after != before:
                    self._edit(place).runs = after

    def set_styles(self, column: int, top: int, ids: Sequence[int]) -> None:
        """Give each cell of a part of a column its style."""
        for span in self.layout.spans(top, top + len(ids)):
            first, length = span.row - top, span.end - span.start
            part = padded(compress(ids[first : first + length], 0), length, 0)
            place = (span.block, self.layout.columns[column])
            chunk = self._get(place)
            before = chunk.runs if chunk else []
            after = splice(before, span.start, length, part, 0)
            if after != before:
                self._edit(place).runs = after

    # Rows

    def insert_rows(self, at: int, count: int, style_row: int | None = None) -> None:
        """Insert blank rows; they take the styles of row `style_row`, as counted before the insertion."""
        styles = self._row_styles(style_row) if style_row is not None else {}
        position, offset = self.layout.locate(at)
        block = self._block_with_room(position, offset, count)
        if block is None:
            at_position = self._split(position, offset) if offset else position
            block = self.layout.new_block(count)
            self.layout.blocks.insert(at_position, block)
            self._chunks.update(dict.fromkeys(((block.id, column) for column in self.layout.columns), None))
            start = 0
        else:
            start = (
                offset if position < len(self.layout.blocks) and block is self.layout.blocks[position] else block.rows
            )
            block.rows += count
            for column in self._held_columns(block.id):
                self._edit((block.id, column)).insert(start, count, 0)
        self.layout.changed()
        for column, style in styles.items():
            chunk = self._edit((block.id, column))
            chunk.runs = mapped(chunk.runs, start, start + count, lambda _, style=style: style, 0)  # type: ignore[misc]

    def append_rows(self, count: int) -> None:
        """Add blank rows at the end."""
        self.insert_rows(self.rows, count)

    def delete_rows(self, start: int, end: int) -> None:
        """Take rows out."""
        whole: list[int] = []
        for span in list(self.layout.spans(start, end)):
            block = next(block for block in self.layout.blocks if block.id == span.block)
            if span.end - span.start == block.rows:
                whole.append(block.id)
                continue
            for column in self._held_columns(block.id):
                self._edit((block.id, column)).delete(span.start, span.end)
            block.rows -= span.end - span.start
        if whole:
            gone = set(whole)
            self.layout.blocks = [block for block in self.layout.blocks if block.id not in gone]
            self._forget(lambda place: place[0] in gone)
            self._store.drop_blocks(whole)
        self.layout.changed()

    def move_rows(self, start: int, end: int, destination: int) -> None:
        """Move rows so that they stand before the row that was at `destination`."""
        if start <= destination <= end:
            return
        for row in sorted({start, end, destination}):
            self._boundary(row)
        first, last = self.layout.locate(start)[0], self.layout.locate(end)[0]
        target = self.layout.locate(destination)[0]
        moved = self.layout.blocks[first:last]
        del self.layout.blocks[first:last]
        target -= len(moved) if target > first else 0
        self.layout.blocks[target:target] = moved
        self.layout.changed()
        self._compact()

    # Columns

    def insert_columns(self, at: int, count: int, style_column: int | None = None) -> None:
        """Insert blank columns; they take the styles of column `style_column`, as counted before the insertion."""
        source = self.layout.columns[style_column] if style_column is not None else None
        new = self.layout.new_columns(count)
        blocks = [block.id for block in self.layout.blocks]
        self.layout.columns[at:at] = new
        self._chunks.update(dict.fromkeys(((block, column) for block in blocks for column in new), None))
        if source is None:
            return
        self._fetch([source], blocks)
        for block in blocks:
            chunk = self._get((block, source))
            if chunk and chunk.runs:
                for column in new:
                    self._edit((block, column)).runs = list(chunk.runs)

    def delete_columns(self, start: int, end: int) -> None:
        """Take columns out."""
        gone = set(self.layout.columns[start:end])
        del self.layout.columns[start:end]
        self._forget(lambda place: place[1] in gone)
        self._store.drop_columns(sorted(gone))

    def move_columns(self, start: int, end: int, destination: int) -> None:
        """Move columns so that they stand before the column that was at `destination`."""
        if start <= destination <= end:
            return
        columns = self.layout.columns
        moved = columns[start:end]
        del columns[start:end]
        target = destination - len(moved) if destination > start else destination
        columns[target:target] = moved

    def flush(self) -> None:
        """Give the chunks that changed back to the store."""
        saved = []
        for place in sorted(self._dirty):
            chunk = self._chunks.get(place)
            saved.append((place, chunk.stored() if chunk else None))
        self._store.save(saved)
        self._dirty.clear()

    # Inside

    def _parts(self, column: int, top: int, bottom: int) -> Iterator[tuple[Span, Chunk | None]]:
        spans = list(self.layout.spans(top, bottom))
        identity = self.layout.columns[column]
        if len(spans) > 1:
            self._fetch([identity], [span.block for span in spans])
        for span in spans:
            yield span, self._get((span.block, identity))

    def _rendered(
        self, columns: Sequence[int], spans: Sequence[Span], render: Render | None
    ) -> dict[Place, tuple[int, bytes]]:
        """For each place the number of tokens up to the last that is not blank, and their text."""
        blocks = [span.block for span in spans]
        by_block = {span.block: span for span in spans}
        if render is None:
            raw = self._store.load_bytes(columns, blocks)
            return {place: _cut_bytes(count, text, by_block[place[0]]) for place, (count, text) in raw.items()}
        made = {}
        for place, stored in self._store.load(columns, blocks).items():
            span = by_block[place[0]]
            stop = max(span.start, min(span.end, stored.filled))
            made[place] = _trimmed(render(Chunk.parse(stored), span.start, stop))
        return made

    def _fetch(self, columns: Sequence[int], blocks: Sequence[int]) -> None:
        missing = {(block, column) for block in blocks for column in columns} - self._chunks.keys()
        if not missing:
            return
        found = self._store.load(sorted({column for _, column in missing}), sorted({block for block, _ in missing}))
        for place in missing:
            stored = found.get(place)
            self._chunks[place] = Chunk.parse(stored) if stored else None

    def _get(self, place: Place) -> Chunk | None:
        if place not in self._chunks:
            self._fetch([place[1]], [place[0]])
        return self._chunks[place]

    def _edit(self, place: Place) -> Chunk:
        chunk = self._get(place)
        if chunk is None:
            chunk = self._chunks[place] = Chunk()
        self._dirty.add(place)
        return chunk

    def _forget(self, gone: Callable[[Place], bool]) -> None:
        for place in [place for place in self._chunks if gone(place)]:
            del self._chunks[place]
            self._dirty.discard(place)

    def _held_columns(self, block: int) -> list[int]:
        self._fetch(self.layout.columns, [block])
        return [column for column in self.layout.columns if self._chunks[block, column] is not None]

    def _row_styles(self, row: int) -> dict[int, int]:
        position, offset = self.layout.locate(row)
        block = self.layout.blocks[position].id
        held = {column: self._get((block, column)) for column in self._held_columns(block)}
        styles = {column: value_at(chunk.runs, offset, 0) for column, chunk in held.items() if chunk}
        return {column: style for column, style in styles.items() if style}

    def _block_with_room(self, position: int, offset: int, count: int) -> Block | None:
        """The block that the new rows can join: the one they fall into, or the one that ends where they go."""
        blocks = self.layout.blocks
        candidates = [blocks[position]] if position < len(blocks) else []
        if offset == 0 and position > 0:
            candidates.append(blocks[position - 1])
        for block in candidates:
            if block.rows + count <= BLOCK_ROWS or not self._held_columns(block.id):
                return block
        return None

    def _split(self, position: int, offset: int) -> int:
        """Cut a block in two; the position of the second part."""
        block = self.layout.blocks[position]
        rest = self.layout.new_block(block.rows - offset)
        for column in self.layout.columns:
            self._chunks[rest.id, column] = None
        for column in self._held_columns(block.id):
            chunk = self._edit((block.id, column))
            part = chunk.part(offset, block.rows)
            if part.tokens or part.runs or part.formulas:
                self._chunks[rest.id, column] = part
                self._dirty.add((rest.id, column))
            chunk.delete(offset, block.rows)
        block.rows = offset
        self.layout.blocks.insert(position + 1, rest)
        self.layout.changed()
        return position + 1

    def _boundary(self, row: int) -> None:
        position, offset = self.layout.locate(row)
        if offset:
            self._split(position, offset)

    def _make_writable(self, start: int, end: int) -> None:
        """Cut large blank blocks of this range to the usual size before a value goes in."""
        position = self.layout.locate(start)[0]
        row = start
        while row < end and position < len(self.layout.blocks):
            while self.layout.blocks[position].rows > BLOCK_ROWS:
                tail = self.layout.blocks[position].rows % BLOCK_ROWS or BLOCK_ROWS
                self._split(position, self.layout.blocks[position].rows - tail)
            position, _ = self.layout.locate(row)
            row = self.layout.ends()[position]
            position += 1

    def _compact(self) -> None:
        """Join neighbours that are small, so that moves do not leave ever smaller blocks behind."""
        position = 0
        while position + 1 < len(self.layout.blocks):
            block, after = self.layout.blocks[position : position + 2]
            if block.rows + after.rows > BLOCK_ROWS // 2:
                position += 1
                continue
            for column in self._held_columns(after.id):
                chunk = self._chunks[after.id, column]
                if chunk:
                    self._edit((block.id, column)).join(block.rows, chunk)
            block.rows += after.rows
            del self.layout.blocks[position + 1]
            gone = after.id
            self._forget(lambda place, gone=gone: place[0] == gone)  # type: ignore[misc]
            self._store.drop_blocks([gone])
        self.layout.changed()


def _trimmed(tokens: list[str]) -> tuple[int, bytes]:
    """The number of tokens up to the last that is not blank, and their text."""
    while tokens and tokens[-1] == BLANK:
        tokens.pop()
    return len(tokens), "\n".join(tokens).encode()


def _cut_bytes(count: int, text: bytes, span: Span) -> tuple[int, bytes]:
    """The part of a stored text that a span covers."""
    if span.start == 0 and span.end >= count:
        return count, text
    tokens = text.split(b"\n")[span.start : span.end] if count else []
    while tokens and tokens[-1] == BLANK_BYTES:
        tokens.pop()
    return len(tokens), b"\n".join(tokens)


def _row_text(row: tuple[bytes, ...]) -> bytes:
    length = len(row)
    while length and row[length - 1] == BLANK_BYTES:
        length -= 1
    return b"\n".join(row[:length])

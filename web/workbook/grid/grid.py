"""Reading and editing the cells of one sheet.

A `Grid` belongs to one transaction. It takes chunks from its store when they are needed, edits them in memory and
gives back those that changed when it is flushed. Ranges are half open and count from zero; they must lie in the grid.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence, Set

from web.workbook.grid.cache import ChunkCache
from web.workbook.grid.chunk import BLANK, Chunk
from web.workbook.grid.layout import Span
from web.workbook.grid.permute import Order
from web.workbook.grid.rect import Rect
from web.workbook.grid.runs import compress, cut, expand, mapped, normal, padded, splice, value_at


class Grid(ChunkCache):
    """The cells of one sheet in one transaction."""

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.layout.rows

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.layout.columns)

    def prefetch(self, rect: Rect) -> None:
        """Load the chunks of a range in one go."""
        blocks = [span.block for span in self.layout.spans(rect.top, rect.bottom)]
        self.fetch(self.layout.columns[rect.left : rect.right], blocks)

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
        chunk = self.get((self.layout.blocks[position].id, self.layout.columns[column]))
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
        held = {place for place, chunk in self.known().items() if chunk and chunk.formulas}
        places = held | {place for place in self.store.formula_places() if not self.is_edited(place)}
        if not places:
            return {}
        starts = dict(zip((b.id for b in self.layout.blocks), [0, *self.layout.ends()], strict=False))
        columns = {column: number for number, column in enumerate(self.layout.columns)}
        found = {}
        for block, column in places:
            chunk = self.get((block, column)) if block in starts and column in columns else None
            for row, text in chunk.formulas.items() if chunk else ():
                found[starts[block] + row, columns[column]] = text
        return found

    def has_formulas(self) -> bool:
        """Whether a chunk that was loaded or edited here has a formula; what only the store has is not looked at."""
        return any(chunk is not None and bool(chunk.formulas) for chunk in self.known().values())

    def filled_rows(self, left: int, right: int, top: int = 0, bottom: int | None = None) -> int:
        """The number of the row after the last row with a value in these columns and rows; `top` when there is none."""
        limit = self.rows if bottom is None else bottom
        for span in reversed(list(self.layout.spans(top, limit))):
            columns = self.layout.columns[left:right]
            self.fetch(columns, [span.block])
            last = 0
            for column in columns:
                chunk = self.get((span.block, column))
                tokens = chunk.tokens[: span.end] if chunk else []
                while len(tokens) > span.start and tokens[-1] == BLANK:
                    tokens.pop()
                last = max(last, len(tokens))
            if last > span.start:
                return span.row + last - span.start
        return top

    def write(self, column: int, top: int, tokens: Sequence[str]) -> None:
        """Put tokens into one column from row `top` on; formulas that stood there go."""
        self.make_writable(top, top + len(tokens))
        for span in list(self.layout.spans(top, top + len(tokens))):
            first = span.row - top
            chunk = self.edit((span.block, self.layout.columns[column]))
            chunk.write(span.start, list(tokens[first : first + span.end - span.start]))

    def permute(self, column: int, top: int, order: Order) -> None:
        """Put the values of one column into another order, from row `top` on; formulas that stood there go."""
        spans = list(self.layout.spans(top, top + order.rows))
        identity = self.layout.columns[column]
        self.fetch([identity], [span.block for span in spans])
        held = [self.get((span.block, identity)) or Chunk() for span in spans]
        sizes = [span.end - span.start for span in spans]
        whole = [span.start == 0 and span.end == self._block_rows(span) for span in spans]
        texts = [
            chunk.text(span.end) if is_whole else "\n".join(chunk.read(span.start, span.end))
            for span, chunk, is_whole in zip(spans, held, whole, strict=True)
        ]
        for span, text, is_whole in zip(spans, order.apply(texts, sizes), whole, strict=True):
            chunk = self.edit((span.block, identity))
            if is_whole:
                chunk.put_text(text)
            else:
                chunk.write(span.start, text.split("\n"))

    def _block_rows(self, span: Span) -> int:
        return self.layout.blocks[self.layout.locate(span.row)[0]].rows

    def set_formula(self, row: int, column: int, formula: str) -> None:
        """Make a cell compute its value; to be called after its token was written."""
        self.make_writable(row, row + 1)
        position, offset = self.layout.locate(row)
        self.edit((self.layout.blocks[position].id, self.layout.columns[column])).formulas[offset] = formula

    def set_result(self, row: int, column: int, token: str) -> None:
        """Put the value that a cell's formula gave; the formula stays."""
        position, offset = self.layout.locate(row)
        chunk = self.edit((self.layout.blocks[position].id, self.layout.columns[column]))
        chunk.tokens += [BLANK] * (offset + 1 - len(chunk.tokens))
        chunk.tokens[offset] = token

    def map_styles(self, rect: Rect, change: Callable[[int], int]) -> None:
        """Apply `change` to the style id of each cell of a range, once per run of equal ids."""
        self.prefetch(rect)
        for column in self.layout.columns[rect.left : rect.right]:
            for span in self.layout.spans(rect.top, rect.bottom):
                place = (span.block, column)
                chunk = self.get(place)
                before = chunk.runs if chunk else []
                after = mapped(before, span.start, span.end, change, 0)
                if after != before:
                    self.edit(place).runs = after

    def set_styles(self, column: int, top: int, ids: Sequence[int]) -> None:
        """Give each cell of a part of a column its style."""
        for span in self.layout.spans(top, top + len(ids)):
            first, length = span.row - top, span.end - span.start
            part = padded(compress(ids[first : first + length], 0), length, 0)
            place = (span.block, self.layout.columns[column])
            chunk = self.get(place)
            before = chunk.runs if chunk else []
            after = splice(before, span.start, length, part, 0)
            if after != before:
                self.edit(place).runs = after

    def replace_styles(self, ids: Set[int], change: Callable[[int], int]) -> bool:
        """Put other style ids in place of these wherever they stand; whether one of them was found."""
        held = {place: chunk.runs for place, chunk in self.known().items() if chunk}
        stored = {place: json.loads(runs) for place, runs in self.store.runs().items() if place not in self.known()}
        found = False
        for place, runs in (held | stored).items():
            if not ids.isdisjoint(style for _, style in runs):
                found = True
                chunk = self.edit(place)
                chunk.runs = normal(
                    [(count, change(style) if style in ids else style) for count, style in chunk.runs], 0
                )
        return found

    def insert_rows(self, at: int, count: int, style_row: int | None = None) -> None:
        """Insert blank rows; they take the styles of row `style_row`, as counted before the insertion."""
        styles = self._row_styles(style_row) if style_row is not None else {}
        position, offset = self.layout.locate(at)
        block = self.block_with_room(position, offset, count)
        if block is None:
            at_position = self.split(position, offset) if offset else position
            block = self.layout.new_block(count)
            self.layout.blocks.insert(at_position, block)
            self.add_blank([block.id], self.layout.columns)
            start = 0
        else:
            start = (
                offset if position < len(self.layout.blocks) and block is self.layout.blocks[position] else block.rows
            )
            block.rows += count
            for column in self.held_columns(block.id):
                self.edit((block.id, column)).insert(start, count, 0)
        self.layout.changed()
        for column, style in styles.items():
            chunk = self.edit((block.id, column))
            chunk.runs = splice(chunk.runs, start, count, [(count, style)], 0)

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
            for column in self.held_columns(block.id):
                self.edit((block.id, column)).delete(span.start, span.end)
            block.rows -= span.end - span.start
        if whole:
            gone = set(whole)
            self.layout.blocks = [block for block in self.layout.blocks if block.id not in gone]
            self.drop_blocks(whole)
        self.layout.changed()

    def move_rows(self, start: int, end: int, destination: int) -> None:
        """Move rows so that they stand before the row that was at `destination`."""
        if start <= destination <= end:
            return
        for row in sorted({start, end, destination}):
            self.boundary(row)
        first, last = self.layout.locate(start)[0], self.layout.locate(end)[0]
        target = self.layout.locate(destination)[0]
        moved = self.layout.blocks[first:last]
        del self.layout.blocks[first:last]
        target -= len(moved) if target > first else 0
        self.layout.blocks[target:target] = moved
        self.layout.changed()
        self.compact()

    def insert_columns(self, at: int, count: int, style_column: int | None = None) -> None:
        """Insert blank columns; they take the styles of column `style_column`, as counted before the insertion."""
        source = self.layout.columns[style_column] if style_column is not None else None
        new = self.layout.new_columns(count)
        blocks = [block.id for block in self.layout.blocks]
        self.layout.columns[at:at] = new
        self.add_blank(blocks, new)
        if source is None:
            return
        self.fetch([source], blocks)
        for block in blocks:
            chunk = self.get((block, source))
            if chunk and chunk.runs:
                for column in new:
                    self.edit((block, column)).runs = list(chunk.runs)

    def delete_columns(self, start: int, end: int) -> None:
        """Take columns out."""
        gone = self.layout.columns[start:end]
        del self.layout.columns[start:end]
        self.drop_columns(gone)

    def move_columns(self, start: int, end: int, destination: int) -> None:
        """Move columns so that they stand before the column that was at `destination`."""
        if start <= destination <= end:
            return
        columns = self.layout.columns
        moved = columns[start:end]
        del columns[start:end]
        target = destination - len(moved) if destination > start else destination
        columns[target:target] = moved

    def _row_styles(self, row: int) -> dict[int, int]:
        position, offset = self.layout.locate(row)
        block = self.layout.blocks[position].id
        held = {column: self.get((block, column)) for column in self.held_columns(block)}
        styles = {column: value_at(chunk.runs, offset, 0) for column, chunk in held.items() if chunk}
        return {column: style for column, style in styles.items() if style}

    def _parts(self, column: int, top: int, bottom: int) -> Iterator[tuple[Span, Chunk | None]]:
        spans = list(self.layout.spans(top, bottom))
        identity = self.layout.columns[column]
        if len(spans) > 1:
            self.fetch([identity], [span.block for span in spans])
        for span in spans:
            yield span, self.get((span.block, identity))

"""Columns and rows of cells as bytes ready to be sent, without a look at the single cells."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from web.workbook.grid.cache import ChunkCache, Place
from web.workbook.grid.chunk import BLANK, Chunk
from web.workbook.grid.layout import Span
from web.workbook.grid.rect import Rect

Render = Callable[[Chunk, int, int], list[str]]
"""Turns the rows from a start to an end of a chunk into tokens."""

BLANK_BYTES = BLANK.encode()
NOTHING = (0, b"")


def column_texts(grid: ChunkCache, rect: Rect, render: Render | None = None) -> list[bytes]:
    """Per column the tokens joined by line feeds, without the blanks at its end.

    Without `render` the stored texts are joined as they are, whatever the number of rows.
    """
    grid.flush()
    spans = list(grid.layout.spans(rect.top, rect.bottom))
    texts = []
    for column in grid.layout.columns[rect.left : rect.right]:
        parts: list[bytes] = []
        blanks = 0
        stored = _rendered(grid, [column], spans, render)
        for span in spans:
            count, text = stored.get((span.block, column), NOTHING)
            if count:
                parts += [BLANK_BYTES] * blanks
                parts.append(text)
                blanks = 0
            blanks += span.end - span.start - count
        texts.append(b"\n".join(parts))
    return texts


def row_texts(grid: ChunkCache, rect: Rect, render: Render | None = None) -> list[bytes]:
    """Per row the tokens joined by line feeds, without the blanks at its end and the blank rows after the last."""
    grid.flush()
    columns = grid.layout.columns[rect.left : rect.right]
    texts: list[bytes] = []
    for span in grid.layout.spans(rect.top, rect.bottom):
        stored = _rendered(grid, columns, [span], render)
        length = span.end - span.start
        lists = []
        for column in columns:
            count, text = stored.get((span.block, column), NOTHING)
            lists.append((text.split(b"\n") if count else []) + [BLANK_BYTES] * (length - count))
        texts += [_row_text(row) for row in zip(*lists, strict=True)]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def has_full_column(grid: ChunkCache, columns: range, span: Span) -> bool:
    """Whether one of the columns has a value in every row of a span that is a whole block; found without looking at
    each cell. False says nothing.
    """
    grid.flush()
    for number in columns:
        stored = grid.store.load_bytes([grid.layout.columns[number]], [span.block])
        count, text = next(iter(stored.values()), NOTHING)
        if span.start == 0 and count == span.end and b"\n" + BLANK_BYTES + b"\n" not in b"\n" + text:
            return True
    return False


def _rendered(
    grid: ChunkCache, columns: Sequence[int], spans: Sequence[Span], render: Render | None
) -> dict[Place, tuple[int, bytes]]:
    """For each place the number of tokens up to the last that is not blank, and their text."""
    blocks = [span.block for span in spans]
    by_block = {span.block: span for span in spans}
    if render is None:
        raw = grid.store.load_bytes(columns, blocks)
        return {place: _cut_bytes(count, text, by_block[place[0]]) for place, (count, text) in raw.items()}
    made = {}
    for place, stored in grid.store.load(columns, blocks).items():
        span = by_block[place[0]]
        stop = max(span.start, min(span.end, stored.filled))
        made[place] = _trimmed(render(Chunk.parse(stored), span.start, stop))
    return made


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

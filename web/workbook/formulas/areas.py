"""A set of cells over several sheets that is asked often whether a range meets it.

Kept per column as sorted intervals of rows that do not touch, so that a question costs a binary search per column and
not a look at each of thousands of changed cells.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable

from web.workbook.grid.rect import Rect

Area = tuple[int, Rect]
"""Cells of the sheet with an id."""


class Areas:
    """Cells; made once, asked often."""

    def __init__(self, areas: Iterable[Area]) -> None:
        spans: dict[int, dict[int, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
        for sheet_id, rect in areas:
            for column in range(rect.left, rect.right):
                spans[sheet_id][column].append((rect.top, rect.bottom))
        self._spans = {
            sheet_id: {column: _merged(pairs) for column, pairs in columns.items()}
            for sheet_id, columns in spans.items()
        }

    def __bool__(self) -> bool:
        return bool(self._spans)

    def meets(self, area: Area) -> bool:
        """Whether a cell of the area is in the set."""
        sheet_id, rect = area
        columns = self._spans.get(sheet_id)
        if not columns:
            return False
        wanted: Iterable[int] = range(rect.left, rect.right)
        if rect.columns > len(columns):
            wanted = [column for column in columns if rect.left <= column < rect.right]
        return any(column in columns and _meets(columns[column], rect.top, rect.bottom) for column in wanted)


def _merged(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _meets(spans: list[tuple[int, int]], top: int, bottom: int) -> bool:
    place = bisect_right(spans, (top, float("inf")))
    return (place > 0 and spans[place - 1][1] > top) or (place < len(spans) and spans[place][0] < bottom)

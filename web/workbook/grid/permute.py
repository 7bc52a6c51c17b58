"""Put the rows of a column into another order without a look at single cells.

A column's tokens are joined by line feeds (see `chunk`), and pyarrow cuts, picks and joins such texts in C. It is
imported at the first sort: who never sorts never loads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate


class Order:
    """Row `order[n]` comes to row n; made once for all columns of a range."""

    def __init__(self, order: Sequence[int]) -> None:
        import pyarrow as pa

        self.rows = len(order)
        self._indices = pa.array(order, pa.int64())

    def apply(self, texts: Sequence[str], rows: Sequence[int]) -> list[str]:
        """The joined texts of blocks of so many `rows` each, with all rows in their new places; none for no blocks."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if not texts:
            return []
        line_feed = pa.scalar("\n", pa.large_string())
        tokens = pc.split_pattern(pa.array(["\n".join(texts)], pa.large_string()), "\n").flatten()
        ends = pa.array([0, *accumulate(rows)], pa.int64())
        lines = pa.LargeListArray.from_arrays(ends, tokens.take(self._indices))
        joined: list[str] = pc.binary_join(lines, line_feed).to_pylist()
        return joined

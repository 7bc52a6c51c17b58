"""Run-length lists: one small integer (or any value) per row, kept as [length, value] pairs.

Used for the style id of each cell of a chunk and for the properties of rows and columns. A run list covers a known
number of rows; the empty list stands for the default value in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
Runs = list[tuple[int, T]]


def expand(runs: Runs[T], length: int, default: T) -> list[T]:
    """One value per row."""
    values = [value for count, value in runs for _ in range(count)]
    return values + [default] * (length - len(values))


def compress(values: Sequence[T], default: T) -> Runs[T]:
    """The run list of these values; empty when all of them are the default."""
    runs: Runs[T] = []
    for value in values:
        if runs and runs[-1][1] == value:
            runs[-1] = (runs[-1][0] + 1, value)
        else:
            runs.append((1, value))
    return normal(runs, default)


def normal(runs: Runs[T], default: T) -> Runs[T]:
    """Join equal neighbours, drop empty runs and trailing defaults."""
    joined: Runs[T] = []
    for count, value in runs:
        if count <= 0:
            continue
        if joined and joined[-1][1] == value:
            joined[-1] = (joined[-1][0] + count, value)
        else:
            joined.append((count, value))
    while joined and joined[-1][1] == default:
        joined.pop()
    return joined


def cut(runs: Runs[T], start: int, end: int) -> Runs[T]:
    """The part from `start` to `end`, which may be short where the rest is default."""
    part: Runs[T] = []
    position = 0
    for count, value in runs:
        low, high = max(position, start), min(position + count, end)
        if low < high:
            part.append((high - low, value))
        position += count
    return part


def padded(runs: Runs[T], length: int, default: T) -> Runs[T]:
    """The same list with its trailing defaults written out, so that others can be joined to it."""
    missing = length - sum(count for count, _ in runs)
    return [*runs, (missing, default)] if missing > 0 else list(runs)


def splice(runs: Runs[T], at: int, removed: int, inserted: Runs[T], default: T) -> Runs[T]:
    """Replace `removed` rows at `at` by the rows of `inserted`."""
    head = padded(cut(runs, 0, at), at, default)
    tail = cut(runs, at + removed, at + removed + sum(count for count, _ in runs))
    return normal([*head, *inserted, *tail], default)


def value_at(runs: Runs[T], row: int, default: T) -> T:
    """The value of one row."""
    for count, value in runs:
        if row < count:
            return value
        row -= count
    return default


def mapped(runs: Runs[T], start: int, end: int, change: Callable[[T], T], default: T) -> Runs[T]:
    """Apply `change` to the rows from `start` to `end`, once per run."""
    part = padded(cut(runs, start, end), end - start, default)
    return splice(runs, start, end - start, [(count, change(value)) for count, value in part], default)

"""The figures of scopes as values: what the scope tab's computed columns say, and how good or bad that is.

A count is judged by the colour of the view behind it: none is green, some is the view's colour. A share (appearance
bar, from 0 to 1) is not judged, it is drawn. Nothing is counted here, so that board and workbook cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from sheets_sync.engine import Engine
from sheets_sync.schema import Figure, Package, Text

BAR = "bar"
FULL = 100


@dataclass(frozen=True)
class Shown:
    """One figure of one scope. `value` is None where there is none yet, as for a scope added since the last pass."""

    figure: Figure
    title: Text
    value: float | None
    colour: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share from 0 to 1."""
        return self.figure.appearance == BAR

    @property
    def percent(self) -> float:
        """A share in percent with one decimal, rounded down, so that 100 means all; within 0 and 100, as a bar is."""
        return min(max(floor(round((self.value or 0) * FULL * 10, 6)) / 10, 0), FULL)

    @property
    def view(self) -> str:
        """The view behind it, as addresses name it."""
        return f"{self.figure.tab}.{self.figure.view}"


Figures = tuple[Shown, ...]


def read_figures(engine: Engine, keys: Sequence[str]) -> Mapping[str, Figures]:
    """The figures of the scopes with these keys, in the order of the keys; none for a key that is not there."""
    package = engine.package
    scope = package.scope
    if scope is None or not package.board.figures:
        return dict.fromkeys(keys, ())
    tab = package.by_name[scope.tab]
    names = ", ".join(f'"{f.field}"' for f in package.board.figures)
    rows = engine.rows(
        f'SELECT "{tab.primary_key}" AS _key, {names} FROM "{tab.name}"'
        f' WHERE list_contains(:keys::VARCHAR[], "{tab.primary_key}") ORDER BY _row DESC',
        {"keys": list(keys)},
    )
    found = {row["_key"]: tuple(_shown(package, f, row[f.field]) for f in package.board.figures) for row in rows}
    return {key: found[key] for key in keys if key in found}


def worst_first(figures: Mapping[str, Figures], by: str | None = None) -> list[str]:
    """The keys, the worst first: by the figure `by` if it is one, then by all figures in the package's order."""

    def badness(key: str) -> tuple[float, ...]:
        own = {shown.figure.field: _badness(shown) for shown in figures[key]}
        return (own.get(by or "", 0.0), *own.values())

    return sorted(figures, key=badness, reverse=True)


def _badness(shown: Shown) -> float:
    if shown.value is None:
        return float("-inf")
    return -shown.value if shown.is_share else shown.value


def _shown(package: Package, figure: Figure, value: float | None) -> Shown:
    assert package.scope is not None
    title = package.by_name[package.scope.tab].by_name[figure.field].title
    return Shown(figure, title, value, _colour(package, figure, value))


def _colour(package: Package, figure: Figure, value: float | None) -> str:
    colour = package.by_name[figure.tab].view(figure.view).colour
    if figure.appearance == BAR or value is None or colour is None:
        return ""
    return colour if value else "green"

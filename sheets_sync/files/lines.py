"""The lines of a file: which sheet is meant, which of its lines are rows, and why the others are not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sheets_sync.errors import UsageError
from sheets_sync.files.headings import SEARCHED, Headings, find_headings, is_same_line
from sheets_sync.files.manners import is_blank
from sheets_sync.files.sheets import Merge, Row, Sheet
from sheets_sync.schema import Package, Tab
from sheets_sync.words import fold


class SkipReason(StrEnum):
    """Why a line of a file is no row; the words are in messages.yaml under skip-…"""

    ABOVE = "above"
    HEADING = "heading"
    BLANK = "blank"
    TOTALS = "totals"
    SECTION = "section"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Skipped:
    """A line (1-based) that was left out."""

    line: int
    reason: SkipReason


@dataclass(frozen=True)
class Layout:
    """The sheet that was taken and its headings; `picked` are the 0-based rows that are rows of the tab."""

    sheet: Sheet
    headings: Headings
    picked: Sequence[int]
    skipped: tuple[Skipped, ...]
    others: tuple[str, ...]
    """Names of the sheets that were not taken."""

    @property
    def merges(self) -> tuple[Merge, ...]:
        """The merged areas that reach below the headings."""
        return tuple(area for area in self.sheet.merges if area.bottom > self.headings.index)


def lay_out(name: str, package: Package, tab: Tab, sheets: Sequence[Sheet]) -> Layout:
    """Take the sheet whose headings name the most fields of `tab`, and sort its lines.

    Raises:
        UsageError: no sheet of the file `name` has the headings.
    """
    sheet, headings = _best(name, tab, sheets)
    picked, skipped = _sort_lines(package, sheet, headings)
    others = tuple(other.name for other in sheets if other.name != sheet.name)
    return Layout(sheet, headings, picked, tuple(skipped), others)


def rows_of(layout: Layout) -> list[Row]:
    """The picked rows, each merged area below the headings filled with what stands in its first cell."""
    covered: dict[int, list[Merge]] = {}
    for area in layout.merges:
        for index in range(max(area.top, layout.headings.index + 1), area.bottom + 1):
            covered.setdefault(index, []).append(area)
    return [_filled_in(layout.sheet, index, covered.get(index, ())) for index in layout.picked]


def _best(name: str, tab: Tab, sheets: Sequence[Sheet]) -> tuple[Sheet, Headings]:
    found = [(sheet, headings) for sheet in sheets if (headings := find_headings(tab, sheet.rows))]
    if not found:
        wanted = "、".join(next(iter(f.title.values())) for f in tab.own_fields)
        raise UsageError(
            f"{name}: no line among the first {SEARCHED} holds headings of the tab {tab.name}. They are: {wanted}."
            " Put them in a line above the rows; another word for one of them goes into its aliases in"
            f" tabs/{tab.name}.yaml."
        )
    return max(found, key=lambda pair: len(pair[1].columns))


def _sort_lines(package: Package, sheet: Sheet, headings: Headings) -> tuple[list[int], list[Skipped]]:
    """The 0-based rows that are taken, and the others with their reasons."""
    totals = {_word(total) for total in package.totals}
    wide = {(area.top, area.left) for area in sheet.merges if area.right > area.left}
    picked: list[int] = []
    skipped: list[Skipped] = []
    for index, row in enumerate(sheet.rows):
        reason = _skip_reason(headings, totals, wide, index, row)
        if reason:
            skipped.append(Skipped(sheet.numbers[index], reason))
        else:
            picked.append(index)
    return picked, skipped


def _skip_reason(
    headings: Headings, totals: set[str], wide: set[tuple[int, int]], index: int, row: Row
) -> SkipReason | None:
    if index < headings.index:
        return SkipReason.ABOVE
    if index == headings.index or is_same_line(headings, row):
        return SkipReason.HEADING
    filled = [at for at, cell in enumerate(row) if not is_blank(cell)]
    if not filled:
        return SkipReason.BLANK
    if _word(str(row[filled[0]])) in totals:
        return SkipReason.TOTALS
    if len(filled) == 1 and (index, filled[0]) in wide:
        return SkipReason.SECTION
    return None if set(filled) & set(headings.columns.values()) else SkipReason.UNKNOWN


def _word(cell: str) -> str:
    return fold(cell).replace(" ", "").rstrip(":")


def _filled_in(sheet: Sheet, index: int, areas: Sequence[Merge]) -> Row:
    row = list(sheet.rows[index])
    for area in areas:
        for at in range(area.left, min(area.right + 1, len(row))):
            row[at] = sheet.rows[area.top][area.left]
    return row

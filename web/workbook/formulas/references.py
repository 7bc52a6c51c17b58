"""The cell references in a formula's text, and formulas with their references changed.

A reference keeps its `$` marks. One that loses its cells becomes `#REF!`. Text in quotes, names of functions and of
named ranges are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from web.workbook.a1 import column_letters, column_number, quoted_title
from web.workbook.shifting import ROWS, Axis, Move, other

REF_ERROR = "#REF!"
KNOWN_FORMULAS = 20_000
MAX_ROW, MAX_COLUMN = 10_000_000, 18_278
PIECE = re.compile(
    r'"(?:[^"]|"")*"'
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"
    r"(?P<first>\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}(?=:\$?[A-Za-z]{1,3}(?![\w(.]))|\$?[1-9]\d*(?=:\$?[1-9]))"
    r"(?::(?P<last>\$?[A-Za-z]{1,3}\$?[1-9]\d*|\$?[A-Za-z]{1,3}|\$?[1-9]\d*))?(?![\w(!])"
    r"|[^\W\d][\w.]*(?:\s*\(|!)?|'(?:[^']|'')*'!?|\d+(?:\.\d+)?|.",
    re.DOTALL,
)
CORNER = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([1-9]\d*)?\Z")


@dataclass(frozen=True)
class Corner:
    """One corner of a reference; None where it names a whole row or column."""

    row: int | None
    column: int | None
    row_fixed: bool
    column_fixed: bool

    def text(self) -> str:
        """The corner as written."""
        made = ""
        if self.column is not None:
            made += ("$" if self.column_fixed else "") + column_letters(self.column)
        if self.row is not None:
            made += ("$" if self.row_fixed else "") + str(self.row + 1)
        return made


@dataclass(frozen=True)
class Reference:
    """A reference to a cell or a range; `sheet` is None where none is named."""

    sheet: str | None
    first: Corner
    last: Corner | None

    def text(self) -> str:
        """The reference as written."""
        prefix = "" if self.sheet is None else quoted_title(self.sheet) + "!"
        return prefix + self.first.text() + ("" if self.last is None else ":" + self.last.text())

    @property
    def end(self) -> Corner:
        """The last corner, which a single cell shares with its first."""
        return self.last or self.first


@lru_cache(maxsize=KNOWN_FORMULAS)
def references(formula: str) -> tuple[Reference, ...]:
    """The references of a formula. Remembered, because every edit asks for those of all formulas."""
    return tuple(_reference(piece) for piece in PIECE.finditer(formula) if piece["first"])


def translated(formula: str, rows: int, columns: int) -> str:
    """The formula copied to a cell that many rows and columns away: references without `$` move along."""

    def move(corner: Corner) -> Corner | None:
        row = corner.row if corner.row is None or corner.row_fixed else corner.row + rows
        column = corner.column if corner.column is None or corner.column_fixed else corner.column + columns
        fits = (row is None or 0 <= row < MAX_ROW) and (column is None or 0 <= column < MAX_COLUMN)
        return replace(corner, row=row, column=column) if fits else None

    def change(reference: Reference) -> Reference | None:
        first = move(reference.first)
        last = move(reference.last) if reference.last else None
        if first is None or (reference.last and last is None):
            return None
        return replace(reference, first=first, last=last)

    return _changed(formula, change)


def shifted(formula: str, own: str, edited: str, axis: Axis, move: Move) -> str:
    """The formula of a cell on sheet `own` after cells of the sheet `edited` were shifted along an axis."""
    shift = move.shift

    def change(reference: Reference) -> Reference | None:
        if (reference.sheet or own).casefold() != edited.casefold():
            return reference
        if not move.holds(_place(reference.first, other(axis)), _place(reference.end, other(axis))):
            return reference
        start, end = _place(reference.first, axis), _place(reference.end, axis)
        if start is None or end is None:
            return reference
        after = shift(min(start, end), max(start, end) + 1)
        if after is None or after[1] is None:
            return None
        low, high = after[0], after[1] - 1
        first = _placed(reference.first, axis, low if start <= end else high)
        last = _placed(reference.last, axis, high if start <= end else low) if reference.last else None
        return replace(reference, first=first, last=last)

    return _changed(formula, change)


def retitled(formula: str, old: str, new: str) -> str:
    """The formula after the sheet `old` got another title."""

    def change(reference: Reference) -> Reference | None:
        named = reference.sheet is not None and reference.sheet.casefold() == old.casefold()
        return replace(reference, sheet=new) if named else reference

    return _changed(formula, change)


def without_sheet(formula: str, title: str) -> str:
    """The formula after a sheet was deleted; what it read there does not come back with another of that title."""

    def change(reference: Reference) -> Reference | None:
        gone = reference.sheet is not None and reference.sheet.casefold() == title.casefold()
        return None if gone else reference

    return _changed(formula, change)


def with_ranges(formula: str, ranges: Mapping[str, str]) -> str:
    """The formula with the names of named ranges, given in lower case, replaced by their ranges."""
    return PIECE.sub(lambda piece: piece[0] if piece["first"] else ranges.get(piece[0].casefold(), piece[0]), formula)


def _changed(formula: str, change: Callable[[Reference], Reference | None]) -> str:
    def put(piece: re.Match[str]) -> str:
        if not piece["first"]:
            return piece[0]
        reference = _reference(piece)
        after = change(reference)
        if after is None:
            return REF_ERROR
        return piece[0] if after == reference else after.text()

    return PIECE.sub(put, formula)


def _reference(piece: re.Match[str]) -> Reference:
    sheet = piece["sheet"]
    if sheet is not None:
        sheet = sheet[:-1]
        sheet = sheet[1:-1].replace("''", "'") if sheet.startswith("'") else sheet
    return Reference(sheet, _corner(piece["first"]), _corner(piece["last"]) if piece["last"] else None)


def _corner(text: str) -> Corner:
    found = CORNER.match(text)
    if not found:
        raise ValueError(text)
    if found[2] is None:
        return Corner(int(found[4]) - 1, None, bool(found[1] or found[3]), False)
    row = int(found[4]) - 1 if found[4] else None
    return Corner(row, column_number(found[2]), bool(found[3]), bool(found[1]))


def _place(corner: Corner, axis: Axis) -> int | None:
    return corner.row if axis is ROWS else corner.column


def _placed(corner: Corner, axis: Axis, place: int) -> Corner:
    return replace(corner, row=place) if axis is ROWS else replace(corner, column=place)

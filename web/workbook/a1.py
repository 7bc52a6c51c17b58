"""A1 (and R1C1) notation to ranges of cells and back.

A parsed range may be open: `Sheet1!A2:C` has no last row. Rows and columns count from zero and the end is excluded,
as in the API's GridRange; the text counts from one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

CELL = re.compile(r"\$?([A-Za-z]{1,3})?\$?([1-9][0-9]{0,9})?\Z")
R1C1 = re.compile(r"R([1-9][0-9]*)?C([1-9][0-9]*)?\Z", re.IGNORECASE)
PLAIN_TITLE = re.compile(r"[^\W\d]\w*\Z")
ASCII_CELL = re.compile(r"[A-Za-z]{1,3}[1-9][0-9]*\Z|R[0-9]*C[0-9]*\Z", re.IGNORECASE)


@dataclass(frozen=True)
class A1Range:
    """A range as written; None where it is open. `sheet` is None where no sheet was named."""

    sheet: str | None
    top: int | None = None
    left: int | None = None
    bottom: int | None = None
    right: int | None = None

    @property
    def is_cell(self) -> bool:
        """Whether it names exactly one cell."""
        return None not in (self.top, self.left) and (self.bottom, self.right) == (
            (self.top or 0) + 1,
            (self.left or 0) + 1,
        )


def parse(text: str) -> A1Range | None:
    """Read a range; None when the text is none. A lone word may also be a sheet's title or a named range."""
    sheet, cells = _split_sheet(text)
    if cells is None:
        return A1Range(sheet)
    corners = cells.split(":")
    if not 1 <= len(corners) <= 2:
        return None
    first, last = _corner(corners[0]), _corner(corners[-1])
    if first is None or last is None or (len(corners) == 1 and None in first):
        return None
    top, bottom = _extent(first[0], last[0])
    left, right = _extent(first[1], last[1])
    if first == (None, None) or last == (None, None):
        return None
    return A1Range(sheet, top, left, bottom, right)


def column_letters(number: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """(0, 0) is A1."""
    return f"{column_letters(column)}{row + 1}"


def quoted_title(title: str) -> str:
    """A sheet's title as it stands in a range: in quotes unless it is a plain word that cannot be read as a cell."""
    if PLAIN_TITLE.match(title) and title.isascii() and not ASCII_CELL.match(title):
        return title
    return "'" + title.replace("'", "''") + "'"


def range_name(title: str, top: int, left: int, bottom: int, right: int) -> str:
    """A closed range with its sheet; a single cell is written once."""
    first, last = cell_name(top, left), cell_name(bottom - 1, right - 1)
    return f"{quoted_title(title)}!{first}" if first == last else f"{quoted_title(title)}!{first}:{last}"


def open_range_name(title: str, range_: A1Range) -> str:
    """A range that may be open, as Google names it: `T!A1001:B` for the columns A and B from row 1001 on."""
    first = cell_name(range_.top or 0, range_.left or 0)
    last = column_letters(range_.right - 1) if range_.right else ""
    last += str(range_.bottom) if range_.bottom else ""
    return f"{quoted_title(title)}!{first}" + (f":{last}" if last and last != first else "")


def _split_sheet(text: str) -> tuple[str | None, str | None]:
    """The sheet's title and the cells; a quoted title may stand alone, a plain one is only known by its `!`."""
    if text.startswith("'"):
        quoted = re.match(r"'((?:[^']|'')*)'(?:!(.*))?\Z", text, re.DOTALL)
        if quoted:
            return quoted[1].replace("''", "'"), quoted[2]
    title, mark, cells = text.rpartition("!")
    return (title, cells) if mark else (None, text)


def _corner(text: str) -> tuple[int | None, int | None] | None:
    """(row, column) of one corner, each None where it is not given."""
    text = text.strip()
    found = R1C1.match(text)
    if found and (found[1] or found[2]):
        return (int(found[1]) - 1 if found[1] else None, int(found[2]) - 1 if found[2] else None)
    found = CELL.match(text)
    if not found or not text:
        return None
    return (int(found[2]) - 1 if found[2] else None, column_number(found[1]) if found[1] else None)


def _extent(first: int | None, last: int | None) -> tuple[int | None, int | None]:
    """Start and end of one dimension; `A5:A` is open downwards, as is `A:A5`."""
    if first is None or last is None:
        return (first if first is not None else last), None
    low, high = sorted((first, last))
    return low, high + 1

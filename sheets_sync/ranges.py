"""A1 notation, as far as the jobs write it: quoted sheet titles, column letters, and ranges with their values."""

from collections.abc import Sequence
from dataclasses import dataclass

from sheets_sync.problems import CellValue


@dataclass(frozen=True)
class CellRange:
    """One range to write, RAW: `values` are its columns; None leaves a cell as it is, "" clears it."""

    a1: str
    values: Sequence[Sequence[CellValue]]

    @property
    def size(self) -> int:
        """How many cells it covers."""
        return sum(len(column) for column in self.values)


def quoted(sheet: str) -> str:
    """A sheet's title as it stands in a range: `'O''Neil'`."""
    return "'" + sheet.replace("'", "''") + "'"


def column_letters(column: int) -> str:
    """A 0-based column as a sheet names it: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

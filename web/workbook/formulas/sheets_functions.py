"""Functions that Google Sheets has and the engine has not, or has with other arguments (SORT).

The engine hands over scalars, and ranges as lists of rows, and takes the same back; an exception becomes #VALUE!. A
function of scalars that is given a range works on each cell of it, as inside ARRAYFORMULA.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias
from urllib.parse import quote

Scalar: TypeAlias = str | int | float | bool | None
Rows: TypeAlias = list[list[Scalar]]
Argument: TypeAlias = Scalar | Rows
Function: TypeAlias = Callable[..., Argument]

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+\Z")
URL = re.compile(r"(?:(?:https?|ftp)://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?\Z")


def rows_of(argument: Argument) -> Rows:
    """A range as it is; a scalar as a range of one cell."""
    return argument if isinstance(argument, list) else [[argument]]


def array_formula(argument: Argument) -> Argument:
    """The engine computes with ranges anyway: the argument itself."""
    return argument


def sort(source: Argument, *keys: Argument) -> Rows:
    """SORT(range, column, is_ascending, ...): a column is a number or a range; without one, the first."""
    rows = rows_of(source)
    given = keys or (1, True)
    order = list(range(len(rows)))
    for place in range(len(given) - len(given) % 2 or 2, 0, -2):
        column, ascending = given[place - 2], given[place - 1]
        cells = [row[0] for row in column] if isinstance(column, list) else [row[_index(column)] for row in rows]
        order.sort(key=lambda number, cells=cells: _by_type(cells[number]), reverse=not ascending)  # type: ignore[misc]
    return [rows[number] for number in order]


def _index(column: Argument) -> int:
    if not isinstance(column, int | float) or column < 1:
        raise ValueError("a column to sort by is a number from 1 on")
    return int(column) - 1


def _by_type(value: Scalar) -> tuple[int, float, str]:
    """Numbers before texts before booleans, blanks last."""
    if value is None or value == "":
        return (3, 0, "")
    if isinstance(value, bool):
        return (2, value, "")
    return (1, 0, value.casefold()) if isinstance(value, str) else (0, value, "")


def split(text: Scalar, delimiter: Scalar, by_each: Scalar = True, remove_empty: Scalar = True) -> Rows:
    """SPLIT: at each of the characters of the delimiter, or at the delimiter as a whole; parts that are numbers are."""
    marks = [re.escape(mark) for mark in (_text(delimiter) if by_each else [_text(delimiter)])]
    parts = re.split("|".join(marks), _text(text)) if marks else [_text(text)]
    return [[_number(part) for part in parts if part or not remove_empty]]


def _number(text: str) -> Scalar:
    return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) else text


def join(delimiter: Scalar, *values: Argument) -> str:
    """JOIN: the texts of all values, with the delimiter between them."""
    return _text(delimiter).join(_text(cell) for cell in _cells(values))


def flatten(*ranges: Argument) -> Rows:
    """FLATTEN: all cells, row by row, in one column."""
    return [[cell] for cell in _cells(ranges)]


def count_unique(*ranges: Argument) -> int:
    """COUNTUNIQUE: how many different values there are; blanks do not count."""
    return len({(type(cell) is bool, cell) for cell in _cells(ranges) if cell not in (None, "")})


def array_constrain(source: Argument, rows: int, columns: int) -> Rows:
    """ARRAY_CONSTRAIN: the upper left part of a range."""
    return [row[: int(columns)] for row in rows_of(source)[: int(rows)]]


def regex_match(text: Scalar, pattern: Scalar) -> bool:
    """REGEXMATCH: whether the pattern is found."""
    return re.search(_text(pattern), _text(text)) is not None


def regex_extract(text: Scalar, pattern: Scalar) -> Argument:
    """REGEXEXTRACT: what is found; with groups, each of them in a cell of its own."""
    found = re.search(_text(pattern), _text(text))
    if found is None:
        raise ValueError("nothing matches")
    return [list(found.groups())] if len(found.groups()) > 1 else found[1] if found.groups() else found[0]


def regex_replace(text: Scalar, pattern: Scalar, replacement: Scalar) -> str:
    """REGEXREPLACE: `$1` in the replacement is the first group."""
    return re.sub(_text(pattern), re.sub(r"\$(\d)", r"\\\1", _text(replacement)), _text(text))


def is_between(value: Scalar, low: Scalar, high: Scalar, with_low: Scalar = True, with_high: Scalar = True) -> bool:
    """ISBETWEEN; numbers come before texts."""
    place, first, last = _by_type(value), _by_type(low), _by_type(high)
    return (first <= place if with_low else first < place) and (place <= last if with_high else place < last)


def _cells(arguments: Iterable[Argument]) -> list[Scalar]:
    return [cell for argument in arguments for row in rows_of(argument) for cell in row]


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _figure(value: Scalar) -> float:
    if isinstance(value, str):
        raise ValueError(f"{value} is no number")
    return value or 0


def _compare(left: Scalar, right: Scalar) -> int:
    first, second = _by_type(left), _by_type(right)
    return (first > second) - (first < second)


def _each(function: Callable[..., Argument]) -> Function:
    """The function of scalars, made one that works on each cell of ranges; a range of one cell goes with all."""

    def applied(*arguments: Argument) -> Argument:
        blocks = [argument for argument in arguments if isinstance(argument, list)]
        if not blocks:
            return function(*arguments)
        height, width = max(map(len, blocks)), max(len(block[0]) for block in blocks)

        def cell(argument: Argument, row: int, column: int) -> Scalar:
            if not isinstance(argument, list):
                return argument
            line = argument[row if len(argument) > 1 else 0]
            return line[column if len(line) > 1 else 0]

        return [
            [_only(function(*(cell(each, row, column) for each in arguments))) for column in range(width)]
            for row in range(height)
        ]

    return applied


def _only(value: Argument) -> Scalar:
    return value[0][0] if isinstance(value, list) else value


FUNCTIONS: dict[str, tuple[Function, int, int | None]] = {
    # name: (function, least and most arguments)
    "ARRAYFORMULA": (array_formula, 1, 1),
    "SORT": (sort, 1, None),
    "SPLIT": (split, 2, 4),
    "JOIN": (join, 2, None),
    "FLATTEN": (flatten, 1, None),
    "COUNTUNIQUE": (count_unique, 1, None),
    "ARRAY_CONSTRAIN": (array_constrain, 3, 3),
    "REGEXMATCH": (_each(regex_match), 2, 2),
    "REGEXEXTRACT": (_each(regex_extract), 2, 2),
    "REGEXREPLACE": (_each(regex_replace), 3, 3),
    "ISBETWEEN": (_each(is_between), 3, 5),
    "ISEMAIL": (_each(lambda value: EMAIL.match(_text(value)) is not None), 1, 1),
    "ISURL": (_each(lambda value: URL.match(_text(value)) is not None), 1, 1),
    "ENCODEURL": (_each(lambda value: quote(_text(value), safe="~()*!.'")), 1, 1),
    "EQ": (_each(lambda left, right: _compare(left, right) == 0), 2, 2),
    "NE": (_each(lambda left, right: _compare(left, right) != 0), 2, 2),
    "GT": (_each(lambda left, right: _compare(left, right) > 0), 2, 2),
    "GTE": (_each(lambda left, right: _compare(left, right) >= 0), 2, 2),
    "LT": (_each(lambda left, right: _compare(left, right) < 0), 2, 2),
    "LTE": (_each(lambda left, right: _compare(left, right) <= 0), 2, 2),
    "ADD": (_each(lambda left, right: _figure(left) + _figure(right)), 2, 2),
    "MINUS": (_each(lambda left, right: _figure(left) - _figure(right)), 2, 2),
    "MULTIPLY": (_each(lambda left, right: _figure(left) * _figure(right)), 2, 2),
    "POW": (_each(lambda base, exponent: _figure(base) ** _figure(exponent)), 2, 2),
    "UMINUS": (_each(lambda value: -_figure(value)), 1, 1),
}

SPILLING = re.compile(
    r"[{]|\b(?:ARRAYFORMULA|ARRAY_CONSTRAIN|BYCOL|BYROW|CHOOSECOLS|CHOOSEROWS|DROP|EXPAND|FILTER|FLATTEN|HSTACK|MAKEARRAY"
    r"|MAP|MMULT|RANDARRAY|REGEXEXTRACT|SCAN|SEQUENCE|SORT|SORTBY|SPLIT|TAKE|TEXTSPLIT|TOCOL|TOROW|TRANSPOSE|UNIQUE|VSTACK"
    r"|WRAPCOLS|WRAPROWS)\s*\(",
    re.IGNORECASE,
)
"""Formulas that fill more than their own cell. `=A1:A3` alone is not one of them: in Sheets it gives one value."""

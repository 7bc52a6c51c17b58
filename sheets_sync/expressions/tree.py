"""An expression over one row, as a small frozen tree that knows no SQL any more and no other language yet.

IN, BETWEEN and IS NOT DISTINCT FROM are not among the nodes: they are read as the comparisons that they stand for, so
that each writer has less to say. What is NULL, and what a comparison with NULL gives, is as in SQL.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from sheets_sync.schema.model import FieldType, Scalar

ComparisonOp = Literal["=", "<>", "<", "<=", ">", ">="]
ArithmeticOp = Literal["+", "-", "*", "/", "||"]


@dataclass(frozen=True)
class Column:
    """A field of the row, or with `of` a column of what stands beside it, such as `choice`."""

    name: str
    of: str | None = None


@dataclass(frozen=True)
class Constant:
    """A text, a number, TRUE, FALSE or NULL."""

    value: Scalar


@dataclass(frozen=True)
class Parameter:
    """`:name`: the time, the day, or a setting."""

    name: str


@dataclass(frozen=True)
class Comparison:
    """NULL where a side is."""

    op: ComparisonOp
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Every:
    """AND."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Some:
    """OR."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Not:
    """NOT; NULL stays NULL."""

    part: Expression


@dataclass(frozen=True)
class IsNull:
    """IS NULL."""

    part: Expression


@dataclass(frozen=True)
class Case:
    """CASE: the value beside the first condition that is true, else `otherwise`."""

    branches: tuple[tuple[Expression, Expression], ...]
    """(condition, value) in order."""
    otherwise: Expression


@dataclass(frozen=True)
class Coalesce:
    """The first of the parts that is not NULL."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True)
class Arithmetic:
    """Numbers, and days and times as DuckDB adds and subtracts them; || joins texts. NULL where a side is."""

    op: ArithmeticOp
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Cast:
    """CAST: `to` is STRING, INTEGER, NUMBER, BOOLEAN, DATE or DATETIME."""

    part: Expression
    to: FieldType


class Function(StrEnum):
    """The functions of the tree, each NULL where an argument is."""

    LIST_CONTAINS = "list_contains"
    """(list, name)"""
    ABS = "abs"
    ROUND = "round"
    """(number); where a negative half goes is each language's own"""
    LENGTH = "length"
    """(text or list)"""
    REGEXP_FULL_MATCH = "regexp_full_match"
    """(text, pattern)"""
    HOUR = "hour"
    YEAR = "year"
    """(day or time)"""
    DAYS_BETWEEN = "date_diff"
    """(from, to): how often midnight passes"""
    WHOLE_HOURS = "date_sub"
    """(from, to): full hours"""
    TO_DAYS = "to_days"
    TO_HOURS = "to_hours"
    TO_MINUTES = "to_minutes"


@dataclass(frozen=True)
class Call:
    """A function and its arguments."""

    function: Function
    arguments: tuple[Expression, ...]


Expression = (
    Column
    | Constant
    | Parameter
    | Comparison
    | Every
    | Some
    | Not
    | IsNull
    | Case
    | Coalesce
    | Arithmetic
    | Cast
    | Call
)


def columns(expression: object) -> Iterator[Column]:
    """The columns that an expression names, as often as it does."""
    if isinstance(expression, Column):
        yield expression
    elif isinstance(expression, tuple):
        for part in expression:
            yield from columns(part)
    elif dataclasses.is_dataclass(expression):
        for part in dataclasses.fields(expression):
            yield from columns(getattr(expression, part.name))

"""What kind of value an expression has, which decides how another language says it.

SQL finds out by itself whether `a - b` takes days apart or numbers; a writer must be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sheets_sync.errors import ExpressionError
from sheets_sync.expressions.tree import (
    Arithmetic,
    Call,
    Case,
    Cast,
    Coalesce,
    Column,
    Constant,
    Expression,
    Function,
    Parameter,
)
from sheets_sync.schema.model import FieldType, Scalar


class Kind(StrEnum):
    """As far as writers tell values apart. NOTHING is NULL alone; SPAN is a length of time."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DAY = "day"
    TIME = "time"
    SPAN = "span"
    LIST = "list"
    NOTHING = "nothing"


TIMES = (Kind.DAY, Kind.TIME)

_OF_TYPE = {
    FieldType.INTEGER: Kind.NUMBER,
    FieldType.NUMBER: Kind.NUMBER,
    FieldType.BOOLEAN: Kind.TRUTH,
    FieldType.DATE: Kind.DAY,
    FieldType.DATETIME: Kind.TIME,
    FieldType.LIST: Kind.LIST,
}
_OF_FUNCTION = {
    Function.LIST_CONTAINS: Kind.TRUTH,
    Function.REGEXP_FULL_MATCH: Kind.TRUTH,
    Function.TO_DAYS: Kind.SPAN,
    Function.TO_HOURS: Kind.SPAN,
    Function.TO_MINUTES: Kind.SPAN,
}
_OF_ARITHMETIC: Mapping[tuple[str, Kind, Kind], Kind] = {
    **{(op, Kind.NUMBER, Kind.NUMBER): Kind.NUMBER for op in "+-*/"},
    **{(op, Kind.DAY, Kind.NUMBER): Kind.DAY for op in "+-"},
    **{(op, kind, Kind.SPAN): Kind.TIME for op in "+-" for kind in TIMES},
    ("+", Kind.NUMBER, Kind.DAY): Kind.DAY,
    **{("+", Kind.SPAN, kind): Kind.TIME for kind in TIMES},
    **{("-", left, right): Kind.SPAN for left in TIMES for right in TIMES},
    ("-", Kind.DAY, Kind.DAY): Kind.NUMBER,
    ("||", Kind.TEXT, Kind.TEXT): Kind.TEXT,
}


@dataclass(frozen=True)
class Names:
    """What the names in an expression stand for: fields of the row, columns beside it (`of` -> name), settings."""

    fields: Mapping[str, FieldType]
    beside: Mapping[str, Mapping[str, FieldType]] = field(default_factory=dict)
    parameters: Mapping[str, Scalar] = field(default_factory=dict)

    def type_of(self, column: Column) -> FieldType:
        """The type of a column.

        Raises:
            ExpressionError: there is none of that name.
        """
        known = self.fields if column.of is None else self.beside.get(column.of, {})
        if column.name not in known:
            spoken = ".".join(filter(None, (column.of, column.name)))
            raise ExpressionError(f"{spoken!r} is not known here; allowed are {', '.join(known) or 'no names'}")
        return known[column.name]


def kind_of(expression: Expression, names: Names) -> Kind:
    """The kind of an expression's value.

    Raises:
        ExpressionError: a name is not known, or an operator cannot take what stands beside it.
    """
    match expression:
        case Column():
            return _OF_TYPE.get(names.type_of(expression), Kind.TEXT)
        case Constant(value):
            return _of_scalar(value)
        case Parameter(name):
            return _of_parameter(name, names)
        case Cast(_, to):
            return _OF_TYPE.get(to, Kind.TEXT)
        case Coalesce(parts):
            return _common([kind_of(part, names) for part in parts])
        case Case(branches, otherwise):
            return _common([kind_of(value, names) for value in (*(value for _, value in branches), otherwise)])
        case Call(function, _):
            return _OF_FUNCTION.get(function, Kind.NUMBER)
        case Arithmetic(op, left, right):
            sides = kind_of(left, names), kind_of(right, names)
            if Kind.NOTHING in sides:
                return Kind.NOTHING
            if (op, *sides) not in _OF_ARITHMETIC:
                raise ExpressionError(f"{sides[0]} {op} {sides[1]} cannot be said outside the database")
            return _OF_ARITHMETIC[op, *sides]
        case _:
            return Kind.TRUTH


def compared_as(left: Expression, right: Expression, names: Names) -> Kind:
    """As what two sides of a comparison are compared; a day is compared with a time as its midnight.

    Raises:
        ExpressionError: they have nothing in common.
    """
    sides = [kind_of(left, names), kind_of(right, names)]
    for index, side in enumerate((left, right)):
        if isinstance(side, Constant) and sides[index] is Kind.TEXT and sides[1 - index] in TIMES:
            return Kind.TIME  # SQL reads a text beside a day or a time as one
    return Kind.TIME if set(sides) == set(TIMES) else _common(sides)


def _common(kinds: list[Kind]) -> Kind:
    found = set(kinds) - {Kind.NOTHING}
    if len(found) > 1:
        raise ExpressionError(f"{' and '.join(sorted(found))} are not alike; cast one of them")
    return found.pop() if found else Kind.NOTHING


def _of_scalar(value: Scalar) -> Kind:
    if value is None:
        return Kind.NOTHING
    if isinstance(value, bool):
        return Kind.TRUTH
    return Kind.TEXT if isinstance(value, str) else Kind.NUMBER


def _of_parameter(name: str, names: Names) -> Kind:
    if name in ("now", "today"):
        return Kind.TIME if name == "now" else Kind.DAY
    if name not in names.parameters:
        raise ExpressionError(f"':{name}' is not known here; allowed are :now, :today and the settings")
    return _of_scalar(names.parameters[name])

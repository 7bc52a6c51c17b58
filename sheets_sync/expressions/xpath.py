"""A tree -> XPath as XLSForm writes it: ${field}, selected(), today(), if().

XPath has two truths where SQL has three, and an empty answer where SQL has NULL. So each condition is written for what
is wanted of it: true exactly where SQL says TRUE (a row's `relevant`), or wherever it does not say FALSE (a
`constraint`). NULL comparisons are guarded by `${field} != ''` or `= ''`. Days and times are compared as numbers, which
Collect and Enketo agree on; a truth is the choice `true` or `false`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from sheets_sync.errors import ExpressionError
from sheets_sync.expressions.kinds import TIMES, Kind, Names, compared_as, kind_of
from sheets_sync.expressions.tree import (
    Arithmetic,
    Call,
    Case,
    Cast,
    Coalesce,
    Column,
    Comparison,
    Constant,
    Every,
    Expression,
    Function,
    IsNull,
    Not,
    Parameter,
    Some,
)
from sheets_sync.expressions.truth import FALSE, TRUE, Truth, every, some
from sheets_sync.schema.model import FieldType, Scalar

SECONDS_A_DAY = 86_400

_XPATH_OP = {"=": "=", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "/": "div"}
_INVERSE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_ISO_DAY = "'%Y-%m-%d'"


@dataclass(frozen=True)
class XPath:
    """Writes expressions over the row that `names` describes.

    `this` is the field whose own constraint is written: it is called `.`, and has an answer, because a constraint is
    not asked of an empty one. `empty` are fields that are known to have none. `called` are the questions whose name is
    not that of their field.
    """

    names: Names
    this: str | None = None
    empty: frozenset[str] = frozenset()
    called: Mapping[str, str] = field(default_factory=dict)

    def where_true(self, expression: Expression) -> str:
        """XPath that is true exactly where SQL's `expression` is TRUE.

        Raises:
            ExpressionError: a piece of it cannot be said in XPath, or uses a name that is not known; so do the others.
        """
        return str(self._truth(expression, wanted=True, null=False))

    def unless_false(self, expression: Expression) -> str:
        """XPath that is false exactly where SQL's `expression` is FALSE."""
        return str(self._truth(expression, wanted=True, null=True))

    def unless_true(self, expression: Expression) -> str:
        """XPath that is false exactly where SQL's `expression` is TRUE."""
        return str(self._truth(expression, wanted=False, null=True))

    def value(self, expression: Expression) -> str:
        """XPath of the value; where SQL gives NULL, the empty text."""
        match expression:
            case Column():
                return self._reference(expression)
            case Constant(value):
                return _literal(value)
            case Parameter(name):
                return f"{name}()" if name in ("now", "today") else _literal(self.names.parameters[name])
            case Coalesce(parts):
                *others, written = (self.value(part) for part in parts)
                for other in reversed(others):
                    written = f"coalesce({other}, {written})"
                return written
            case Case(branches, otherwise):
                written = self.value(otherwise)
                for condition, taken in reversed(branches):
                    written = f"if({self.where_true(condition)}, {self.value(taken)}, {written})"
                return written
        if kind_of(expression, self.names) is Kind.TRUTH:
            no = self._truth(expression, wanted=False, null=False)
            return f"if({self.where_true(expression)}, 'true', if({no}, 'false', ''))"
        missing = self._null(expression, wanted=True)
        if missing == TRUE:
            return "''"
        written = self._worked_out(expression)
        return written if missing == FALSE else f"if({missing}, '', {written})"

    def _reference(self, column: Column) -> str:
        self.names.type_of(column)
        if column.of:
            return column.name
        if column.name in self.empty:
            return "''"
        return "." if column.name == self.this else f"${{{self.called.get(column.name, column.name)}}}"

    def _truth(self, expression: Expression, *, wanted: bool, null: bool) -> Truth:
        """True exactly where SQL says `wanted`, and with `null` also where it says NULL."""

        def again(part: Expression, wanted: bool = wanted) -> Truth:
            return self._truth(part, wanted=wanted, null=null)

        match expression:
            case Constant(None):
                return TRUE if null else FALSE
            case Constant(bool(value)):
                return TRUE if value is wanted else FALSE
            case Every(parts):
                return (every if wanted else some)(*map(again, parts))
            case Some(parts):
                return (some if wanted else every)(*map(again, parts))
            case Not(part):
                return again(part, not wanted)
            case IsNull(part):
                return self._null(part, wanted=wanted)
            case Comparison():
                return self._compared(expression, wanted=wanted, null=null)
            case Coalesce((first, *others)):
                rest = again(Coalesce(tuple(others))) if others else TRUE if null else FALSE
                return some(self._truth(first, wanted=wanted, null=False), every(self._null(first, wanted=True), rest))
            case Case():
                return some(*(every(here, again(value)) for here, value in self._branches(expression)))
            case Cast(part, FieldType.BOOLEAN):
                return again(part)
        if kind_of(expression, self.names) is not Kind.TRUTH:
            raise ExpressionError(f"{self.value(expression)} is no condition; compare it with something")
        if isinstance(expression, Call):
            said = self._called(expression)
            return self._guarded(Truth((said if wanted else f"not({said})",)), expression.arguments, null=null)
        word = Truth((f"{self.value(expression)} = '{str(wanted).lower()}'",))
        return self._guarded(word, (expression,), null=null, settled=True)

    def _null(self, expression: Expression, *, wanted: bool) -> Truth:
        """True exactly where SQL's `expression` is NULL; with `wanted` False, exactly where it is not."""

        def one_of(parts: Iterable[Expression]) -> Truth:
            return (some if wanted else every)(*(self._null(part, wanted=wanted) for part in parts))

        match expression:
            case Column(name, of):
                if of is None and (name == self.this or name in self.empty):
                    return TRUE if (name in self.empty) is wanted else FALSE
                return Truth((f"{self._reference(expression)} {'=' if wanted else '!='} ''",))
            case Constant(value):
                return TRUE if (value is None) is wanted else FALSE
            case Parameter() | IsNull():
                return FALSE if wanted else TRUE
            case Comparison(_, left, right) | Arithmetic(_, left, right):
                return one_of((left, right))
            case Call(_, arguments):
                return one_of(arguments)
            case Not(part) | Cast(part, _):
                return self._null(part, wanted=wanted)
            case Coalesce(parts):
                return (every if wanted else some)(*(self._null(part, wanted=wanted) for part in parts))
            case Case():
                return some(
                    *(every(here, self._null(part, wanted=wanted)) for here, part in self._branches(expression))
                )
            case Every() | Some():
                sides = (self._truth(expression, wanted=side, null=wanted) for side in (True, False))
                return (every if wanted else some)(*sides)

    def _branches(self, case: Case) -> Iterator[tuple[Truth, Expression]]:
        """Each value of a CASE, and where it is the one taken."""
        before: list[Truth] = []
        for condition, value in case.branches:
            yield every(*before, self._truth(condition, wanted=True, null=False)), value
            before.append(self._truth(condition, wanted=False, null=True))
        yield every(*before), case.otherwise

    def _guarded(self, said: Truth, parts: Sequence[Expression], *, null: bool, settled: bool = False) -> Truth:
        """What is said where no part is NULL, and `null` where one is. With `settled` it is false there anyhow."""
        missing = some(*(self._null(part, wanted=True) for part in parts))
        if null or missing == TRUE:
            return some(missing, said) if null else FALSE
        return said if settled else every(*(self._null(part, wanted=False) for part in parts), said)

    def _compared(self, comparison: Comparison, *, wanted: bool, null: bool) -> Truth:
        left, right = sides = comparison.left, comparison.right
        kind = compared_as(left, right, self.names)
        op = comparison.op if wanted else _INVERSE[comparison.op]
        ordered = op not in ("=", "<>")
        if kind is Kind.NOTHING:
            return TRUE if null else FALSE
        if kind is Kind.LIST or (ordered and kind in (Kind.TEXT, Kind.TRUTH)):
            raise ExpressionError(
                f"{self.value(left)} {op} {self.value(right)}: XPath cannot compare two of kind {kind}"
            )
        if kind is Kind.TRUTH:
            return self._guarded(self._alike(left, right, same=op == "="), sides, null=null, settled=True)
        if kind is Kind.TEXT:
            said = f"{self.value(left)} {_XPATH_OP[op]} {self.value(right)}"
        else:
            said = self._measured(op, left, right, kind)
        # XPath finds an empty answer neither equal to something nor less or more than a number.
        something = any(isinstance(side, Parameter) or _is_filled(side) for side in sides)
        plain = all(isinstance(side, Column | Constant | Parameter) for side in sides)
        settled = plain and kind in (Kind.TEXT, Kind.NUMBER) and (ordered or (op == "=" and something))
        return self._guarded(Truth((said,)), sides, null=null, settled=settled)

    def _alike(self, left: Expression, right: Expression, *, same: bool) -> Truth:
        def both(on_left: bool, on_right: bool) -> Truth:
            return every(self._truth(left, wanted=on_left, null=False), self._truth(right, wanted=on_right, null=False))

        return some(both(True, same), both(False, not same))

    def _measured(self, op: str, left: Expression, right: Expression, kind: Kind) -> str:
        numbers = [self._number(side) for side in (left, right)]
        if kind is Kind.NUMBER:
            if isinstance(left, Column) and isinstance(right, Column):
                numbers = [f"number({number})" for number in numbers]
        elif isinstance(left, Arithmetic) or isinstance(right, Arithmetic):
            # A sum of fractions of a day is not exact; whole seconds are.
            return f"round(({numbers[0]} - {self._operand(right)}) * {SECONDS_A_DAY}) {_XPATH_OP[op]} 0"
        return f"{numbers[0]} {_XPATH_OP[op]} {numbers[1]}"

    def _worked_out(self, expression: Expression) -> str:
        """The value of what is neither a name nor a choice between values, where no part of it is NULL."""
        kind = kind_of(expression, self.names)
        if kind is Kind.NUMBER:
            return self._number(expression)
        match expression:
            case Arithmetic("||", left, right):
                return f"concat({self.value(left)}, {self.value(right)})"
            case Cast(part, FieldType.STRING) if kind_of(part, self.names) in (Kind.TEXT, Kind.NUMBER):
                return f"string({self.value(part)})"
            case Cast(part, FieldType.DATE):
                return f"format-date({self.value(part)}, {_ISO_DAY})"
        if kind is Kind.DAY:  # `round`, because midnight here is not midnight at Greenwich, where XPath counts
            return f"format-date(date(round({self._number(expression)})), {_ISO_DAY})"
        raise ExpressionError(f"a {kind} that is worked out ({self._number(expression)}) can only be compared in XPath")

    def _number(self, expression: Expression) -> str:
        """A number, or a day or a time as days since 1970 and a span as days; anything where a part of it is NULL."""
        kind = kind_of(expression, self.names)
        match expression:
            case Arithmetic(op, left, right):
                said = f"{self._operand(left)} {_XPATH_OP.get(op, op)} {self._operand(right)}"
                return f"round({said})" if kind is Kind.NUMBER and kind_of(left, self.names) is Kind.DAY else said
            case Cast(part, to):
                return self._cast(part, to)
            case Call(_, _):
                return self._called(expression)
            case Coalesce() | Case() if kind is Kind.NUMBER:
                return f"number({self.value(expression)})"
        return self.value(expression) if kind is Kind.NUMBER else f"decimal-date-time({self.value(expression)})"

    def _operand(self, expression: Expression) -> str:
        number = self._number(expression)
        return f"({number})" if isinstance(expression, Arithmetic) or " div " in number else number

    def _cast(self, part: Expression, to: FieldType) -> str:
        kind = kind_of(part, self.names)
        if to is FieldType.DATE and kind is Kind.TIME:
            return f"decimal-date-time(format-date({self.value(part)}, {_ISO_DAY}))"
        if to in (FieldType.DATE, FieldType.DATETIME):
            return self._number(part) if kind in TIMES else f"decimal-date-time({self.value(part)})"
        number = f"number({self.where_true(part) if kind is Kind.TRUTH else self.value(part)})"
        if kind is Kind.NUMBER:
            number = self._number(part)
        return f"round({number})" if to is FieldType.INTEGER and not self._is_whole(part) else number

    def _is_whole(self, expression: Expression) -> bool:
        match expression:
            case Column():
                return self.names.type_of(expression) is FieldType.INTEGER
            case Parameter(name):
                return isinstance(self.names.parameters.get(name), int)
        return False

    def _called(self, call: Call) -> str:
        arguments = call.arguments
        match call.function:
            case Function.LIST_CONTAINS:
                return f"selected({self.value(arguments[0])}, {self.value(arguments[1])})"
            case Function.REGEXP_FULL_MATCH:
                return f"regex({self.value(arguments[0])}, {self._pattern(arguments[1])})"
            case Function.ABS | Function.ROUND:
                return f"{call.function}({self._number(arguments[0])})"
            case Function.LENGTH:
                name = "count-selected" if kind_of(arguments[0], self.names) is Kind.LIST else "string-length"
                return f"{name}({self.value(arguments[0])})"
            case Function.HOUR | Function.YEAR:
                part = "%H" if call.function is Function.HOUR else "%Y"
                return f"number(format-date-time({self.value(arguments[0])}, '{part}'))"
            case Function.DAYS_BETWEEN:
                start, end = (self._number(Cast(argument, FieldType.DATE)) for argument in arguments)
                return f"round({end} - {start})"
            case Function.WHOLE_HOURS:
                start, end = map(self._operand, arguments)
                return f"int(round(({end} - {start}) * {SECONDS_A_DAY}) div 3600)"
            case Function.TO_DAYS:
                return self._number(arguments[0])
            case Function.TO_HOURS | Function.TO_MINUTES:
                a_day = 24 if call.function is Function.TO_HOURS else 24 * 60
                return f"{self._operand(arguments[0])} div {a_day}"

    def _pattern(self, expression: Expression) -> str:
        if not isinstance(expression, Constant):
            raise ExpressionError(
                f"{self.value(expression)} is no pattern; allowed is one that stands in the expression"
            )
        return quoted(whole(str(expression.value)))


def whole(pattern: str) -> str:
    """A pattern that matches whole texts also where regex() is content with a part, as in Enketo."""
    return f"^(?:{pattern})$"


def quoted(text: str) -> str:
    """A text as XPath writes it, which knows no way to write a quotation mark within its own kind."""
    if "'" not in text:
        return f"'{text}'"
    if '"' not in text:
        return f'"{text}"'
    return "concat(" + ', "\'", '.join(f"'{part}'" for part in text.split("'")) + ")"


def _literal(value: Scalar) -> str:
    if value is None:
        return "''"
    if isinstance(value, bool):
        return "'true'" if value else "'false'"
    return quoted(value) if isinstance(value, str) else f"{Decimal(repr(value)):f}"


def _is_filled(expression: Expression) -> bool:
    return isinstance(expression, Constant) and expression.value not in (None, "")

"""What the schema files say in SQL about a field, said in XPath; and a note where that cannot be done.

What is left out of a form is not lost: whoever imports its answers has them judged by all rules of the tab.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from sheets_sync.errors import ExpressionError
from sheets_sync.expressions import Names, XPath, columns, parse_expression
from sheets_sync.expressions.tree import Call, Column, Comparison, Constant, Every, Expression, Function
from sheets_sync.problems import say
from sheets_sync.schema import Check, Field, FieldType, Package, Role, Tab, Text
from sheets_sync.schema.expressions import identifiers
from sheets_sync.schema.model import Scalar

CHOICE = "choice"
"""What a choice_filter calls the choice that it is asked about."""
_TAKEN = ("list_name", "name", "label")  # columns of XLSForm's own beside a choice


@dataclass(frozen=True)
class Limits:
    """What must hold of an answer, and what to say when it does not."""

    constraint: str = ""
    required: str = ""
    constraint_message: Text | None = None
    required_message: Text | None = None


@dataclass(frozen=True)
class Asked:
    """What a form does with the fields of a tab.

    `filled` have a question or a value of their own, which is called otherwise where `called` says so. `empty` are the
    fields of a new row that nobody fills; what the program adds later is in neither.
    """

    filled: Mapping[str, FieldType]
    empty: Mapping[str, FieldType]
    called: Mapping[str, str]


class Logic:
    """The expressions of one tab in a form. What cannot be said is left out and told to `note`."""

    def __init__(
        self,
        package: Package,
        tab: Tab,
        asked: Asked,
        connection: duckdb.DuckDBPyConnection,
        note: Callable[[Text], None],
    ) -> None:
        self.package = package
        self.tab = tab
        self.names = Names({**asked.empty, **asked.filled}, parameters=package.parameters)
        self.xpath = XPath(self.names, empty=frozenset(asked.empty), called=asked.called)
        self._connection = connection
        self._note = note

    def relevant(self, field: Field) -> str | None:
        """When the field is asked; "" means always, None that it could not be said."""
        if field.relevant is None:
            return ""
        return self._said(field, "relevant", lambda: self.xpath.where_true(self._read(field.relevant or "")))

    def calculation(self, field: Field) -> str | None:
        """What stands in a field that is not asked; None when it could not be said."""
        return self._said(field, "calculation", lambda: self.xpath.value(self._read(field.calculation or "")))

    def limits(self, field: Field) -> Limits:
        """The constraint of the field, and when it must be answered."""
        here = dataclasses.replace(self.xpath, this=field.name)
        unanswered_here = dataclasses.replace(self.xpath, empty=self.xpath.empty | {field.name})
        parts = [here.unless_false(Every(tuple(_table_schema(field))))]
        if field.constraint:
            sql = field.constraint
            parts.append(self._said(field, "constraint", lambda: here.unless_false(self._read(sql))) or "")
        must, broken, unanswered = ["true()"] if field.constraints.required else [], [], []
        for check in self._checks_of(field):
            tree = self._read(check.where)
            when_filled = here.unless_true(tree)
            when_empty = unanswered_here.where_true(tree)
            parts.append(when_filled)
            must.append(when_empty)
            broken += [_message(check)] if when_filled != "true()" else []
            unanswered += [_message(check)] if when_empty != "false()" else []
        said = [part for part in parts if part not in ("", "true()")]
        needed = [part for part in must if part != "false()"]
        return Limits(
            _joined(" and ", said),
            "yes" if "true()" in needed else _joined(" or ", needed),
            _together([field.constraint_message, *broken] if said else []),
            _together([field.required_message, *unanswered] if needed else []),
        )

    def choice_filter(self, field: Field, roles: tuple[Role, ...]) -> tuple[str, frozenset[str]]:
        """Which choices are offered, and the columns that they need; "" for all. `roles` see the choices."""
        if field.choice_filter is None:
            return "", frozenset()
        sql = field.choice_filter
        beside = self._beside(field, roles)
        xpath = dataclasses.replace(self.xpath, names=dataclasses.replace(self.names, beside={CHOICE: beside}))
        said = self._said(field, "choice_filter", lambda: xpath.where_true(self._read(sql)))
        if said is None:
            return "", frozenset()
        return said, frozenset(column.name for column in columns(self._read(sql)) if column.of == CHOICE)

    def unsaid_rules(self, asked: Sequence[str]) -> list[str]:
        """The rules about what is asked that a form of these fields does not hold."""
        held = [
            c.name for c in self.tab.checks if (when := self._broken(c)) and (c.field in asked or when == "false()")
        ]
        rules = [(check.name, identifiers(check.where)) for check in self.tab.checks]
        rules += [(unique.name, frozenset(unique.fields)) for unique in self.tab.unique_keys]
        return [rule for rule, named in rules if rule not in held and not named.isdisjoint(asked)]

    def _checks_of(self, field: Field) -> list[Check]:
        """The checks that mark this field and can be said in XPath."""
        return [check for check in self.tab.checks if check.field == field.name and self._broken(check)]

    def _broken(self, check: Check) -> str | None:
        """When a check is broken; None when it cannot be said, which `unsaid_rules` tells."""
        try:
            return self.xpath.where_true(self._read(check.where))
        except ExpressionError:
            return None

    def _beside(self, field: Field, roles: tuple[Role, ...]) -> dict[str, FieldType]:
        """What a choice_filter may compare: properties of the choices, or the columns of the tab referred to."""
        reference = self.tab.references.get(field.name)
        if reference is None:
            known = {name: _type_of(value) for choice in field.choices for name, value in choice.properties.items()}
        else:
            other = self.package.by_name[reference.tab]
            seen = [f for f in other.fields if not any(self.package.mask_of(role, other, f) for role in roles)]
            known = {f.name: f.type for f in seen}
        return {name: kind for name, kind in known.items() if name not in _TAKEN}

    def _read(self, sql: str) -> Expression:
        return parse_expression(sql, self._connection)

    def _said(self, field: Field, part: str, write: Callable[[], str]) -> str | None:
        try:
            said = write()
        except ExpressionError as error:
            place = f"fields.{field.name}.{part}"
            self._note(say("xlsform-left-out", self.package, tab=self.tab.name, place=place, reason=str(error)))
            return None
        return "" if said == "true()" else said


def _joined(word: str, parts: list[str]) -> str:
    return word.join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def _table_schema(field: Field) -> Iterator[Expression]:
    """The constraints of Table Schema as expressions."""
    limits, value = field.constraints, Column(field.name)
    if limits.pattern is not None:
        yield Call(Function.REGEXP_FULL_MATCH, (value, Constant(limits.pattern)))
    if limits.minimum is not None:
        yield Comparison(">=", value, Constant(limits.minimum))
    if limits.maximum is not None:
        yield Comparison("<=", value, Constant(limits.maximum))
    length = Call(Function.LENGTH, (value,))
    if limits.min_length is not None:
        yield Comparison(">=", length, Constant(limits.min_length))
    if limits.max_length is not None:
        yield Comparison("<=", length, Constant(limits.max_length))


def _type_of(value: Scalar) -> FieldType:
    if isinstance(value, bool):
        return FieldType.BOOLEAN
    return FieldType.NUMBER if isinstance(value, int | float) else FieldType.STRING


def _message(check: Check) -> Text:
    """A check's message; nobody works out what it tells as {value}."""
    if check.value is None:
        return check.message
    return {language: words.replace("{value}", "…") for language, words in check.message.items()}


def _together(messages: list[Text | None]) -> Text | None:
    texts = [message for message in messages if message]
    return {language: " ".join(text[language] for text in texts) for language in texts[0]} if texts else None

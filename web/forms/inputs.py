"""Which input a field gets on the form: chips for few choices, a list for many, the right keyboard for the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from sheets_sync.cells import Bad, parse_cell
from sheets_sync.engine import Engine
from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, FieldType, Package, Tab
from web.forms.labels import Label, find_labels, options
from web.forms.typed import Typed
from web.identity import Identity
from web.language import say, t

MOST_CHIPS = 12
MOST_OPTIONS = 400
MOST_SUGGESTIONS = 2000


class Kind(StrEnum):
    """The template has a block for each."""

    ONE_OF = "one_of"
    SOME_OF = "some_of"
    SELECT = "select"
    FIXED = "fixed"
    SUGGEST = "suggest"
    TEXT = "text"
    LONG_TEXT = "long_text"
    PHOTO = "photo"
    SIGNATURE = "signature"
    PLACE = "place"


@dataclass(frozen=True)
class Option:
    """`detail` is what else tells it apart from the others. One not offered is on the page, out of sight."""

    value: str
    text: str
    detail: str = ""
    offered: bool = True


@dataclass(frozen=True)
class Input:
    """A question of the form as the template needs it. `value` and `chosen` are what stands there now."""

    field: Field
    kind: Kind
    value: str = ""
    chosen: frozenset[str] = frozenset()
    options: tuple[Option, ...] = ()
    type: str = "text"
    inputmode: str | None = None
    name: str = ""

    @property
    def required(self) -> bool:
        """Whether it must be answered whenever it is asked."""
        return self.field.constraints.required

    def offering(self, names: Collection[str] | None) -> Input:
        """Offering those of its options alone; what is chosen stays in sight, to be taken back. None: all of them."""
        if names is None:
            return self
        seen = {*names, *self.chosen, ""}
        return replace(self, options=tuple(replace(o, offered=o.value in seen) for o in self.options))


@dataclass(frozen=True)
class Row:
    """A row that is asked for: its tab, which fields in which order, and what was typed.

    A reference that is `wrong` can be chosen anew. `prefix` stands before the names of its inputs on the page.
    """

    tab: Tab
    fields: tuple[str, ...]
    typed: Typed
    wrong: frozenset[str] = frozenset()
    prefix: str = ""


def make_inputs(engine: Engine, identity: Identity, row: Row) -> list[Input]:
    """The questions about a row with what was typed."""
    return [replace(one, name=f"{row.prefix}{one.field.name}") for one in _inputs(engine, identity, row)]


def _inputs(engine: Engine, identity: Identity, row: Row) -> Iterator[Input]:
    for name in row.fields:
        field = row.tab.by_name[name]
        value = row.typed.get(name, field.default)
        if name in row.tab.references:
            fixed = name not in row.wrong and not row.prefix
            yield _reference(engine, identity, row.tab, field, _text(value), fixed=fixed)
        elif field.choices or field.type is FieldType.BOOLEAN:
            yield _choice(engine.package, field, value)
        else:
            yield _written(field, _text(value))


def _reference(engine: Engine, identity: Identity, tab: Tab, field: Field, value: str, *, fixed: bool) -> Input:
    if value and fixed:
        named = find_labels(engine, identity, tab, field.name, [value]).get(value)
        if named:
            return Input(field, Kind.FIXED, value, options=(_option(named),))
    found = options(engine, identity, tab, field.name, MOST_SUGGESTIONS)
    kind = Kind.SELECT if len(found) <= MOST_OPTIONS else Kind.SUGGEST
    return Input(field, kind, value, frozenset([value]), tuple(_option(one) for one in found[:MOST_SUGGESTIONS]))


def _choice(package: Package, field: Field, value: CellValue) -> Input:
    offered = _offered(package, field)
    chosen = _chosen(package, field, value)
    if field.type is FieldType.LIST:
        return Input(field, Kind.SOME_OF, _text(value), chosen, offered)
    if not field.constraints.required:
        offered = (*offered, Option("", t("no_answer")))
    kind = Kind.ONE_OF if len(offered) <= MOST_CHIPS else Kind.SELECT
    return Input(field, kind, _text(value), chosen, offered)


def _offered(package: Package, field: Field) -> tuple[Option, ...]:
    if field.choices:
        return tuple(Option(choice.name, say(choice.title)) for choice in field.choices)
    return tuple(Option(str(truth).lower(), say(words)) for truth, words in package.booleans.items())


def _chosen(package: Package, field: Field, value: CellValue) -> frozenset[str]:
    """The names that are ticked: what was typed may be a title or an alias; what is no choice ticks nothing."""
    parsed = parse_cell(package, field, value)
    if isinstance(parsed, Bad):
        return frozenset()
    if isinstance(parsed, list):
        return frozenset(parsed)
    return frozenset([str(parsed).lower() if isinstance(parsed, bool) else str(parsed or "")])


def _written(field: Field, value: str) -> Input:
    if field.type is FieldType.STRING and field.appearance == "multiline":
        return Input(field, Kind.LONG_TEXT, value)
    if field.is_picture:
        return Input(field, Kind.PHOTO if field.appearance == "photo" else Kind.SIGNATURE, value)
    if field.type is FieldType.GEOPOINT:
        return Input(field, Kind.PLACE, value)
    kinds = {FieldType.DATE: "date", FieldType.DATETIME: "datetime-local"}
    keyboards = {FieldType.INTEGER: "numeric", FieldType.NUMBER: "decimal"}
    numbers = "numeric" if field.appearance == "numbers" else None
    return Input(
        field,
        Kind.TEXT,
        value,
        type=kinds.get(field.type, "text"),
        inputmode=keyboards.get(field.type, numbers),
    )


def _option(named: Label) -> Option:
    return Option(named.key, named.title, named.detail)


def _text(value: CellValue) -> str:
    return "" if value is None else str(value)

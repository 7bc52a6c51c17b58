"""A field -> the lines of the survey that ask it, or that fill it unasked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sheets_sync.cells import Bad, cell_text, parse_cell
from sheets_sync.expressions.xpath import quoted
from sheets_sync.files.xlsform.logic import Logic
from sheets_sync.files.xlsform.model import Line, words
from sheets_sync.schema import Field, FieldType, Fill, Package

TYPES = {
    FieldType.STRING: "text",
    FieldType.INTEGER: "integer",
    FieldType.NUMBER: "decimal",
    FieldType.DATE: "date",
    FieldType.DATETIME: "dateTime",
    FieldType.LIST: "text",  # with choices it is a select_multiple
    FieldType.GEOPOINT: "geopoint",
}
PICTURES = ("photo", "signature")
PIXELS = 1024
"""The longer side of a picture: enough to read a note by, little enough for a weak signal."""


def calculate(name: str, xpath: str) -> Line:
    """A line that nobody sees."""
    return {"type": "calculate", "name": name, "calculation": xpath}


def filled(name: str, fill: Fill) -> Line:
    """What the program would put in; a scope is asked instead, see `form`."""
    if fill.kind == "person":
        return {"type": "username", "name": name}
    return calculate(name, "now()" if fill.kind == "now" else quoted(stored(fill.value)))


def question(package: Package, logic: Logic, field: Field, name: str, choices: str | None) -> Iterator[Line]:
    """The lines that ask `field` as `name`. `choices` is how XLSForm calls what it is chosen from, if it is chosen."""
    relevant, limits = logic.relevant(field), logic.limits(field)
    if relevant is None:  # when it is asked is not known, so it may be left empty
        relevant, required = "", ""
    else:
        required = limits.required
    line = {
        "type": choices or TYPES[field.type],
        "name": name,
        **words("label", field.title),
        **words("hint", field.hint),
        "relevant": relevant,
        "required": required,
        **words("required_message", limits.required_message if required else None),
        "constraint": limits.constraint,
        **words("constraint_message", limits.constraint_message),
        "default": _default(package, field),
        **_look(field, choices),
    }
    if field.type is FieldType.GEOPOINT:
        yield {**line, "name": f"{name}_taken"}
        yield calculate(name, _longitude_first(f"${{{name}_taken}}"))
    else:
        yield line


def stored(value: Any) -> str:  # Any: a value of any field type
    """A value as a form stores it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    return " ".join(value) if isinstance(value, list) else cell_text(value)


def _look(field: Field, choices: str | None) -> Line:
    if choices:
        return {"appearance": "minimal autocomplete"} if choices.endswith(".csv") else {}
    if field.appearance in PICTURES:
        signature = {"appearance": "signature"} if field.appearance == "signature" else {}
        return {"type": "image", "parameters": f"max-pixels={PIXELS}", **signature}
    if field.appearance in ("multiline", "numbers") and field.type is FieldType.STRING:
        return {"appearance": field.appearance}
    return {}


def _default(package: Package, field: Field) -> str:
    value = parse_cell(package, field, field.default)
    return "" if isinstance(value, Bad) else stored(value)


def _longitude_first(place: str) -> str:
    """A place as Table Schema writes it; ODK stores `latitude longitude altitude accuracy`."""
    return f"if({place} = '', '', concat(selected-at({place}, 1), ', ', selected-at({place}, 0)))"

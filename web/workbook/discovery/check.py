"""Judge JSON by the schemas of the discovery document, as Google's JSON parser does.

`read_body` returns the body in normal form: names in camelCase, numbers that came as text as numbers, nulls left out.
What does not fit is refused with all violations at once. The same reader run over our own responses proves that they
are what the document promises.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from functools import cache

from web.workbook.discovery import Method, discovery
from web.workbook.errors import ApiError, invalid
from web.workbook.json_types import JsonObject, JsonValue

Path = tuple[str | int, ...]
Violations = list[tuple[str, str]]
Reader = Callable[[JsonValue, Path, Violations], JsonValue]

ENUM_PACKAGE = "type.googleapis.com/google.apps.sheets.v4."
INT_RANGE = {"int32": 2**31, "int64": 2**63}
BOOLEAN_TEXTS = {"true": True, "false": False}
LISTED_VIOLATIONS = 50
MISSING = object()
UNKNOWN_NAME = "Invalid JSON payload received. Unknown name"


def read_body(schema: str, body: JsonValue, *, strict: bool = True, path: Path = ()) -> JsonObject:
    """A body in normal form, or `ApiError` with every violation. Drive, which is not strict, skips unknown names.

    `path` is where the body stands in the request as Google's messages name it.
    """
    if not isinstance(body, dict):
        raise refusal([("", 'Invalid JSON payload received. Unknown name "": Root element must be a message.')])
    violations: Violations = []
    checked: JsonObject = reader_of(schema)(body, path, violations)
    if not strict:
        violations = [each for each in violations if not each[1].startswith(UNKNOWN_NAME)]
    if violations:
        raise refusal(violations)
    return checked


def read_parameters(method: Method, given: Mapping[str, list[str]], *, strict: bool) -> JsonObject:
    """The query parameters by name, typed; unknown ones are refused when `strict` (Drive lets them pass)."""
    violations: Violations = []
    read: JsonObject = {}
    for given_name, values in given.items():
        name = given_name if given_name in method.parameters else camel_case(given_name)
        schema = method.parameters.get(name)
        if schema is None:
            if strict and given_name not in discovery().global_parameters:
                violations.append(("", _unknown_parameter(given_name)))
            continue
        path = (snake_case(name),)
        items = [_from_text(schema, value, path, violations) for value in values]
        read[name] = items if schema.get("repeated") else items[-1]
    if violations:
        raise refusal(violations)
    return read


def require_parameters(method: Method, given: JsonObject) -> None:
    """Refuse a call that lacks a parameter which the method needs."""
    for name, schema in method.parameters.items():
        if schema.get("required") and name not in given:
            raise ApiError("INVALID_ARGUMENT", f"Required parameter: {name}", reason="required")


def refusal(violations: Violations) -> ApiError:
    """400 with the violations in the message and in the details."""
    shown = violations[:LISTED_VIOLATIONS]
    entries = [{"field": field, "description": text} if field else {"description": text} for field, text in shown]
    return invalid("\n".join(text for _, text in shown), entries)


def snake_case(name: str) -> str:
    """The name that the field has in Google's protocol buffers."""
    return re.sub(r"([A-Z])", lambda found: "_" + found[1].lower(), name)


def camel_case(name: str) -> str:
    """The name that the field has in JSON."""
    return re.sub(r"_([a-z0-9])", lambda found: found[1].upper(), name)


def shown(path: Path) -> str:
    """A path in Google's notation, `requests[0].add_sheet.properties`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{snake_case(step)}" if text else snake_case(step)
    return text


@cache
def reader_of(schema: str) -> Reader:
    """The reader of a named schema."""
    return _object_reader(discovery().schemas[schema])


def _reader(schema: JsonObject, name: str) -> Reader:
    if "$ref" in schema:
        reference = schema["$ref"]
        return lambda value, path, violations: reader_of(reference)(value, path, violations)  # noqa: PLW0108 - schemas refer to themselves
    kind = schema.get("type")
    if kind == "array":
        return _array_reader(schema["items"], name)
    if kind == "object":
        return _object_reader(schema)
    if kind == "any":
        return lambda value, _path, _violations: value
    return _scalar_reader(schema, name)


def _object_reader(schema: JsonObject) -> Reader:
    properties = schema.get("properties", {})
    extra = _reader(schema["additionalProperties"], "") if "additionalProperties" in schema else None
    readers: dict[str, Reader] = {}

    def read(value: JsonValue, path: Path, violations: Violations) -> JsonValue:
        if not isinstance(value, dict):
            violations.append((shown(path), f"Invalid value at '{shown(path)}' ({_kind(value)}), {_quoted(value)}"))
            return None
        made = {}
        for given, inner in value.items():
            name = given if given in properties else camel_case(given)
            if inner is None and (name in properties or extra):
                continue
            if name in properties:
                if name not in readers:
                    readers[name] = _reader(properties[name], name)
                made[name] = readers[name](inner, (*path, name), violations)
            elif extra:
                made[given] = extra(inner, (*path, given), violations)
            else:
                violations.append((shown(path), _unknown_name(given, path)))
        return made

    return read


def _array_reader(items: JsonObject, name: str) -> Reader:
    if items.get("type") == "array" and items["items"].get("type") == "any":
        return _cells_reader
    item = _reader(items, name)
    messages = "$ref" in items

    def read(value: JsonValue, path: Path, violations: Violations) -> JsonValue:
        if not isinstance(value, list):
            value = [value]
        elif messages and any(
            isinstance(inner, list) for inner in value
        ):  # Google's parser flattens, pygsheets needs it
            value = [each for inner in value for each in (inner if isinstance(inner, list) else [inner])]
        return [item(inner, (*path, number), violations) for number, inner in enumerate(value)]

    return read


def _cells_reader(value: JsonValue, path: Path, violations: Violations) -> JsonValue:
    """Lists of cells: too many to look at one by one here, `values.parse` does."""
    if not isinstance(value, list):
        violations.append(
            (
                shown(path),
                f"Invalid value at '{shown(path)}' (type.googleapis.com/google.protobuf.ListValue), {_quoted(value)}",
            )
        )
        return []
    for number, row in enumerate(value):
        if not isinstance(row, list):
            place = f"{shown(path)}[{number}]"
            kind = "type.googleapis.com/google.protobuf.ListValue"
            violations.append((place, f"Invalid value at '{place}' ({kind}), {_quoted(row)}"))
    return value


def _scalar_reader(schema: JsonObject, name: str) -> Reader:
    kind, label = _scalar_kind(schema, name)

    def read(value: JsonValue, path: Path, violations: Violations) -> JsonValue:
        made = _scalar(value, kind, schema)
        if made is MISSING:
            violations.append((shown(path), f"Invalid value at '{shown(path)}' ({label}), {_quoted(value)}"))
            return None
        return made

    return read


def _scalar_kind(schema: JsonObject, name: str) -> tuple[str, str]:
    if "enum" in schema:
        return "enum", ENUM_PACKAGE + camel_case(f"_{snake_case(name)}")
    form = schema.get("format", "")
    if form in ("int32", "int64"):
        return form, f"TYPE_{form.upper()}"
    if schema["type"] == "number":
        return "number", f"TYPE_{form.upper() or 'DOUBLE'}"
    if schema["type"] == "boolean":
        return "boolean", "TYPE_BOOL"
    return "string", "TYPE_STRING"


def _scalar(value: JsonValue, kind: str, schema: JsonObject) -> JsonValue:
    """The value in normal form, or `MISSING` when it does not fit."""
    if kind == "string":
        return value if isinstance(value, str) else MISSING
    if kind == "boolean":
        value = BOOLEAN_TEXTS.get(value, value) if isinstance(value, str) else value
        return value if isinstance(value, bool) else MISSING
    if kind == "enum":
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < len(schema["enum"]):
            return schema["enum"][value]
        return value if value in schema["enum"] else MISSING
    number = _number(value)
    if number is None:
        return MISSING
    if kind == "number":
        return number
    if number != int(number) or not -INT_RANGE[kind] <= number < INT_RANGE[kind]:
        return MISSING
    return str(int(number)) if schema["type"] == "string" else int(number)


def _number(value: JsonValue) -> int | float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        try:
            value = int(value) if re.fullmatch(r"-?\d{1,18}", value) else float(value)
        except ValueError:
            return None
    return value if isinstance(value, int | float) and math.isfinite(value) else None


def _from_text(schema: JsonObject, text: str, path: Path, violations: Violations) -> JsonValue:
    """A query parameter's value."""
    value: JsonValue = text
    if schema.get("type") == "boolean":
        value = {"true": True, "false": False, "1": True, "0": False, "": False}.get(text.lower(), text)
    return _scalar_reader(schema, str(path[-1]))(value, (camel_case(str(path[-1])),), violations)


def _unknown_name(name: str, path: Path) -> str:
    where = f" at '{shown(path)}'" if path else ""
    return f'{UNKNOWN_NAME} "{name}"{where}: Cannot find field.'


def _unknown_parameter(name: str) -> str:
    return (
        f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter. '
        f"Field '{name}' could not be found in request message."
    )


def _kind(value: JsonValue) -> str:
    return "TYPE_MESSAGE" if not isinstance(value, list) else "TYPE_MESSAGE, repeated"


def _quoted(value: JsonValue) -> str:
    return f'"{value}"' if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

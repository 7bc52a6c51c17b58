"""Field masks: which parts of a response the caller wants, and which fields a request means to change.

A mask is written `a,b.c,d(e,f/g)` and read into a tree of dictionaries; `*` and a leaf both mean everything below.
Lists are passed through: a mask names the fields of their items.
"""

from __future__ import annotations

import re

from web.workbook.discovery import discovery
from web.workbook.discovery.check import camel_case
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject, JsonValue

Mask = dict[str, "Mask"]
"""Wanted fields; an empty mask means all."""

TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[*,()./]|\S")


def parse_mask(text: str) -> Mask:
    """Read a mask. Raises `ApiError` where the text is no mask."""
    tokens = TOKEN.findall(text)
    mask, end = _parse_list(tokens, 0, text)
    if end != len(tokens):
        raise _bad_mask(text)
    return mask


def check_mask(mask: Mask, schema: str, prefix: str = "") -> None:
    """Refuse a mask with a field that the schema has not."""
    properties = discovery().schemas[schema].get("properties", {})
    for name, inner in mask.items():
        if name == "*":
            continue
        if name not in properties:
            path = prefix + name
            text = f"Error expanding 'fields' parameter. Cannot find matching fields for path '{path}'."
            raise invalid("Request contains an invalid argument.", [{"field": path, "description": text}])
        below = properties[name].get("items", properties[name])
        if inner and "$ref" in below:
            check_mask(inner, below["$ref"], f"{prefix}{name}.")


def wants(mask: Mask, *path: str) -> bool:
    """Whether anything at this path is wanted."""
    for name in path:
        if not mask or "*" in mask:
            return True
        if name not in mask:
            return False
        mask = mask[name]
    return True


def below(mask: Mask, *path: str) -> Mask:
    """The mask for what stands at a wanted path."""
    for name in path:
        if not mask or "*" in mask:
            return mask.get("*", {})
        mask = mask[name]
    return mask


def apply_mask(value: JsonValue, mask: Mask) -> JsonValue:
    """The wanted part of a value."""
    if not mask:
        return value
    if isinstance(value, list):
        return [apply_mask(item, mask) for item in value]
    if not isinstance(value, dict):
        return value
    if "*" in mask:
        return {name: apply_mask(inner, mask["*"]) for name, inner in value.items()}
    return {name: apply_mask(inner, mask[name]) for name, inner in value.items() if name in mask}


def merge_masked(current: JsonObject, given: JsonObject, mask: Mask) -> JsonObject:
    """`current` with the masked fields as in `given`; a masked field that `given` lacks is cleared."""
    if not mask or "*" in mask:
        return dict(given)
    merged = dict(current)
    for name, inner in mask.items():
        if inner and isinstance(given.get(name, {}), dict):
            value = merge_masked(merged.get(name) or {}, given.get(name) or {}, inner)
            if value or name in given:
                merged[name] = value
            else:
                merged.pop(name, None)
        elif name in given:
            merged[name] = given[name]
        else:
            merged.pop(name, None)
    return merged


def _parse_list(tokens: list[str], position: int, text: str) -> tuple[Mask, int]:
    mask: Mask = {}
    while True:
        position = _parse_path(tokens, position, mask, text)
        if position < len(tokens) and tokens[position] == ",":
            position += 1
            continue
        return mask, position


def _parse_path(tokens: list[str], position: int, mask: Mask, text: str) -> int:
    while True:
        if position >= len(tokens) or not re.fullmatch(r"[A-Za-z_]\w*|\*", tokens[position]):
            raise _bad_mask(text)
        name = camel_case(tokens[position])
        known = name in mask
        inner = mask.setdefault(name, {})
        position += 1
        follow = tokens[position] if position < len(tokens) else ""
        if follow in (".", "/") and follow:
            if known and not inner:
                inner = {}
            mask, position = inner, position + 1
            continue
        if follow == "(":
            found, position = _parse_list(tokens, position + 1, text)
            if position >= len(tokens) or tokens[position] != ")":
                raise _bad_mask(text)
            _merge(inner, found)
            return position + 1
        inner.clear()
        return position


def _merge(mask: Mask, other: Mask) -> None:
    for name, inner in other.items():
        _merge(mask.setdefault(name, {}), inner)


def _bad_mask(text: str) -> Exception:
    description = f"Invalid field mask '{text}'."
    return invalid("Request contains an invalid argument.", [{"field": "fields", "description": description}])

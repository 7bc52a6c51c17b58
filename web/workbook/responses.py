"""Response bodies: JSON as Google prints it, field masks, and big lists of cells without a look at each.

A body may hold `Rows`: lists of cells whose tokens are joined already. They are put into the text at the end, so a
whole street is served by a few string operations a column.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Response

from web.workbook.errors import ApiError
from web.workbook.json_types import JsonObject, JsonValue

MARK = "\x00rows "
MARK_TEXT = json.dumps(MARK)[:-1]


@dataclass(frozen=True)
class Rows:
    """Lists of cells; each text holds the tokens of one list, joined by line feeds."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Body:
    """A whole body that is no JSON: an export, or nothing."""

    content: bytes
    mimetype: str
    status: int = 200


def json_response(value: JsonValue, *, pretty: bool, status: int = 200) -> Response:
    """A JSON response; `pretty` as Google prints by default, with two blanks a level."""
    parts = list(_encode(value, pretty=pretty))
    response = Response(parts, status, mimetype="application/json")
    response.content_length = sum(map(len, parts))
    response.headers["Content-Type"] = "application/json; charset=UTF-8"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Origin, X-Origin, Referer"
    return response


def error_response(error: ApiError, *, pretty: bool, drive: bool) -> Response:
    """A refusal as a response."""
    response = json_response(error.drive_body() if drive else error.body(), pretty=pretty, status=error.code)
    for name, value in error.headers:
        response.headers[name] = value
    return response


def plain(value: JsonValue) -> JsonValue:
    """A body with its `Rows` as ordinary lists, for those who look into it."""
    return json.loads(b"".join(_encode(value, pretty=False)))


def _encode(value: JsonValue, *, pretty: bool) -> Iterator[bytes]:
    held: list[Rows] = []

    def stand_in(rows: object) -> str:
        if not isinstance(rows, Rows):
            raise TypeError(f"{type(rows).__name__} is not JSON")
        held.append(rows)
        return f"{MARK}{len(held) - 1}"

    indent = 2 if pretty else None
    separators = (",", ": ") if pretty else (",", ":")
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, default=stand_in)
    if not held:
        yield (text + "\n" if pretty else text).encode("utf-8", "replace")
        return
    for number, piece in enumerate(text.split(MARK_TEXT)):
        if number == 0:
            yield piece.encode()
            depth = _depth(piece)
            continue
        index, _, rest = piece.partition('"')
        yield from _rows(held[int(index)], "\n" + " " * depth if pretty else "")
        yield rest.encode()
        depth = _depth(rest)
    if pretty:
        yield b"\n"


def _depth(text: str) -> int:
    """The indent of the last line."""
    line = text[text.rfind("\n") + 1 :]
    return len(line) - len(line.lstrip(" "))


def _rows(rows: Rows, line: str) -> Iterator[bytes]:
    """The text of the lists; `line` starts a new line at the depth where they stand, and is empty when not pretty."""
    if not rows.texts:
        yield b"[]"
        return
    inner = line + "  " if line else ""
    cell = inner + "  " if line else ""
    yield b"["
    for number, text in enumerate(rows.texts):
        start = ("," if number else "") + inner
        if text:
            yield f"{start}[{cell}{text.replace(chr(10), ',' + cell)}{inner}]".encode()
        else:
            yield f"{start}[]".encode()
    yield f"{line}]".encode()


def empty_values_left_out(value_range: JsonObject) -> JsonObject:
    """A ValueRange without `values` when there are none, as Google leaves out empty lists."""
    rows = value_range.get("values")
    if isinstance(rows, Rows) and not rows.texts:
        return {name: inner for name, inner in value_range.items() if name != "values"}
    return value_range

"""Response bodies: JSON as Google prints it, field masks, and big lists of cells without a look at each.

A body may hold `Rows`: lists of cells whose tokens are joined already. They are put into the text at the end, so a
whole street is served by a few string operations a column.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response
from werkzeug.datastructures import Accept

from web.workbook.errors import ApiError
from web.workbook.json_types import JsonObject, JsonValue

MARK = "\x00rows "
PIECE_BYTES = 256 * 1024
MARK_TEXT = json.dumps(MARK)[:-1]
SMALL_BYTES = 4 * 1024
"""A body up to this size is not worth compressing."""
GZIP_LEVEL = 1
GZIP_WINDOW = 31
"""zlib's number for its largest window, with the head and tail of gzip around the data."""


@dataclass(frozen=True)
class Rows:
    """Lists of cells; each text holds the tokens of one list, joined by line feeds.

    Printing takes the texts out one by one, so that a street is not held twice; it can be printed once.
    """

    texts: list[bytes]


@dataclass(frozen=True)
class Body:
    """A whole body that is no JSON: an export, or nothing."""

    content: bytes
    mimetype: str
    status: int = 200


def json_response(value: JsonValue, *, pretty: bool, status: int = 200) -> Response:
    """A JSON response; `pretty` as Google prints by default, with two blanks a level."""
    parts = list(_joined(_encode(value, pretty=pretty)))
    response = Response(parts, status, mimetype="application/json")
    response.content_length = sum(map(len, parts))
    response.headers["Content-Type"] = "application/json; charset=UTF-8"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Vary"] = "Origin, X-Origin, Referer"
    return response


def compressed(response: Response, accepted: Accept) -> Response:
    """The response in gzip when its body is large and the client `accepted` that; otherwise as it is."""
    parts = response.response
    if not isinstance(parts, list) or (response.content_length or 0) <= SMALL_BYTES:
        return response
    response.vary.add("Accept-Encoding")
    if accepted.quality("gzip") > 0:
        response.response = list(_joined(_gzipped(parts)))
        response.content_length = sum(map(len, response.response))
        response.content_encoding = "gzip"
    return response


def error_response(error: ApiError, *, pretty: bool, drive: bool) -> Response:
    """A refusal as a response."""
    response = json_response(error.drive_body() if drive else error.body(), pretty=pretty, status=error.code)
    for name, value in error.headers:
        response.headers[name] = value
    return response


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


def _joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of a size that a server likes to send."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)


def _gzipped(parts: list[bytes]) -> Iterator[bytes]:
    """The parts in gzip; each is let go as soon as it is compressed, so that a street is not held twice."""
    packer = zlib.compressobj(GZIP_LEVEL, wbits=GZIP_WINDOW)
    for number, part in enumerate(parts):
        parts[number] = b""
        yield packer.compress(part)
    yield packer.flush()


def _depth(text: str) -> int:
    """The indent of the last line."""
    line = text[text.rfind("\n") + 1 :]
    return len(line) - len(line.lstrip(" "))


def _rows(rows: Rows, line: str) -> Iterator[bytes]:
    """The text of the lists; `line` starts a new line at the depth where they stand, and is empty when not pretty."""
    texts = rows.texts
    if not texts:
        yield b"[]"
        return
    end, inner = line.encode(), (line + "  " if line else "").encode()
    cell = inner + b"  " if line else b""
    between = b"," + cell
    start = b"[" + inner
    for number, text in enumerate(texts):
        texts[number] = b""
        yield start
        yield b"".join((b"[", cell, text.replace(b"\n", between), inner, b"]")) if text else b"[]"
        start = b"," + inner
    yield end + b"]"


def empty_values_left_out(value_range: JsonObject) -> JsonObject:
    """A ValueRange without `values` when there are none, as Google leaves out empty lists."""
    rows = value_range.get("values")
    if isinstance(rows, Rows) and not rows.texts:
        return {name: inner for name, inner in value_range.items() if name != "values"}
    return value_range

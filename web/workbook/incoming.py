"""An HTTP request to a `Call`: parameters, body and mask, all checked by the discovery document."""

from __future__ import annotations

import json
import math

from flask import Request

from web.workbook.access import Principal
from web.workbook.discovery import Method
from web.workbook.discovery.check import read_body, read_parameters, refusal, require_parameters
from web.workbook.errors import ApiError, invalid
from web.workbook.fields import Mask, check_mask, parse_mask
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call
from web.workbook.service import Workbooks

BODY_PATHS = {"sheets.spreadsheets.values.update": ("data",), "sheets.spreadsheets.values.append": ("data",)}
"""Where Google's messages place a body that is only a part of what they take for the request."""
SYNTAX = {
    "Expecting property name": "Expected an object key or }.",
    "Illegal trailing comma": "Expected an object key or }.",
    "Expecting ':'": "Expected : between key:value pair.",
    "Expecting ','": "Expected , or } after key:value pair.",
    "Unterminated string": "Closing quote expected in string.",
    "Extra data": "Parsing terminated before end of input.",
}
"""How Google's parser says what Python's says."""
BODY_LIMIT_BYTES = 10 * 1024 * 1024
INTEGER_DIGITS = 18
"""A longer whole number is read as a double, as every number of a cell is in the end."""


def call_of(workbooks: Workbooks, principal: Principal, method: Method, path: JsonObject, sent: Request) -> Call:
    """The call that a request makes; `path` holds what its address says. Raises `ApiError` for what does not fit.

    The Sheets API refuses names that it does not know, Drive skips them.
    """
    strict = not method.id.startswith("drive.")
    parameters = read_parameters(method, sent.args.to_dict(flat=False), strict=strict)
    parameters |= path | read_parameters(method, {name: [value] for name, value in path.items()}, strict=False)
    require_parameters(method, parameters)
    mask = _mask(method, sent)
    body: JsonObject = {}
    content = b""
    if method.id.startswith("drive.v2."):
        content = sent.get_data()
    elif method.request:
        body = read_body(method.request, _json_body(sent), strict=strict, path=BODY_PATHS.get(method.id, ()))
    return Call(workbooks, principal, method.id, parameters, body, mask, content)


def _mask(method: Method, sent: Request) -> Mask:
    text = sent.args.get("fields", "") or sent.headers.get("X-Goog-FieldMask", "")
    if not text:
        return {}
    mask = parse_mask(text)
    if method.response:
        check_mask(mask, method.response)
    return mask


def _json_body(sent: Request) -> JsonValue:
    if (sent.content_length or 0) > BODY_LIMIT_BYTES:
        raise _too_large()
    content = sent.get_data()
    if len(content) > BODY_LIMIT_BYTES:
        raise _too_large()
    if not content.strip():
        return {}
    try:
        return json.loads(content.decode(), parse_constant=_no_constant, parse_int=_whole, parse_float=_fraction)
    except (ValueError, RecursionError) as error:
        reason = f"Invalid JSON payload received. {_syntax(error)}"
        raise refusal([("", reason)]) from error


def _too_large() -> ApiError:
    return invalid(f"Request payload size exceeds the limit: {BODY_LIMIT_BYTES} bytes.")


def _no_constant(name: str) -> JsonValue:
    raise ValueError(f"Unexpected token.\n{name}\n^")


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= INTEGER_DIGITS else _fraction(text)


def _fraction(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"Number exceeds the range of double.\n{text[:40]}\n^")
    return number


def _syntax(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "Encountered non UTF-8 code points.\n\n^"
    if isinstance(error, json.JSONDecodeError):
        words = next((words for start, words in SYNTAX.items() if error.msg.startswith(start)), "Unexpected token.")
        if error.pos >= len(error.doc.rstrip()):
            words = f"Unexpected end of string. {'Expected a value.' if words == 'Unexpected token.' else words}"
        line = error.doc[error.pos : error.pos + 40].split("\n")[0]
        return f"{words}\n{line}\n^"
    return str(error) if isinstance(error, ValueError) and "\n" in str(error) else "Parser failure."

"""What came in from a form or a script, made ready to be judged: field names to text as typed, in NFC.

Text that is no Unicode (bytes that are not UTF-8, half a surrogate pair) or holds a NUL is refused as a whole: whoever
sent it did not type it.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping

from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from sheets_sync.problems import CellValue
from sheets_sync.words import LIST_SEPARATOR

MOST_FIELDS = 200
SAFE_NUMBER = 10**15

Typed = Mapping[str, CellValue]


def from_form(posted: MultiDict[str, str], ignored: frozenset[str]) -> Typed:
    """The fields of an HTML form. A field that came several times is a list.

    Raises:
        BadRequest: too many fields, or text that is no Unicode.
    """
    names = [name for name in posted if name not in ignored]
    _few(len(names))
    return {_clean(name): LIST_SEPARATOR.join(_clean(v) for v in posted.getlist(name) if v) for name in names}


def from_json(body: object) -> Typed:
    """The fields of a JSON object: text, numbers, true and false, null, and lists of text.

    Raises:
        BadRequest: it is no object, has too many fields, or text that is no Unicode.
    """
    if not isinstance(body, dict):
        raise BadRequest
    _few(len(body))
    return {_clean(name): _cell(value) for name, value in body.items()}


def _cell(value: object) -> CellValue:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if math.isfinite(value) and abs(value) < SAFE_NUMBER else str(value)
    if isinstance(value, list):
        return LIST_SEPARATOR.join(_clean(str(one)) for one in value)
    return _clean(value if isinstance(value, str) else str(value))


def _few(count: int) -> None:
    if count > MOST_FIELDS:
        raise BadRequest


def _clean(text: str) -> str:
    if "\0" in text or "\ufffd" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise BadRequest
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))

"""Between cells as JSON and tokens, the texts that the grid keeps."""

from __future__ import annotations

import json
from collections.abc import Sequence

from web.workbook.errors import invalid
from web.workbook.grid.chunk import BLANK
from web.workbook.json_types import JsonValue

CellValue = str | int | float | bool
"""The value of a cell that is not blank; the empty string stands for blank."""

CELL_LIMIT = 50_000
INTEGRAL_LIMIT = 1e16
ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!"})
TRUE, FALSE = "true", "false"


def token_of(value: CellValue) -> str:
    """The token of one value."""
    if isinstance(value, str):
        return BLANK if not value else json.dumps(clean(value), ensure_ascii=False)
    if isinstance(value, float) and value.is_integer() and abs(value) < INTEGRAL_LIMIT:
        value = int(value)
    return json.dumps(value)


def value_of(token: str) -> CellValue:
    """The value of one token."""
    value: CellValue = json.loads(token)
    return value


def values_of(tokens: Sequence[str]) -> list[CellValue]:
    """The values of many tokens."""
    values: list[CellValue] = json.loads("[" + ",".join(tokens) + "]")
    return values


def raw_tokens(cells: Sequence[JsonValue], place: str) -> list[str | None]:
    """The tokens of cells as they are (RAW); None where a null says that the cell is to be left alone.

    Raises `ApiError` for a list or an object, which no cell can hold; `place` names the cells in the message.
    """
    if all(type(cell) is str and len(cell) <= CELL_LIMIT for cell in cells) and cells:
        text = json.dumps(cells, ensure_ascii=False, separators=("\n", ":"))
        if _encodable(text):
            return list(text[1:-1].split("\n"))
    return [
        None if cell is None else token_of(check_cell(cell, f"{place}[{number}]")) for number, cell in enumerate(cells)
    ]


def check_cell(cell: JsonValue, place: str) -> CellValue:
    """The cell itself if a cell can hold it."""
    if isinstance(cell, dict | list):
        kind = "struct_value" if isinstance(cell, dict) else "list_value"
        raise invalid(f"Invalid {place}: {kind} {{ }}")
    if isinstance(cell, str) and len(cell) > CELL_LIMIT:
        raise invalid(f"Your input contains more than the maximum of {CELL_LIMIT} characters in a single cell.")
    value: CellValue = cell
    return value


def clean(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return text if _encodable(text) else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

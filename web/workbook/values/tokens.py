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

    Raises `ApiError` for a list or an object, which no cell can hold; `place` names the cells in the message, with
    `{}` for the number of the cell.
    """
    if all(type(cell) is str and len(cell) <= CELL_LIMIT for cell in cells) and cells:
        text = json.dumps(cells, ensure_ascii=False, separators=("\n", ":"))
        if _encodable(text):
            return list(text[1:-1].split("\n"))
    return [None if cell is None else token_of(check_cell(cell, place, number)) for number, cell in enumerate(cells)]


def check_cell(cell: JsonValue, place: str, number: int = 0) -> CellValue:
    """The cell itself if a cell can hold it; `place` is as in `raw_tokens`."""
    if isinstance(cell, dict | list):
        raise invalid(f"Invalid {place.format(number)}: {protocol_text(cell)}")
    if isinstance(cell, str) and len(cell) > CELL_LIMIT:
        raise invalid(f"Your input contains more than the maximum of {CELL_LIMIT} characters in a single cell.")
    value: CellValue = cell
    return value


def protocol_text(value: JsonValue, indent: str = "") -> str:
    """A google.protobuf.Value in the text format of protocol buffers, as Google's messages show one."""
    deeper = indent + "  "
    if isinstance(value, dict):
        fields = [
            f"{deeper}fields {{\n{deeper}  key: {json.dumps(name, ensure_ascii=False)}\n{deeper}  value {{\n"
            f"{protocol_text(inner, deeper + '    ')}{deeper}  }}\n{deeper}}}\n"
            for name, inner in value.items()
        ]
        return f"{indent}struct_value {{\n{''.join(fields)}{indent}}}\n"
    if isinstance(value, list):
        items = [f"{deeper}values {{\n{protocol_text(inner, deeper + '  ')}{deeper}}}\n" for inner in value]
        return f"{indent}list_value {{\n{''.join(items)}{indent}}}\n"
    if value is None:
        return f"{indent}null_value: NULL_VALUE\n"
    kind = "string" if isinstance(value, str) else "bool" if isinstance(value, bool) else "number"
    return f"{indent}{kind}_value: {json.dumps(value, ensure_ascii=False)}\n"


def clean(text: str) -> str:
    """Text that UTF-8 can hold: a lone surrogate becomes U+FFFD."""
    return text if _encodable(text) else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True

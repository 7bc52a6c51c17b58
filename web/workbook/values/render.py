"""Tokens as a reader wants to see them: FORMATTED_VALUE, UNFORMATTED_VALUE or FORMULA."""

from __future__ import annotations

import json
from collections.abc import Callable

from web.workbook.grid.chunk import NO_TEXT, Chunk
from web.workbook.grid.runs import cut, padded
from web.workbook.grid.texts import Render
from web.workbook.json_types import JsonObject
from web.workbook.values.number_format import format_number, format_text, is_date_format
from web.workbook.values.tokens import FALSE, TRUE, CellValue, value_of

REMEMBERED = 20_000
SHORT_DIGITS = 15
"""Whole numbers of so many digits are shown as they are where no format is given."""
FormatOf = Callable[[int], JsonObject | None]
"""The number format of a style id."""


def renderer(value_option: str, date_option: str, format_of: FormatOf) -> Render | None:
    """How to turn stored tokens into those of the response; None when they can go as they are."""
    if value_option == "FORMATTED_VALUE":
        return _Formatter(format_of, dates_only=False).render
    formatter = _Formatter(format_of, dates_only=True) if date_option == "FORMATTED_STRING" else None
    if value_option == "FORMULA":
        return _formulas(formatter.render if formatter else None)
    return formatter.render if formatter else None


def formatted(value: CellValue, number_format: JsonObject | None) -> str:
    """The text that a person sees in a cell."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        return format_text(value, number_format) if number_format else value
    return format_number(value, number_format)


class _Formatter:
    """Formats tokens; the same number in the same style is formatted once."""

    def __init__(self, format_of: FormatOf, *, dates_only: bool) -> None:
        self._format_of = format_of
        self._dates_only = dates_only
        self._known: dict[tuple[int, str], str] = {}

    def render(self, chunk: Chunk, start: int, end: int) -> list[str]:
        tokens = chunk.read(start, end)
        made: list[str] = []
        position = 0
        for count, style in padded(cut(chunk.runs, start, end), end - start, 0):
            part = tokens[position : position + count]
            position += count
            made += self._part(style, part)
        return made

    def _part(self, style: int, tokens: list[str]) -> list[str]:
        """The tokens of cells of one style; texts stay as they are unless the format has a section for text."""
        number_format = self._format_of(style) if style else None
        if self._dates_only and not is_date_format(number_format):
            return tokens
        if number_format is None:
            return [
                token
                if token[0] == '"'
                else f'"{token}"'
                if token.isdigit() and len(token) <= SHORT_DIGITS
                else self._token(style, token, None)
                for token in tokens
            ]
        if "@" in number_format.get("pattern", "") and not self._dates_only:
            return [self._token(style, token, number_format) for token in tokens]
        return [token if token[0] == '"' else self._token(style, token, number_format) for token in tokens]

    def _token(self, style: int, token: str, number_format: JsonObject | None) -> str:
        known = self._known.get((style, token))
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = self._known[style, token] = self._format(token, number_format)
        return known

    def _format(self, token: str, number_format: JsonObject | None) -> str:
        if token == NO_TEXT or (self._dates_only and token in (TRUE, FALSE)):
            return token
        return json.dumps(formatted(value_of(token), number_format), ensure_ascii=False)


def _formulas(inner: Render | None) -> Render:
    def render(chunk: Chunk, start: int, end: int) -> list[str]:
        tokens = inner(chunk, start, end) if inner else chunk.read(start, end)
        for row, formula in chunk.formulas.items():
            if start <= row < end:
                tokens[row - start] = json.dumps(formula, ensure_ascii=False)
        return tokens

    return render

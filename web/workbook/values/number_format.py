"""Numbers to text by a number format pattern, as documented in the Sheets API's guide on number formats.

A pattern has up to four sections: positive, negative, zero, text. A section is a date pattern when it has a letter of
one, otherwise a number pattern.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache

from web.workbook.json_types import JsonObject
from web.workbook.values.date_format import format_date, is_date_pattern

DEFAULT_PATTERNS = {
    "TEXT": "@",
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "CURRENCY": "$#,##0.00",
    "DATE": "m/d/yyyy",
    "TIME": "h:mm:ss am/pm",
    "DATE_TIME": "m/d/yyyy h:mm:ss",
    "SCIENTIFIC": "0.00E+00",
}
PIECE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|E[+-]?0+|.', re.DOTALL)
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})
WHOLE_DIGITS = 320
"""More than the largest double has, also when it is shown as a percentage."""


def format_number(value: float, number_format: JsonObject | None) -> str:
    """The text of a number in a format; None is the automatic format."""
    pattern = pattern_of(number_format)
    if not pattern or pattern.casefold() == "general":
        return general(value)
    sections = _sections(pattern)
    section, shown = _section(sections, value)
    if is_date_pattern(section):
        return format_date(value, section)
    return _format(section, shown)


def format_text(value: str, number_format: JsonObject | None) -> str:
    """The text of a text in a format: only a fourth section, or a lone one with `@`, changes it."""
    pattern = pattern_of(number_format)
    sections = _sections(pattern) if "@" in pattern else ()
    section = sections[3] if len(sections) == 4 else sections[0] if len(sections) == 1 else "@"
    if section == "@":
        return value
    return "".join(value if piece == "@" else _literal(piece) for piece in PIECE.findall(section))


def pattern_of(number_format: JsonObject | None) -> str:
    """The pattern of a format; its type's default when it gives none."""
    if not number_format:
        return ""
    return number_format.get("pattern") or DEFAULT_PATTERNS.get(number_format.get("type", ""), "")


def is_date_format(number_format: JsonObject | None) -> bool:
    """Whether a number in this format is a date, a time or both."""
    if not number_format:
        return False
    return number_format.get("type") in DATE_TYPES or (
        number_format.get("type") not in DEFAULT_PATTERNS and is_date_pattern(pattern_of(number_format))
    )


def general(value: float) -> str:
    """The automatic format: whole up to 15 digits, ten significant digits of a fraction, otherwise scientific."""
    if value == 0:
        return "0"
    if isinstance(value, int) or value.is_integer():
        if abs(value) < 1e15:
            return str(int(value))
    elif 1e-5 <= abs(value) < 1e10:
        text = f"{value:.10g}"
        if "e" not in text:
            return text
    mantissa, exponent = f"{value:.5E}".split("E")
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}E{exponent[0]}{int(exponent[1:]):02d}"


@lru_cache(maxsize=1_000)
def _sections(pattern: str) -> tuple[str, ...]:
    sections = [""]
    for piece in PIECE.findall(pattern):
        if piece == ";":
            sections.append("")
        else:
            sections[-1] += piece
    return tuple(sections)


def _section(sections: tuple[str, ...], value: float) -> tuple[str, float]:
    """The section for a number and the number as it shows it: the second one shows no sign of its own."""
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _format(section: str, value: float) -> str:
    pieces = PIECE.findall(section)
    percent = sum(piece == "%" for piece in pieces)
    places = [number for number, piece in enumerate(pieces) if piece in "0#?" or re.match(r"E[+-]?0", piece)]
    if not places:
        return "".join(general(value) if piece == "@" else _literal(piece) for piece in pieces)
    first, last = places[0], places[-1]
    body = "".join(
        piece for piece in pieces[first : last + 1] if re.match(r"[0#?.,]|E[+-]?0", piece) and not piece.startswith('"')
    )
    trailing = 0
    while last + 1 < len(pieces) and pieces[last + 1] == ",":
        trailing, last = trailing + 1, last + 1
    number = Decimal(repr(value)) * 100**percent / Decimal(1000) ** trailing
    digits = _digits(abs(number), body)
    sign = "-" if number < 0 and any(mark in "123456789" for mark in digits) else ""
    before = "".join(_literal(piece) for piece in pieces[:first])
    after = "".join(_literal(piece) for piece in pieces[last + 1 :])
    return f"{sign}{before}{digits}{after}"


def _digits(number: Decimal, body: str) -> str:
    scientific = re.search(r"E([+-]?)(0+)$", body)
    if scientific:
        return _scientific(number, body[: scientific.start()], scientific[1], len(scientific[2]))
    whole, _, fraction = body.partition(".")
    grouped = "," in whole
    context = Context(prec=WHOLE_DIGITS + len(fraction))
    rounded = number.quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP, context)
    text_whole, _, text_fraction = f"{rounded:f}".partition(".")
    required = fraction.rindex("0") + 1 if "0" in fraction else 0
    while len(text_fraction) > required and text_fraction.endswith("0"):
        text_fraction = text_fraction[:-1]
    least = whole.count("0")
    text_whole = text_whole.lstrip("0").rjust(least, "0")
    if grouped:
        text_whole = re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", text_whole)
    return text_whole + ("." + text_fraction if text_fraction or (body.endswith(".")) else "")


def _scientific(number: Decimal, body: str, sign: str, width: int) -> str:
    exponent = number.adjusted() if number else 0
    mantissa = _digits(number.scaleb(-exponent), body)
    if mantissa.startswith("10"):
        exponent += 1
        mantissa = _digits(number.scaleb(-exponent), body)
    mark = "-" if exponent < 0 else "+" if sign == "+" else ""
    return f"{mantissa}E{mark}{abs(exponent):0{width}d}"


def _literal(piece: str) -> str:
    if piece.startswith('"'):
        return piece[1:-1]
    if piece.startswith("\\"):
        return piece[1:]
    if piece.startswith("_"):
        return " "
    if piece.startswith("*"):
        return ""
    if piece.startswith("[$"):
        return piece[2:-1].split("-", maxsplit=1)[0]
    return "" if piece.startswith("[") or piece in "#?" else piece

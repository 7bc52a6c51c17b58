"""Serial numbers to text by a date or time pattern."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from web.workbook.values.serial import DAY_S, moment_of

TOKEN = re.compile(
    r'"[^"]*"|\\.|\[(?:h+|m+|s+)\]|\[[^\]]*\]|am/pm|a/p|y+|m+|d+|h+|s+(?:\.0+)?|\.0+|.', re.IGNORECASE | re.DOTALL
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(maxsize=1_000)
def is_date_pattern(pattern: str) -> bool:
    """Whether a section has a letter that stands for a part of a date or time."""
    for token in TOKEN.findall(pattern):
        if token[0] in '"\\':
            continue
        if token[0] == "[":
            if token[1].lower() in "hms" and len(set(token[1:-1].lower())) == 1:
                return True
            continue
        if token[0].lower() in "ymdhs" or token.lower() in ("am/pm", "a/p"):
            return True
    return False


def format_date(serial: float, pattern: str) -> str:
    """The text of a serial number; `#####`-like overflow does not occur, a serial without a date shows as a number."""
    moment = moment_of(serial)
    if moment is None:
        return str(serial)
    tokens = TOKEN.findall(pattern)
    half = any(token.lower() in ("am/pm", "a/p") for token in tokens)
    return "".join(
        _part(token, moment, serial, _is_minute(tokens, number), half) for number, token in enumerate(tokens)
    )


def _part(token: str, moment: datetime, serial: float, minute: bool, half: bool) -> str:
    kind = token[0].lower()
    if kind == '"':
        return token[1:-1]
    if kind == "\\":
        return token[1:]
    if kind == "[":
        return _elapsed(token[1:-1].lower(), serial)
    if token.lower() in ("am/pm", "a/p"):
        text = "AM" if moment.hour < 12 else "PM"
        return text if len(token) > 3 else text[0]
    if kind == "y":
        return f"{moment.year:04d}" if len(token) > 2 else f"{moment.year % 100:02d}"
    if kind == "m":
        return _padded(moment.minute, token) if minute else _month(moment, len(token))
    if kind == "d":
        return _day(moment, len(token))
    if kind == "h":
        return _padded((moment.hour - 1) % 12 + 1 if half else moment.hour, token)
    if kind == "s":
        whole, dot, zeros = token.partition(".")
        return _padded(moment.second, whole) + (dot + f"{moment.microsecond:06d}"[: len(zeros)] if dot else "")
    if re.match(r"\.0+\Z", token):
        return "." + f"{moment.microsecond:06d}"[: len(token) - 1]
    return token


def _is_minute(tokens: list[str], number: int) -> bool:
    """Whether the `m` at this place means minutes: after hours or before seconds."""
    parts = [
        (place, token[0].lower())
        for place, token in enumerate(tokens)
        if re.match(r"[ymdhs]|\[[hms]", token, re.IGNORECASE)
    ]
    letters = {place: tokens[place][1].lower() if letter == "[" else letter for place, letter in parts}
    before = [letters[place] for place in letters if place < number]
    after = [letters[place] for place in letters if place > number]
    return bool(before and before[-1] == "h") or bool(after and after[0] == "s")


def _padded(value: int, token: str) -> str:
    return f"{value:0{min(len(token), 2)}d}"


def _month(moment: datetime, length: int) -> str:
    name = MONTHS[moment.month - 1]
    return {1: str(moment.month), 2: f"{moment.month:02d}", 3: name[:3], 5: name[0]}.get(length, name)


def _day(moment: datetime, length: int) -> str:
    name = DAYS[moment.weekday()]
    return {1: str(moment.day), 2: f"{moment.day:02d}", 3: name[:3]}.get(length, name)


def _elapsed(unit: str, serial: float) -> str:
    if not unit or len(set(unit)) > 1 or unit[0] not in "hms":
        return ""
    seconds = round(abs(serial) * DAY_S)
    value = {"h": seconds // 3600, "m": seconds // 60, "s": seconds}[unit[0]]
    return ("-" if serial < 0 else "") + f"{value:0{len(unit)}d}"

"""What a person typed (USER_ENTERED) to a value: numbers, dates, times, percentages, currencies, booleans, formulas.

The rules are those of Google Sheets in the locale of the spreadsheet; only what differs between locales that we serve
is a parameter: the order of day and month. What is none of these stays text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date

from web.workbook.json_types import JsonObject
from web.workbook.values.serial import serial_of_date, serial_of_time
from web.workbook.values.tokens import CellValue


@dataclass(frozen=True)
class Entered:
    """A typed cell: its value, the number format that it brings, and its formula when it is one."""

    value: CellValue
    number_format: JsonObject | None = None
    formula: str | None = None


NUMBER = re.compile(
    r"(?P<open>\()?\s*(?P<sign>[+-])?\s*(?P<currency>[$€£¥￥₩₹])?\s*(?P<sign2>[+-])?"
    r"(?P<digits>\d{1,3}(?:,\d{3})+|\d+)?(?P<fraction>\.\d*)?(?P<exponent>[eE][+-]?\d+)?\s*(?P<percent>%)?\s*(?P<close>\))?\Z"
)
ISO_DATE = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})\Z")
CHINESE_DATE = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})日)?\Z")
SHORT_DATE = re.compile(r"(\d{1,2})([-/])(\d{1,2})(?:\2(\d{4}|\d{2}))?\Z")
WORD_DATE = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?\Z")
DAY_WORD_DATE = re.compile(r"(\d{1,2})[\s-]([A-Za-z]{3,9})(?:[\s-](\d{4}))?\Z")
TIME = re.compile(r"(\d{1,4}):([0-5]?\d)(?::([0-5]?\d(?:\.\d+)?))?\s*([AaPp][Mm])?\Z|(\d{1,2})\s*([AaPp][Mm])\Z")
SIGNED_FORMULA = re.compile(r"[+-][+-]*\s*[\w(\"$'.]")
"""What begins with a sign and is no number is taken for a formula, as `+A1` and also `-see below`."""
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_FIRST_LOCALES = re.compile(r"en(_US|_CA|_ZA|\Z)|zh|ja|ko|hu|lt|mn|sv|fil|fa|my")


def read_entered(text: str, locale: str, today: date) -> Entered:
    """A typed text to a value; `today` gives the year of a date without one."""
    if text.startswith("'"):
        return Entered(text[1:])
    if text.startswith("=") and len(text) > 1:
        return Entered("", formula=text)
    stripped = text.strip()
    entered = _plain(stripped, locale, today)
    if entered is None and SIGNED_FORMULA.match(stripped) and not NUMBER.match(stripped):
        return Entered("", formula=f"={stripped}")
    return entered or Entered(text)


def _plain(stripped: str, locale: str, today: date) -> Entered | None:
    if stripped.upper() in ("TRUE", "FALSE"):
        return Entered(stripped.upper() == "TRUE")
    if not stripped or not any(mark.isdigit() for mark in stripped):
        return None
    return _number(stripped) or _moment(stripped, locale, today)


def _number(text: str) -> Entered | None:
    found = NUMBER.match(text)
    if (
        not found
        or not (found["digits"] or (found["fraction"] or "") > ".")
        or bool(found["open"]) != bool(found["close"])
    ):
        return None
    if found["sign"] and (found["sign2"] or found["open"]):
        return None
    digits = found["digits"] or "0"
    body = digits.replace(",", "") + (found["fraction"] or "") + (found["exponent"] or "")
    value: float = float(body) if found["fraction"] or found["exponent"] else int(body)
    if isinstance(value, int) and abs(value) >= 10**15:
        value = float(body)
    if math.isinf(value):
        return None
    if "-" in (found["sign"], found["sign2"]) or found["open"]:
        value = -value
    if found["percent"]:
        value = round(value / 100, 15)
    return Entered(value, _number_format(found, value))


def _number_format(found: re.Match[str], value: float) -> JsonObject | None:
    grouped = "," in (found["digits"] or "")
    places = len(found["fraction"] or ".") - 1
    if found["percent"]:
        return {"type": "PERCENT", "pattern": "0.00%" if places else "0%"}
    if found["currency"]:
        sign = "¥" if found["currency"] == "￥" else found["currency"]
        quoted = sign if sign == "$" else f"[${sign}]"
        return {"type": "CURRENCY", "pattern": f"{quoted}#,##0.00" if places else f"{quoted}#,##0"}
    if found["exponent"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    if grouped:
        return {"type": "NUMBER", "pattern": "#,##0.00" if places and value != int(value) else "#,##0"}
    return None


def _moment(text: str, locale: str, today: date) -> Entered | None:
    day = _date(text, locale, today)
    if day:
        return Entered(day[0], {"type": "DATE", "pattern": day[1]})
    time = _time(text)
    if time:
        return time
    head, space, tail = text.partition("T") if re.match(r"\d{4}-\d\d-\d\dT\d", text) else text.partition(" ")
    while space:
        day, time = _date(head.strip(), locale, today), _time(tail.strip())
        if day and time and isinstance(time.value, float | int) and time.value < 1:
            pattern = f"{day[1]} {(time.number_format or {})['pattern']}"
            return Entered(day[0] + time.value, {"type": "DATE_TIME", "pattern": pattern})
        more, space, tail = tail.partition(" ")
        head = f"{head} {more}"
    return None


def _date(text: str, locale: str, today: date) -> tuple[int, str] | None:
    if found := ISO_DATE.match(text):
        mark = found[2]
        return _day(
            int(found[1]),
            int(found[3]),
            int(found[4]),
            f"yyyy{mark}mm{mark}dd" if mark == "-" else f"yyyy{mark}m{mark}d",
        )
    if found := CHINESE_DATE.match(text):
        return _chinese_date(found, today)
    if found := SHORT_DATE.match(text):
        return _short_date(found, locale, today)
    found = WORD_DATE.match(text)
    if found and (month := _month(found[1])):
        year = int(found[3]) if found[3] else today.year
        return _day(year, month, int(found[2]), "mmm d, yyyy" if found[3] else "mmm d")
    found = DAY_WORD_DATE.match(text)
    if found and (month := _month(found[2])):
        year = int(found[3]) if found[3] else today.year
        return _day(year, month, int(found[1]), "d-mmm-yyyy" if found[3] else "d-mmm")
    return None


def _chinese_date(found: re.Match[str], today: date) -> tuple[int, str] | None:
    """A date of which the year or the day may be left out, but not both."""
    if not found[1] and not found[3]:
        return None
    pattern = ('yyyy"年"' if found[1] else "") + 'm"月"' + ('d"日"' if found[3] else "")
    return _day(int(found[1] or today.year), int(found[2]), int(found[3] or 1), pattern)


def _short_date(found: re.Match[str], locale: str, today: date) -> tuple[int, str] | None:
    mark, first, second = found[2], int(found[1]), int(found[3])
    year = int(found[4]) if found[4] else today.year
    if found[4] and len(found[4]) == 2:
        year += 2000 if year < 50 else 1900
    day_first = not MONTH_FIRST_LOCALES.match(locale)
    month, day = (second, first) if day_first else (first, second)
    order = f"d{mark}m" if day_first else f"m{mark}d"
    return _day(year, month, day, f"{order}{mark}yyyy" if found[4] else order)


def _month(word: str) -> int | None:
    folded = word.lower()
    names = [number for number, name in enumerate(MONTHS, 1) if name == folded or name[:3] == folded]
    return names[0] if names else None


def _day(year: int, month: int, day: int, pattern: str) -> tuple[int, str] | None:
    try:
        return serial_of_date(date(year, month, day)), pattern
    except ValueError:
        return None


def _time(text: str) -> Entered | None:
    found = TIME.match(text)
    if not found:
        return None
    hours, minutes, seconds = int(found[1] or found[5]), int(found[2] or 0), float(found[3] or 0)
    half = found[4] or found[6]
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
        pattern = "h:mm:ss am/pm" if found[3] else "h:mm am/pm"
        return Entered(serial_of_time(hours, minutes, seconds), {"type": "TIME", "pattern": pattern})
    if hours >= 24:
        return Entered(
            serial_of_time(hours, minutes, seconds), {"type": "TIME", "pattern": "[h]:mm:ss" if found[3] else "[h]:mm"}
        )
    pattern = "h:mm:ss" if found[3] else "h:mm"
    return Entered(serial_of_time(hours, minutes, seconds), {"type": "TIME", "pattern": pattern})

"""XPath as a form evaluates it: XPath 1.0 of libxml2 with the functions that XForms adds.

They follow docs.getodk.org/form-operators-functions where Collect and Enketo agree, and the weaker of the two where
they do not: `regex` is content with a part of the text, an empty answer is an empty text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from lxml import etree

ZONE = ZoneInfo("Asia/Shanghai")
Answer = str | float | bool
Argument = Any  # what libxml2 hands over: a list of elements, a text, a number or a truth


def evaluate(xpath: str, row: Mapping[str, Any], now: datetime, this: str | None = None) -> Answer:
    """The value of `xpath` in a form with these answers, None where there is none. `.` is the answer of `this`."""
    form = etree.Element("row")
    for name, value in row.items():
        etree.SubElement(form, name).text = answered(value)
    extensions = {(None, name): function for name, function in functions(now).items()}
    path = re.sub(r"\$\{(\w+)\}", r"/row/\1", xpath)
    context = form if this is None else form.find(this)
    found = etree.XPathElementEvaluator(context, extensions=extensions)(path)
    return text(found) if isinstance(found, list) else found


def answered(value: Any) -> str:
    """A value as a form stores it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return " ".join(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=ZONE).isoformat(timespec="milliseconds")
    return str(value)


def text(argument: Argument) -> str:
    """XPath's string()."""
    if isinstance(argument, list):
        return (argument[0].text or "") if argument else ""
    if isinstance(argument, bool):
        return str(argument).lower()
    if isinstance(argument, float):
        return str(int(argument)) if argument.is_integer() else str(argument)
    return str(argument)


def moment(argument: Argument) -> datetime:
    """A day or a time as stored, local to the form."""
    found = datetime.fromisoformat(text(argument))
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def functions(now: datetime) -> Mapping[str, Callable[..., Answer]]:
    """The functions that XForms adds."""

    def decimal_date_time(_: object, argument: Argument) -> float:
        return moment(argument).timestamp() / 86_400 if text(argument) else float("nan")

    def format_date_time(_: object, argument: Argument, pattern: str) -> str:
        return moment(argument).astimezone(ZONE).strftime(pattern) if text(argument) else ""

    def to_date(_: object, days: float) -> str:
        if math.isnan(days):
            return ""
        return (datetime.fromtimestamp(0, UTC).date() + timedelta(days=int(days))).isoformat()

    return {
        "if": lambda _, condition, yes, no: keep(yes if condition else no),
        "coalesce": lambda _, first, second: keep(first if text(first) else second),
        "selected": lambda _, names, name: text(name) in text(names).split(),
        "count-selected": lambda _, names: float(len(text(names).split())),
        "regex": lambda _, value, pattern: re.search(pattern, text(value)) is not None,
        "abs": lambda _, number: abs(float(text(number) or "nan")),
        "int": lambda _, number: float(int(number)),
        "today": lambda _: now.date().isoformat(),
        "now": lambda _: answered(now),
        "date": to_date,
        "decimal-date-time": decimal_date_time,
        "format-date": format_date_time,
        "format-date-time": format_date_time,
    }


def keep(argument: Argument) -> Answer:
    """A value that a function hands on."""
    return text(argument) if isinstance(argument, list) else argument

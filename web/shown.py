"""How values look on a page: choices by title, times as people say them, masks for those who need not know more."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from markupsafe import Markup

from sheets_sync.masks import mask
from sheets_sync.schema import Field, Role, Tab
from sheets_sync.words import LIST_SEPARATOR
from web.context import gridbook
from web.language import say, t
from web.reader import NotReadyError

PICTURE_ADDRESS = "/files/"
"""Before the name of a picture in a cell."""
STALE_AFTER = timedelta(minutes=5)
PARTS_OF_DAY = ((5, "night"), (9, "morning"), (12, "forenoon"), (18, "afternoon"), (24, "evening"))
DAYS = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def seen_by(role: Role, tab: Tab, field: Field, value: Any) -> Any:  # Any: a value of any field type
    """The value of a field of `tab` as that role may see it."""
    kind = gridbook().package.mask_of(role, tab, field)
    return value if value is None or kind is None else mask(kind, str(value))


def shown(field: Field, value: Any) -> str:  # Any: a value of any field type
    """A value in the words of the reader; "" for an empty cell. Masks are the caller's business: see `seen_by`."""
    if value is None:
        return ""
    if field.choices:
        titles = {c.name: say(c.title) for c in field.choices}
        names = value if isinstance(value, list) else [value]
        return LIST_SEPARATOR.join(titles.get(name, str(name)) for name in names)
    if isinstance(value, bool):
        return say(gridbook().package.booleans[value])
    if isinstance(value, datetime):
        return spoken(value)
    if isinstance(value, date):
        return spoken_day(value)
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def spoken(moment: datetime) -> str:
    """A local time as people say it: 今早 07:44, 昨晚 21:00, 2月20日 08:30."""
    clock = f"{moment:%H:%M}"
    day = DAYS.get((moment.date() - gridbook().now().date()).days)
    if day is None:
        return f"{spoken_day(moment.date())} {clock}"
    part = next(name for until, name in PARTS_OF_DAY if moment.hour < until)
    return t(f"when_{day}_{part}", time=clock)


def spoken_day(day: date) -> str:
    """A day as people say it; the year only when it is another one."""
    today = gridbook().now().date()
    words = {"year": day.year, "month": day.month, "day": day.day, "name": f"{day:%b}"}
    return t("day_of_year" if day.year == today.year else "day", **words)


def when(moment: datetime) -> Markup:
    """A time in words, with the exact one on hover."""
    return Markup('<time datetime="{0}" title="{1}">{2}</time>').format(
        moment.isoformat(), f"{moment:%Y-%m-%d %H:%M}", spoken(moment)
    )


def data_age() -> str:
    """As of when the mirror is, and whether that is long ago."""
    try:
        read_at = gridbook().reader.snapshot().read_at
    except NotReadyError:
        return t("data_none")
    now = gridbook().now()
    words = f"{read_at:%H:%M:%S}" if read_at.date() == now.date() else f"{read_at:%Y-%m-%d %H:%M:%S}"
    return t("data_stale" if now - read_at > STALE_AFTER else "data_as_of", time=words)


def register(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(when=when, shown=shown, data_age=data_age)

"""Dates and times as Sheets keeps them: days since 30 December 1899, the time of day as the fraction."""

from __future__ import annotations

from datetime import date, datetime, timedelta

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial number has no time zone
DAY_S = 86_400


def serial_of_date(day: date) -> int:
    """The serial number of a day."""
    return (day - EPOCH.date()).days


def serial_of_time(hours: float, minutes: float, seconds: float) -> float:
    """The serial number of a time of day or a duration."""
    return (hours * 3600 + minutes * 60 + seconds) / DAY_S


def moment_of(serial: float) -> datetime | None:
    """The moment of a serial number to the millisecond, or None where the calendar has none."""
    try:
        return EPOCH + timedelta(milliseconds=round(serial * DAY_S * 1000))
    except OverflowError:
        return None

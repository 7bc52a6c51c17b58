"""Which locales and time zones a spreadsheet may have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.workbook.wsgi import Api
from web.workbook.errors import ApiError
from web.workbook.locales import zone_of

WRONG = [
    ("locale", "xx_YY", "Unsupported locale: xx_YY"),
    ("locale", "zh-CN", "Unsupported locale: zh-CN"),
    ("timeZone", "Mars/Olympus", "Unsupported time zone: Mars/Olympus"),
    ("timeZone", "../etc/passwd", "Unsupported time zone: ../etc/passwd"),
    ("timeZone", "", "Unsupported time zone: "),
]


@pytest.mark.parametrize(("name", "value", "message"), WRONG)
def test_unknown_locale_or_time_zone_is_refused(api: Api, name: str, value: str, message: str) -> None:
    spreadsheet = api.create()
    change = {"updateSpreadsheetProperties": {"properties": {name: value}, "fields": name}}
    refused = api.batch(spreadsheet, change)
    assert refused["error"]["message"] == f"Invalid requests[0].updateSpreadsheetProperties: {message}"
    answer = api.call("POST", "/v4/spreadsheets", {"properties": {name: value}})
    assert (answer["error"]["code"], answer["error"]["message"]) == (400, message)


@pytest.mark.parametrize(
    ("name", "value"),
    [("locale", "zh_CN"), ("timeZone", "Asia/Shanghai"), ("timeZone", "GMT-07:00")],
)
def test_locale_and_time_zone_are_kept(api: Api, name: str, value: str) -> None:
    spreadsheet = api.create()
    api.batch(spreadsheet, {"updateSpreadsheetProperties": {"properties": {name: value}, "fields": name}})
    assert api.get(spreadsheet, "properties")["properties"][name] == value


def test_custom_time_zone_is_an_offset() -> None:
    noon = datetime(2024, 3, 1, 12, tzinfo=UTC)
    assert noon.astimezone(zone_of("GMT-07:30")).utcoffset() == -timedelta(hours=7, minutes=30)
    with pytest.raises(ApiError):
        zone_of("GMT+99:00")

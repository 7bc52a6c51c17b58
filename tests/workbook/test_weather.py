"""Google's quota, and failures by script."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.workbook.wsgi import Api
from web.workbook import Faults, Principal, Quota, Weather, create_app

TOKENS = {name: Principal(f"{name}@example.org", "owner") for name in ("ann", "ben", "cem", "dan", "eve", "fay")}


class Waiting:
    """Sleeps and timers that only note what they were asked."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.later: list[Callable[[], object]] = []

    def run_later(self, seconds: float, run: Callable[[], object]) -> None:
        self.later.append(run)


@pytest.fixture
def waiting() -> Waiting:
    return Waiting()


@pytest.fixture
def stormy(tmp_path: Path, waiting: Waiting) -> Flask:
    faults = Faults(waiting.slept.append, waiting.run_later)
    return create_app(tmp_path, tokens=TOKENS, weather=Weather(faults=faults))


def script(app: Flask, **fault: Any) -> None:
    assert app.test_client().post("/faults", json=fault).status_code == 200


def report(app: Flask) -> list[tuple[int, bool]]:
    return [(each["used"], each["usedUp"]) for each in app.test_client().get("/faults").get_json()["faults"]]


def test_next_two_reads_fail_and_the_third_does_not(stormy: Flask) -> None:
    api = Api(stormy, "ann")
    spreadsheet = api.create()
    script(stormy, method="sheets.spreadsheets.values.get", kind="status", status=503, times=2)
    path = f"/v4/spreadsheets/{spreadsheet}/values/A1"
    assert "error" not in api.get(spreadsheet)
    assert [api.send("GET", path).status_code for _ in range(3)] == [503, 503, 200]
    assert report(stormy) == [(2, True)]


def test_fault_that_did_not_strike_is_reported_as_such(stormy: Flask) -> None:
    script(stormy, method="writes", kind="status", times=2)
    assert Api(stormy, "ann").call("POST", "/v4/spreadsheets")["error"]["code"] == 503
    assert report(stormy) == [(1, False)]
    stormy.test_client().delete("/faults")
    assert report(stormy) == []


@pytest.mark.parametrize("kind", ["cut", "empty", "status_after"])
def test_reply_is_lost_after_applying(stormy: Flask, kind: str) -> None:
    api = Api(stormy, "ann")
    spreadsheet = api.create()
    script(stormy, method="writes", kind=kind)
    path = f"/v4/spreadsheets/{spreadsheet}/values/A1?valueInputOption=RAW"
    headers = {"Authorization": "Bearer ann"}
    response = stormy.test_client().put(path, json={"values": [["x"]]}, headers=headers)
    if kind == "cut":
        assert len(response.data) < int(response.headers["Content-Length"])
    elif kind == "empty":
        assert response.data == b""
    else:
        assert json.loads(response.data)["error"]["code"] == 503
    assert api.values(spreadsheet, "A1") == [["x"]]


def test_call_lands_after_it_was_refused(stormy: Flask, waiting: Waiting) -> None:
    api = Api(stormy, "ann")
    spreadsheet = api.create()
    script(stormy, method="sheets.spreadsheets.values.update", kind="late", seconds=30)
    assert api.write(spreadsheet, "A1", [["x"]])["error"]["code"] == 503
    assert api.values(spreadsheet, "A1") == []
    waiting.later.pop()()
    assert api.values(spreadsheet, "A1") == [["x"]]


def test_slow_call_waits_and_page_of_a_proxy_is_no_json(stormy: Flask, waiting: Waiting) -> None:
    api = Api(stormy, "ann")
    spreadsheet = api.create()
    script(stormy, method="reads", kind="slow", seconds=20)
    script(stormy, method="reads", kind="html")
    assert "error" not in api.get(spreadsheet)
    assert waiting.slept == [20]
    headers = {"Authorization": "Bearer ann"}
    response = stormy.test_client().get(f"/v4/spreadsheets/{spreadsheet}", headers=headers)
    assert (response.status_code, response.mimetype) == (502, "text/html")


def test_script_with_a_mistake_is_refused(stormy: Flask) -> None:
    for wrong in ({"kind": "rain"}, {"kind": "status", "status": 299}, {"kind": "cut", "colour": 1}):
        assert stormy.test_client().post("/faults", json=wrong).status_code == 400
    assert report(stormy) == []


def test_quota_is_counted_for_each_user_and_for_the_project(tmp_path: Path) -> None:
    now = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
    app = create_app(tmp_path, tokens=TOKENS, weather=Weather(quota=Quota(lambda: now)))
    spreadsheet = Api(app, "ann").create()

    def reads(who: str) -> list[int]:
        path = f"/v4/spreadsheets/{spreadsheet}/values/A1"
        return [Api(app, who).send("GET", path).status_code for _ in range(61)]

    assert reads("ann") == [200] * 60 + [429]
    assert "error" not in Api(app, "ann").write(spreadsheet, "A1", [["x"]])
    for who in ("ben", "cem", "dan", "eve"):
        assert reads(who) == [200] * 60 + [429]
    error = Api(app, "fay").get(spreadsheet)["error"]
    assert (error["status"], error["details"][0]["reason"]) == ("RESOURCE_EXHAUSTED", "RATE_LIMIT_EXCEEDED")
    assert error["message"] == (
        "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute' "
        "of service 'sheets.googleapis.com' for consumer 'projects/0'."
    )
    now += timedelta(minutes=1)
    assert "error" not in Api(app, "fay").get(spreadsheet)


def test_writes_have_a_quota_of_their_own(tmp_path: Path) -> None:
    app = create_app(tmp_path, tokens=TOKENS, weather=Weather(quota=Quota(lambda: datetime(2024, 3, 1, tzinfo=UTC))))
    spreadsheet = Api(app, "ann").create()  # the first of 60

    def writes(who: str) -> list[int]:
        codes = [Api(app, who).write(spreadsheet, "A1", [["x"]]).get("error", {}).get("code", 200) for _ in range(61)]
        return [codes.count(200), codes.count(429)]

    assert writes("ann") == [59, 2]
    for who in ("ben", "cem", "dan", "eve"):
        assert writes(who) == [60, 1]
    error = Api(app, "fay").write(spreadsheet, "A1", [["x"]])["error"]
    assert error["message"].startswith("Quota exceeded for quota metric 'Write requests' and limit 'Write requests per")
    assert "error" not in Api(app, "fay").get(spreadsheet)


def test_drive_fails_in_the_shape_of_drive(stormy: Flask) -> None:
    script(stormy, method="drive.files.list", status=429)
    error = Api(stormy, "ann").call("GET", "/drive/v3/files")["error"]
    assert (error["code"], error["errors"][0]["domain"]) == (429, "usageLimits")
    assert report(stormy) == [(1, True)]

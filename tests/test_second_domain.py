"""A second domain, a flood, from the files of examples/flood alone: its workbook, forms, sync and board.

Nothing here is told to the program but the folder of the schema files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from sheets_sync.config import Settings
from sheets_sync.examples import examine
from sheets_sync.jobs.deliver import deliver
from sheets_sync.jobs.demo import DemoSize, fill, invent
from sheets_sync.jobs.people import issue_links
from sheets_sync.jobs.provision import apply_layout, plan_layout
from sheets_sync.jobs.reading import title_of
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.jobs.sync import PassReport, run_pass
from sheets_sync.problems import CellValue
from sheets_sync.ranges import quoted
from sheets_sync.schema import Package, load_package
from web.app import create_app

FLOOD = Path(__file__).parents[1] / "examples" / "flood"
PACKAGE: Package = load_package(FLOOD)
NOON = datetime(2020, 7, 10, 4, 3, tzinfo=UTC)
"""12:03 in the town."""
PASSWORD = "high-and-dry"


@dataclass
class Town:
    """The town's book, with a clock that is moved by hand."""

    street: Street
    settings: Settings
    now: datetime = NOON

    def rows(self, tab: str) -> dict[str, dict[str, CellValue]]:
        """The rows of a sheet by key, with the names of fields."""
        described = PACKAGE.by_name[tab]
        (columns,) = self.street.workbook.read([quoted(title_of(PACKAGE, described))])
        names = {field.title["zh"]: field.name for field in described.fields}
        height = max(len(column) for column in columns)
        filled = {names[str(c[0])]: [*c[1:], *[None] * (height - len(c))] for c in columns if c}
        keys = filled[described.primary_key]
        return {str(key): {name: column[at] for name, column in filled.items()} for at, key in enumerate(keys)}

    def settle(self) -> PassReport:
        """Deliver what waits, then pass until nothing is left to write."""
        for _ in range(4):
            deliver(self.street, grace_s=0)
            report = run_pass(self.street)
            if not report.cells_written:
                return report
        raise AssertionError("the book does not come to rest")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The invented town at noon, after its first passes."""
    folder = tmp_path_factory.mktemp("flood")
    settings = Settings(workbook=f"local:{folder}", schemas=str(FLOOD), data=str(folder))
    made: list[Town] = []
    street = open_street(settings, lambda: made[0].now if made else NOON, create=True)
    made.append(Town(street, settings))
    fill(street, invent(street, FLOOD / "demo", DemoSize(households=2_000)), lambda _: None)
    made[0].settle()
    return made[0]


@pytest.fixture(scope="module")
def app(town: Town) -> Iterator[Flask]:
    """The web on the town's book."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("web.reader.LOOK_AGAIN_S", 0.0)
        app = create_app(town.settings, clock=lambda: town.now)
        for role in PACKAGE.roles:
            if role.signin == "password":
                town.street.accounts.set_account(role.name, PASSWORD, role.name, town.now)
        yield app


def signed_in(app: Flask, town: Town, who: str) -> FlaskClient:
    """A script of a rescuer (by key) or of an account (by name), with its bearer."""
    client = app.test_client(use_cookies=False)
    if who.startswith("S-"):
        (link,) = issue_links(town.street, [who])
        body = {"token": link.token, "pin": link.pin}
    else:
        body = {"user": who, "password": PASSWORD}
    bearer = client.post("/api/v1/session", json=body).get_json()["bearer"]
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {bearer}"
    return client


def test_every_example_of_the_files_breaks_what_it_names() -> None:
    outcomes = list(examine(PACKAGE, datetime(2020, 7, 10, 12)))  # noqa: DTZ001 - local time of the workbook
    assert len(outcomes) > 100
    assert [outcome for outcome in outcomes if not outcome.good] == []


def test_no_word_of_the_first_domain_stands_in_the_second() -> None:
    first = load_package(FLOOD.parents[1] / "schemas")
    titles = {tab.title["zh"] for tab in first.filled_tabs}
    assert titles & {tab.title["zh"] for tab in PACKAGE.filled_tabs} == set()


def test_workbook_has_the_tabs_of_the_files_and_nothing_is_left_to_apply(town: Town) -> None:
    assert list(town.street.workbook.sheet_ids()) == [tab.title["zh"] for tab in PACKAGE.tabs]
    assert plan_layout(town.street) == []
    assert apply_layout(town.street) == []


def test_invented_town_has_no_problems_and_a_pass_at_rest_writes_nothing(town: Town) -> None:
    report = town.settle()
    assert report.problems == ()
    assert report.cells_written == 0


def test_figures_of_the_town_are_the_sums_of_its_areas(town: Town) -> None:
    areas = town.rows("areas")
    below = [row for row in areas.values() if row["parent_area_id"] == "LH"]
    for figure in ("sections_overdue", "families_total", "families_waiting", "jobs_open"):
        assert areas["LH"][figure] == sum(int(str(row[figure])) for row in below) + (figure == "jobs_open")
    assert int(str(areas["LH"]["families_waiting"])) > 0


def test_plan_lists_a_row_a_section_and_period_and_keeps_what_was_missed(town: Town) -> None:
    plan = town.rows("patrol_plan")
    assert len(plan) == 24 * 6
    assert {row["plan_status"] for row in plan.values()} <= {"已巡", "待巡", "漏巡"}


def test_confirmed_incident_has_started_its_jobs_once_and_the_false_alarm_none(town: Town) -> None:
    town.settle()
    jobs = [row for row in town.rows("jobs").values() if row["incident_id"]]
    assert sorted(str(row["submission_id"]) for row in jobs) == [
        f"dike_breach/I-00001/{step}" for step in ("bring_sandbags", "clear_people", "report_upward")
    ]
    assert all(row["in_charge"] and row["due_at"] for row in jobs)
    waiting = {row["step_name"]: row["waits_for"] for row in jobs}
    assert waiting == {"bring_sandbags": "否", "clear_people": "是", "report_upward": "否"}


def test_patrol_from_a_phone_becomes_a_row_and_the_section_is_no_longer_overdue(app: Flask, town: Town) -> None:
    late = next(key for key, row in town.rows("dike_sections").items() if row["patrol_overdue"] == "是")
    area = str(town.rows("dike_sections")[late]["area_id"])
    who = next(key for key, row in town.rows("rescuers").items() if row["area_id"] == area)
    phone = signed_in(app, town, who)
    entry = {"section_id": late, "water_level_m": "28,9", "finding": "piping"}

    refused = phone.post("/api/v1/forms/patrols", json=entry, headers={"Idempotency-Key": "patrol-0001"})
    assert [(e["field"], e["rule"]) for e in refused.get_json()["errors"]] == [("remark", "finding-is-described")]
    entry |= {"remark": "堤脚冒水", "finding_place": "113.0812，22.5931"}
    taken = phone.post("/api/v1/forms/patrols", json=entry, headers={"Idempotency-Key": "patrol-0001"})
    assert taken.status_code == 201

    town.settle()
    row = town.rows("patrols")[taken.get_json()["key"]]
    assert (row["finding"], row["water_level_m"], row["rescuer_id"]) == ("管涌", 28.9, who)
    section = town.rows("dike_sections")[late]
    assert (section["patrol_overdue"], section["above_warning"]) == ("否", "是")


def test_family_and_who_came_arrive_in_one_entry(app: Flask, town: Town) -> None:
    family, home = next((k, row) for k, row in town.rows("families").items() if row["still_waiting"] == "是")
    who = next(key for key, row in town.rows("rescuers").items() if row["area_id"] == home["area_id"])
    shelters = town.rows("shelters")
    near = next(key for key, row in shelters.items() if row["area_id"] == home["area_id"])
    phone = signed_in(app, town, who)
    came = [{"evacuee_name": "演示老人", "age_group": "elder"}, {"evacuee_name": "演示孩子", "age_group": "child"}]
    entry: dict[str, Any] = {"family_id": family, "shelter_id": near, "evacuees": came}

    taken = phone.post("/api/v1/forms/transfers", json=entry, headers={"Idempotency-Key": "transfer-01"})
    assert taken.status_code == 201, taken.get_json()
    town.settle()

    transfer = taken.get_json()["key"]
    people = [row["evacuee_name"] for row in town.rows("evacuees").values() if row["transfer_id"] == transfer]
    assert people == ["演示老人", "演示孩子"]
    assert town.rows("families")[family]["still_waiting"] == "否"


def test_second_who_takes_a_job_is_told_who_has_it(app: Flask, town: Town) -> None:
    job, row = next((k, r) for k, r in town.rows("jobs").items() if r["job_open"] == "是" and r["area_id"] != "LH")
    rescuers = town.rows("rescuers")
    first, second = [key for key, r in rescuers.items() if r["area_id"] == row["area_id"]][:2]
    one, two = signed_in(app, town, first), signed_in(app, town, second)

    taken = one.post("/api/v1/forms/job_claims", json={"job_id": job}, headers={"Idempotency-Key": "claim-0001"})
    late = two.post("/api/v1/forms/job_claims", json={"job_id": job}, headers={"Idempotency-Key": "claim-0002"})

    assert (taken.status_code, late.status_code) == (201, 422)
    (error,) = late.get_json()["errors"]
    assert error["rule"] == "taken-once"
    assert str(rescuers[first]["rescuer_name"]) in error["message"]["zh"]
    town.settle()
    assert town.rows("jobs")[job]["taken_by"] == first


def test_board_shows_the_figures_and_the_rows_behind_one(app: Flask, town: Town) -> None:
    client = app.test_client()
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    client.post("/login", data={"csrf_token": token[1], "user": "chief", "password": PASSWORD})
    board = client.get("/board/", follow_redirects=True).get_data(as_text=True)
    for title in ("超时未巡", "未转移户", "转移率", "未完任务"):
        assert title in board
    waiting = town.rows("areas")["LH"]["families_waiting"]
    rows = client.get("/board/LH/families.waiting").get_data(as_text=True)
    assert str(waiting) in rows


def test_rescuer_sees_the_rows_of_their_own_area_and_no_phone_of_others(app: Flask, town: Town) -> None:
    phone = signed_in(app, town, "S-00002")
    seen = phone.get("/api/v1/rows/families").get_json()["rows"]
    assert {row["area_id"] for row in seen} == {"LH-01"}
    colleagues = phone.get("/api/v1/rows/rescuers").get_json()["rows"]
    assert {row["phone"] for row in colleagues} == {"••••"}


def test_missed_period_stays_visible_when_the_clock_goes_on(town: Town) -> None:
    town.now += timedelta(hours=3)
    town.settle()
    statuses = [row["plan_status"] for row in town.rows("patrol_plan").values()]
    assert statuses.count("漏巡") > 0

"""The members of a household, entered with a visit: rows of their own that belong to the door that was visited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from sheets_sync.config import Settings
from sheets_sync.store import State
from tests.conftest import fill_package
from web.app import create_app
from web.context import Gridbook

SCHEMAS = Path(__file__).parents[1] / "schemas"
NOON = datetime(2020, 2, 20, 4, 0, tzinfo=UTC)
"""12:00 in the street."""
STREET = {
    "grids": [{"grid_id": "JN-01-01", "grid_level": "small"}],
    "workers": [{"worker_id": "W-1", "worker_name": "演示甲", "phone": "13800000001", "grid_id": "JN-01-01"}],
    "households": [{"household_id": "H-1", "grid_id": "JN-01-01", "building": "东湖花园1栋", "door": "0101"}],
    "residents": [{"resident_id": "M-1", "household_id": "H-1", "resident_name": "演示丁"}],
}
VISIT = {"household_id": "H-1", "visit_outcome": "registered", "at_home": 2}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    made = create_app(
        Settings(workbook=f"local:{tmp_path}", schemas=str(SCHEMAS), data=str(tmp_path)), clock=lambda: NOON
    )
    yield made
    made.extensions["gridbook"].database.close()


@pytest.fixture
def book(app: Flask) -> Gridbook:
    found: Gridbook = app.extensions["gridbook"]
    fill_package(found.package, found.database, STREET, datetime(2020, 2, 20, 12))  # noqa: DTZ001 - local time
    return found


def visit(app: Flask, book: Gridbook, residents: list[Mapping[str, Any]]) -> TestResponse:
    """W-1 files a visit with these members by a script."""
    client = app.test_client(use_cookies=False)
    token = book.accounts.issue_links(["W-1"], NOON)["W-1"]
    bearer = client.post("/api/v1/session", json={"token": token, "pin": "0001"}).get_json()["bearer"]
    headers = {"Authorization": f"Bearer {bearer}", "Idempotency-Key": "visit-of-noon-0001"}
    return client.post("/api/v1/forms/visits", json={**VISIT, "residents": residents}, headers=headers)


def test_member_belongs_to_the_door_and_to_the_visit(app: Flask, book: Gridbook) -> None:
    answer = visit(app, book, [{"resident_name": "演示乙"}, {"resident_name": "演示丙", "is_home": False}])
    assert answer.status_code == 201

    members = [entry.row for entry in book.outbox.in_state(State.QUEUED) if entry.tab == "residents"]
    key = answer.get_json()["key"]
    assert [(row["resident_name"], row["household_id"], row["visit_id"]) for row in members] == [
        ("演示乙", "H-1", key),
        ("演示丙", "H-1", key),
    ]
    assert {row["registered_at"] for row in members} == {"2020-02-20 12:00"}


def test_member_who_is_listed_already_is_told_at_once(app: Flask, book: Gridbook) -> None:
    answer = visit(app, book, [{"resident_name": "演示丁"}])
    assert answer.status_code == 422
    assert [error["rule"] for error in answer.get_json()["errors"]] == ["name-listed-once"]

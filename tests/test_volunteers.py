"""From a sign-up to a grid worker: who is ready to join, and whose phone is one already.

The grids are A, the street, its community A-1 and the small grid A-1-1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.checks import find_problems
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

TREE = [
    {"grid_id": "A", "grid_level": "large"},
    {"grid_id": "A-1", "grid_level": "medium", "parent_grid_id": "A"},
    {"grid_id": "A-1-1", "grid_level": "small", "parent_grid_id": "A-1"},
]
SIGNED_UP = {
    "volunteer_id": "V-1",
    "volunteer_name": "演示甲",
    "phone": "13800000001",
    "grid_id": "A-1",
    "signed_up_at": "2020-02-18 10:00",
    "signup_status": "signed_up",
}
ACCEPTED = SIGNED_UP | {
    "grid_id": "A-1-1",
    "signup_status": "taken_on",
    "fixed_post": "2栋",
    "fixed_duty": "物资配送",
}
WORKER = {"worker_id": "W-1", "phone": "13800000001"}
MADE = WORKER | {"submission_id": "accepted_volunteer/V-1/worker"}


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def street(package: Package, volunteer: dict[str, Any], *workers: dict[str, Any]) -> Engine:  # any cell
    return loaded(package, "2020-02-20 12:00", {"grids": TREE, "volunteers": [volunteer], "workers": workers})


@pytest.mark.parametrize(
    ("volunteer", "workers", "ready"),
    [
        (SIGNED_UP, [], False),
        (ACCEPTED, [], True),
        (ACCEPTED, [MADE], True),
        (ACCEPTED, [WORKER], False),
        (ACCEPTED, [WORKER | {"submission_id": "accepted_volunteer/V-2/worker"}], False),
        (ACCEPTED | {"signup_status": "declined", "decline_reason": "本人在观察期"}, [], False),
        (ACCEPTED | {"grid_id": "A-1"}, [], False),
        (ACCEPTED | {"fixed_post": None}, [], False),
        (ACCEPTED | {"fixed_duty": None}, [], False),
        (ACCEPTED | {"phone": "1380000000"}, [], False),
        (ACCEPTED | {"volunteer_name": None}, [], False),
    ],
)
def test_only_who_is_accepted_with_a_small_grid_a_post_and_a_duty_joins(
    package: Package, volunteer: dict[str, Any], workers: list[dict[str, Any]], ready: bool
) -> None:
    engine = street(package, volunteer, *workers)
    assert engine.rows("SELECT ready_to_join FROM volunteers") == [{"ready_to_join": ready}]


@pytest.mark.parametrize(
    ("volunteer", "workers", "broken"),
    [
        (SIGNED_UP, [], []),
        (SIGNED_UP, [WORKER], ["not-a-worker-yet"]),
        (SIGNED_UP | {"signup_status": "declined", "decline_reason": "已是网格员"}, [WORKER], []),
        (ACCEPTED, [MADE], []),
        (ACCEPTED, [WORKER], ["not-a-worker-yet"]),
        (ACCEPTED | {"grid_id": "A-1"}, [], ["accepted-in-small-grid"]),
    ],
)
def test_phone_of_a_worker_is_told_but_not_the_row_that_this_sign_up_became(
    package: Package, volunteer: dict[str, Any], workers: list[dict[str, Any]], broken: list[str]
) -> None:
    engine = street(package, volunteer, *workers)
    assert [p.rule for p in find_problems(engine, package.by_name["volunteers"])] == broken


def test_volunteer_who_joined_is_named_by_the_number_as_a_worker(package: Package) -> None:
    engine = street(package, ACCEPTED, MADE)
    assert engine.rows("SELECT joined_as, signup_waiting FROM volunteers") == [
        {"joined_as": "W-1", "signup_waiting": False}
    ]

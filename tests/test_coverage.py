"""The certificate that no household was left out: hand-made doors through the computed columns of households and grids.

Today is 20 February 2020, at noon. A result counts for 45 days, and phones may be a quarter of an hour fast.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.checks import find_problems
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

NOON = "2020-02-20 12:00"
TREE = [
    {"grid_id": "A", "grid_level": "large"},
    {"grid_id": "A-1", "grid_level": "medium", "parent_grid_id": "A"},
    {"grid_id": "A-1-1", "grid_level": "small", "parent_grid_id": "A-1"},
    {"grid_id": "A-1-2", "grid_level": "small", "parent_grid_id": "A-1"},
    {"grid_id": "A-2", "grid_level": "medium", "parent_grid_id": "A"},
    {"grid_id": "A-2-1", "grid_level": "small", "parent_grid_id": "A-2"},
]


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def call(time: str, outcome: str, evidence: list[str] | None = None, **more: Any) -> dict[str, Any]:  # any cell
    day = f"2020-{time}"
    return {
        "visit_id": f"V-{time}-{outcome}",
        "household_id": "H-1",
        "visited_at": day,
        "visit_outcome": outcome,
        "vacant_evidence": evidence,
        **more,
    }


@pytest.mark.parametrize(
    ("visits", "state"),
    [
        ([], "never_visited"),
        # An outcome that ends the matter.
        ([call("02-18 09:00", "registered")], "registered"),
        ([call("02-18 09:00", "let")], "let"),
        ([call("02-18 09:00", "non_residential")], "non_residential"),
        ([call("02-18 09:00", "registered_elsewhere")], "registered_elsewhere"),
        ([call("02-18 09:00", "refused", remark="隔门拒绝")], "refused"),
        ([call("02-18 09:00", "refused")], "refused"),
        # A vacancy needs its evidence.
        ([call("02-18 09:00", "vacant")], "evidence_missing"),
        ([call("02-18 09:00", "vacant", ["听说的"])], "evidence_missing"),
        ([call("02-18 09:00", "vacant", ["meter"])], "vacant"),
        ([call("02-17 09:00", "vacant"), call("02-18 09:00", "not_met")], "evidence_missing"),
        ([call("02-17 09:00", "vacant"), call("02-18 09:00", "vacant", ["window"])], "vacant"),
        ([call("02-17 09:00", "registered"), call("02-18 09:00", "vacant")], "registered"),
        # Not met is not done, before or after.
        ([call("02-18 09:00", "not_met")], "not_met"),
        ([call("02-17 09:00", "not_met"), call("02-18 09:00", "not_met")], "not_met"),
        ([call("02-17 09:00", "not_met"), call("02-18 09:00", "registered")], "registered"),
        ([call("02-17 09:00", "registered"), call("02-18 09:00", "not_met")], "registered"),
        # A cell that nobody can read is no outcome.
        ([call("02-18 09:00", "再说")], "not_met"),
        ([call("02-18 25:00", "registered")], "never_visited"),
        # The last outcome counts; of two at the same time the one with the later key.
        ([call("02-18 09:00", "registered"), call("02-17 09:00", "let")], "registered"),
        ([call("02-18 09:00", "let", visit_id="V-2"), call("02-18 09:00", "refused", visit_id="V-1")], "let"),
        # Too long ago: 6 January is day 45.
        ([call("01-06 09:00", "registered")], "registered"),
        ([call("01-05 23:59", "registered")], "outcome_expired"),
        ([call("01-05 09:00", "registered"), call("02-18 09:00", "not_met")], "outcome_expired"),
        ([call("01-05 09:00", "registered"), call("02-18 09:00", "vacant", ["meter"])], "vacant"),
        # A visit still to come is a mistake and covers nothing.
        ([call("02-20 12:15", "registered")], "registered"),
        ([call("02-20 12:16", "registered")], "never_visited"),
        ([call("12-18 09:00", "registered"), call("02-18 09:00", "not_met")], "not_met"),
    ],
)
def test_door_has_an_outcome_or_says_why_it_is_left(package: Package, visits: list[dict[str, Any]], state: str) -> None:
    engine = loaded(package, NOON, {"households": [{"household_id": "H-1"}], "visits": visits})
    (row,) = engine.rows("SELECT coverage_state, needs_visit FROM households")
    listed = {"never_visited", "not_met", "evidence_missing", "outcome_expired"}
    assert (row["coverage_state"], row["needs_visit"]) == (state, state in listed)


def test_letter_is_marked_when_any_visit_gave_it(package: Package) -> None:
    visits = [call("02-17 09:00", "not_met", letter_given=True), call("02-18 09:00", "registered", letter_given=False)]
    doors = [{"household_id": "H-1"}, {"household_id": "H-2"}]
    engine = loaded(package, NOON, {"households": doors, "visits": visits})
    assert engine.rows("SELECT letter_marked FROM households") == [{"letter_marked": True}, {"letter_marked": False}]


def street(package: Package, doors: dict[str, str], done: str) -> Engine:
    """A tree with a door for each item (its key, its grid); those whose key is in `done` are registered."""
    households = [{"household_id": key, "grid_id": grid, "building": "1栋", "door": key} for key, grid in doors.items()]
    visits = [
        {"visit_id": key, "household_id": key, "visited_at": "2020-02-18", "visit_outcome": "registered"}
        for key in done.split()
    ]
    return loaded(package, NOON, {"grids": TREE, "households": households, "visits": visits})


DOORS = {"a": "A-1-1", "b": "A-1-1", "c": "A-1-2", "d": "A-2-1"}


@pytest.mark.parametrize(
    ("done", "complete", "grids_left"),
    [
        ("", "", 3),
        ("a c", "A-1-2", 2),
        ("a b", "A-1-1", 2),
        ("a b c", "A-1 A-1-1 A-1-2", 1),
        ("d", "A-2 A-2-1", 2),
        ("a b c d", "A A-1 A-1-1 A-1-2 A-2 A-2-1", 0),
    ],
)
def test_grid_is_complete_when_every_door_below_it_is_done(
    package: Package, done: str, complete: str, grids_left: int
) -> None:
    engine = street(package, DOORS, done)
    found = engine.rows("SELECT grid_id FROM grids WHERE coverage_complete ORDER BY grid_id")
    assert [row["grid_id"] for row in found] == complete.split()
    assert engine.rows("SELECT grids_left FROM grids WHERE grid_id = 'A'") == [{"grids_left": grids_left}]


def test_grid_without_any_door_in_the_register_is_not_complete(package: Package) -> None:
    engine = street(package, {"a": "A-1-1", "d": "A-2-1"}, "a d")
    found = engine.rows("SELECT grid_id, doors_left FROM grids WHERE NOT coverage_complete ORDER BY grid_id")
    assert [(row["grid_id"], row["doors_left"]) for row in found] == [("A", 0), ("A-1", 0), ("A-1-2", 0)]


@pytest.mark.parametrize(("grid", "rule"), [("A-1", "door-in-small-grid"), ("B-7", "foreign-key"), ("", "required")])
def test_door_that_no_small_grid_counts_is_in_the_problem_list(package: Package, grid: str, rule: str) -> None:
    engine = street(package, {**DOORS, "e": grid}, "a b c d")
    problems = find_problems(engine, package.by_name["households"])
    assert [(p.key, p.field, p.rule) for p in problems] == [("e", "grid_id", rule)]

"""What was handed out against the targets: hand-made rows through the computed columns of outreach_targets.

Today is 20 February 2020, at noon. A-1 is a community with the small grids A-1-1 and A-1-2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

TREE = [
    {"grid_id": "A", "grid_level": "large"},
    {"grid_id": "A-1", "grid_level": "medium", "parent_grid_id": "A"},
    {"grid_id": "A-1-1", "grid_level": "small", "parent_grid_id": "A-1"},
    {"grid_id": "A-1-2", "grid_level": "small", "parent_grid_id": "A-1"},
]


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def done(grid: str, count: int, day: str = "2020-02-18", kind: str = "letter_copies") -> dict[str, Any]:  # any cell
    return {"grid_id": grid, "outreach_kind": kind, "outreach_count": count, "done_at": f"{day} 10:00"}


@pytest.mark.parametrize(
    ("grid", "entries", "left", "share"),
    [
        ("A-1-1", [], 100, 0),
        ("A-1-1", [done("A-1-1", 60)], 40, 0.6),
        ("A-1-1", [done("A-1-1", 60), done("A-1-1", 40)], 0, 1),
        ("A-1-1", [done("A-1-1", 60), done("A-1-1", 60)], 0, 1),
        # Not another grid's, not another kind, not what is still to come.
        ("A-1-1", [done("A-1-2", 60)], 100, 0),
        ("A-1-1", [done("A-1", 60)], 100, 0),
        ("A-1-1", [done("A-1-1", 60, kind="poster_copies")], 100, 0),
        ("A-1-1", [done("A-1-1", 60, "2021-02-18")], 100, 0),
        # A community's target counts what is done in its small grids.
        ("A-1", [done("A-1-1", 60), done("A-1-2", 30), done("A-1", 5)], 5, 0.95),
        ("A", [done("A-1-1", 99)], 1, 0.99),
        # 99.99 % is not all.
        ("A-1-1", [done("A-1-1", 99), done("A-1-1", 0)], 1, 0.99),
    ],
)
def test_left_is_the_target_less_what_was_done_in_the_grid(
    package: Package, grid: str, entries: list[dict[str, Any]], left: int, share: float
) -> None:
    target = {"goal_id": "Y-1", "grid_id": grid, "outreach_kind": "letter_copies", "target_count": 100}
    rows = [entry | {"outreach_id": f"B-{number}"} for number, entry in enumerate(entries)]
    engine = loaded(package, "2020-02-20 12:00", {"grids": TREE, "outreach_targets": [target], "outreach": rows})
    (row,) = engine.rows("SELECT left_count, done_share, target_met FROM outreach_targets")
    assert row == {"left_count": left, "done_share": share, "target_met": left == 0}


@pytest.mark.parametrize(
    ("due", "count", "late"),
    [
        ("2020-02-19", 99, True),
        ("2020-02-20", 99, False),
        ("2020-02-19", 100, False),
        (None, 0, False),
    ],
)
def test_target_is_late_from_the_day_after_it_was_due(
    package: Package, due: str | None, count: int, late: bool
) -> None:
    target = {"goal_id": "Y-1", "grid_id": "A-1-1", "outreach_kind": "letter_copies", "target_count": 100}
    entry = done("A-1-1", count) | {"outreach_id": "B-1"}
    rows: dict[str, list[dict[str, Any]]] = {  # any cell
        "grids": TREE,
        "outreach_targets": [target | {"due_on": due}],
        "outreach": [entry],
    }
    engine = loaded(package, "2020-02-20 12:00", rows)
    assert engine.rows("SELECT target_late FROM outreach_targets") == [{"target_late": late}]
    late_in_street = engine.rows("SELECT targets_late FROM grids WHERE grid_id = 'A'")
    assert late_in_street == [{"targets_late": int(late)}]

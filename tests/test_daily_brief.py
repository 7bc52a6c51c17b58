"""The daily brief: one row for the street and one for each community, today's figures, and a text for the chat.

Today is 20 February 2020. A-1 is a community with the small grids A-1-1 and A-1-2, A-2 one with A-2-1.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

ROWS: dict[str, list[dict[str, Any]]] = {  # any cell
    "grids": [
        {"grid_id": "A", "grid_name": "东街道", "grid_level": "large"},
        {"grid_id": "A-1", "grid_name": "东一社区", "grid_level": "medium", "parent_grid_id": "A"},
        {"grid_id": "A-1-1", "grid_level": "small", "parent_grid_id": "A-1"},
        {"grid_id": "A-1-2", "grid_level": "small", "parent_grid_id": "A-1"},
        {"grid_id": "A-2", "grid_name": "东二社区", "grid_level": "medium", "parent_grid_id": "A"},
        {"grid_id": "A-2-1", "grid_level": "small", "parent_grid_id": "A-2"},
    ],
    "households": [
        {"household_id": "H-1", "grid_id": "A-1-1"},
        {"household_id": "H-2", "grid_id": "A-1-2"},
        {"household_id": "H-3", "grid_id": "A-2-1"},
    ],
    "visits": [
        {"visit_id": "V-1", "household_id": "H-1", "visited_at": "2020-02-20 08:00", "visit_outcome": "registered"},
        {"visit_id": "V-2", "household_id": "H-2", "visited_at": "2020-02-20 09:00", "visit_outcome": "not_met"},
        {"visit_id": "V-3", "household_id": "H-3", "visited_at": "2020-02-19 23:59", "visit_outcome": "registered"},
    ],
    "persons": [
        {
            "person_id": "P-1",
            "household_id": "H-2",
            "monitor_type": "home",
            "isolation_start": "2020-02-19",
            "isolation_end": "2020-03-03",
            "final_status": "under_follow_up",
        }
    ],
    "checkins": [
        {"checkin_id": "C-1", "person_id": "P-1", "slot": "morning", "checked_at": "2020-02-20 08:00", "temp_c": 37.9}
    ],
    "checkpoints": [{"checkpoint_id": "K-1", "grid_id": "A-2-1", "post_hours": "round_clock", "in_use": True}],
    "gate_entries": [
        {"entry_id": "E-1", "checkpoint_id": "K-1", "passed_at": "2020-02-20 00:00", "gate_decision": "let_pass"},
        {"entry_id": "E-2", "checkpoint_id": "K-1", "passed_at": "2020-02-20 10:00", "gate_decision": "turned_back"},
        {"entry_id": "E-3", "checkpoint_id": "K-1", "passed_at": "2020-02-19 10:00", "gate_decision": "let_pass"},
    ],
}


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def briefs(package: Package, now: str) -> dict[str, dict[str, Any]]:  # any cell
    found = loaded(package, f"2020-02-20 {now}", ROWS).rows("SELECT * FROM daily_brief ORDER BY brief_id")
    return {row["brief_id"]: row for row in found}


def test_street_and_communities_have_a_brief_and_small_grids_none(package: Package) -> None:
    assert list(briefs(package, "12:20")) == ["A", "A-1", "A-2"]


@pytest.mark.parametrize(
    ("figure", "street", "first", "second"),
    [
        ("doors_left", 1, 1, 0),
        ("visits_today", 2, 2, 0),
        ("checkins_today", 1, 1, 0),
        ("fevers_now", 1, 1, 0),
        ("persons_monitored", 1, 1, 0),
        ("passes_today", 2, 0, 2),
        ("stopped_today", 1, 0, 1),
        ("posts_unmanned", 1, 0, 1),
    ],
)
def test_figures_are_those_of_today_summed_upwards(
    package: Package, figure: str, street: int, first: int, second: int
) -> None:
    found = briefs(package, "12:20")
    assert [found[key][figure] for key in ("A", "A-1", "A-2")] == [street, first, second]


def test_text_can_be_pasted_as_it_stands(package: Package) -> None:
    assert briefs(package, "12:20")["A-2"]["brief_text"].splitlines() == [
        "【东二社区防控简报】2月20日 12 时",
        "1. 排摸：共 1 户，已走访 1 户，未走访 0 户，覆盖率 100.0%；今日走访 0 户次。",
        "2. 在管人员 0 人，今日登记体温 0 次，逾期未登记 0 人，发热 0 人。",
        "3. 待核查线索 0 条。",
        "4. 待送物资 0 单，其中超时 0 单。",
        "5. 卡点今日通行 2 人次，未放行 1 人次，缺岗 1 个。",
        "6. 未办任务 0 件，其中逾期 0 件；志愿者报名待处理 0 人。",
        "请马上跟进：缺岗卡点 1 个。",
    ]


def test_brief_without_anything_late_says_so(package: Package) -> None:
    calm = {**ROWS, "checkpoints": [], "gate_entries": []}
    engine = loaded(package, "2020-02-20 12:20", calm)
    (row,) = engine.rows("SELECT brief_text FROM daily_brief WHERE brief_id = 'A-2'")
    assert row["brief_text"].endswith("\n没有逾期事项。")


def test_brief_stays_as_it_is_until_something_happens_or_the_hour_is_over(package: Package) -> None:
    assert briefs(package, "12:00") == briefs(package, "12:59")
    assert briefs(package, "12:59")["A"]["brief_text"] != briefs(package, "13:00")["A"]["brief_text"]

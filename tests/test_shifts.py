"""Who stands at a checkpoint, who did not come, where the roster has a gap: hand-made shifts through computed columns.

Times are hours of 20 February 2020; 31 is 7 o'clock of the next day and -1 is 23 o'clock of the day before. A guard may
sign in until 15 minutes after the beginning.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.checks import find_problems
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

DAY = datetime(2020, 2, 20)  # noqa: DTZ001 - local time of the workbook
ROUND_CLOCK: dict[str, Any] = {"post_hours": "round_clock"}
BY_DAY: dict[str, Any] = {"post_hours": "fixed_hours", "opens_hour": 6, "closes_hour": 22}
BY_NIGHT: dict[str, Any] = {"post_hours": "fixed_hours", "opens_hour": 18, "closes_hour": 6}
WEEK = "-25~7 7~15 15~23 23~31 31~39 39~47 47~55 55~80"
"""Every hour from yesterday's 23 o'clock on is somebody's, until after the horizon."""


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def at(hour: float) -> str:
    return (DAY + timedelta(hours=hour)).isoformat(" ", "minutes")


def roster(spans: str) -> list[dict[str, Any]]:
    """Shifts such as "7~15 15~23"; the n-th is S-n, of a guard of its own."""
    pairs = [span.partition("~") for span in spans.split()]
    return [
        {
            "shift_id": f"S-{number}",
            "checkpoint_id": "K-1",
            "shift_start": at(float(start)),
            "shift_end": at(float(end)),
            "worker_id": f"W-{number}",
        }
        for number, (start, _, end) in enumerate(pairs, start=1)
    ]


def signed(marks: str) -> list[dict[str, Any]]:
    """Sign-ins such as "1+7 1-15": who (the number of the shift) arrived at 7 and left at 15."""
    found = []
    for number, mark in enumerate(marks.split(), start=1):
        kind = "came_on" if "+" in mark else "went_off"
        shift, _, hour = mark.partition("+" if kind == "came_on" else "-")
        found.append(
            {
                "signin_id": f"Q-{number}",
                "shift_id": f"S-{shift}",
                "signin_kind": kind,
                "signed_at": at(float(hour)),
            }
        )
    return found


def street(package: Package, now: float, spans: str, marks: str = "", **post: Any) -> Engine:  # any cell
    checkpoint = {"checkpoint_id": "K-1", "post_name": "东门", "in_use": True, **(post or ROUND_CLOCK)}
    workers = [{"worker_id": f"W-{number}", "worker_name": f"值守{number}"} for number in range(1, 10)]
    rows = {"checkpoints": [checkpoint], "workers": workers, "shifts": roster(spans), "shift_signins": signed(marks)}
    return loaded(package, at(now), rows)


@pytest.mark.parametrize(
    ("now", "marks", "status"),
    [
        # The shift is 7-15.
        (6.5, "", "to_come"),
        (6.9, "1+6.85", "on_post"),
        (7, "", "awaited"),
        (7.2, "", "awaited"),
        (7.25, "", "no_show"),
        (7.25, "1+7.1", "on_post"),
        (8, "1+7.9", "on_post"),
        (14.9, "", "no_show"),
        (15, "1+7", "finished"),
        (20, "1+7", "finished"),
        (20, "", "no_show"),
        (14, "1+7 1-12", "left_early"),
        (20, "1+7 1-12", "left_early"),
        (14.9, "1+7 1-14.8", "finished"),
        (15.1, "1+7 1-15.1", "finished"),
        # Back after a meal; the order of the rows does not matter.
        (14, "1+7 1-12 1+12.5", "on_post"),
        (14, "1+12.5 1-12 1+7", "on_post"),
        # A sign-in that is still to come says nothing yet.
        (8, "1+9", "no_show"),
        # Leaving without arriving is not having been there.
        (8, "1-7.5", "no_show"),
    ],
)
def test_state_of_a_shift_is_told_by_its_sign_ins(package: Package, now: float, marks: str, status: str) -> None:
    (row,) = street(package, now, "7~15", marks).rows("SELECT shift_status, no_show FROM shifts")
    assert (row["shift_status"], row["no_show"]) == (status, status == "no_show")


@pytest.mark.parametrize(
    ("now", "marks", "awaits"),
    [(5.9, "", False), (6, "", True), (7.5, "", True), (14.9, "", True), (15, "", False), (7.5, "1+7", False)],
)
def test_sign_in_is_asked_for_from_an_hour_before_until_the_end(
    package: Package, now: float, marks: str, awaits: bool
) -> None:
    assert street(package, now, "7~15", marks).rows("SELECT awaits_signin FROM shifts") == [{"awaits_signin": awaits}]


def test_late_sign_in_counts_its_minutes(package: Package) -> None:
    engine = street(package, 8, "7~15", "1+7.5")
    assert engine.rows("SELECT minutes_late FROM shifts") == [{"minutes_late": 30}]


Gap = tuple[float, float] | None  # from, to


@pytest.mark.parametrize(
    ("now", "spans", "marks", "post", "gap"),
    [
        # Round the clock, everybody there.
        (12, WEEK, "2+7", ROUND_CLOCK, None),
        # Nobody on the roster at all: as far as the horizon, which is midnight after the day after tomorrow.
        (12, "", "", ROUND_CLOCK, (-24, 72)),
        # A gap in the next 24 hours, told in its whole length; one that begins later is not told yet.
        (12, "-25~7 7~15 23~80", "2+7", ROUND_CLOCK, (15, 23)),
        (12, "-25~7 7~36 40~80", "2+7", ROUND_CLOCK, (36, 40)),
        (12, "-25~7 7~36.1 40~80", "2+7", ROUND_CLOCK, None),
        (12, "-25~7 7~15 15.5~80", "2+7", ROUND_CLOCK, (15, 15.5)),
        (12, "-25~7 7~15", "2+7", ROUND_CLOCK, (15, 72)),
        # The first of two gaps.
        (12, "-25~7 7~15 16~20 21~80", "2+7", ROUND_CLOCK, (15, 16)),
        # Two guards who overlap leave none, nor does a short shift inside a long one.
        (12, "-25~7 7~16 15~80", "2+7", ROUND_CLOCK, None),
        (12, "-25~7 7~23 9~11 23~80", "2+7 3+9", ROUND_CLOCK, None),
        # Now: nobody on the roster, or nobody came.
        (12, "-25~7 7~11 15~80", "2+7", ROUND_CLOCK, (11, 15)),
        (12, WEEK, "", ROUND_CLOCK, (-24, 15)),
        (12, WEEK, "1+-1", ROUND_CLOCK, (7, 15)),
        # Somebody came late after all, or somebody else stands there as well.
        (12, WEEK, "1+-1 2+11.5", ROUND_CLOCK, None),
        (12, "-25~7 7~15 7~15 15~80", "1+-1 3+7", ROUND_CLOCK, None),
        # Left early and did not come back; came back.
        (12, WEEK, "1+-1 2+7 2-11", ROUND_CLOCK, (11, 15)),
        (12, WEEK, "1+-1 2+7 2-11 2+11.5", ROUND_CLOCK, None),
        # The night shift over midnight, on either side of it.
        (23.5, WEEK, "3+15 4+23", ROUND_CLOCK, None),
        (23.5, WEEK, "3+15", ROUND_CLOCK, (23, 31)),
        (0.5, "-25~-1 -1~7 7~80", "1+-25", ROUND_CLOCK, (-1, 7)),
        (0.5, "-25~-1 -1~7 7~80", "1+-25 2+-1", ROUND_CLOCK, None),
        # In the first minutes of a shift the guard before waits for the next one.
        (23.1, WEEK, "3+15", ROUND_CLOCK, None),
        (23.1, WEEK, "3+15 3-22.9", ROUND_CLOCK, None),
        # But nobody waits where nobody came before.
        (23.1, WEEK, "2+7", ROUND_CLOCK, (15, 31)),
        (23.1, WEEK, "2+7 4+23.05", ROUND_CLOCK, None),
        # Fixed hours: closed is no gap, and the first minutes are trusted.
        (12, "6~14 14~22 30~38 38~46", "1+6", BY_DAY, None),
        (23, "6~14 14~22 30~38 38~46", "1+6 2+14", BY_DAY, None),
        (6.1, "6~14 14~22 30~38 38~46", "", BY_DAY, None),
        (6.5, "6~14 14~22 30~38 38~46", "", BY_DAY, (6, 14)),
        (12, "6~14 14~20 30~38 38~46", "1+6", BY_DAY, (20, 22)),
        (23, "6~14 14~22 32~46", "1+6 2+14", BY_DAY, (30, 32)),
        # Hours over midnight.
        (23, "18~24 24~30 42~54", "1+18", BY_NIGHT, None),
        (2, "-6~0 0~6 18~30", "1+-6", BY_NIGHT, (0, 6)),
        (12, "-6~6 18~24 42~54", "1+-6", BY_NIGHT, (24, 30)),
        # A checkpoint that was taken down has no gap.
        (12, "", "", {**ROUND_CLOCK, "in_use": False}, None),
    ],
)
def test_gap_is_the_next_time_that_nobody_covers(
    package: Package, now: float, spans: str, marks: str, post: dict[str, Any], gap: Gap
) -> None:
    (row,) = street(package, now, spans, marks, **post).rows("SELECT * FROM checkpoints")
    found = (row["gap_from"], row["gap_to"], row["gap_hours"], row["unmanned"], row["roster_gap"])
    if gap is None:
        assert found == (None, None, None, False, False)
    else:
        start, end = gap
        assert found == (
            DAY + timedelta(hours=start),
            DAY + timedelta(hours=end),
            end - start,
            start <= now,
            start > now,
        )


def test_guards_there_now_are_named(package: Package) -> None:
    engine = street(package, 12, "7~15 7~15 15~23", "1+7 2+7.2")
    assert engine.rows("SELECT guard_names FROM checkpoints") == [{"guard_names": "值守1、值守2"}]


def test_gap_does_not_move_from_minute_to_minute(package: Package) -> None:
    gaps = [street(package, now, WEEK, "1+-1").rows("SELECT gap_from, gap_to FROM checkpoints") for now in (12, 12.5)]
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize(
    ("spans", "rule"),
    [
        # The second shift of the same guard, at the same (=) or another (+) checkpoint.
        ("7~15 = 15~23", None),
        ("7~15 = 14.9~23", "shift-entered-once"),
        ("7~15 = 7~15", "shift-entered-once"),
        ("7~15 = 9~11", "shift-entered-once"),
        ("23~31 = 30~38", "shift-entered-once"),
        ("7~15 + 15~23", None),
        ("7~15 + 14.9~23", "one-post-at-a-time"),
        ("7~15 + 7~15", "one-post-at-a-time"),
        ("9~11 + 7~15", "one-post-at-a-time"),
        ("23~31 + 30~38", "one-post-at-a-time"),
        ("23~31 + 7~15", None),
    ],
)
def test_guard_is_at_one_post_at_a_time_and_there_once(package: Package, spans: str, rule: str | None) -> None:
    first, place, second = spans.split()
    shifts = roster(f"{first} {second}")
    shifts[1] |= {"worker_id": "W-1", "checkpoint_id": "K-1" if place == "=" else "K-2"}
    posts = [{"checkpoint_id": key, "grid_id": "A", "in_use": True} for key in ("K-1", "K-2")]
    grids, workers = [{"grid_id": "A"}], [{"worker_id": "W-1", "grid_id": "A", "on_duty": True}]
    engine = loaded(package, at(0), {"grids": grids, "workers": workers, "checkpoints": posts, "shifts": shifts})
    problems = find_problems(engine, package.by_name["shifts"])
    assert [(p.key, p.rule) for p in problems] == ([("S-1", rule), ("S-2", rule)] if rule else [])


def test_guard_at_two_posts_is_told_where_the_other_one_is(package: Package) -> None:
    shifts = [shift | {"worker_id": "W-1"} for shift in roster("7~15 14~22")]
    shifts[1]["checkpoint_id"] = "K-2"
    posts = [{"checkpoint_id": "K-1", "post_name": "东门"}, {"checkpoint_id": "K-2", "post_name": "西门"}]
    engine = loaded(package, at(0), {"checkpoints": posts, "shifts": shifts})
    told = [p.message["en"] for p in find_problems(engine, package.by_name["shifts"]) if p.rule == "one-post-at-a-time"]
    assert ["(西门 02-20 14:00–22:00)" in told[0], "(东门 02-20 07:00–15:00)" in told[1]] == [True, True]


@pytest.mark.parametrize(
    ("plate", "right"),
    [
        ("粤J12345", True),
        ("粤J·12A45", True),
        ("粤j12a45", True),
        ("粤JD12345", True),
        ("粤JF12345", True),
        ("粤JAD1234", True),
        ("粤J12345D", True),
        ("粤J1234挂", True),
        ("粤Z1234港", True),
        ("粤J1234警", True),
        ("WJ粤1234X", True),
        ("使014578", True),
        ("粤J1234", False),
        ("粤J123456", False),
        ("粤JI2345", False),
        ("粤J1O345", False),
        ("J12345", False),
        ("粤12345", False),
        ("粤J12345D6", False),
        ("没看清", False),
    ],
)
def test_plate_is_one_of_those_on_the_road(package: Package, plate: str, right: bool) -> None:
    entry = {"entry_id": "E-1", "pass_kind": "by_vehicle", "vehicle_kind": "ambulance_car", "plate_no": plate}
    engine = loaded(package, at(0), {"gate_entries": [entry]})
    rules = {p.rule for p in find_problems(engine, package.by_name["gate_entries"]) if p.field == "plate_no"}
    assert rules == (set() if right else {"pattern"})


@pytest.mark.parametrize(
    ("direction", "temperature", "decision", "right"),
    [
        ("going_in", 37.2, "let_pass", True),
        ("going_in", 37.3, "let_pass", False),
        ("going_out", 39.0, "let_pass", False),
        ("going_in", 37.3, "turned_back", True),
        ("going_in", 37.3, "kept_apart", True),
        ("going_in", 36.5, "turned_back", True),
    ],
)
def test_fever_is_never_let_pass(
    package: Package, direction: str, temperature: float, decision: str, right: bool
) -> None:
    entry = {"entry_id": "E-1", "gate_direction": direction, "temp_c": temperature, "gate_decision": decision}
    engine = loaded(package, at(0), {"gate_entries": [entry]})
    rules = {p.rule for p in find_problems(engine, package.by_name["gate_entries"])}
    assert ("fever-is-not-let-pass" in rules) != right


@pytest.mark.parametrize(
    ("seen", "found"),
    [
        ({"phone": "13800000003", "visitor_name": "别人"}, "P-1"),
        ({"visitor_name": "演示丁", "id_last4": "001x"}, "P-1"),
        ({"visitor_name": "演示丁", "id_last4": "0012"}, None),
        ({"visitor_name": "演示丁"}, None),
        ({"phone": "13800000003", "passed_at": "2020-02-24 08:00"}, None),
        ({"phone": "13800000003", "passed_at": "2020-02-09 23:59"}, None),
    ],
)
def test_somebody_in_home_isolation_is_noticed_at_the_gate(
    package: Package, seen: dict[str, Any], found: str | None
) -> None:
    person = {
        "person_id": "P-1",
        "person_name": "演示丁",
        "phone": "13800000003",
        "id_number": "99000019800101001X",
        "monitor_type": "home",
        "isolation_start": "2020-02-10",
        "isolation_end": "2020-02-23",
        "final_status": "under_follow_up",
    }
    entry = {"entry_id": "E-1", "passed_at": "2020-02-20 08:00", **seen}
    engine = loaded(package, at(0), {"persons": [person], "gate_entries": [entry]})
    assert engine.rows("SELECT watched_person FROM gate_entries") == [{"watched_person": found}]

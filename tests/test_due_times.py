"""What is due from a person: hand-made timelines through the computed columns of schemas/tabs/persons.yaml.

What the slot ledger says of each slot stands in slot_timelines.md; here is what a worker reads off it on the row of
the person.

Everybody here is observed from 10 to 23 February 2020. Windows are 07-09 and 17-21, and overdue counts from their end.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.schema import Package, load_package
from tests.handmade import loaded

PERSON = {
    "person_id": "P-1",
    "household_id": "H-1",
    "monitor_type": "home",
    "isolation_start": "2020-02-10",
    "isolation_end": "2020-02-23",
    "final_status": "under_follow_up",
}


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def computed(package: Package, now: str, checkins: list[dict[str, Any]], **person: str) -> dict[str, Any]:
    """The row of the one person, as a pass at `now` leaves it."""
    rows = {"persons": [{**PERSON, **person}], "checkins": [{"person_id": "P-1", **entry} for entry in checkins]}
    (row,) = loaded(package, now, rows).rows("SELECT * FROM persons")
    return row


def entry(time: str, slot: str | None = None, **more: str) -> dict[str, Any]:
    return {"checkin_id": f"C-{time}", "checked_at": f"2020-02-{time}", "slot": slot, "temp_c": "36.5", **more}


@pytest.mark.parametrize(
    ("now", "checkins", "next_due", "hours_overdue"),
    [
        # Nothing yet: the first window is the evening of the first day.
        ("10 08:00", [], "10 21:00", None),
        ("10 20:59", [], "10 21:00", None),
        ("10 21:00", [], "10 21:00", 0),
        ("11 08:10", [], "10 21:00", 11),
        ("12 21:30", [], "10 21:00", 48),
        # Answered in time, with the slot named or not.
        ("20 08:00", [entry("20 07:40", "morning")], "20 21:00", None),
        ("20 08:00", [entry("20 07:40")], "20 21:00", None),
        ("20 22:00", [entry("20 19:00", "evening")], "21 09:00", None),
        ("21 09:30", [entry("20 19:00", "evening")], "21 09:00", 0),
        # Late in the day, the morning is answered and the evening still due.
        ("20 15:00", [entry("20 14:00", "morning")], "20 21:00", None),
        ("20 15:00", [entry("20 14:00")], "20 21:00", None),
        # Early: named for the evening it counts for the evening.
        ("20 17:30", [entry("20 16:30", "evening")], "21 09:00", None),
        ("20 06:45", [entry("20 06:40", "morning")], "20 21:00", None),
        # After midnight and before noon, evening means the evening before.
        ("20 00:30", [entry("20 00:20", "evening")], "20 09:00", None),
        ("20 00:30", [entry("20 00:20")], "20 09:00", None),
        ("20 08:30", [entry("20 08:20", "evening")], "20 09:00", None),
        # The order of entry does not matter, and two in one window count once.
        ("20 12:00", [entry("20 08:20", "morning"), entry("20 08:25", "evening")], "20 21:00", None),
        ("20 12:00", [entry("20 08:20", "morning"), entry("20 08:40", "morning")], "20 21:00", None),
        # Not seen is entered, but answers nothing.
        (
            "20 12:00",
            [entry("19 19:00", "evening"), entry("20 08:20", "morning", fu_status="missed", temp_c="")],
            "20 09:00",
            3,
        ),
        ("20 12:00", [entry("20 08:20", "morning", fu_status="seen_not_ok", temp_c="38.1")], "20 21:00", None),
        # The last window is the evening of the last day.
        ("23 12:00", [entry("23 08:00", "morning")], "23 21:00", None),
        ("23 22:00", [entry("23 19:00", "evening")], None, None),
    ],
)
def test_next_due_is_the_oldest_window_without_an_answer(
    package: Package, now: str, checkins: list[dict[str, Any]], next_due: str | None, hours_overdue: int | None
) -> None:
    row = computed(package, f"2020-02-{now}", checkins)
    assert row["next_due"] == (datetime.fromisoformat(f"2020-02-{next_due}") if next_due else None)
    assert (row["hours_overdue"], row["overdue"]) == (hours_overdue, hours_overdue is not None)


@pytest.mark.parametrize(
    ("now", "person"),
    [
        ("2020-02-09 12:00", {}),
        ("2020-02-24 00:00", {}),
        ("2020-02-20 12:00", {"monitor_type": "none"}),
        ("2020-02-20 12:00", {"final_status": "transferred"}),
        ("2020-02-20 12:00", {"isolation_end": ""}),
        ("2020-02-20 12:00", {"followup_ended_at": "2020-02-20 08:00", "end_reason": "hospital"}),
    ],
)
def test_nothing_is_due_for_somebody_who_is_not_under_observation(
    package: Package, now: str, person: dict[str, str]
) -> None:
    row = computed(package, now, [], **person)
    assert (row["monitored"], row["overdue"], row["next_due"]) == (False, False, None)


def test_day_counts_from_one(package: Package) -> None:
    row = computed(package, "2020-02-18 12:00", [])
    assert (row["day_no"], row["days_total"]) == (9, 14)


def test_fever_is_told_by_the_last_temperature(package: Package) -> None:
    fever = [entry("20 08:00", "morning", temp_c="37.3")]
    assert computed(package, "2020-02-20 12:00", fever)["has_fever"]
    assert not computed(package, "2020-02-20 20:00", [*fever, entry("20 19:00", "evening")])["has_fever"]


def test_fever_that_is_told_counts_like_one_that_is_measured(package: Package) -> None:
    assert computed(package, "2020-02-20 12:00", [entry("20 08:00", temp_c="36.9", symptoms="fever")])["has_fever"]


FEVER = entry("23 18:00", temp_c="38.0")


@pytest.mark.parametrize(
    ("now", "checkins", "due"),
    [
        ("23 20:00", [FEVER], "24 09:00"),
        ("25 08:00", [FEVER], "24 09:00"),
        ("25 08:00", [FEVER, entry("25 07:30", temp_c="38.2")], "25 21:00"),
        ("25 08:00", [FEVER, entry("25 07:30")], None),
    ],
)
def test_somebody_closed_with_a_fever_stays_to_be_checked_until_it_is_answered(
    package: Package, now: str, checkins: list[dict[str, Any]], due: str | None
) -> None:
    row = computed(package, f"2020-02-{now}", checkins, final_status="completed")
    assert row["monitored"] == row["has_fever"] == (due is not None)
    assert row["next_due"] == (datetime.fromisoformat(f"2020-02-{due}") if due else None)


def test_new_exposure_moves_the_end_and_keeps_the_person_under_observation(package: Package) -> None:
    row = computed(package, "2020-02-25 12:00", [], last_exposed="2020-02-15")
    assert (row["monitored"], row["observed_until"], row["day_no"], row["days_total"]) == (
        True,
        date(2020, 2, 28),
        16,
        19,
    )


@pytest.mark.parametrize(
    ("now", "calls", "next_call", "waiting"),
    [
        ("23 22:00", [], "24 20:00", False),
        ("24 08:00", [], "24 20:00", True),
        ("24 12:00", ["24 10:00"], "25 20:00", False),
        ("25 07:00", [], "24 20:00", True),  # yesterday's is still to be made
        ("26 12:00", ["26 09:00"], "01 20:00", False),  # one call answers for the days before
        ("28 12:00", [], "26 20:00", True),  # the two before it are given up
        ("29 12:00", [], "01 20:00", False),
    ],
)
def test_next_call_is_the_oldest_that_is_not_answered_and_not_given_up(
    package: Package, now: str, calls: list[str], next_call: str, waiting: bool
) -> None:
    seen = [entry("23 18:00"), *(entry(time, "after_release") for time in calls)]
    row = computed(package, f"2020-02-{now}", seen, final_status="completed")
    assert (f"{row['next_call']:%d %H:%M}", row["call_waiting"], row["next_due"]) == (next_call, waiting, None)


@pytest.mark.parametrize(
    ("now", "checkins", "unasked"),
    [
        ("20 12:00", [entry("19 08:00", needs_help="false")], False),
        ("20 12:00", [entry("18 08:00", needs_help="false"), entry("19 08:00")], True),
        ("20 20:59", [entry("19 08:00", needs_help="true")], False),
        ("20 21:00", [entry("19 08:00", needs_help="true")], True),
        ("20 21:00", [entry("20 08:00", fu_status="missed", temp_c="", needs_help="false")], True),
    ],
)
def test_needs_are_asked_every_day_by_the_end_of_the_evening(
    package: Package, now: str, checkins: list[dict[str, Any]], unasked: bool
) -> None:
    assert computed(package, f"2020-02-{now}", checkins)["need_unasked"] == unasked


def test_missed_slots_and_lacking_conditions_of_the_home_are_counted(package: Package) -> None:
    row = computed(package, "2020-02-12 12:00", [entry("11 18:00")], home_check="single_room；own_toilet")
    assert (row["slots_missed"], row["home_gaps"]) == (3, 4)

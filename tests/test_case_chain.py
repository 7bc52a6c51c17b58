"""What stands at a case, its tasks and its contacts: the computed columns of those tabs over rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.schema import load_package
from tests.handmade import loaded

PACKAGE = load_package(Path(__file__).parents[1] / "schemas")
NOW = "2020-02-20 17:00"


def step(name: str, status: str, after: str | None = None, **cells: Any) -> dict[str, Any]:
    """A task of the case, due an hour ago unless said otherwise."""
    given = {"task_title": name, "due_at": "2020-02-20 16:00", "case_id": "CA-1", "task_step": name}
    return {"task_id": f"T-{name}", **given, "task_status": status, "task_after": after, **cells}


def tasks(case_class: str, *rows: dict[str, Any]) -> dict[str, dict[str, Any]]:
    cases = [{"case_id": "CA-1", "case_class": case_class}, {"case_id": "CA-2", "case_class": "confirmed"}]
    engine = loaded(PACKAGE, NOW, {"cases": cases, "tasks": rows})
    return {row["task_step"]: row for row in engine.rows("SELECT * FROM tasks")}


REPORT, START, EXPLAIN = "report_upward", "start_chain", "explain_neighbours"


@pytest.mark.parametrize(
    ("before", "waits_for"),
    [
        (step(REPORT, "to_do"), REPORT),
        (step(REPORT, "doing"), REPORT),
        (step(REPORT, "finished", done_at="2020-02-20 15:00"), None),
        (step(REPORT, "withdrawn"), None),
        (step(START, "to_do"), None),  # another step
        (step(REPORT, "to_do", case_id="CA-2"), None),  # another case
    ],
)
def test_task_waits_for_the_steps_before_it_in_the_same_case(before: dict[str, Any], waits_for: str | None) -> None:
    row = tasks("confirmed", step(EXPLAIN, "to_do", REPORT), before)[EXPLAIN]
    assert (row["waits_for"], row["task_ready"]) == (waits_for, waits_for is None)


def test_task_names_all_that_it_waits_for_by_their_time() -> None:
    first, second = step(REPORT, "to_do", due_at="2020-02-20 18:00"), step(START, "doing", due_at="2020-02-20 19:00")
    row = tasks("confirmed", second, first, step(EXPLAIN, "to_do", f"{START}；{REPORT}"))[EXPLAIN]
    assert row["waits_for"] == f"{REPORT}；{START}"


@pytest.mark.parametrize(
    ("case_class", "row", "withdrawn", "waiting"),
    [
        ("confirmed", step(REPORT, "to_do"), False, True),
        ("discarded", step(REPORT, "to_do"), True, False),
        ("discarded", step(REPORT, ""), True, False),
        ("discarded", step(REPORT, "doing"), False, True),
        ("discarded", step(REPORT, "finished", done_at="2020-02-20 15:00"), False, False),
        ("discarded", step(REPORT, "to_do", done_at="2020-02-20 15:00"), False, True),
        ("discarded", step(REPORT, "to_do", case_id="CA-2"), False, True),
        ("confirmed", step(REPORT, "withdrawn"), True, False),
    ],
)
def test_discarded_case_withdraws_what_nobody_touched_and_keeps_the_rest(
    case_class: str, row: dict[str, Any], withdrawn: bool, waiting: bool
) -> None:
    found = tasks(case_class, row)[REPORT]
    assert (found["task_withdrawn"], found["task_waiting"], found["task_overdue"]) == (withdrawn, waiting, waiting)


def test_task_in_hand_no_longer_waits_for_one_that_was_withdrawn() -> None:
    rows = tasks("discarded", step(REPORT, "to_do"), step(EXPLAIN, "doing", REPORT))
    assert rows[EXPLAIN]["task_ready"]


CONTACT = {"contact_id": "CT-1", "case_id": "CA-1", "contact_kind": "close_contact", "reported_at": "2020-02-20 11:00"}


def contact(case_class: str = "confirmed", **cells: Any) -> dict[str, Any]:
    rows = {
        "households": [{"household_id": "H-1", "building": "东湖花园1栋", "door": "0101"}],
        "persons": [{"person_id": "P-1", "household_id": "H-1", "person_name": "演示丁", "phone": "13800000001"}],
        "cases": [{"case_id": "CA-1", "case_class": case_class}],
        "contacts": [{**CONTACT, **cells}],
    }
    (row,) = loaded(PACKAGE, NOW, rows).rows("SELECT * FROM contacts")
    return row


@pytest.mark.parametrize(
    ("case_class", "cells", "is_open", "hours", "late"),
    [
        ("confirmed", {}, True, 6, True),
        ("confirmed", {"reported_at": "2020-02-20 11:01"}, True, 5, False),
        ("confirmed", {"contact_measure": "to_hospital", "placed_at": "2020-02-20 14:00"}, False, 3, False),
        ("confirmed", {"contact_kind": "casual_contact"}, False, None, False),
        ("discarded", {}, False, None, False),
    ],
)
def test_contact_is_open_until_placed_while_its_case_stands(
    case_class: str, cells: dict[str, Any], is_open: bool, hours: int | None, late: bool
) -> None:
    row = contact(case_class, **cells)
    assert (row["contact_open"], row["contact_hours"], row["contact_late"]) == (is_open, hours, late)


@pytest.mark.parametrize(
    ("cells", "person"),
    [
        ({"phone": "13800000001"}, "P-1"),
        ({"household_id": "H-1", "contact_name": "演示丁"}, "P-1"),
        ({"household_id": "H-1", "contact_name": "演示戊"}, None),
        ({"phone": "13800000001", "person_id": "P-1"}, None),
    ],
)
def test_contact_names_who_may_be_followed_up_already(cells: dict[str, Any], person: str | None) -> None:
    assert contact(**cells)["possible_person"] == person


def test_case_counts_its_building_its_contacts_and_its_tasks() -> None:
    doors = [
        {"household_id": f"H-{n}", "grid_id": "JN-01-01", "building": building, "door": f"010{n}", "occupancy": use}
        for n, building, use in [
            (1, "1栋", "own"),
            (2, "1栋", "let"),
            (3, "1栋", "vacant"),
            (4, "2栋", "own"),
            (5, "1栋", ""),
        ]
    ]
    rows = {
        "households": doors,
        "cases": [{"case_id": "CA-1", "household_id": "H-1", "case_class": "confirmed"}],
        "contacts": [CONTACT, {**CONTACT, "contact_id": "CT-2", "contact_measure": "to_central"}],
        "tasks": [step(REPORT, "finished"), step(START, "to_do"), step(EXPLAIN, "to_do", due_at="2020-02-20 18:00")],
    }
    (row,) = loaded(PACKAGE, NOW, rows).rows("SELECT * FROM cases")
    assert (row["building_doors"], row["contacts_total"], row["contacts_open"]) == (3, 2, 1)
    assert (row["case_tasks"], row["case_tasks_open"], row["case_tasks_overdue"]) == (3, 2, 1)

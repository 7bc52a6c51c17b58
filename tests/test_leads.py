"""To whom a lead points: the computed columns of schemas/tabs/leads.yaml over rows made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sheets_sync.schema import load_package
from tests.handmade import loaded

PACKAGE = load_package(Path(__file__).parents[1] / "schemas")
NOW = "2020-02-20 12:00"
KNOWN = {
    "households": [{"household_id": "H-1", "building": "东湖花园1栋", "unit": "1", "door": "0101"}],
    "persons": [
        {
            "person_id": "P-1",
            "household_id": "H-1",
            "person_name": "演示甲",
            "phone": "13800000001",
            "id_number": "990000198001010012",
            "arrived_on": "2020-02-09",
        },
        {"person_id": "P-2", "household_id": "H-1", "person_name": "演示乙", "phone": "13800000002"},
    ],
}


def lead(number: int, **cells: Any) -> dict[str, Any]:
    return {"lead_id": f"L-{number}", "name": "不详", **cells}


def computed(*leads: dict[str, Any]) -> dict[str, dict[str, Any]]:
    engine = loaded(PACKAGE, NOW, {**KNOWN, "leads": leads})
    return {row["lead_id"]: row for row in engine.rows("SELECT * FROM leads")}


@pytest.mark.parametrize(
    ("cells", "person"),
    [
        ({"id_number": "990000198001010012"}, "P-1"),
        ({"phone": "13800000002"}, "P-2"),
        ({"name": "演示甲", "arrived_on": "2020-02-09"}, "P-1"),
        ({"name": "演示乙", "address": "江南街道东湖花园1栋1单元0101"}, "P-2"),
        ({"name": "演示乙", "address": "东湖花园1栋 1单元 0101"}, "P-2"),
        ({"name": "演示乙", "address": "东湖花园2栋1单元0101"}, None),
        ({"name": "演示甲", "arrived_on": "2020-02-08"}, None),
        # The identity number says more than the phone of somebody else.
        ({"id_number": "990000198001010012", "phone": "13800000002"}, "P-1"),
        # Somebody has compared them already.
        ({"phone": "13800000002", "matched_person_id": "P-1"}, None),
    ],
)
def test_lead_names_the_likeliest_person_and_merges_nothing(cells: dict[str, Any], person: str | None) -> None:
    assert computed(lead(1, **cells))["L-1"]["possible_person"] == person


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"phone": "13800000009"}, {"phone": "13800000009"}, True),
        ({"id_number": "990000199001010011"}, {"id_number": "990000199001010011"}, True),
        ({"name": "演示丙", "address": "东湖花园3栋 0101"}, {"name": "演示丙", "address": "东湖花园3栋0101"}, True),
        ({"name": "演示丙", "address": "东湖花园3栋0101"}, {"name": "演示丁", "address": "东湖花园3栋0101"}, False),
        ({"address": "东湖花园3栋0101"}, {"address": "东湖花园3栋0101"}, False),
        ({}, {}, False),
    ],
)
def test_later_of_two_leads_alike_names_the_earlier(first: dict[str, Any], second: dict[str, Any], same: bool) -> None:
    later = lead(1, received_at="2020-02-03 10:00", **second)
    rows = computed(later, lead(2, received_at="2020-02-03 09:00", **first))
    assert (rows["L-1"]["possible_lead"], rows["L-2"]["possible_lead"]) == ("L-2" if same else None, None)


@pytest.mark.parametrize(
    ("cells", "hours", "late"),
    [
        ({"received_at": "2020-02-19 12:00"}, 24, True),
        ({"received_at": "2020-02-19 12:01"}, 23, False),
        ({"received_at": "2020-02-18 12:00", "clearance": "gone", "cleared_at": "2020-02-18 15:00"}, 3, False),
        ({"received_at": "2020-02-18 12:00", "clearance": "gone"}, None, False),
        ({}, None, False),
    ],
)
def test_hours_count_until_the_lead_is_cleared(cells: dict[str, Any], hours: int | None, late: bool) -> None:
    row = computed(lead(1, **cells))["L-1"]
    assert (row["lead_hours"], row["lead_late"]) == (hours, late)

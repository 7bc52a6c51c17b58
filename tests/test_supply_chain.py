"""What became of a request for supplies: hand-made timelines of steps through the computed columns of schemas/tabs/.

The request is one for food, asked on 20 February 2020 at 11:00; food is taken on and brought within 12 hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.examples import parse
from sheets_sync.schema import Package, load_package

Rows = Sequence[Mapping[str, Any]]  # as examples of a schema file are written
A, B = "W-1", "W-2"


@pytest.fixture(scope="module")
def package() -> Package:
    return load_package(Path(__file__).parents[1] / "schemas")


def request_at(package: Package, now: str, steps: Rows, **more: Any) -> dict[str, Any]:
    """The row of the one request, as a pass at `now` leaves it."""
    request = {
        "request_id": "R-1",
        "household_id": "H-1",
        "category": "food",
        "item": "大米",
        "asked_at": "2020-02-20 11:00",
    }
    given: dict[str, Rows] = {
        "workers": [{"worker_id": A, "worker_name": "演示甲"}, {"worker_id": B, "worker_name": "演示乙"}],
        "supply_requests": [{**request, **more}],
        "supply_steps": [{"step_id": f"X-{n}", "request_id": "R-1", **step} for n, step in enumerate(steps, start=1)],
        "supply_items": [{"item_id": "RI-1", "request_id": "R-1", "item_name": "食用油", "item_qty": 2}],
    }
    engine = Engine(package, datetime.fromisoformat(now))
    load_tabs(engine, {name: parse(package, name, rows)[0] for name, rows in given.items()})
    (row,) = engine.rows("SELECT * FROM supply_requests")
    return row


def step(kind: str, at: str, who: str = A, **more: Any) -> dict[str, Any]:
    return {"step_kind": kind, "stepped_at": f"2020-02-20 {at}", "worker_id": who, **more}


CLAIMED, BOUGHT = step("claimed", "11:20"), step("bought", "14:00", step_amount=86.5)
BROUGHT, SIGNED = step("at_door", "14:50"), step("signed_for", "15:00")
SETTLED = step("settled_up", "15:10", step_amount=86.5, paid_from="service_fund")


@pytest.mark.parametrize(
    ("steps", "stage", "who"),
    [
        ([], "not_taken", None),
        ([CLAIMED], "claimed", A),
        ([CLAIMED, BOUGHT], "bought", A),
        ([CLAIMED, BOUGHT, BROUGHT], "at_door", A),
        ([CLAIMED, BOUGHT, BROUGHT, SIGNED], "signed_for", A),
        ([CLAIMED, BOUGHT, BROUGHT, SIGNED, SETTLED], "settled_up", A),
        # The order of the rows in the sheet does not matter.
        ([SETTLED, SIGNED, BROUGHT, BOUGHT, CLAIMED], "settled_up", A),
        # What was in stock is not bought.
        ([CLAIMED, SIGNED], "signed_for", A),
        # Of two at once the earlier has it; in the same minute the row that came first.
        ([step("claimed", "11:21", B), CLAIMED], "claimed", A),
        ([CLAIMED, step("claimed", "11:20", B)], "claimed", A),
        ([step("claimed", "11:20", B), CLAIMED], "claimed", B),
        # Given back, it is free again; the next one has it.
        ([CLAIMED, step("given_back", "12:00")], "not_taken", None),
        ([CLAIMED, step("given_back", "12:00"), step("claimed", "12:30", B)], "claimed", B),
        ([CLAIMED, step("given_back", "12:00"), step("claimed", "12:30")], "claimed", A),
    ],
)
def test_stage_and_claimer_follow_from_the_steps(package: Package, steps: Rows, stage: str, who: str | None) -> None:
    row = request_at(package, "2020-02-20 16:00", steps)
    assert (row["supply_stage"], row["claimed_by"]) == (stage, who)


@pytest.mark.parametrize(
    ("now", "category", "steps", "unclaimed_late", "unfilled"),
    [
        ("20 12:59", "medicine", [], False, False),
        ("20 13:00", "medicine", [], True, True),
        ("20 13:00", "medicine", [CLAIMED], False, True),
        ("20 13:00", "food", [], False, False),
        ("20 23:00", "food", [], True, True),
        ("20 23:00", "food", [CLAIMED, SIGNED], False, False),
        ("20 23:00", "food", [CLAIMED, step("given_back", "22:00")], True, True),
        ("21 10:59", "daily", [], False, False),
        ("21 11:00", "other", [], True, True),
    ],
)
def test_limits_are_those_of_the_kind(
    package: Package, now: str, category: str, steps: Rows, unclaimed_late: bool, unfilled: bool
) -> None:
    row = request_at(package, f"2020-02-{now}", steps, category=category)
    assert (row["unclaimed_late"], row["unfilled"]) == (unclaimed_late, unfilled)


def test_cancelled_request_is_neither_waiting_nor_late(package: Package) -> None:
    row = request_at(package, "2020-02-25 12:00", [], cancel_reason="亲友已送")
    assert (row["supply_stage"], row["waiting"], row["unfilled"], row["unclaimed_late"]) == (
        "cancelled",
        False,
        False,
        False,
    )


def test_amount_is_the_settled_one_to_the_cent(package: Package) -> None:
    row = request_at(package, "2020-02-20 16:00", [CLAIMED, BOUGHT, SIGNED, {**SETTLED, "step_amount": 86.45}])
    assert (row["amount"], row["paid_from"], row["unsettled"]) == (86.45, "service_fund", False)
    bought = request_at(package, "2020-02-20 16:00", [CLAIMED, BOUGHT, SIGNED])
    assert (bought["amount"], bought["paid_from"], bought["unsettled"]) == (86.5, None, True)


def test_all_items_stand_in_one_line(package: Package) -> None:
    assert request_at(package, "2020-02-20 12:00", [], qty=3)["item_list"] == "大米 ×3、食用油 ×2"

"""Opening plus received less settled is the balance, to the cent, in whatever order a thousand events stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.examples import parse
from sheets_sync.schema import Package, load_package

PACKAGE: Package = load_package(Path(__file__).parents[1] / "schemas")
START = datetime(2020, 2, 1, 8)  # noqa: DTZ001 - local time of the workbook
OPENING = 12_345_67  # cents
Row = dict[str, Any]  # a row as examples of a schema file are written


def events(random: Random, count: int) -> tuple[list[Row], list[Row]]:
    """(donations, steps): `count` of them in all, in any order, some of money, some of goods, some not of settling."""
    donations: list[Row] = []
    steps: list[Row] = []
    for number in range(count):
        at = (START + timedelta(minutes=random.randrange(40_000))).strftime("%Y-%m-%d %H:%M")
        cents = random.randrange(1, 100_000)
        if random.random() < 0.3:
            money = random.random() < 0.7
            donations.append(
                {
                    "donation_id": f"DN-{number}",
                    "donated_at": at,
                    "donation_kind": "money" if money else "goods",
                    "amount": cents / 100 if money else None,
                }
            )
        else:
            settled = random.random() < 0.6
            source = random.choice(["service_fund", "gift", "own_money"])
            steps.append(
                {
                    "step_id": f"X-{number}",
                    "request_id": f"R-{number}",
                    "stepped_at": at,
                    "step_kind": "settled_up" if settled else random.choice(["bought", "signed_for", "claimed"]),
                    "step_amount": cents / 100,
                    "paid_from": source if settled else None,
                }
            )
    random.shuffle(donations)
    random.shuffle(steps)
    return donations, steps


def cents(rows: Sequence[Row], column: str, **where: str) -> int:
    """The sum over the rows that have these values, in cents."""
    return sum(round(row[column] * 100) for row in rows if all(row.get(k) == v for k, v in where.items()))


def ledger(donations: Sequence[Row], steps: Sequence[Row]) -> tuple[dict[str, Row], list[Row]]:
    """({kind: row of funds}, rows of donations), as a pass computes them."""
    funds = [
        {"fund_id": "FU-1", "fund_name": "专项经费", "fund_kind": "service_fund", "opening_amount": OPENING / 100},
        {"fund_id": "FU-2", "fund_name": "爱心捐款", "fund_kind": "gift", "opening_amount": OPENING / 100},
    ]
    engine = Engine(PACKAGE, START + timedelta(days=60))
    rows = {"funds": funds, "donations": donations, "supply_steps": steps}
    load_tabs(engine, {name: parse(PACKAGE, name, found)[0] for name, found in rows.items()})
    return {row["fund_kind"]: row for row in engine.rows("SELECT * FROM funds")}, engine.rows("SELECT * FROM donations")


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_balance_is_right_to_the_cent_after_any_order_of_a_thousand_events(seed: int) -> None:
    donations, steps = events(Random(seed), 1_000)
    funds, _ = ledger(donations, steps)
    received = cents(donations, "amount", donation_kind="money")
    for kind, income in (("service_fund", 0), ("gift", received)):
        settled = cents(steps, "step_amount", step_kind="settled_up", paid_from=kind)
        row = funds[kind]
        assert row["settled_amount"] == settled / 100
        assert row["received_amount"] == income / 100
        assert row["closing_amount"] == (OPENING + income - settled) / 100


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_gifts_together_paid_what_the_opening_did_not(seed: int) -> None:
    donations, steps = events(Random(seed), 1_000)
    _, rows = ledger(donations, steps)
    settled = cents(steps, "step_amount", step_kind="settled_up", paid_from="gift")
    received = cents(donations, "amount", donation_kind="money")
    money = [row for row in rows if row["donation_kind"] == "money"]
    assert cents(money, "used_amount") == min(received, max(0, settled - OPENING))
    assert all(0 <= row["used_amount"] <= row["amount"] for row in money)
    assert all(round((row["used_amount"] + row["left_amount"]) * 100) == round(row["amount"] * 100) for row in money)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_earlier_gift_is_used_first_whatever_the_order_of_the_rows(order: tuple[int, ...]) -> None:
    donations = [
        {"donation_id": f"DN-{n}", "donation_kind": "money", "donated_at": f"2020-02-0{n} 10:00", "amount": amount}
        for n, amount in ((1, 50.0), (2, 100.0), (3, 20.0))
    ]
    settled = {"step_kind": "settled_up", "paid_from": "gift", "stepped_at": "2020-02-10 10:00"}
    steps = [{"step_id": "X-1", "request_id": "R-1", "step_amount": OPENING / 100 + 70, **settled}]
    _, rows = ledger([donations[n] for n in order], steps)
    assert {row["donation_id"]: row["used_amount"] for row in rows} == {"DN-1": 50.0, "DN-2": 20.0, "DN-3": 0.0}


def test_gift_in_kind_names_what_it_was_used_for() -> None:
    donations = [
        {"donation_id": "DN-1", "donation_kind": "goods", "donated_at": "2020-02-01 10:00", "goods_name": "口罩"}
    ]
    steps = [
        {
            "step_id": "X-1",
            "request_id": "R-1",
            "step_kind": "settled_up",
            "stepped_at": "2020-02-02 10:00",
            "step_amount": 0,
            "paid_from": "gift",
            "donation_id": "DN-1",
        }
    ]
    _, (row,) = ledger(donations, steps)
    assert (row["used_count"], row["used_amount"]) == (1, None)

"""A submission with rows of another tab, on its way into the workbook: all of it, each row once, parents first."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sheets_sync.jobs import deliver as delivering
from sheets_sync.jobs.deliver import deliver
from sheets_sync.jobs.sync import run_pass
from sheets_sync.retry import Unknown
from sheets_sync.store import Child, Receipt, State, Submission
from tests.jobs.test_deliver import GRACE_S, Update, break_update, never_arrived, reply_lost
from tests.nursery import Nursery, OpenNursery


@pytest.fixture
def nursery(nursery: Nursery) -> Nursery:
    """The nursery after its first pass."""
    run_pass(nursery.street)
    return nursery


def submit(nursery: Nursery, *kinds: str, submission_id: str = "phone-1") -> Receipt:
    pots = tuple(
        Child(number, "pots", "Q", "handover_id", {"pot_kind": kind, "pot_count": 2})
        for number, kind in enumerate(kinds, start=1)
    )
    row = {"tray_id": "T-1", "taker_name": "王小明"}
    return nursery.street.outbox.submit(
        Submission(submission_id, "handovers", "H", "G-1", "N-01-01", row, pots), nursery.clock()
    )


def delivered(nursery: Nursery) -> tuple[list[object], list[object]]:
    """The submission ids that stand in both tabs."""
    return [r["entry_id"] for r in nursery.rows("handovers")], [r["entry_id"] for r in nursery.rows("pots")]


def test_submission_becomes_one_row_and_a_row_for_each_of_its_own(nursery: Nursery) -> None:
    receipt = submit(nursery, "陶盆", "塑料盆")

    result = deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == (["phone-1"], ["phone-1.1", "phone-1.2"])
    assert {row["handover_id"] for row in nursery.rows("pots")} == {receipt.key}
    assert [row["pot_id"] for row in nursery.rows("pots")] == ["Q-00001", "Q-00002"]
    assert (result.delivered, result.waiting) == (3, 0)
    assert run_pass(nursery.street).problems == ()


def test_batch_that_ends_within_a_submission_brings_its_own_row_first(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "BATCH", 2)
    submit(nursery, "陶盆", "塑料盆")

    deliver(nursery.street, GRACE_S)
    first = delivered(nursery)
    deliver(nursery.street, GRACE_S)

    assert first == (["phone-1"], ["phone-1.1"])
    assert delivered(nursery) == (["phone-1"], ["phone-1.1", "phone-1.2"])


@pytest.mark.parametrize("broken", [reply_lost, never_arrived])
@pytest.mark.parametrize("batch", [1, 2, 200])
def test_call_of_unknown_end_loses_and_doubles_none_of_the_rows(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Update], Update], batch: int
) -> None:
    monkeypatch.setattr(delivering, "BATCH", batch)
    submit(nursery, "陶盆", "塑料盆")
    for _ in range(3):
        with monkeypatch.context() as patch:
            break_update(nursery, patch, broken)
            if nursery.street.outbox.counts()[State.QUEUED]:
                with pytest.raises(Unknown):
                    deliver(nursery.street, GRACE_S)
        nursery.clock.forward(GRACE_S)
        delivering.settle(nursery.street, GRACE_S)

    while deliver(nursery.street, GRACE_S).waiting:
        pass

    assert delivered(nursery) == (["phone-1"], ["phone-1.1", "phone-1.2"])


@pytest.mark.parametrize("applied", [True, False])
@pytest.mark.parametrize("batch", [1, 200])
def test_writer_killed_between_the_rows_is_settled_by_the_next(
    nursery: Nursery, open_nursery: OpenNursery, monkeypatch: pytest.MonkeyPatch, applied: bool, batch: int
) -> None:
    monkeypatch.setattr(delivering, "BATCH", batch)
    submit(nursery, "陶盆", "塑料盆")

    def killed(original: Update) -> Update:
        def update(*args: object, **kwargs: object) -> object:
            if applied:
                original(*args, **kwargs)
            raise KeyboardInterrupt  # not an Exception: nothing after it runs, as with a kill

        return update

    for _ in range(3):
        with monkeypatch.context() as patch:
            break_update(nursery, patch, killed)
            if nursery.street.outbox.counts()[State.QUEUED]:
                with pytest.raises(KeyboardInterrupt):
                    deliver(nursery.street, GRACE_S)
        nursery.clock.forward(GRACE_S)
        delivering.settle(nursery.street, GRACE_S)
    successor = open_nursery()
    while deliver(successor.street, GRACE_S).waiting:
        pass

    assert delivered(nursery) == (["phone-1"], ["phone-1.1", "phone-1.2"])
    assert successor.street.outbox.counts()[State.SENT] == 3


def test_rows_of_a_submission_that_is_held_back_wait_with_it(nursery: Nursery) -> None:
    pot = Child(1, "pots", "Q", "handover_id", {"pot_kind": "陶盆", "pot_count": 2})
    handover = Submission("phone-1", "handovers", "H", "G-1", "N-01-01", {"lost_field": "kept"}, (pot,))
    nursery.street.outbox.submit(handover, nursery.clock())

    result = deliver(nursery.street, GRACE_S)

    assert (result.delivered, result.waiting, len(result.held)) == (0, 2, 1)
    assert delivered(nursery) == ([], [])


def test_row_left_out_before_delivery_never_arrives(nursery: Nursery) -> None:
    submit(nursery, "陶盆", "塑料盆")
    submit(nursery, "陶盆")

    deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == (["phone-1"], ["phone-1.1"])
    assert run_pass(nursery.street).problems == ()


def test_row_left_out_after_delivery_stays_and_is_listed_until_staff_delete_it(nursery: Nursery) -> None:
    submit(nursery, "陶盆", "塑料盆")
    deliver(nursery.street, GRACE_S)
    submit(nursery, "陶盆")

    (problem,) = run_pass(nursery.street).problems
    assert (problem.tab, problem.key, problem.rule) == ("pots", "Q-00002", "revision")
    assert "删掉本行" in problem.message["zh"]
    assert len(nursery.rows("pots")) == 2
    for name in ("pot_id", "handover_id", "pot_kind", "pot_count", "entry_id"):
        nursery.type("pots", 3, name, "")
    assert run_pass(nursery.street).problems == ()


def test_row_added_after_delivery_is_delivered_too(nursery: Nursery) -> None:
    receipt = submit(nursery, "陶盆")
    deliver(nursery.street, GRACE_S)
    submit(nursery, "陶盆", "塑料盆")

    deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == (["phone-1"], ["phone-1.1", "phone-1.2"])
    assert {row["handover_id"] for row in nursery.rows("pots")} == {receipt.key}

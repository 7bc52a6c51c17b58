"""From the outbox into the workbook: exactly one row an entry, whatever the API does."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from sheets_sync.jobs.deliver import deliver
from sheets_sync.jobs.sync import run_pass
from sheets_sync.retry import Refused, Unknown
from sheets_sync.store import Receipt, State, Submission
from tests.nursery import Nursery, OpenNursery

GRACE_S = 5.0


@pytest.fixture
def nursery(nursery: Nursery) -> Nursery:
    """The nursery after its first pass: forms are open from then on."""
    run_pass(nursery.street)
    return nursery


def submit(nursery: Nursery, submission_id: str, litres: float = 1.5) -> Receipt:
    row = {"tray_id": "T-1", "method": "水壶", "litres": litres, "remark": "=1+1", "watered_at": "2020-02-20 08:00"}
    return nursery.street.outbox.submit(
        Submission(submission_id, "waterings", "W", "G-1", "N-01-01", row), nursery.clock()
    )


def delivered(nursery: Nursery) -> list[object]:
    return [row["submission_id"] for row in nursery.rows("waterings") if str(row["submission_id"]).startswith("phone")]


def test_entry_becomes_one_row_as_typed(nursery: Nursery) -> None:
    receipt = submit(nursery, "phone-1")

    result = deliver(nursery.street, GRACE_S)

    row = nursery.row("waterings", receipt.key)
    assert (row["tray_id"], row["litres"], row["remark"], row["submission_id"]) == ("T-1", 1.5, "=1+1", "phone-1")
    assert (result.delivered, result.waiting) == (1, 0)
    assert run_pass(nursery.street).problems == ()


def test_second_delivery_adds_nothing(nursery: Nursery) -> None:
    submit(nursery, "phone-1")
    deliver(nursery.street, GRACE_S)

    deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == ["phone-1"]


def test_many_entries_go_in_one_write_in_their_order(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        submit(nursery, f"phone-{number:02}")
    calls = count_updates(nursery, monkeypatch)

    deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == [f"phone-{number:02}" for number in range(30)]
    assert len(calls) == 1


def count_updates(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    original, calls = nursery.street.workbook.update, list[int]()

    def counted(requests: Sequence[dict[str, object]], *, idempotent: bool = False) -> object:
        calls.append(len(requests))
        return original(requests, idempotent=idempotent)

    monkeypatch.setattr(nursery.street.workbook, "update", counted)
    return calls


Update = Callable[..., object]


def break_update(nursery: Nursery, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Update], Update]) -> None:
    monkeypatch.setattr(nursery.street.workbook, "update", broken(nursery.street.workbook.update))


def reply_lost(original: Update) -> Update:
    def update(*args: object, **kwargs: object) -> object:
        original(*args, **kwargs)
        raise Unknown("the reply was lost")

    return update


def never_arrived(original: Update) -> Update:
    def update(*args: object, **kwargs: object) -> object:
        raise Unknown("the connection was cut")

    return update


@pytest.mark.parametrize("broken", [reply_lost, never_arrived])
def test_unknown_end_of_a_call_adds_one_row_not_two_and_not_none(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch, broken: Callable[[Update], Update]
) -> None:
    submit(nursery, "phone-1")
    with monkeypatch.context() as patch:
        break_update(nursery, patch, broken)
        with pytest.raises(Unknown):
            deliver(nursery.street, GRACE_S)
    submit(nursery, "phone-2")

    assert deliver(nursery.street, GRACE_S).delivered == 0  # within the grace period nothing more is in flight
    nursery.clock.forward(GRACE_S)
    deliver(nursery.street, GRACE_S)
    deliver(nursery.street, GRACE_S)

    assert sorted(map(str, delivered(nursery))) == ["phone-1", "phone-2"]


def lands_later(late: list[Callable[[], object]]) -> Callable[[Update], Update]:
    """The call times out, and is applied when the test calls what is put into `late`."""

    def broken(original: Update) -> Update:
        def update(*args: object, **kwargs: object) -> object:
            late.append(lambda: original(*args, **kwargs))
            raise Unknown("timed out")

        return update

    return broken


def test_late_landing_within_the_grace_period_is_not_doubled(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(nursery, "phone-1")
    late: list[Callable[[], object]] = []
    with monkeypatch.context() as patch:
        break_update(nursery, patch, lands_later(late))
        with pytest.raises(Unknown):
            deliver(nursery.street, GRACE_S)
    deliver(nursery.street, GRACE_S)
    late[0]()
    nursery.clock.forward(GRACE_S)
    deliver(nursery.street, GRACE_S)

    assert delivered(nursery) == ["phone-1"]


def test_looking_up_at_once_would_double_a_late_landing(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    """The broken variant of the test above: without a grace period the promise does not hold."""
    submit(nursery, "phone-1")
    late: list[Callable[[], object]] = []
    with monkeypatch.context() as patch:
        break_update(nursery, patch, lands_later(late))
        with pytest.raises(Unknown):
            deliver(nursery.street, 0)
    deliver(nursery.street, 0)
    late[0]()

    assert delivered(nursery) == ["phone-1", "phone-1"]


def test_refused_batch_is_queued_again(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    submit(nursery, "phone-1")

    def refused(original: Update) -> Update:
        def update(*args: object, **kwargs: object) -> object:
            raise Refused("no right")

        return update

    with monkeypatch.context() as patch:
        break_update(nursery, patch, refused)
        with pytest.raises(Refused):
            deliver(nursery.street, GRACE_S)

    assert nursery.street.outbox.counts()[State.QUEUED] == 1
    deliver(nursery.street, GRACE_S)
    assert delivered(nursery) == ["phone-1"]


def test_entry_of_a_killed_process_is_settled_by_the_next(
    nursery: Nursery, open_nursery: OpenNursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(nursery, "phone-1")

    def killed(original: Update) -> Update:
        def update(*args: object, **kwargs: object) -> object:
            original(*args, **kwargs)
            raise KeyboardInterrupt  # not an Exception: nothing after it runs, as with a kill

        return update

    with monkeypatch.context() as patch:
        break_update(nursery, patch, killed)
        with pytest.raises(KeyboardInterrupt):
            deliver(nursery.street, GRACE_S)
    successor = open_nursery()
    nursery.clock.forward(GRACE_S)

    deliver(successor.street, GRACE_S)

    assert delivered(nursery) == ["phone-1"]
    assert successor.street.outbox.counts()[State.SENT] == 1


def test_correction_before_delivery_is_what_arrives(nursery: Nursery) -> None:
    receipt = submit(nursery, "phone-1", litres=1.5)
    again = submit(nursery, "phone-1", litres=2.5)

    deliver(nursery.street, GRACE_S)

    assert (again.receipt, again.new) == (receipt.receipt, False)
    assert nursery.row("waterings", receipt.key)["litres"] == 2.5


def test_correction_after_delivery_is_listed_until_staff_have_put_it_right(nursery: Nursery) -> None:
    receipt = submit(nursery, "phone-1", litres=1.5)
    deliver(nursery.street, GRACE_S)
    submit(nursery, "phone-1", litres=2.5)

    report = run_pass(nursery.street)

    (problem,) = report.problems
    assert (problem.key, problem.rule) == (receipt.key, "revision")
    assert "水量（升） 2.5" in problem.message["zh"]
    rows = [row["watering_id"] for row in nursery.rows("waterings")]
    nursery.type("waterings", rows.index(receipt.key) + 2, "litres", 2.5)
    assert run_pass(nursery.street).problems == ()

"""Rows that go with a submission: stored with it, revised with it, and none lost or doubled."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sheets_sync.errors import StoreError
from sheets_sync.store import Child, Database, Entry, Outbox, State, Submission
from tests.conftest import MORNING
from tests.sheets_sync.store.test_outbox import limit_pages

HANDOVER = Submission("s-1", "handovers", "H", "G-1", "N-01-01", {"tray_id": "T-1"})


@pytest.fixture
def outbox(store: Database) -> Outbox:
    return Outbox(store)


def submit(outbox: Outbox, *kinds: str, submission_id: str = "s-1", tray: str = "T-1") -> tuple[str, str, bool]:
    """Submit a handover of pots; an empty kind is a number that is left out."""
    pots = tuple(
        Child(number, "pots", "Q", "handover_id", {"pot_kind": kind}) for number, kind in enumerate(kinds, 1) if kind
    )
    receipt = outbox.submit(replace(HANDOVER, id=submission_id, row={"tray_id": tray}, children=pots), MORNING)
    return receipt.receipt, receipt.key, receipt.new


def pots(outbox: Outbox, submission_id: str = "s-1") -> list[tuple[str, str, str]]:
    """(id, kind, state) of the pots of a handover."""
    return [(pot.id, pot.row["pot_kind"], pot.state) for pot in entry(outbox, submission_id).children.values()]


def entry(outbox: Outbox, submission_id: str = "s-1") -> Entry:
    found = outbox.find(submission_id)
    assert found is not None
    return found


def test_rows_are_stored_under_numbers_of_the_submission_and_name_its_key(outbox: Outbox) -> None:
    assert submit(outbox, "clay", "plastic") == ("01-01-0001", "H-00001", True)

    assert pots(outbox) == [("s-1.1", "clay", "queued"), ("s-1.2", "plastic", "queued")]
    children = entry(outbox).children.values()
    assert {(c.row["handover_id"], c.receipt, c.tab) for c in children} == {("H-00001", "01-01-0001", "pots")}
    assert [c.key for c in children] == ["Q-00001", "Q-00002"]


def test_same_submission_again_adds_no_rows(outbox: Outbox) -> None:
    first = submit(outbox, "clay", "plastic")

    assert submit(outbox, "clay", "plastic") == (*first[:2], False)
    assert outbox.counts()[State.QUEUED] == 3


def test_submission_comes_before_its_rows_and_after_older_ones(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic", submission_id="b")
    submit(outbox, "clay", submission_id="a")

    assert [e.id for e in outbox.in_state(State.QUEUED)] == ["b", "b.1", "b.2", "a", "a.1"]


def test_list_of_a_person_holds_submissions_with_their_rows(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic")

    (own,) = outbox.of_person("G-1")
    assert (own.id, list(own.children)) == ("s-1", [1, 2])


def test_submission_has_arrived_when_all_its_rows_have(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic")
    outbox.move(["s-1", "s-1.1"], State.SENT, MORNING)
    half = entry(outbox).arrived
    outbox.move(["s-1.2"], State.SENT, MORNING)

    assert (half, entry(outbox).arrived) == (False, True)


def test_store_that_is_full_keeps_neither_the_submission_nor_its_rows(store: Database) -> None:
    outbox = Outbox(store)
    submit(outbox, "clay", submission_id="first")
    limit_pages(store, 1)

    with pytest.raises(StoreError):
        submit(outbox, "clay", "x" * 100_000)

    assert outbox.find("s-1") is None
    assert [e.id for e in outbox.in_state(*State)] == ["first", "first.1"]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["clay"], ["clay", "plastic"], [("s-1.1", "clay", "queued"), ("s-1.2", "plastic", "queued")]),
        (["clay", "plastic"], ["clay"], [("s-1.1", "clay", "queued"), ("s-1.2", "plastic", "left-out")]),
        (["clay", "plastic"], ["", "plastic"], [("s-1.1", "clay", "left-out"), ("s-1.2", "plastic", "queued")]),
        (["clay"], ["mixed"], [("s-1.1", "mixed", "queued")]),
        ([], ["clay"], [("s-1.1", "clay", "queued")]),
    ],
)
def test_revision_of_what_waits_changes_adds_and_takes_back_rows(
    outbox: Outbox, before: list[str], after: list[str], expected: list[tuple[str, str, str]]
) -> None:
    first = submit(outbox, *before)

    assert submit(outbox, *after) == (*first[:2], False)
    assert pots(outbox) == expected
    assert outbox.late_revisions() == []


def test_row_taken_back_comes_again_under_its_key(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic")
    key = entry(outbox).children[2].key
    submit(outbox, "clay")
    submit(outbox, "clay", "mixed")

    assert pots(outbox)[1] == ("s-1.2", "mixed", "queued")
    assert entry(outbox).children[2].key == key


def test_late_copy_of_an_older_submission_changes_nothing(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic")
    submit(outbox, "mixed")
    submit(outbox, "clay", "plastic")

    assert pots(outbox) == [("s-1.1", "mixed", "queued"), ("s-1.2", "plastic", "left-out")]


def test_row_that_is_as_it_once_was_counts_when_the_rest_is_new(outbox: Outbox) -> None:
    submit(outbox, "clay")
    submit(outbox, "plastic")
    submit(outbox, "clay", tray="T-2")

    assert (entry(outbox).row["tray_id"], pots(outbox)) == ("T-2", [("s-1.1", "clay", "queued")])


def test_revision_of_what_was_sent_is_told_row_by_row_and_only_what_is_new_is_sent(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic", "mixed")
    outbox.move(["s-1", "s-1.1", "s-1.2", "s-1.3"], State.SENT, MORNING)
    submit(outbox, "clay", "mixed", "", "clay")

    told = {e.id: revised and revised["pot_kind"] for e, revised in outbox.late_revisions()}
    assert told == {"s-1.2": "mixed", "s-1.3": None}
    assert [e.id for e in outbox.in_state(State.QUEUED)] == ["s-1.4"]
    assert [kind for _, kind, _ in pots(outbox)] == ["clay", "plastic", "mixed", "clay"]


def test_revision_while_rows_are_under_way_takes_nothing_from_them(outbox: Outbox) -> None:
    submit(outbox, "clay", "plastic")
    outbox.move(["s-1", "s-1.1", "s-1.2"], State.SENDING, MORNING)
    submit(outbox, "clay")
    outbox.move(["s-1", "s-1.1", "s-1.2"], State.QUEUED, MORNING)  # the call is known to have failed

    assert pots(outbox)[1] == ("s-1.2", "plastic", "queued")
    assert [(e.id, revised) for e, revised in outbox.late_revisions()] == [("s-1.2", None)]

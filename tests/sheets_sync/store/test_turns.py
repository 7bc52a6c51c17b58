"""Entries that no reading has seen yet, and who was first."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from sheets_sync.store import Database, Outbox, OvertakenError, State, Submission
from tests.conftest import MORNING

CLAIM = Submission("s-1", "claims", "C", "G-1", "N-01-01", {"tray_id": "T-1"})
LATER = MORNING + timedelta(minutes=1)


@pytest.fixture
def outbox(store: Database) -> Outbox:
    return Outbox(store)


def waiting(outbox: Outbox) -> list[str]:
    """What a reading begun in the morning may not have seen."""
    return [entry.id for entry in outbox.waiting(["claims"], MORNING).entries]


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING])
def test_entry_on_its_way_waits_however_old_it_is(outbox: Outbox, state: State) -> None:
    outbox.submit(CLAIM, MORNING - timedelta(days=9))
    outbox.move(["s-1"], state, MORNING - timedelta(days=9))
    assert waiting(outbox) == ["s-1"]


@pytest.mark.parametrize(
    ("arrived", "waits"), [(LATER, True), (MORNING, True), (MORNING - timedelta(seconds=1), False)]
)
def test_entry_that_arrived_waits_until_a_reading_began_after_that(
    outbox: Outbox, arrived: datetime, waits: bool
) -> None:
    outbox.submit(CLAIM, MORNING)
    outbox.move(["s-1"], State.SENT, arrived)
    assert waiting(outbox) == (["s-1"] if waits else [])


def test_entry_of_another_tab_does_not_wait_in_this_one(outbox: Outbox) -> None:
    outbox.submit(replace(CLAIM, tab="waterings"), MORNING)
    assert waiting(outbox) == []


def test_entry_judged_beside_all_others_is_stored(outbox: Outbox) -> None:
    for number in range(3):
        seen = outbox.waiting(["claims"], MORNING).seen
        outbox.submit(replace(CLAIM, id=f"s-{number}"), MORNING, seen)
    assert waiting(outbox) == ["s-0", "s-1", "s-2"]


def test_entry_that_another_overtook_is_not_stored(outbox: Outbox) -> None:
    seen = outbox.waiting(["claims"], MORNING).seen
    outbox.submit(CLAIM, MORNING, seen)
    with pytest.raises(OvertakenError):
        outbox.submit(replace(CLAIM, id="s-2"), MORNING, seen)
    assert waiting(outbox) == ["s-1"]


def test_revision_overtakes_as_a_new_entry_does(outbox: Outbox) -> None:
    outbox.submit(CLAIM, MORNING)
    seen = outbox.waiting(["claims"], MORNING).seen
    outbox.submit(replace(CLAIM, row={"tray_id": "T-2"}), MORNING, seen)
    with pytest.raises(OvertakenError):
        outbox.submit(replace(CLAIM, id="s-2"), MORNING, seen)


def test_entry_of_another_tab_overtakes_nobody(outbox: Outbox) -> None:
    seen = outbox.waiting(["claims"], MORNING).seen
    outbox.submit(
        replace(CLAIM, id="w-1", tab="waterings", key_prefix="W"), MORNING, outbox.waiting(["waterings"], MORNING).seen
    )
    assert outbox.submit(replace(CLAIM, id="s-2"), MORNING, seen).new


def test_turns_are_those_of_the_store_and_not_of_a_process(store: Database) -> None:
    one, other = Outbox(store), Outbox(store)
    seen = one.waiting(["claims"], MORNING).seen
    other.submit(CLAIM, MORNING, seen)
    with pytest.raises(OvertakenError):
        one.submit(replace(CLAIM, id="s-2"), MORNING, seen)

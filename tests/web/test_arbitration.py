"""Two who enter the same thing: the first one acknowledged has it, and the other is told who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from sheets_sync.config import Settings
from sheets_sync.schema import Package
from sheets_sync.store import Outbox, OvertakenError, State
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import Script, SignScriptIn, StoppedClock
from web.app import create_app
from web.context import Gridbook

CLAIM = {"tray_id": "T-1", "job": "sell"}
TAKEN = [{"field": "tray_id", "rule": "claimed-once", "message": {
    "zh": "已由 钱园丁 认领，{不用再去}", "en": "Taken on by 钱园丁 already; {nothing to do}",
}}]  # fmt: skip


@pytest.fixture
def first(script_of: SignScriptIn) -> Script:
    """G-1, who has claimed T-1 for sale; no pass has seen it yet."""
    script = script_of("G-1")
    assert script.file("claims", "claim-001", CLAIM).status_code == 201
    return script


@pytest.fixture
def second(script_of: SignScriptIn) -> Script:
    """G-2, who sees the same trays."""
    return script_of("G-2")


def mirror(book: Gridbook, minutes: int, *claims: dict[str, object]) -> None:
    """A pass begun so many minutes after 08:00 that found these claims."""
    rows = {**NURSERY, "claims": list(claims)}
    fill_package(book.package, book.database, rows, LOCAL_MORNING + timedelta(minutes=minutes))


def arrive(book: Gridbook, clock: StoppedClock) -> dict[str, object]:
    """The entry is brought to the sheet now; its row there."""
    (entry,) = book.outbox.in_state(State.QUEUED)
    book.outbox.move([entry.id], State.SENT, clock())
    return {**entry.row, "claim_id": entry.key, "submission_id": entry.id}


def test_second_is_told_of_a_first_whom_no_pass_has_seen(first: Script, second: Script, book: Gridbook) -> None:
    answer = second.file("claims", "claim-002", CLAIM)

    assert (answer.status_code, answer.get_json()["errors"]) == (422, TAKEN)
    assert len(book.outbox.in_state(State.QUEUED)) == 1


def test_second_may_have_what_is_left(first: Script, second: Script) -> None:
    assert second.file("claims", "claim-002", {**CLAIM, "job": "repot"}).status_code == 201
    assert second.file("claims", "claim-003", {**CLAIM, "tray_id": "T-2"}).status_code == 201


def test_repeat_gives_the_receipt_of_the_first(first: Script) -> None:
    assert first.file("claims", "claim-001", CLAIM).status_code == 200


def test_revision_is_not_ruled_out_by_what_it_revises(first: Script, second: Script) -> None:
    assert first.file("claims", "claim-001", {**CLAIM, "given_up": True}).status_code == 200
    assert second.file("claims", "claim-002", CLAIM).status_code == 201
    assert first.file("claims", "claim-001", {**CLAIM, "hours": 2}).get_json()["errors"][0]["rule"] == "claimed-once"


def test_revision_is_not_ruled_out_by_its_own_row(first: Script, book: Gridbook, clock: StoppedClock) -> None:
    mirror(book, 1, arrive(book, clock))

    assert first.file("claims", "claim-001", {**CLAIM, "hours": 2}).status_code == 200


def test_row_of_the_sheet_counts_as_it_stands_there(
    first: Script, second: Script, book: Gridbook, clock: StoppedClock
) -> None:
    row = arrive(book, clock)
    mirror(book, 0, row)
    assert second.file("claims", "claim-002", CLAIM).get_json()["errors"] == TAKEN

    mirror(book, 0, {**row, "given_up": "是"})
    assert second.file("claims", "claim-002", CLAIM).status_code == 201


def test_entry_that_arrived_after_the_last_reading_still_counts(
    first: Script, second: Script, book: Gridbook, clock: StoppedClock
) -> None:
    clock.move(timedelta(minutes=2))
    arrive(book, clock)
    mirror(book, 1)

    assert second.file("claims", "claim-002", CLAIM).get_json()["errors"] == TAKEN


def test_entry_whose_row_staff_took_out_counts_no_more(
    first: Script, second: Script, book: Gridbook, clock: StoppedClock
) -> None:
    clock.move(timedelta(minutes=2))
    arrive(book, clock)
    mirror(book, 3)

    assert second.file("claims", "claim-002", CLAIM).status_code == 201


def test_check_that_looks_at_its_own_tab_sees_what_waits(first: Script, second: Script) -> None:
    assert second.file("claims", "claim-002", {**CLAIM, "job": "repot", "helper_id": "G-1"}).get_json()["errors"] == [
        {
            "field": "helper_id",
            "rule": "helper-is-free",
            "message": {"zh": "帮手自己有活", "en": "The helper has a job"},
        }
    ]


def test_entry_of_a_tab_without_such_a_rule_asks_for_no_turn(
    script_of: SignScriptIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(Outbox, "waiting", refuse)

    watering = {"tray_id": "T-1", "method": "can", "litres": 1}
    assert script_of("G-1").file("waterings", "entry-001", watering).status_code == 201


def test_entry_that_others_overtake_again_and_again_is_not_saved(
    second: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(*_: object) -> None:
        raise OvertakenError

    monkeypatch.setattr(Outbox, "submit", overtaken)

    answer = second.file("claims", "claim-002", CLAIM)

    assert (answer.status_code, answer.get_json()["errors"][0]["rule"]) == (503, "not-saved")


@pytest.fixture
def both(app: Flask, settings: Settings, clock: StoppedClock, toy: Package) -> Iterator[list[Flask]]:
    """Two processes that serve one workbook."""
    other = create_app(settings, clock=clock)
    yield [app, other]
    other.extensions["gridbook"].database.close()


FileClaim = Callable[[int, dict[str, object]], int]


@pytest.fixture
def file_claim(both: list[Flask], first: Script) -> FileClaim:
    """File a claim as the phone of that number does, by one process or the other; the status."""

    def send(number: int, claim: dict[str, object]) -> int:
        client = both[number % 2].test_client(use_cookies=False)
        return Script(client, first.bearer).file("claims", f"phone-{number:03}", claim).status_code

    return send


def test_one_of_twenty_at_two_processes_has_it(file_claim: FileClaim, book: Gridbook) -> None:
    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(lambda number: file_claim(number, {"tray_id": "T-2", "job": "sell"}), range(20)))

    assert Counter(statuses) == {201: 1, 422: 19}
    assert [entry.row["tray_id"] for entry in book.outbox.in_state(State.QUEUED)] == ["T-1", "T-2"]


def test_all_of_those_at_two_processes_who_want_different_things_have_them(
    file_claim: FileClaim, book: Gridbook
) -> None:
    trays = [{"tray_id": f"T-{number}", "place_id": "N-01-01", "buyer_name": "王"} for number in range(12)]
    fill_package(book.package, book.database, {**NURSERY, "trays": trays}, LOCAL_MORNING)

    def repot(number: int) -> int:
        return file_claim(number, {"tray_id": f"T-{number}", "job": "repot"})

    statuses = [repot(0), repot(1)]  # now both have seen the trays
    with ThreadPoolExecutor(10) as pool:
        statuses += pool.map(repot, range(2, 12))

    assert statuses == [201] * 12

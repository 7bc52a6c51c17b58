"""The outbox: acknowledged means on disk, once, under one receipt."""

from __future__ import annotations

import sqlite3
import string
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from sheets_sync.errors import StoreError
from sheets_sync.store import Database, Outbox, State, Submission
from tests.conftest import MORNING

WATERING = Submission("s-1", "waterings", "W", "G-1", "N-01-01", {"tray_id": "T-1", "litres": 1.5})


@pytest.fixture
def outbox(store: Database) -> Outbox:
    return Outbox(store)


def submit(outbox: Outbox, submission_id: str = "s-1", **row: Any) -> tuple[str, str, bool]:
    receipt = outbox.submit(replace(WATERING, id=submission_id, row={**WATERING.row, **row}), MORNING)
    return receipt.receipt, receipt.key, receipt.new


def test_submission_gets_a_key_and_a_short_receipt(outbox: Outbox) -> None:
    assert submit(outbox) == ("01-01-0001", "W-00001", True)
    assert submit(outbox, "s-2") == ("01-01-0002", "W-00002", True)


def test_receipt_without_a_scope_is_the_key(outbox: Outbox) -> None:
    assert outbox.submit(replace(WATERING, scope=""), MORNING).receipt == "W-00001"


def test_same_id_gives_the_same_receipt_and_no_second_entry(outbox: Outbox) -> None:
    first = submit(outbox)
    assert submit(outbox) == (*first[:2], False)
    assert outbox.counts()[State.QUEUED] == 1


def test_order_of_the_fields_makes_no_other_body(outbox: Outbox) -> None:
    submit(outbox)
    turned = dict(reversed(list(WATERING.row.items())))
    outbox.submit(replace(WATERING, row=turned), MORNING)
    outbox.move(["s-1"], State.SENT, MORNING)
    assert outbox.late_revisions() == []


def test_other_body_is_a_revision_that_replaces_what_waits(outbox: Outbox) -> None:
    first = submit(outbox)
    assert submit(outbox, litres=2) == (*first[:2], False)
    entry = outbox.find("s-1")
    assert entry is not None
    assert entry.row["litres"] == 2


def test_batch_stores_what_is_new_and_leaves_the_rest_as_it_is(outbox: Outbox) -> None:
    submit(outbox)
    outbox.move(["s-1"], State.SENT, MORNING)
    batch = [replace(WATERING, id=name, row={"tray_id": name}) for name in ("s-1", "s-2", "s-3")]

    assert outbox.submit_once(batch, MORNING) == {"s-2", "s-3"}
    assert outbox.submit_once(batch, MORNING) == frozenset()

    assert [(entry.id, entry.key, entry.row) for entry in outbox.in_state(State.QUEUED)] == [
        ("s-2", "W-00002", {"tray_id": "s-2"}),
        ("s-3", "W-00003", {"tray_id": "s-3"}),
    ]
    assert outbox.late_revisions() == []


def test_batch_that_cannot_be_stored_as_a_whole_is_not_stored_at_all(outbox: Outbox) -> None:
    broken = replace(WATERING, id="s-2", tab=None)  # type: ignore[arg-type]  # what the database refuses
    with pytest.raises(StoreError):
        outbox.submit_once([WATERING, broken], MORNING)
    assert outbox.known(["s-1", "s-2"]) == frozenset()


def test_ids_are_known_from_when_they_are_stored_on(outbox: Outbox) -> None:
    many = [replace(WATERING, id=f"s-{number}") for number in range(1_200)]
    outbox.submit_once(many, MORNING)
    outbox.move(["s-7"], State.SENT, MORNING)
    assert outbox.known([]) == frozenset()
    assert outbox.known(["x", *(one.id for one in many)]) == {one.id for one in many}


def test_late_copy_of_an_older_body_changes_nothing(outbox: Outbox) -> None:
    submit(outbox)
    submit(outbox, litres=2)
    submit(outbox)
    entry = outbox.find("s-1")
    assert entry is not None
    assert entry.row["litres"] == 2


@pytest.mark.parametrize("state", [State.SENDING, State.SENT])
def test_revision_of_what_is_on_its_way_is_kept_beside_it(outbox: Outbox, state: State) -> None:
    submit(outbox)
    outbox.move(["s-1"], state, MORNING)
    submit(outbox, litres=2)
    ((entry, revised),) = outbox.late_revisions()
    assert (entry.row["litres"], revised and revised["litres"], entry.state) == (1.5, 2, state)


def test_entries_come_oldest_first_and_those_of_a_person_newest_first(outbox: Outbox) -> None:
    for minute, (name, person) in enumerate([("a", "G-1"), ("b", "G-2"), ("c", "G-1")]):
        outbox.submit(replace(WATERING, id=name, person=person), MORNING + timedelta(minutes=minute))
    assert [entry.id for entry in outbox.in_state(State.QUEUED)] == ["a", "b", "c"]
    assert [entry.id for entry in outbox.in_state(State.QUEUED, State.SENT, limit=2)] == ["a", "b"]
    assert [entry.id for entry in outbox.of_person("G-1")] == ["c", "a"]


def test_time_of_sending_is_kept_while_an_entry_is_under_way(outbox: Outbox) -> None:
    submit(outbox)
    outbox.move(["s-1"], State.SENDING, MORNING)
    assert outbox.in_state(State.SENDING)[0].sending_since == MORNING
    outbox.move(["s-1"], State.QUEUED, MORNING)
    assert outbox.in_state(State.QUEUED)[0].sending_since is None


def test_counts_name_every_state(outbox: Outbox) -> None:
    assert outbox.counts() == dict.fromkeys(State, 0)


def test_unknown_id_is_no_entry(outbox: Outbox) -> None:
    assert outbox.find("s-9") is None


def test_new_keys_begin_above_those_of_the_sheet_and_are_given_once(outbox: Outbox) -> None:
    outbox.note_keys({"waterings": 41, "trays": 7})
    assert submit(outbox)[1] == "W-00042"
    outbox.note_keys({"waterings": 5})
    assert outbox.take_keys("waterings", "W", 2) == ["W-00043", "W-00044"]
    assert outbox.take_keys("trays", "T", 1) == ["T-00008"]


def test_twenty_threads_with_one_id_make_one_entry(outbox: Outbox) -> None:
    with ThreadPoolExecutor(20) as pool:
        receipts = list(pool.map(lambda _: submit(outbox), range(20)))
    assert {receipt[:2] for receipt in receipts} == {("01-01-0001", "W-00001")}
    assert [new for _, _, new in receipts].count(True) == 1
    assert outbox.counts()[State.QUEUED] == 1


def test_threads_with_ids_of_their_own_get_keys_of_their_own(outbox: Outbox) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda name: submit(outbox, name)[1], map(str, range(40))))
    assert sorted(keys) == [f"W-{number:05d}" for number in range(1, 41)]


def test_text_of_any_script_comes_back(outbox: Outbox) -> None:
    submit(outbox, remark="𠮷野家 👩‍🌾 =1+1 \u202e")
    entry = outbox.find("s-1")
    assert entry is not None
    assert entry.row["remark"] == "𠮷野家 👩‍🌾 =1+1 \u202e"


@pytest.fixture
def impatient(tmp_path: Path) -> Iterator[Database]:
    """A store that waits for a lock for a moment only."""
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}", busy_timeout_s=0.05)
    yield database
    database.close()


def test_locked_store_acknowledges_nothing_and_works_again_after(impatient: Database, tmp_path: Path) -> None:
    outbox = Outbox(impatient)
    other = sqlite3.connect(tmp_path / "store.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"Nothing was saved\. Another program holds it; try again"):
        submit(outbox)
    assert outbox.find("s-1") is None
    other.execute("ROLLBACK")
    other.close()
    assert submit(outbox) == ("01-01-0001", "W-00001", True)


def test_full_store_acknowledges_nothing_and_works_again_after(store: Database) -> None:
    outbox = Outbox(store)
    submit(outbox)
    limit_pages(store, 1)
    with pytest.raises(StoreError, match=r"full.*Nothing was saved\. The disk is full; free some space"):
        for number in range(100):
            submit(outbox, f"big-{number}", remark=string.ascii_letters * 1000)
    kept = outbox.counts()[State.QUEUED]
    assert outbox.find(f"big-{kept}") is None
    limit_pages(store, 1_000_000)
    assert submit(outbox, f"big-{kept}")[2]
    assert outbox.counts()[State.QUEUED] == kept + 1


def limit_pages(store: Database, pages: int) -> None:
    """Let the file grow no further than it is, or to `pages`. The limit is one of each connection."""
    store.engine.dispose()
    sa.event.listen(store.engine, "connect", lambda connection, _: connection.execute(f"PRAGMA max_page_count={pages}"))


def test_error_in_the_block_undoes_what_was_written(store: Database) -> None:
    class Interrupted(Exception):
        pass

    with pytest.raises(Interrupted), store.write() as connection:
        connection.execute(sa.text("INSERT INTO counters VALUES ('half', 1)"))
        raise Interrupted
    with store.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM counters")) == 0


def test_commit_is_on_disk_before_it_returns(store: Database) -> None:
    with store.read() as connection:
        assert connection.scalar(sa.text("PRAGMA synchronous")) == 2
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"


@pytest.mark.parametrize("content", [b"this is no database, and it is long enough to be looked at" * 20])
def test_file_that_is_no_database_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "store.sqlite").write_bytes(content)
    with pytest.raises(StoreError, match="not a database"):
        Database(f"sqlite:///{tmp_path / 'store.sqlite'}")


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="file"):
        Database(f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}")


class OutboxMachine(RuleBasedStateMachine):
    """Phones send, send again and correct while entries move on: what was acknowledged is there once, as said."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = Database(f"sqlite:///{self.folder.name}/store.sqlite")
        self.outbox = Outbox(self.database)
        self.acknowledged: dict[str, str] = {}

    @rule(name=st.sampled_from("abc"), litres=st.integers(1, 3))
    def send(self, name: str, litres: int) -> None:
        receipt = self.outbox.submit(replace(WATERING, id=name, row={"litres": litres}), MORNING)
        assert receipt.new == (name not in self.acknowledged)
        assert self.acknowledged.setdefault(name, receipt.key) == receipt.key

    @rule(name=st.sampled_from("abc"), state=st.sampled_from(State))
    def move(self, name: str, state: State) -> None:
        self.outbox.move([name], state, MORNING)

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @invariant()
    def acknowledged_entries_are_there_once(self) -> None:
        entries = self.outbox.in_state(*State)
        assert {entry.id: entry.key for entry in entries} == self.acknowledged
        assert len({entry.key for entry in entries}) == len(entries)


def test_outbox_keeps_what_it_acknowledged_whatever_comes() -> None:
    run_state_machine_as_test(
        OutboxMachine,
        settings=settings(max_examples=settings().max_examples // 4, stateful_step_count=15, deadline=None),
    )

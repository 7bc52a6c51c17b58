"""Rows that playbooks start: each is made exactly once, however often passes run and whatever staff and the API do."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sheets_sync.config import Settings
from sheets_sync.errors import WorkbookError
from sheets_sync.jobs.deliver import deliver, deliver_all
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.problems import CellValue
from sheets_sync.retry import Unknown
from sheets_sync.store import State
from tests.conftest import NURSERY
from tests.nursery import Clock, Nursery, OpenNursery, write_rows

GRACE_S = 5.0
STEPS = ("isolate", "spray", "warn/G-1", "warn/G-2")
OF_T1 = [f"mould/T-1/{step}" for step in STEPS]


def see_mould(nursery: Nursery, row: int = 2, seen: str = "霉") -> None:
    """Somebody writes what was seen when the tray of that sheet row was watered: T-1 in row 2."""
    nursery.type("waterings", row, "seen", seen)


def settle(nursery: Nursery) -> None:
    """Pass and deliver until all is done, with time enough for what was cut."""
    run_pass(nursery.street)
    nursery.clock.forward(GRACE_S)
    deliver_all(nursery.street, GRACE_S)
    run_pass(nursery.street)


def started(nursery: Nursery) -> list[CellValue]:
    """The ids that stand in the sheet, in its order."""
    return [row["submission_id"] for row in nursery.rows("treatments") if row["submission_id"]]


def row_of(nursery: Nursery, start: str) -> int:
    """The sheet row of a started row."""
    return [row["submission_id"] for row in nursery.rows("treatments")].index(start) + 2


def delete_row(nursery: Nursery, tab: str, row: int) -> None:
    sheet_id = nursery.street.workbook.sheet_ids()[nursery.sheet(tab).strip("'")]
    span = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
    nursery.street.workbook.update([{"deleteDimension": {"range": span}}])


def test_rows_are_started_by_a_pass_and_made_by_the_next_delivery(nursery: Nursery) -> None:
    see_mould(nursery)

    report = run_pass(nursery.street)
    assert [(start.tab.name, start.id) for start in report.started] == [("treatments", start) for start in OF_T1]
    assert started(nursery) == []
    deliver_all(nursery.street, GRACE_S)

    assert started(nursery) == OF_T1
    assert [row["treatment_id"] for row in nursery.rows("treatments")] == [f"R-0000{n}" for n in (1, 2, 3, 4)]
    assert nursery.row("treatments", "R-00002") == {
        "treatment_id": "R-00002",
        "tray_id": "T-1",
        "treatment": "喷药",
        "gardener_id": None,
        "due_at": "2020-02-21 00:00",
        "after_steps": "隔开",
        "after_words": "isolate",
        "doses": 2,
        "remark": "王小明：20",
        "submission_id": "mould/T-1/spray",
        "row_note": None,
    }
    assert run_pass(nursery.street).problems == ()


def test_keys_run_on_from_those_in_the_sheet(nursery: Nursery) -> None:
    nursery.type("treatments", 2, "treatment_id", "R-00041")
    nursery.type("treatments", 2, "tray_id", "T-5")
    see_mould(nursery)

    settle(nursery)

    assert nursery.row("treatments", "R-00042")["submission_id"] == "mould/T-1/isolate"


def test_further_passes_start_nothing(nursery: Nursery) -> None:
    see_mould(nursery)

    reports = [run_pass(nursery.street) for _ in range(3)]
    settle(nursery)
    nursery.clock.forward(24 * 3600)
    settle(nursery)

    assert [len(report.started) for report in reports] == [4, 0, 0]
    assert started(nursery) == OF_T1
    assert nursery.row("treatments", "R-00001")["due_at"] == "2020-02-20 10:00"


def test_row_that_no_longer_starts_and_starts_again_starts_nothing_twice(nursery: Nursery) -> None:
    see_mould(nursery)
    settle(nursery)
    see_mould(nursery, seen="")
    settle(nursery)
    see_mould(nursery)
    settle(nursery)

    assert started(nursery) == OF_T1


def test_row_that_staff_took_off_is_not_made_again(nursery: Nursery) -> None:
    see_mould(nursery)
    settle(nursery)
    delete_row(nursery, "treatments", row_of(nursery, "mould/T-1/spray"))

    settle(nursery)

    assert started(nursery) == [start for start in OF_T1 if start != "mould/T-1/spray"]


def test_row_whose_id_staff_emptied_is_not_made_again(nursery: Nursery) -> None:
    see_mould(nursery)
    settle(nursery)
    nursery.type("treatments", row_of(nursery, "mould/T-1/spray"), "submission_id", "")

    settle(nursery)

    assert len(nursery.rows("treatments")) == 4
    assert "mould/T-1/spray" not in started(nursery)


def test_what_staff_change_in_a_row_stays_changed(nursery: Nursery) -> None:
    see_mould(nursery)
    settle(nursery)
    row = row_of(nursery, "mould/T-1/isolate")
    nursery.type("treatments", row, "gardener_id", "G-2")
    nursery.type("trays", 2, "place_id", "N-02-01")  # its gardener would be another

    settle(nursery)

    assert nursery.row("treatments", "R-00001")["gardener_id"] == "G-2"
    assert [s for s in started(nursery) if s in OF_T1] == OF_T1


def test_store_that_was_lost_starts_nothing_that_stands_in_the_sheet(
    nursery: Nursery, open_nursery: OpenNursery, tmp_path: Path
) -> None:
    see_mould(nursery)
    settle(nursery)
    see_mould(nursery, row=4)  # T-4
    run_pass(nursery.street)  # laid into the outbox, and lost with it
    nursery.street.database.close()
    shutil.rmtree(tmp_path / "store")
    rebuilt = open_nursery()

    settle(rebuilt)

    assert started(rebuilt) == [*OF_T1, "mould/T-4/isolate", "mould/T-4/spray", "mould/T-4/warn/G-3"]
    keys = [row["treatment_id"] for row in rebuilt.rows("treatments")]
    assert len(set(keys)) == len(keys)


def test_two_passes_at_once_start_each_row_once(nursery: Nursery, open_nursery: OpenNursery) -> None:
    for row in (2, 3, 4):
        see_mould(nursery, row)
    both = [nursery, open_nursery()]

    with ThreadPoolExecutor() as pool:
        reports = list(pool.map(lambda one: run_pass(one.street), both))

    counts = Counter(start.id for report in reports for start in report.started)
    assert len(counts) == 11
    assert set(counts.values()) == {1}
    assert nursery.street.outbox.counts()[State.QUEUED] == 11


def test_row_without_a_key_starts_only_once_its_key_stands_in_the_sheet(
    nursery: Nursery, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A key that a pass could not write, because rows moved, is not used; the row would start everything twice."""
    nursery.type("waterings", 5, "tray_id", "T-00006")
    see_mould(nursery, row=5)
    nursery.type("trays", 7, "place_id", "N-02-01")
    nursery.type("trays", 7, "buyer_name", "郑七")
    original, reads = nursery.street.workbook.read, []

    def read_then_sort(*args: list[str]) -> object:
        answer = original(*args)
        reads.append(args)
        if len(reads) == 1:
            nursery.sort("trays", 0)
        return answer

    monkeypatch.setattr(nursery.street.workbook, "read", read_then_sort)
    report = run_pass(nursery.street)
    monkeypatch.undo()
    deliver_all(nursery.street, GRACE_S)

    (unnamed,) = [row for row in nursery.rows("trays") if row["buyer_name"] == "郑七"]
    assert {start.key for start in report.started} <= {unnamed["tray_id"]}
    assert started(nursery) == [start.id for start in report.started]


def test_pass_of_one_tab_starts_rows_of_that_tab_alone(nursery: Nursery) -> None:
    see_mould(nursery)

    assert run_pass(nursery.street, only="trays").started == ()
    assert len(run_pass(nursery.street, only="treatments").started) == 4


def test_dry_run_tells_what_would_be_started_and_starts_nothing(nursery: Nursery) -> None:
    see_mould(nursery)

    assert [start.id for start in run_pass(nursery.street, dry_run=True).started] == OF_T1
    assert nursery.street.outbox.counts()[State.QUEUED] == 0
    run_pass(nursery.street)
    assert run_pass(nursery.street, dry_run=True).started == ()


Update = Callable[..., object]


@contextmanager
def cut(nursery: Nursery, *, applied: bool) -> Iterator[None]:
    """Calls that change the workbook end nobody knows how; they were `applied`, or not."""
    original = nursery.street.workbook.update

    def update(*args: object, **kwargs: object) -> object:
        if applied:
            original(*args, **kwargs)  # type: ignore[arg-type]  # handed on as they came
        raise Unknown("cut")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nursery.street.workbook, "update", update)
        yield


@pytest.mark.parametrize("applied", [True, False])
def test_delivery_that_was_cut_makes_each_row_once(nursery: Nursery, applied: bool) -> None:
    see_mould(nursery)
    run_pass(nursery.street)
    with cut(nursery, applied=applied), pytest.raises(Unknown):
        deliver(nursery.street, GRACE_S)
    run_pass(nursery.street)

    settle(nursery)

    assert started(nursery) == OF_T1


class StartingMachine(RuleBasedStateMachine):
    """Two processes at one nursery, its staff, an API that is cut and a store that gets lost.

    `made` counts how often each id came to stand in the sheet while something remembers it: the row itself, or a store
    that knows that it arrived.
    """

    template: Path
    schemas: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        shutil.copytree(self.template, self.folder.name, dirs_exist_ok=True)
        self.clock = Clock()
        self.made: Counter[str] = Counter()
        self.standing: Counter[str] = Counter()
        self.open()

    def open(self) -> None:
        base = Path(self.folder.name)
        given = Settings(workbook=f"local:{base / 'book'}", schemas=str(self.schemas), data=str(base / "store"))
        self.processes = [Nursery(open_street(given, self.clock), given, self.clock) for _ in range(2)]

    @property
    def one(self) -> Nursery:
        return self.processes[0]

    def look(self) -> None:
        """Count what has come to stand in the sheet."""
        standing = Counter(str(start) for start in started(self.one))
        self.made += standing - self.standing
        self.standing = standing

    @initialize(row=st.sampled_from([2, 4]))
    def begin(self, row: int) -> None:
        see_mould(self.one, row)

    @rule(row=st.sampled_from([2, 4]), seen=st.sampled_from(["霉", "霉、蚜虫", "蚜虫", ""]))
    def see(self, row: int, seen: str) -> None:
        see_mould(self.one, row, seen)

    @rule(process=st.sampled_from([0, 1]))
    def pass_over(self, process: int) -> None:
        run_pass(self.processes[process].street)
        self.look()

    @rule(process=st.sampled_from([0, 1]), end=st.sampled_from(["answered", "applied", "lost"]))
    def deliver(self, process: int, end: str) -> None:
        nursery = self.processes[process]
        with suppress(WorkbookError):
            if end == "answered":
                deliver(nursery.street, GRACE_S)
            else:
                with cut(nursery, applied=end == "applied"):
                    deliver(nursery.street, GRACE_S)
        self.look()

    @rule()
    def wait(self) -> None:
        self.clock.forward(GRACE_S)

    @rule()
    def settle(self) -> None:
        settle(self.one)
        self.look()

    @rule(which=st.integers(0, 9), doing=st.sampled_from(["delete", "forget", "edit"]))
    def meddle(self, which: int, doing: str) -> None:
        """Staff delete a row, empty its id, or edit it.

        What no store knows to have arrived is brought again then: no look-up has settled its delivery, or that store is
        lost. Only an audit that remembers rows could tell it from a row that never came.
        """
        rows = self.one.rows("treatments")
        if which < len(rows):
            start = str(rows[which]["submission_id"] or "")
            if doing != "edit" and not self.has_arrived(start):
                self.made.pop(start, None)
            if doing == "delete":
                delete_row(self.one, "treatments", which + 2)
            else:
                name = "submission_id" if doing == "forget" else "treatment"
                self.one.type("treatments", which + 2, name, "" if doing == "forget" else "问一下")
            self.standing = Counter(str(start) for start in started(self.one))

    def has_arrived(self, start: str) -> bool:
        """Whether the store knows that the row stood in the sheet."""
        entry = self.one.street.outbox.find(start)
        return entry is not None and entry.state is State.SENT

    @rule(column=st.integers(0, 8))
    def sort(self, column: int) -> None:
        self.one.sort("treatments", column)

    @rule()
    def lose_the_store(self) -> None:
        for nursery in self.processes:
            nursery.street.database.close()
        shutil.rmtree(Path(self.folder.name) / "store")
        self.open()
        for start in set(self.made) - set(self.standing):
            del self.made[start]  # nothing remembers it: neither the sheet nor a store

    @invariant()
    def each_row_is_made_once_at_most(self) -> None:
        assert not [start for start, count in self.made.items() if count > 1]

    def teardown(self) -> None:
        try:
            self.all_is_well_in_the_end()
        finally:
            for nursery in self.processes:
                nursery.street.database.close()
            self.folder.cleanup()

    def all_is_well_in_the_end(self) -> None:
        self.settle()
        self.each_row_is_made_once_at_most()
        sick = [row["tray_id"] for row in self.one.rows("waterings") if "霉" in str(row["seen"])]
        wanted = {"T-1": STEPS, "T-4": ("isolate", "spray", "warn/G-3")}
        for tray in sick:
            assert {f"mould/{tray}/{step}" for step in wanted[str(tray)]} <= self.made.keys()
        keys = [row["treatment_id"] for row in self.one.rows("treatments") if row["submission_id"]]
        assert len(keys) == len(set(keys))


def test_each_row_is_made_once_in_whatever_order_things_happen(toy_folder: Path, tmp_path: Path) -> None:
    given = Settings(workbook=f"local:{tmp_path / 'book'}", schemas=str(toy_folder), data=str(tmp_path / "store"))
    street = open_street(given, Clock(), create=True)
    apply_layout(street)
    write_rows(street, NURSERY)
    run_pass(street)
    street.database.close()

    class Machine(StartingMachine):
        template, schemas = tmp_path, toy_folder

    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=settings().max_examples // 10,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )

"""A confirmed case from one typed row to its tasks and contacts, through sync and delivery in a local workbook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sheets_sync.config import Settings
from sheets_sync.jobs.deliver import deliver
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.problems import CellValue
from tests.conftest import Rows
from tests.nursery import Clock, Nursery, write_rows

SCHEMAS = Path(__file__).parents[1] / "schemas"
GRACE_S = 5.0
AFTERNOON = datetime(2020, 2, 20, 9, 0, tzinfo=UTC)
"""17:00 in the street."""

STREET: Rows = {
    "grids": [
        {"grid_id": "JN", "grid_name": "江南街道", "grid_level": "large", "grid_head": "W-1"},
        {"grid_id": "JN-03", "grid_name": "江翠社区", "grid_level": "medium", "parent_grid_id": "JN",
         "grid_head": "W-2"},
        {"grid_id": "JN-03-05", "grid_name": "江翠3-05网格", "grid_level": "small", "parent_grid_id": "JN-03",
         "grid_head": "W-3"},
    ],
    "workers": [
        {"worker_id": "W-1", "worker_kind": "street_lead", "grid_id": "JN", "on_duty": "是"},
        {"worker_id": "W-2", "worker_kind": "street_lead", "grid_id": "JN-03", "on_duty": "是"},
        {"worker_id": "W-3", "worker_kind": "building_head", "grid_id": "JN-03-05", "on_duty": "是"},
        {"worker_id": "W-4", "worker_kind": "district_liaison", "grid_id": "JN", "on_duty": "是"},
    ],
    "households": [
        {"household_id": f"H-{n}", "grid_id": "JN-03-05", "building": "江翠华庭7栋", "unit": "1", "door": f"010{n}"}
        for n in (1, 2, 3, 4)
    ],
    "residents": [
        {"resident_id": "M-1", "household_id": "H-1", "resident_name": "病例甲", "head_relation": "household_head"},
        {"resident_id": "M-2", "household_id": "H-1", "resident_name": "家人乙", "head_relation": "spouse"},
        {"resident_id": "M-3", "household_id": "H-1", "resident_name": "租客丙", "head_relation": "tenant"},
        {"resident_id": "M-4", "household_id": "H-2", "resident_name": "邻居丁"},
    ],
    "persons": [
        {"person_id": "P-1", "household_id": "H-1", "person_name": "来返戊", "final_status": "under_follow_up"},
        {"person_id": "P-2", "household_id": "H-1", "person_name": "家人乙", "final_status": "under_follow_up"},
        {"person_id": "P-3", "household_id": "H-1", "person_name": "早已己", "final_status": "completed"},
    ],
}  # fmt: skip
CASE = {
    "case_id": "CA-1",
    "household_id": "H-1",
    "case_name": "病例甲",
    "case_class": "confirmed",
    "confirmed_at": "2020-02-20 16:40",
}


class Office(Nursery):
    """The workbook of the street, and the sync that runs beside it."""

    def sync(self, times: int = 1) -> None:
        for _ in range(times):
            run_pass(self.street)
            deliver(self.street, GRACE_S)
            self.clock.forward(60)
        run_pass(self.street)

    def confirm(self, case: Mapping[str, CellValue] = CASE) -> None:
        write_rows(self.street, {"cases": [case]})

    def tasks(self) -> dict[CellValue, dict[str, CellValue]]:
        return {row["task_step"]: row for row in self.rows("tasks")}

    def retype(self, tab: str, key: str, field: str, cell: CellValue) -> None:
        """What a clerk does who finds the row and types over one cell."""
        keys = [row[self.street.package.by_name[tab].primary_key] for row in self.rows(tab)]
        self.type(tab, 2 + keys.index(key), field, cell)


def open_office(folder: Path) -> Office:
    """The street at 17:00, provisioned and filled; no pass has run yet."""
    clock = Clock(AFTERNOON)
    settings = Settings(workbook=f"local:{folder / 'book'}", schemas=str(SCHEMAS), data=str(folder / "store"))
    made = Office(open_street(settings, clock, create=True), settings, clock)
    apply_layout(made.street)
    write_rows(made.street, STREET)
    return made


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return open_office(tmp_path)


@pytest.fixture(scope="module")
def after(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The office a minute after the case was typed; tests that only look share it."""
    made = open_office(tmp_path_factory.mktemp("after"))
    made.confirm()
    made.sync()
    return made


def test_confirmed_case_makes_eleven_tasks_each_with_a_name_a_time_and_a_level(after: Office) -> None:
    rows = after.rows("tasks")
    assert len(rows) == 11
    assert {row["grid_id"] for row in rows} == {"JN-03-05"}
    assert {(row["task_level"], row["worker_id"]) for row in rows} == {
        ("区", "W-4"),
        ("街道", "W-1"),
        ("社区", "W-2"),
        ("小网格", "W-3"),
    }
    assert all("2020-02-20 17:00" < str(row["due_at"]) <= "2020-02-21 17:10" for row in rows)
    assert not {"任务", "接触者", "病例"} & {row["problem_tab"] for row in after.rows("problems")}


def test_steps_wait_for_those_before_them(after: Office) -> None:
    ready = {step for step, row in after.tasks().items() if row["task_ready"] == "是"}
    assert ready == {"上报", "封控值守", "排查接触者", "楼道消杀", "公共区域消杀"}
    assert after.tasks()["送院观察"]["task_after"] == "排查接触者、区级联动"
    assert "向 3 户邻居解释" in str(after.tasks()["解释说明"]["task_title"])


def test_people_of_the_household_become_contacts(after: Office) -> None:
    contacts = {row["contact_name"]: (row["contact_relation"], row["person_id"]) for row in after.rows("contacts")}
    assert contacts == {"家人乙": ("家庭成员", "P-2"), "租客丙": ("其他", None), "来返戊": ("家庭成员", "P-1")}
    assert {row["contact_kind"] for row in after.rows("contacts")} == {"密切接触者"}


def test_rows_are_made_once_however_often_sync_runs(after: Office) -> None:
    after.sync(times=2)

    assert (len(after.rows("tasks")), len(after.rows("contacts"))) == (11, 3)


def test_suspect_starts_nothing_until_it_is_confirmed(office: Office) -> None:
    office.confirm({**CASE, "case_class": "suspect", "confirmed_at": None})
    office.sync()
    assert office.rows("tasks") == []

    office.retype("cases", "CA-1", "case_class", "确诊")
    office.sync()
    assert len(office.rows("tasks")) == 11


def test_discarded_case_withdraws_what_is_untouched_and_keeps_what_is_done(office: Office) -> None:
    office.confirm()
    office.sync()
    keys = {step: str(row["task_id"]) for step, row in office.tasks().items()}
    office.retype("tasks", keys["上报"], "task_status", "办结")
    office.retype("tasks", keys["上报"], "done_at", "2020-02-20 17:05")
    office.retype("tasks", keys["楼道消杀"], "task_status", "在办")

    office.retype("cases", "CA-1", "case_class", "排除")
    office.sync()

    rows = office.tasks()
    kept = {step for step, row in rows.items() if row["task_withdrawn"] != "是"}
    assert (len(rows), kept) == (11, {"上报", "楼道消杀"})
    assert {row["task_status"] for step, row in rows.items() if step not in kept} == {"待办"}, (
        "nothing typed is changed"
    )
    assert {step for step, row in rows.items() if row["task_waiting"] == "是"} == {"楼道消杀"}


def test_task_that_staff_took_off_is_not_made_again(office: Office) -> None:
    office.confirm()
    office.sync()
    sheet_id = office.street.workbook.sheet_ids()[office.sheet("tasks").strip("'")]
    first = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
    office.street.workbook.update([{"deleteDimension": {"range": first}}])

    office.sync(times=2)

    assert len(office.rows("tasks")) == 10


def test_without_a_liaison_the_head_of_the_street_speaks_for_the_district(office: Office) -> None:
    office.retype("workers", "W-4", "on_duty", "否")
    office.confirm()
    office.sync()

    assert office.tasks()["区级联动"]["worker_id"] == "W-1"

"""The schema is renamed while entries are on their way, and while the mirror still holds what was."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sheets_sync.config import Settings
from sheets_sync.errors import HeaderError, SchemaError
from sheets_sync.jobs.deliver import deliver, settle
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.store import Receipt, State, Submission
from tests.conftest import NURSERY
from tests.nursery import Clock, Nursery, write_rows
from tests.renaming import edit, rename_field, rename_tab

GRACE_S = 5.0
WATERINGS = "tabs/waterings.yaml"

Change = Callable[[Path], None]


def litres_to_water(schemas: Path) -> None:
    rename_field(schemas, "waterings", "litres", "water")
    edit(schemas, WATERINGS, "was: [litres]", "was: [litres, 水量（升）]")
    edit(schemas, WATERINGS, "title: {zh: 水量（升）", "title: {zh: 浇了多少（升）")


def remark_retired(schemas: Path) -> None:
    edit(schemas, WATERINGS, "{name: remark, type", "{name: remark, retired: true, type")
    edit(schemas, WATERINGS, "again_on, remark]", "again_on]")
    no_reason = "    field: remark\n    where: method = 'none' AND remark IS NULL"
    edit(schemas, WATERINGS, no_reason, "    where: method IS NULL")


def remark_gone(schemas: Path) -> None:
    remark_retired(schemas)
    file = schemas / WATERINGS
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if "{name: remark" not in line), encoding="utf-8")


def waterings_to_rounds(schemas: Path) -> None:
    rename_tab(schemas, "waterings", "rounds", "巡棚")


def nothing(_schemas: Path) -> None:
    """As it was."""


Reopen = Callable[[Change], Nursery]


@pytest.fixture
def schemas(toy_folder: Path, tmp_path: Path) -> Path:
    """Schema files that the test may change."""
    folder = tmp_path / "schemas"
    shutil.copytree(toy_folder, folder)
    return folder


@pytest.fixture
def reopen(schemas: Path, tmp_path: Path) -> Reopen:
    """Change the schema files and open the nursery of this test anew, as a program that is started again does."""
    settings = Settings(workbook=f"local:{tmp_path / 'book'}", schemas=str(schemas), data=str(tmp_path / "store"))
    clock = Clock()

    def again(change: Change) -> Nursery:
        change(schemas)
        return Nursery(open_street(settings, clock, create=True), settings, clock)

    return again


@pytest.fixture
def nursery(reopen: Reopen) -> Nursery:
    """The nursery as it was before its schema changed, after its first pass."""
    made = reopen(nothing)
    apply_layout(made.street)
    write_rows(made.street, NURSERY)
    run_pass(made.street)
    return made


def submit(nursery: Nursery, submission_id: str = "phone-1", **cells: object) -> Receipt:
    row = {
        "tray_id": "T-1",
        "method": "水壶",
        "litres": 2.5,
        "remark": "dry",
        "watered_at": "2020-02-20 08:00",
        **cells,
    }
    return nursery.street.outbox.submit(
        Submission(submission_id, "waterings", "W", "G-1", "N-01-01", row), nursery.clock()
    )


def test_entry_queued_under_an_old_field_name_comes_into_the_renamed_column(nursery: Nursery, reopen: Reopen) -> None:
    receipt = submit(nursery)
    changed = reopen(litres_to_water)
    apply_layout(changed.street)

    deliver(changed.street, GRACE_S)

    assert changed.row("waterings", receipt.key)["water"] == 2.5
    assert [row["water"] for row in changed.rows("waterings")][:3] == [1.5, 2, 1]
    assert run_pass(changed.street).problems == ()


def test_nothing_is_delivered_or_passed_before_the_column_is_renamed(nursery: Nursery, reopen: Reopen) -> None:
    submit(nursery)
    changed = reopen(litres_to_water)
    before = nursery.cells("waterings")
    for job in (lambda: deliver(changed.street, GRACE_S), lambda: run_pass(changed.street)):
        with pytest.raises(HeaderError, match=r"“水量（升）” is “浇了多少（升）” \(water\) now; .* apply` renames it"):
            job()
    assert nursery.cells("waterings") == before
    assert changed.street.outbox.counts()[State.QUEUED] == 1


def test_entry_queued_under_an_old_tab_name_comes_into_the_renamed_tab(nursery: Nursery, reopen: Reopen) -> None:
    receipt = submit(nursery)
    changed = reopen(waterings_to_rounds)
    with pytest.raises(HeaderError, match=r"“浇水” is “巡棚” \(rounds\) now; .* apply` renames it here"):
        deliver(changed.street, GRACE_S)
    apply_layout(changed.street)

    deliver(changed.street, GRACE_S)

    assert changed.row("rounds", receipt.key)["litres"] == 2.5
    assert run_pass(changed.street).problems == ()


def test_keys_run_on_in_a_renamed_tab(nursery: Nursery, reopen: Reopen) -> None:
    receipt = submit(nursery)
    changed = reopen(waterings_to_rounds)
    new = changed.street.outbox.submit(Submission("phone-2", "rounds", "W", "G-1", "N-01-01", {}), changed.clock())
    assert (receipt.key, new.key) == ("W-00004", "W-00005")


def test_entry_in_flight_when_its_tab_was_renamed_is_settled_there(nursery: Nursery, reopen: Reopen) -> None:
    submit(nursery)
    deliver(nursery.street, GRACE_S)
    nursery.street.outbox.move(["phone-1"], State.SENDING, nursery.clock())
    changed = reopen(waterings_to_rounds)
    apply_layout(changed.street)
    changed.clock.forward(GRACE_S)

    settle(changed.street, GRACE_S)

    assert changed.street.outbox.counts()[State.SENT] == 1


def test_value_of_a_retired_field_still_comes_into_its_column(nursery: Nursery, reopen: Reopen) -> None:
    receipt = submit(nursery)
    changed = reopen(remark_retired)
    apply_layout(changed.street)

    deliver(changed.street, GRACE_S)

    assert changed.row("waterings", receipt.key)["备注"] == "dry"
    assert run_pass(changed.street).problems == ()


def test_entry_with_a_value_that_has_no_place_is_held_back_and_told_and_stops_no_other(
    nursery: Nursery, reopen: Reopen
) -> None:
    submit(nursery)
    submit(nursery, "phone-2", remark="")
    changed = reopen(remark_gone)
    apply_layout(changed.street)

    result = deliver(changed.street, GRACE_S)

    assert (result.delivered, result.waiting) == (1, 1)
    (words,) = result.held
    assert words.startswith("Entries held back (1): they hold remark, which tabs/waterings.yaml does not have.")
    assert "`retired: true`" in words


def test_entry_of_a_tab_that_left_the_schema_is_held_back_and_told(nursery: Nursery) -> None:
    nursery.street.outbox.submit(Submission("phone-1", "jars", "J", "G-1", "N-01-01", {}), nursery.clock())
    (words,) = deliver(nursery.street, GRACE_S).held
    assert words.startswith("Entries held back (1): the schema has no tab jars.")
    nursery.street.outbox.move(["phone-1"], State.SENDING, nursery.clock())
    with pytest.raises(SchemaError, match="on its way to the tab jars, which the schema no longer has"):
        settle(nursery.street, 0.0)


def test_correction_under_an_old_name_is_compared_with_the_renamed_column(nursery: Nursery, reopen: Reopen) -> None:
    submit(nursery)
    deliver(nursery.street, GRACE_S)
    submit(nursery, litres=3.5)
    changed = reopen(litres_to_water)
    apply_layout(changed.street)

    (problem,) = run_pass(changed.street).problems

    assert (problem.rule, problem.message["en"].partition("differs: ")[2]) == (
        "revision", "浇了多少（升） 3.5. Compare, then put the row right.",
    )  # fmt: skip


def test_same_entry_again_under_new_names_is_no_correction(nursery: Nursery, reopen: Reopen) -> None:
    submit(nursery)
    changed = reopen(litres_to_water)
    row = changed.street.outbox.in_state(State.QUEUED)[0].row
    again = Submission("phone-1", "waterings", "W", "G-1", "N-01-01", row)
    changed.street.outbox.submit(again, changed.clock())
    changed.street.outbox.move(["phone-1"], State.SENT, changed.clock())
    assert "water" in row
    assert changed.street.outbox.late_revisions() == []


def test_mirror_is_read_under_new_names_until_the_next_pass_and_keeps_no_old_tab(
    nursery: Nursery, reopen: Reopen
) -> None:
    changed = reopen(waterings_to_rounds)
    held = changed.street.mirror.read("rounds")
    assert held is not None
    assert held.data["litres"].to_pylist() == [1.5, 2.0, 1.0]
    versions = changed.street.mirror.versions()
    assert "rounds" in versions
    assert "waterings" not in versions

    apply_layout(changed.street)
    run_pass(changed.street)

    assert nursery.street.mirror.read("waterings") is None


def test_mirror_gives_a_renamed_column_under_its_new_name(nursery: Nursery, reopen: Reopen) -> None:
    held = reopen(litres_to_water).street.mirror.read("waterings")
    assert held is not None
    assert held.data["water"].to_pylist() == [1.5, 2.0, 1.0]

"""A page that was opened before the schema was renamed, and a script that was written before, still get through."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sheets_sync.schema import Package, load_package
from sheets_sync.store import State
from tests.renaming import edit, rename_field, rename_tab
from tests.web.conftest import SignScriptIn, Visitor
from web.context import Gridbook

WATERINGS = "tabs/waterings.yaml"


@pytest.fixture
def toy(toy_folder: Path, tmp_path: Path) -> Package:
    """The nursery with its waterings called rounds, litres called water, and nobody asked any more what wilted."""
    folder = tmp_path / "schemas"
    shutil.copytree(toy_folder, folder)
    edit(folder, WATERINGS, "{name: wilted,", "{name: wilted, retired: true,")
    edit(folder, WATERINGS, "seen, wilted, cans", "seen, cans")
    rename_field(folder, "waterings", "litres", "water")
    rename_tab(folder, "waterings", "rounds")
    return load_package(folder)


OLD_PAGE = {"tray_id": "T-1", "method": "can", "litres": "2", "wilted": "true"}


def test_page_opened_before_is_taken_under_todays_names(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get("/forms/rounds")

    answer = gardener.post("/forms/waterings", page, **OLD_PAGE)

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert answer.status_code == 303
    assert entry.tab == "rounds"
    assert (entry.row["water"], entry.row["wilted"]) == (2, "是")
    assert "litres" not in entry.row


def test_page_that_comes_back_with_a_mistake_keeps_what_was_typed(gardener: Visitor) -> None:
    page = gardener.get("/forms/rounds")

    answer = gardener.post("/forms/waterings", page, **{**OLD_PAGE, "litres": "99"})

    assert answer.status_code == 422
    assert 'id="f-water" name="water" type="text" value="99"' in answer.get_data(as_text=True)


def test_link_under_a_former_name_opens_the_form_about_its_row(gardener: Visitor) -> None:
    assert "<b>王××</b>" in gardener.get("/forms/waterings?tray_id=T-1")


def test_same_page_sent_before_and_after_the_change_is_one_entry(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get("/forms/rounds")
    first = gardener.post("/forms/waterings", page, **OLD_PAGE)

    again = gardener.post("/forms/waterings", page, **{**OLD_PAGE, "water": "2"})

    assert first.headers["Location"] == again.headers["Location"]
    assert len(book.outbox.in_state(State.QUEUED)) == 1


def test_script_may_go_on_with_former_names(script_of: SignScriptIn, book: Gridbook) -> None:
    script = script_of("G-1")

    answer = script.file("waterings", "script-0001", {"tray_id": "T-1", "method": "can", "litres": 2})

    assert answer.status_code == 201
    assert book.outbox.in_state(State.QUEUED)[0].row["water"] == 2
    assert script.get("/forms/waterings").get_json()["tab"] == "rounds"
    assert script.get("/rows/waterings").status_code == 200

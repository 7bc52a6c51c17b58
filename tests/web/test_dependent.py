"""What depends on the other answers of a form: choices that are offered, and fields that are worked out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from sheets_sync.store import State
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import Script, SignScriptIn, Visitor
from web.context import Gridbook

FORM = "/forms/claims"
CLAIM = {"tray_id": "T-1", "job": "sell", "hours": 4}


@pytest.fixture
def script(script_of: SignScriptIn) -> Script:
    """G-1, of one bench."""
    return script_of("G-1")


def stored(book: Gridbook) -> Mapping[str, Any]:
    """The row of the one entry there is."""
    (entry,) = book.outbox.in_state(State.QUEUED)
    return entry.row


class TestCalculation:
    def test_field_is_worked_out_when_the_entry_is_filed(self, script: Script, book: Gridbook) -> None:
        assert script.file("claims", "entry-001", CLAIM).status_code == 201
        assert {name: stored(book)[name] for name in ("bench", "pay", "pay_note")} == {
            "bench": "N-01-01",
            "pay": 42,
            "pay_note": "工钱 42.0",
        }

    def test_field_is_not_asked(self, script: Script, gardener: Visitor) -> None:
        errors = script.file("claims", "entry-001", {**CLAIM, "pay": 1000}).get_json()["errors"]

        assert [(error["field"], error["rule"]) for error in errors] == [("pay", "unknown-field")]
        assert 'name="pay"' not in gardener.get(FORM)

    def test_field_without_what_it_is_worked_out_from_stays_empty(self, script: Script, book: Gridbook) -> None:
        script.file("claims", "entry-001", {**CLAIM, "hours": None})

        assert (stored(book)["pay"], stored(book)["pay_note"]) == ("", "")

    def test_question_shows_it_as_its_default(self, gardener: Visitor) -> None:
        assert re.search(r'id="f-hours"[^>]*value="2"', gardener.get(f"{FORM}?job=repot"))
        assert re.search(r'id="f-hours"[^>]*value=""', gardener.get(f"{FORM}?job=sell"))

    @pytest.mark.parametrize(("typed", "hours", "pay"), [("", 2, 21), ("3", 3, 31.5)])
    def test_question_left_empty_takes_it(
        self, gardener: Visitor, book: Gridbook, typed: str, hours: int, pay: float
    ) -> None:
        gardener.post(FORM, tray_id="T-1", job="repot", hours=typed)

        assert (stored(book)["hours"], stored(book)["pay"]) == (hours, pay)

    def test_repeat_keeps_what_was_worked_out(self, script: Script, book: Gridbook) -> None:
        script.file("claims", "entry-001", CLAIM)
        moved = [{**tray, "place_id": "N-01-02"} for tray in NURSERY["trays"]]
        fill_package(book.package, book.database, {**NURSERY, "trays": moved}, LOCAL_MORNING)

        assert script.file("claims", "entry-001", CLAIM).status_code == 200
        assert stored(book)["bench"] == "N-01-01"

    def test_revision_works_it_out_anew(self, script: Script, book: Gridbook) -> None:
        script.file("claims", "entry-001", CLAIM)
        script.file("claims", "entry-001", {**CLAIM, "hours": 2})

        assert stored(book)["pay"] == 21


class TestOffered:
    def offered(self, gardener: Visitor, **answers: str) -> dict[str, list[str]]:
        answer = gardener.post(f"{FORM}/asked", gardener.get(FORM), **answers).get_json()
        return {name: sorted(names) for name, names in answer["offered"].items()}

    def test_script_is_told_what_the_other_answers_allow(self, gardener: Visitor) -> None:
        assert self.offered(gardener, job="repot")["tools"] == ["gloves", "pots", "trowel"]
        assert self.offered(gardener, job="sell")["tools"] == ["gloves", "label"]

    def test_script_is_told_nothing_while_the_other_answer_is_not_there(self, gardener: Visitor) -> None:
        assert "tools" not in self.offered(gardener)

    def test_rows_offered_are_those_that_the_person_sees(self, gardener: Visitor, sign_in: Any) -> None:
        assert self.offered(gardener)["helper_id"] == []
        assert self.offered(sign_in("G-2"))["helper_id"] == ["G-1"]

    def test_page_without_the_other_answer_shows_every_choice(self, gardener: Visitor) -> None:
        assert out_of_sight(gardener.get(FORM), "tools") == []

    def test_page_with_the_other_answer_shows_what_it_allows(self, gardener: Visitor) -> None:
        assert out_of_sight(gardener.get(f"{FORM}?job=sell"), "tools") == ["trowel", "pots"]

    def test_choice_that_is_not_allowed_comes_back_with_the_reason_and_in_sight(self, gardener: Visitor) -> None:
        page = gardener.post(FORM, tray_id="T-1", job="sell", tools=["trowel"]).get_data(as_text=True)

        assert "“小铲”与这一行的其他内容对不上。现在可选：标签、手套。" in page
        assert out_of_sight(page, "tools") == ["pots"]
        assert re.search(r'name="tools"\s+value="trowel" checked>', page)


def out_of_sight(page: str, field: str) -> list[str]:
    """The options of a question that can be neither seen nor chosen."""
    return re.findall(rf'hidden><input type="checkbox" name="{field}"\s+value="(\w+)" disabled>', page)


def test_form_describes_what_depends_on_other_answers(script: Script) -> None:
    fields = {field["name"]: field for field in script.get("/forms/claims").get_json()["fields"]}

    assert fields["tools"]["choice_filter"] == "choice.job IS NULL OR choice.job = job"
    assert fields["tools"]["choices"][0]["properties"] == {"job": "repot"}
    assert "properties" not in fields["tools"]["choices"][3]
    assert fields["hours"]["constraint"] == "hours > 0 OR coalesce(given_up, FALSE)"
    assert fields["hours"]["calculation"] == "CASE WHEN job = 'repot' THEN 2 END"

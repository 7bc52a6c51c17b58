"""Filling in a form in a browser without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from sheets_sync.errors import StoreError
from sheets_sync.store import Outbox, State
from tests.web.conftest import SignIn, StoppedClock, Visitor
from web.context import Gridbook

FORM = "/forms/waterings"


def test_form_asks_each_field_with_the_input_that_fits(gardener: Visitor) -> None:
    page = gardener.get(FORM)

    assert '<select id="f-tray_id"' in page
    assert re.search(r'type="radio" name="method"\s+value="can"', page)
    assert re.search(r'type="checkbox" name="seen"\s+value="aphids"', page)
    assert re.search(r'id="f-litres"[^>]*inputmode="decimal"', page)
    assert re.search(r'id="f-cans"[^>]*value="1"[^>]*inputmode="numeric"', page)
    assert re.search(r'id="f-again_on"[^>]*type="date"', page)
    assert '<textarea id="f-remark"' in page
    assert "打蔫" in page and "不填" in page


def test_form_marks_what_is_required_and_what_depends_on_another_answer(gardener: Visitor) -> None:
    page = gardener.get(FORM)

    assert 'aria-label="必填"' in page
    assert 'id="q-litres" tabindex="-1" data-relevant="coalesce(method, &#39;can&#39;)' in page


def test_form_offers_only_rows_of_the_own_scope(gardener: Visitor) -> None:
    offered = re.findall(r'<option value="(T-\d+)"', gardener.get(FORM))

    assert sorted(offered) == ["T-1", "T-2", "T-5"]


def test_form_about_a_row_says_whom_it_is_about(gardener: Visitor) -> None:
    page = gardener.get(f"{FORM}?tray_id=T-1")

    assert "<b>王××</b>" in page
    assert '<input type="hidden" id="f-tray_id" name="tray_id" value="T-1">' in page


def test_form_about_a_row_of_another_scope_offers_the_own_rows_instead(gardener: Visitor) -> None:
    page = gardener.get(f"{FORM}?tray_id=T-4")

    assert "赵" not in page
    assert '<select id="f-tray_id"' in page


def test_form_that_the_role_does_not_fill_is_not_there(gardener: Visitor) -> None:
    assert gardener.client.get("/forms/trays").status_code == 404
    assert gardener.client.get("/forms/nothing").status_code == 404


def test_good_entry_is_stored_and_leads_to_its_receipt(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, tray_id="T-1", method="can", litres="2,5", seen=["aphids", "mould"], wilted="true")

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/forms/receipt/{entry.id}"
    assert entry.row == {
        "tray_id": "T-1",
        "method": "水壶",
        "litres": 2.5,
        "seen": "蚜虫、霉",
        "wilted": "是",
        "cans": 1,
        "again_on": "",
        "remark": "",
        "watered_at": "2020-02-20 08:00",
        "gardener_id": "G-1",
        "place_noted": "N-01-01",
        "source_kind": "form",
    }
    assert (entry.key, entry.person, entry.scope, entry.tab) == ("W-00004", "G-1", "N-01-01", "waterings")


def test_receipt_says_saved_and_not_delivered_until_it_is(gardener: Visitor, book: Gridbook) -> None:
    receipt = gardener.post(FORM, tray_id="T-1", method="can", litres="1").headers["Location"]
    waiting, asked = gardener.get(receipt), gardener.client.get(f"{receipt}/state").get_json()
    (entry,) = book.outbox.in_state(State.QUEUED)
    book.outbox.move([entry.id], State.SENT, book.now())
    delivered, asked_again = gardener.get(receipt), gardener.client.get(f"{receipt}/state").get_json()

    assert "已保存" in waiting and "01-01-0001" in waiting
    assert (asked, asked_again) == ({"sent": False}, {"sent": True})
    assert '<span id="sent" hidden>' in waiting
    assert '<span id="sent" >' in delivered


def test_receipt_leads_to_the_next_in_the_worklist(gardener: Visitor) -> None:
    receipt = gardener.post(FORM, tray_id="T-1", method="can", litres="1").headers["Location"]

    page = gardener.get(receipt)

    assert "下一位：欧××" in page
    assert 'href="/forms/waterings?tray_id=T-2"' in page


def test_receipt_of_somebody_else_is_not_there(gardener: Visitor, sign_in: SignIn) -> None:
    receipt = gardener.post(FORM, tray_id="T-1", method="can", litres="1").headers["Location"]

    assert sign_in("G-3").client.get(receipt).status_code == 404


def test_wrong_entry_comes_back_with_the_reason_beside_the_field(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, tray_id="T-1", method="can", litres="9", remark="早上", seen=["mould"])
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert '<a href="#q-litres">一次不超过 5 升，分两次浇</a>' in page
    assert '<p class="wrong-text" id="f-litres-wrong">⚠ 一次不超过 5 升，分两次浇</p>' in page
    assert not book.outbox.in_state(State.QUEUED)


def test_wrong_entry_comes_back_as_it_was_typed(gardener: Visitor) -> None:
    page = gardener.post(FORM, tray_id="T-1", method="can", litres="两升", remark="早<上", seen=["mould"]).get_data(
        as_text=True
    )

    assert re.search(r'id="f-litres"[^>]*value="两升"', page)
    assert re.search(r'value="can"\s+checked', page)
    assert re.search(r'value="mould"\s+checked', page)
    assert "早&lt;上</textarea>" in page


def test_missing_answers_are_asked_for_together(gardener: Visitor) -> None:
    page = gardener.post(FORM).get_data(as_text=True)

    assert "还没有保存，有 3 处要改" in page
    assert all(f'href="#q-{field}"' in page for field in ("tray_id", "method", "litres"))


def test_answer_that_is_not_asked_is_left_out(gardener: Visitor, book: Gridbook) -> None:
    gardener.post(FORM, tray_id="T-1", method="none", litres="看不懂", remark="下雨")

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["litres"] == ""


def test_form_tells_its_script_which_questions_apply(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    answers = [
        gardener.post(f"{FORM}/asked", page, method=method).get_json()["asked"]
        for method in ("can", "none", "nonsense", "")
    ]

    assert answers == [{"litres": True}, {"litres": False}, {"litres": True}, {"litres": True}]
    assert not book.outbox.in_state(State.QUEUED)


def test_row_of_another_scope_is_refused_as_if_it_did_not_exist(gardener: Visitor) -> None:
    hidden = gardener.post(FORM, tray_id="T-4", method="can", litres="1").get_data(as_text=True)
    absent = gardener.post(FORM, tray_id="T-9", method="can", litres="1").get_data(as_text=True)

    assert _wrong(hidden, "tray_id").replace("T-4", "T-9") == _wrong(absent, "tray_id") != ""


def test_field_that_the_form_does_not_have_is_refused(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, tray_id="T-1", method="can", litres="1", gardener_id="G-3")

    assert answer.status_code == 422
    assert "没有“gardener_id”这一项" in answer.get_data(as_text=True)
    assert not book.outbox.in_state(State.QUEUED)


def test_entry_of_a_lead_belongs_to_the_scope_of_the_row(sign_in: SignIn, book: Gridbook) -> None:
    sign_in("G-2").post(FORM, tray_id="T-3", method="can", litres="1")

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.scope == "N-01-02"
    assert entry.row["place_noted"] == "N-01-02"


def test_sending_the_same_page_twice_makes_one_entry(gardener: Visitor, book: Gridbook, clock: StoppedClock) -> None:
    page = gardener.get(FORM)
    first = gardener.post(FORM, page, tray_id="T-1", method="can", litres="1")
    clock.move(timedelta(minutes=7))
    second = gardener.post(FORM, page, tray_id="T-1", method="can", litres="1")

    assert first.headers["Location"] == second.headers["Location"]
    assert len(book.outbox.in_state(State.QUEUED)) == 1
    assert not book.outbox.late_revisions()


def test_going_back_and_correcting_changes_the_entry_that_waits(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    gardener.post(FORM, page, tray_id="T-1", method="can", litres="1")
    gardener.post(FORM, page, tray_id="T-1", method="can", litres="3")

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["litres"] == 3


def test_page_of_somebody_else_cannot_change_their_entry(gardener: Visitor, sign_in: SignIn, book: Gridbook) -> None:
    page = gardener.get(FORM)
    gardener.post(FORM, page, tray_id="T-1", method="can", litres="1")
    (entry,) = book.outbox.in_state(State.QUEUED)
    other = sign_in("G-2")
    token = re.search(r'name="csrf_token" value="([^"]+)"', other.get(FORM))
    assert token
    fields = {"csrf_token": token[1], "submission": entry.id, "tray_id": "T-3", "method": "can", "litres": "4"}

    assert other.client.post(FORM, data=fields).status_code == 409
    assert book.outbox.in_state(State.QUEUED) == [entry]


def test_store_that_fails_keeps_the_entry_in_the_form(gardener: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Outbox, "submit", full)

    answer = gardener.post(FORM, tray_id="T-1", method="can", litres="1.25")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 503
    assert "还没有保存" in page
    assert re.search(r'id="f-litres"[^>]*value="1.25"', page)
    assert "disk" not in page


def test_many_rows_are_suggested_while_typing_instead_of_listed(
    gardener: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.forms.inputs.MOST_OPTIONS", 2)

    page = gardener.get(FORM)

    assert '<datalist id="f-tray_id-list">' in page
    assert re.search(r'id="f-tray_id"[^>]*list="f-tray_id-list"', page)


@pytest.mark.parametrize("text", [b"%ED%A0%80", b"%FF", b"a%00b"])
def test_text_that_is_no_unicode_is_refused(gardener: Visitor, text: bytes) -> None:
    token = re.search(r'name="csrf_token" value="([^"]+)"', gardener.get(FORM))
    assert token
    body = b"submission=abc&csrf_token=" + token[1].encode() + b"&remark=" + text

    answer = gardener.client.post(FORM, data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400


def test_very_large_entry_is_refused_in_words(gardener: Visitor) -> None:
    answer = gardener.post(FORM, remark="字" * 200_000)

    assert answer.status_code == 413
    assert "没有保存" in answer.get_data(as_text=True)


def _wrong(page: str, field: str) -> str:
    found = re.search(rf'id="f-{field}-wrong">([^<]+)<', page)
    return found[1] if found else ""

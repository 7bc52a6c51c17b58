"""Rows of another tab entered with the row of a form, in a browser without JavaScript and from a script."""

from __future__ import annotations

import re

import pytest

from sheets_sync.store import Entry, State
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import Script, SignIn, SignScriptIn, Visitor
from web.context import Gridbook

FORM = "/forms/handovers"
TAKEN = {"tray_id": "T-1", "taker_name": "王小明"}
CLAY = {"pots-1-pot_kind": "clay", "pots-1-pot_count": "3"}
PLASTIC = {"pots-2-pot_kind": "plastic", "pots-2-pot_count": "2"}
POTS = [{"pot_kind": "clay", "pot_count": 3}, {"pot_kind": "plastic", "pot_count": 2}]


def stored(book: Gridbook) -> Entry:
    entry = next(e for e in book.outbox.in_state(*State) if e.tab == "handovers")
    found = book.outbox.find(entry.id)
    assert found is not None
    return found


def headings(page: str) -> list[str]:
    shown = page.partition("<template>")[0]
    return re.findall(r"<h3 [^>]*>([^<]+)</h3>", shown)


def test_form_begins_with_the_least_number_of_rows(gardener: Visitor) -> None:
    page = gardener.get(FORM)

    assert headings(page) == ["第 1 行"]
    assert "填 1 到 3 行" in page
    assert re.search(r'type="radio" name="pots-1-pot_kind"\s+value="clay"', page)


def test_adding_a_row_keeps_everything_typed_and_stores_nothing(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, **TAKEN, **CLAY, add="pots")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert headings(page) == ["第 1 行", "第 2 行"]
    assert re.search(r'id="f-taker_name"[^>]*value="王小明"', page)
    assert re.search(r'id="f-pots-1-pot_count"[^>]*value="3"', page)
    assert re.search(r'name="pots-1-pot_kind"\s+value="clay" checked', page)
    assert book.outbox.in_state(*State) == []


def test_page_after_adding_is_the_same_submission(gardener: Visitor) -> None:
    page = gardener.get(FORM)
    again = gardener.post(FORM, page, **CLAY, add="pots").get_data(as_text=True)

    ids = [re.findall(r'name="submission" value="([^"]+)"', one) for one in (page, again)]
    assert ids[0] == ids[1]


def test_removing_a_row_leaves_the_others_under_their_names(gardener: Visitor) -> None:
    page = gardener.post(FORM, **TAKEN, **CLAY, **PLASTIC, remove="pots-1").get_data(as_text=True)

    assert headings(page) == ["第 1 行"]
    assert re.search(r'id="f-pots-2-pot_count"[^>]*value="2"', page)
    assert 'id="f-pots-1-pot_count"' not in page


def test_blank_rows_are_kept_while_rows_are_added(gardener: Visitor) -> None:
    page = gardener.post(FORM, **{"pots-1": "", "pots-2": ""}, add="pots").get_data(as_text=True)

    assert headings(page) == ["第 1 行", "第 2 行", "第 3 行"]
    assert re.search(r'<button class="second" name="add"[^>]* hidden', page)


def test_first_button_of_the_form_submits_so_that_the_enter_key_does(gardener: Visitor) -> None:
    form = gardener.get(FORM).partition('<form class="sheet"')[2]

    assert re.findall(r"<button[^>]*>", form)[0] == '<button class="unseen" tabindex="-1" aria-hidden="true">'


def test_rows_are_stored_with_the_form_under_one_receipt(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, **TAKEN, **CLAY, **PLASTIC)

    entry = stored(book)
    assert answer.headers["Location"] == f"/forms/receipt/{entry.id}"
    assert {child.id: child.row for child in entry.children.values()} == {
        f"{entry.id}.1": {
            "handover_id": "H-00001", "pot_kind": "陶盆", "pot_count": 3, "pot_note": "", "pot_photo": "",
            "given_at": "2020-02-20 08:00", "place_noted": "N-01-01",
        },
        f"{entry.id}.2": {
            "handover_id": "H-00001", "pot_kind": "塑料盆", "pot_count": 2, "pot_note": "", "pot_photo": "",
            "given_at": "2020-02-20 08:00", "place_noted": "N-01-01",
        },
    }  # fmt: skip
    assert {child.receipt for child in entry.children.values()} == {entry.receipt}


def test_row_left_blank_is_no_row(gardener: Visitor, book: Gridbook) -> None:
    gardener.post(FORM, **TAKEN, **CLAY, **{"pots-2": "", "pots-2-pot_count": " "})

    assert list(stored(book).children) == [1]


def test_list_of_what_was_entered_shows_the_submission_once(gardener: Visitor) -> None:
    gardener.post(FORM, **TAKEN, **CLAY, **PLASTIC)

    page = gardener.get("/forms/")
    assert page.count("01-01-0001") == 1
    assert "未送达 1" in page


def test_receipt_says_delivered_when_every_row_is(gardener: Visitor, book: Gridbook) -> None:
    receipt = gardener.post(FORM, **TAKEN, **CLAY).headers["Location"]
    entry = stored(book)
    book.outbox.move([entry.id], State.SENT, book.now())
    half = gardener.client.get(f"{receipt}/state").get_json()
    book.outbox.move([f"{entry.id}.1"], State.SENT, book.now())

    assert (half, gardener.client.get(f"{receipt}/state").get_json()) == ({"sent": False}, {"sent": True})


def test_wrong_row_is_named_in_the_summary_and_told_beside_its_field(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, **TAKEN, **CLAY, **{**PLASTIC, "pots-2-pot_count": "99"})
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert '<a href="#q-pots-2-pot_count">交出的盆第 2 行：“99”太大，最大是 50。</a>' in page
    assert '<p class="wrong-text" id="f-pots-2-pot_count-wrong">⚠ “99”太大，最大是 50。</p>' in page
    assert 'id="f-pots-1-pot_count-wrong"' not in page
    assert book.outbox.in_state(*State) == []


def test_rows_after_a_removed_one_are_counted_as_they_are_shown(gardener: Visitor) -> None:
    third = {"pots-3-pot_kind": "plastic", "pots-3-pot_count": "99"}
    page = gardener.post(FORM, **TAKEN, **CLAY, **third).get_data(as_text=True)

    assert '<a href="#q-pots-3-pot_count">交出的盆第 2 行：“99”太大，最大是 50。</a>' in page
    assert headings(page) == ["第 1 行", "第 2 行"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ({}, "“交出的盆”填了 0 行，至少要 1 行。请按“加一行”补上。"),
        (
            {f"pots-{n}-pot_count": "1" for n in range(1, 5)},
            "“交出的盆”填了 4 行，最多 3 行。请去掉多的，另交一份。",
        ),
    ],
)
def test_number_of_rows_is_held(gardener: Visitor, book: Gridbook, rows: dict[str, str], words: str) -> None:
    page = gardener.post(FORM, **TAKEN, **rows).get_data(as_text=True)

    assert f'<a href="#rows-pots">{words}</a>' in page
    assert f'<p class="wrong-text">⚠ {words}</p>' in page
    assert book.outbox.in_state(*State) == []


def test_form_sees_its_rows_when_it_is_judged(gardener: Visitor) -> None:
    page = gardener.post(FORM, **TAKEN, **{**CLAY, "pots-1-pot_count": "21"}).get_data(as_text=True)

    assert '<a href="#q-tray_id">盆数比播的粒数还多，核对盆数</a>' in page


def test_row_sees_the_form_when_it_is_judged(gardener: Visitor) -> None:
    page = gardener.post(FORM, tray_id="T-1", taker_name="代取", **CLAY).get_data(as_text=True)

    assert '<a href="#q-pots-1-pot_kind">交出的盆第 1 行：代取的只给塑料盆</a>' in page


def test_rows_see_each_other_when_they_are_judged(gardener: Visitor) -> None:
    page = gardener.post(FORM, **TAKEN, **CLAY, **{**PLASTIC, "pots-2-pot_kind": "clay"}).get_data(as_text=True)

    assert "交出的盆第 2 行：这种盆上面已经有一行，把盆数加在那一行" in page


def test_answer_that_a_row_is_not_asked_is_left_out_and_one_that_it_is_asked_is_required(
    gardener: Visitor, book: Gridbook
) -> None:
    refused = gardener.post(FORM, **TAKEN, **{**CLAY, "pots-1-pot_kind": "mixed"})
    gardener.post(FORM, **TAKEN, **CLAY, **{"pots-1-pot_note": "看不见"})

    assert '<a href="#q-pots-1-pot_note">' in refused.get_data(as_text=True)
    assert stored(book).children[1].row["pot_note"] == ""


def test_form_tells_its_script_which_questions_of_a_row_apply(gardener: Visitor) -> None:
    page = gardener.get(FORM)
    kinds = {"pots-1-pot_kind": "clay", "pots-3-pot_kind": "mixed"}

    assert gardener.post(f"{FORM}/asked", page, **kinds).get_json()["asked"] == {
        "pots-1-pot_note": False,
        "pots-3-pot_note": True,
    }


def test_field_that_a_row_does_not_have_is_refused(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, **TAKEN, **CLAY, **{"pots-1-handover_id": "H-7"})

    assert answer.status_code == 422
    assert "没有“handover_id”这一项" in answer.get_data(as_text=True)
    assert book.outbox.in_state(*State) == []


def test_row_of_a_form_about_another_scope_is_refused_with_the_form(gardener: Visitor, book: Gridbook) -> None:
    answer = gardener.post(FORM, tray_id="T-4", taker_name="赵五", **CLAY)

    assert answer.status_code == 422
    assert book.outbox.in_state(*State) == []


def test_sending_the_same_page_twice_stores_it_once(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    first = gardener.post(FORM, page, **TAKEN, **CLAY, **PLASTIC)
    second = gardener.post(FORM, page, **TAKEN, **CLAY, **PLASTIC)

    assert first.headers["Location"] == second.headers["Location"]
    assert len(book.outbox.in_state(*State)) == 3


def test_going_back_and_removing_a_row_takes_that_row_back_alone(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    gardener.post(FORM, page, **TAKEN, **CLAY, **PLASTIC)
    gardener.post(FORM, page, **TAKEN, **PLASTIC)

    states = {number: child.state for number, child in stored(book).children.items()}
    assert states == {1: State.LEFT_OUT, 2: State.QUEUED}


def test_correction_is_not_held_against_the_rows_that_it_corrects(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    gardener.post(FORM, page, **TAKEN, **{**CLAY, "pots-1-pot_count": "15"})
    entry = stored(book)
    child = entry.children[1]
    fill_package(
        book.package,
        book.database,
        {
            **NURSERY,
            "handovers": [{**entry.row, "handover_id": entry.key, "entry_id": entry.id}],
            "pots": [{**child.row, "pot_id": child.key, "entry_id": child.id}],
        },
        LOCAL_MORNING,
    )

    assert gardener.post(FORM, page, **TAKEN, **{**CLAY, "pots-1-pot_count": "16"}).status_code == 303


def test_id_of_a_row_is_no_id_of_a_submission(gardener: Visitor, book: Gridbook) -> None:
    page = gardener.get(FORM)
    gardener.post(FORM, page, **TAKEN, **CLAY)
    forged = re.sub(r'(name="submission" value="[^"]+)', r"\1.1", page)

    assert gardener.post(FORM, forged, **TAKEN, **CLAY).status_code == 400


def test_more_rows_than_any_form_has_are_refused(gardener: Visitor) -> None:
    rows = {f"pots-{number}": "" for number in range(1, 202)}

    assert gardener.post(FORM, **TAKEN, **rows).status_code == 400


def test_page_with_all_its_rows_stays_small(gardener: Visitor) -> None:
    answer = gardener.post(FORM, **TAKEN, **{f"pots-{n}": "" for n in range(1, 4)}, add="pots")

    assert len(answer.get_data()) < 30_000


@pytest.fixture
def script(script_of: SignScriptIn) -> Script:
    """G-1, of one bench."""
    return script_of("G-1")


def test_described_form_lists_its_repeats(script: Script) -> None:
    (repeat,) = script.get("/forms/handovers").get_json()["repeats"]

    assert [field["name"] for field in repeat.pop("fields")] == ["pot_kind", "pot_count", "pot_note", "pot_photo"]
    assert repeat == {
        "tab": "pots",
        "title": {"zh": "交出的盆", "en": "Pots handed over"},
        "minimum": 1,
        "maximum": 3,
    }


def test_script_sends_rows_as_a_list_under_their_tab(script: Script, book: Gridbook) -> None:
    first = script.file("handovers", "entry-0001", {**TAKEN, "pots": POTS})
    second = script.file("handovers", "entry-0001", {**TAKEN, "pots": POTS})

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json() == {"receipt": "01-01-0001", "key": "H-00001"}
    assert [child.id for child in stored(book).children.values()] == ["entry-0001.1", "entry-0001.2"]


def test_script_is_told_tab_row_and_field_of_what_is_wrong(script: Script) -> None:
    answer = script.file("handovers", "entry-0001", {**TAKEN, "pots": [POTS[0], {"pot_kind": "plastic"}]})

    assert answer.status_code == 422
    (error,) = answer.get_json()["errors"]
    assert {name: error[name] for name in ("tab", "row", "field", "rule")} == {
        "tab": "pots", "row": 2, "field": "pot_count", "rule": "required"
    }  # fmt: skip
    assert error["message"]["en"] == "Pots handed over, row 2: “Pots” is empty. Please fill it in."


@pytest.mark.parametrize("pots", ["clay", {"pot_kind": "clay"}, ["clay"], [[]]])
def test_rows_that_are_no_list_of_objects_are_a_bad_request(script: Script, pots: object) -> None:
    assert script.file("handovers", "entry-0001", {**TAKEN, "pots": pots}).status_code == 400


def test_rows_of_a_lead_belong_to_the_scope_of_the_form(sign_in: SignIn, book: Gridbook) -> None:
    sign_in("G-2").post(FORM, tray_id="T-3", taker_name="李四", **CLAY)

    assert stored(book).children[1].row["place_noted"] == "N-01-02"

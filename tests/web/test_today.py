"""The page of today's work."""

from __future__ import annotations

import re

from flask import Flask

from sheets_sync.store import State
from tests.conftest import LOCAL_MORNING, NURSERY, FillMirror, fill_package
from tests.web.conftest import SignIn, Visitor
from web.context import Gridbook


def test_today_lists_the_rows_of_the_own_scope_with_the_overdue_first(gardener: Visitor) -> None:
    tasks = _tasks(gardener.get("/forms/"))

    assert [task.split(" · ")[0] for task in tasks] == ["T-1", "T-2"]


def test_today_of_a_lead_lists_the_whole_subtree(sign_in: SignIn) -> None:
    tasks = _tasks(sign_in("G-2").get("/forms/"))

    assert [task.split(" · ")[0] for task in tasks] == ["T-3", "T-1", "T-2"]


def test_today_says_overdue_in_a_word(gardener: Visitor) -> None:
    page = gardener.get("/forms/")

    assert page.count('<span class="sign red">逾期</span>') == 1
    assert "逾期 1" in page


def test_today_masks_what_the_role_need_not_know(gardener: Visitor) -> None:
    page = gardener.get("/forms/")

    assert "王××" in page
    assert "•••• 1234" in page
    assert "王小明" not in page
    assert "10000001234" not in page


def test_today_says_when_in_words_and_exactly_on_hover(gardener: Visitor) -> None:
    assert '<time datetime="2020-02-19T19:00:00" title="2020-02-19 19:00">昨晚 19:00</time>' in gardener.get("/forms/")


def test_today_links_to_the_form_about_the_row(gardener: Visitor) -> None:
    assert 'href="/forms/waterings?tray_id=T-1"' in gardener.get("/forms/")


def test_today_ticks_an_entry_until_the_mirror_holds_it(
    gardener: Visitor, book: Gridbook, fill_mirror: FillMirror
) -> None:
    gardener.post("/forms/waterings", tray_id="T-1", method="can", litres="1")

    ticked = gardener.get("/forms/")
    (entry,) = book.outbox.of_person("G-1")
    row = {"watering_id": entry.key, "submission_id": entry.id, **entry.row}
    fill_mirror(book.database, {**NURSERY, "waterings": [*NURSERY["waterings"], row]})
    later = gardener.get("/forms/")

    assert "✓ 已登记" in ticked
    assert [task.split(" · ")[0] for task in _tasks(ticked)] == ["T-2"]
    assert "✓ 已登记" not in later
    assert "逾期 1" not in later


def test_today_lists_what_was_entered_with_how_far_it_has_come(gardener: Visitor, book: Gridbook) -> None:
    gardener.post("/forms/waterings", tray_id="T-1", method="can", litres="1")
    waiting = gardener.get("/forms/")
    (entry,) = book.outbox.of_person("G-1")
    book.outbox.move([entry.id], State.SENT, book.now())
    delivered = gardener.get("/forms/")

    assert "未送达 1" in waiting
    assert entry.receipt in waiting
    assert "全部已送达" in delivered


def test_today_shows_the_rest_on_request(book: Gridbook, sign_in: SignIn) -> None:
    trays = [
        {"tray_id": f"T-{number}", "place_id": "N-01-01", "buyer_name": "王", "sown_on": "2020-02-20"}
        for number in range(10, 30)
    ]
    fill_package(book.package, book.database, {**NURSERY, "trays": trays}, LOCAL_MORNING)
    gardener = sign_in("G-1")

    assert len(_tasks(gardener.get("/forms/"))) == 8
    assert "还有 12 个" in gardener.get("/forms/")
    assert len(_tasks(gardener.get("/forms/?all=waterings"))) == 20


def test_today_says_why_it_is_empty(sign_in: SignIn, book: Gridbook) -> None:
    fill_package(book.package, book.database, {**NURSERY, "trays": [], "waterings": []}, LOCAL_MORNING)

    assert "现在没有要做的" in sign_in("G-1").get("/forms/")


def test_page_says_how_old_the_data_is(gardener: Visitor) -> None:
    assert "数据截至 08:00:00" in gardener.get("/forms/")


def test_page_before_the_first_pass_says_so_kindly(empty_app: Flask) -> None:
    book: Gridbook = empty_app.extensions["gridbook"]
    token = book.accounts.issue_links(["G-1"], book.clock())["G-1"]
    early = Visitor(empty_app.test_client())

    answer = early.post(f"/w/{token}", pin="0001")

    assert answer.status_code == 503
    assert "第一次同步" in answer.get_data(as_text=True)


def _tasks(page: str) -> list[str]:
    """The details of the tasks that have a button, in order."""
    return re.findall(r'task-detail">([^<]+)</div>(?:(?!</li>).)*?aria-label', page, re.DOTALL)

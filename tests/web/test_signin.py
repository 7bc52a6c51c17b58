"""Signing in and out."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from tests.conftest import NURSERY, FillMirror
from tests.web.conftest import SignIn, SignScriptIn, StoppedClock, Visitor
from web.context import Gridbook


@pytest.fixture
def token(book: Gridbook) -> str:
    """A link of G-1, whose phone ends in 0001."""
    return book.accounts.issue_links(["G-1"], book.clock())["G-1"]


def test_link_shows_a_button_and_asks_for_four_digits(visitor: Visitor, token: str) -> None:
    page = visitor.get(f"/w/{token}")

    assert 'name="pin"' in page
    assert "钱园丁" not in page


def test_link_is_not_used_up_by_a_get(visitor: Visitor, token: str) -> None:
    visitor.get(f"/w/{token}")
    visitor.get(f"/w/{token}")

    assert visitor.post(f"/w/{token}", pin="0001").status_code == 303


def test_link_with_the_right_digits_leads_to_the_forms(visitor: Visitor, token: str) -> None:
    answer = visitor.post(f"/w/{token}", pin="0001")

    assert answer.headers["Location"] == "/forms/"
    assert "一号棚1台" in visitor.get("/forms/")


def test_full_width_digits_are_taken_as_digits(visitor: Visitor, token: str) -> None:
    assert visitor.post(f"/w/{token}", pin=" ０００１ ").status_code == 303


def test_unknown_revoked_and_unproven_links_answer_alike(visitor: Visitor, token: str, book: Gridbook) -> None:
    revoked = book.accounts.issue_links(["G-3"], book.clock())["G-3"]
    book.accounts.issue_links(["G-3"], book.clock())

    answers = [
        visitor.post(f"/w/{link}", pin=pin)
        for link, pin in ((token, "9999"), (revoked, "0003"), ("x" * 43, "0001"), (token, ""))
    ]

    assert {answer.status_code for answer in answers} == {403}
    texts = {_notice(answer.get_data(as_text=True)) for answer in answers}
    assert len(texts) == 1


def test_session_ends_when_the_row_of_the_person_is_gone(
    gardener: Visitor, book: Gridbook, fill_mirror: FillMirror
) -> None:
    rest = {**NURSERY, "gardeners": [row for row in NURSERY["gardeners"] if row["gardener_id"] != "G-1"]}
    fill_mirror(book.database, rest)

    assert gardener.client.get("/forms/").headers["Location"].startswith("/login")


def test_session_and_bearer_end_when_the_link_is_revoked(
    gardener: Visitor, script_of: SignScriptIn, book: Gridbook
) -> None:
    script = script_of("G-1")
    assert script.get("/me").status_code == 200

    book.accounts.revoke_links(["G-1"], book.clock())

    assert gardener.client.get("/forms/").headers["Location"].startswith("/login")
    assert script.get("/me").status_code == 401


def test_session_ends_when_a_newer_link_is_made(gardener: Visitor, book: Gridbook, clock: StoppedClock) -> None:
    clock.move(timedelta(minutes=1))

    book.accounts.issue_links(["G-1"], book.clock())

    assert gardener.client.get("/forms/").headers["Location"].startswith("/login")


def test_session_ends_after_thirty_days(gardener: Visitor, clock: StoppedClock) -> None:
    clock.move(timedelta(days=30, seconds=1))

    assert gardener.client.get("/forms/").status_code == 303


def test_eleventh_wrong_try_is_told_to_wait_also_with_the_right_digits(visitor: Visitor, token: str) -> None:
    page = visitor.get(f"/w/{token}")
    for _ in range(10):
        assert visitor.post(f"/w/{token}", page, pin="9999").status_code == 403

    answer = visitor.post(f"/w/{token}", page, pin="0001")

    assert answer.status_code == 429
    assert "10 分钟" in answer.get_data(as_text=True)


def test_guessing_many_links_from_one_address_is_stopped(visitor: Visitor, token: str) -> None:
    page = visitor.get(f"/w/{token}")
    answers = [visitor.post(f"/w/guess-{number}", page, pin="0001").status_code for number in range(12)]

    assert answers == [403] * 10 + [429] * 2


def test_password_leads_to_the_first_page_of_the_role(visitor: Visitor, accounts: None) -> None:
    assert visitor.post("/login", user="clerk", password="green-fingers").headers["Location"] == "/staff/"
    assert visitor.post("/login", user="owner", password="green-thumbs").headers["Location"] == "/board/"


def test_wrong_password_and_wrong_user_answer_alike(visitor: Visitor, accounts: None) -> None:
    answers = [visitor.post("/login", user=user, password="nothing") for user in ("clerk", "nobody")]

    assert {answer.status_code for answer in answers} == {403}
    assert len({_notice(answer.get_data(as_text=True)) for answer in answers}) == 1


def test_sign_in_goes_on_to_the_page_that_was_asked_for(visitor: Visitor, accounts: None) -> None:
    answer = visitor.post("/login", user="owner", password="green-thumbs", next="/board/N-01")

    assert answer.headers["Location"] == "/board/N-01"


@pytest.mark.parametrize("elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example"])
def test_sign_in_never_leads_to_another_site(visitor: Visitor, accounts: None, elsewhere: str) -> None:
    answer = visitor.post("/login", user="owner", password="green-thumbs", next=elsewhere)

    assert answer.headers["Location"] == "/board/"


def test_signing_out_ends_the_session(gardener: Visitor) -> None:
    page = gardener.get("/forms/")

    gardener.post("/logout", page)

    assert gardener.client.get("/forms/").status_code == 303


def test_post_without_the_page_s_token_is_refused(gardener: Visitor) -> None:
    answer = gardener.client.post("/logout")

    assert answer.status_code == 400
    assert gardener.client.get("/forms/").status_code == 200


def test_session_cookie_is_closed_to_scripts_and_other_sites(visitor: Visitor, token: str) -> None:
    cookie = visitor.post(f"/w/{token}", pin="0001").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_signing_in_gives_a_new_session(visitor: Visitor, token: str) -> None:
    visitor.get(f"/w/{token}")
    before = visitor.client.get_cookie("gridbook")
    visitor.post(f"/w/{token}", pin="0001")
    after = visitor.client.get_cookie("gridbook")

    assert before and after and before.value != after.value


def test_logs_hold_no_link_and_no_digits(visitor: Visitor, token: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        visitor.post(f"/w/{token}", pin="9999")
        visitor.post(f"/w/{token}", pin="0001")

    assert token not in caplog.text
    assert "9999" not in caplog.text


def test_role_without_the_page_is_refused(visitor: Visitor, accounts: None) -> None:
    visitor.post("/login", user="owner", password="green-thumbs")

    assert visitor.client.get("/forms/").status_code == 403


def test_person_outside_the_tree_of_scopes_sees_nothing(
    book: Gridbook, fill_mirror: FillMirror, sign_in: SignIn
) -> None:
    lost = {"gardener_id": "G-9", "gardener_name": "吴园丁", "phone": "10000000009", "place_id": "N-77"}
    fill_mirror(book.database, {**NURSERY, "gardeners": [lost]})

    assert "没有要做的" in sign_in("G-9").get("/forms/")


def _notice(page: str) -> str:
    return page.partition('role="alert">')[2].partition("</p>")[0]

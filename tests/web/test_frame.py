"""What every page has: two languages, headers, errors in words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from sheets_sync.errors import StoreError
from sheets_sync.store import Accounts
from tests.web.conftest import Visitor
from web.context import Gridbook
from web.language import catalogue
from web.security import csp_nonce

WEB = Path(__file__).parents[2] / "web"
PREFIXED = ("when_", "error_")
"""Ids that are put together: a test of its own for these."""


def test_pages_are_in_the_workbook_s_language_until_another_is_chosen(gardener: Visitor) -> None:
    chinese, english, later = (gardener.get(path) for path in ("/forms/", "/forms/?lang=en", "/forms/"))

    assert '<html lang="zh-CN">' in chinese and "我填过的" in chinese
    assert '<html lang="en">' in english and "What I entered" in english
    assert '<html lang="en">' in later


def test_language_that_nobody_speaks_changes_nothing(gardener: Visitor) -> None:
    assert '<html lang="zh-CN">' in gardener.get("/forms/?lang=xx")


def test_switch_keeps_the_rest_of_the_address(gardener: Visitor) -> None:
    assert 'href="/forms/waterings?tray_id=T-1&amp;lang=en"' in gardener.get("/forms/waterings?tray_id=T-1")


def test_every_message_is_in_both_languages() -> None:
    assert {name: set(text) for name, text in catalogue().items() if set(text) != {"zh", "en"}} == {}


def test_every_message_that_is_used_exists_and_every_one_that_exists_is_used() -> None:
    sources = [
        path.read_text(encoding="utf-8")
        for pattern in (
            "*.py",
            "*/*.py",
            "templates/**/*.html",
            "*/templates/**/*.html",
            "*/static/*.js",
            "static/*.js",
        )
        for path in WEB.glob(pattern)
    ]
    text = "\n".join(sources)
    called = set(re.findall(r"""\b(?:t|both)\(['"](\w+)['"]""", text))

    assert {name for name in called if not name.endswith("_")} - set(catalogue()) == set()
    named = set(re.findall(r"""['"](\w+)['"]""", text))
    own = {name for name in catalogue() if not name.startswith((*PREFIXED, "staff_", "board_"))}
    assert own - named == set()


def test_every_hour_of_three_days_has_words() -> None:
    parts = ("night", "morning", "forenoon", "afternoon", "evening")

    assert {f"when_{day}_{part}" for day in ("yesterday", "today", "tomorrow") for part in parts} <= set(catalogue())


@pytest.mark.parametrize("path", ["/login", "/nothing", "/w/abc", "/healthz", "/api/v1/me"])
def test_every_answer_has_the_headers_that_protect_it(visitor: Visitor, path: str) -> None:
    headers = visitor.client.get(path).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_pages_hold_no_inline_script_or_style(gardener: Visitor) -> None:
    for path in ("/forms/", "/forms/waterings", "/login"):
        page = gardener.get(path)
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page), path


def test_nonce_is_only_in_the_policy_of_a_page_that_asks_for_it(app: Flask, visitor: Visitor) -> None:
    app.add_url_rule("/nonce", view_func=csp_nonce)

    answer = visitor.client.get("/nonce")

    assert f"'nonce-{answer.get_data(as_text=True)}'" in answer.headers["Content-Security-Policy"]
    assert "nonce" not in visitor.client.get("/login").headers["Content-Security-Policy"]


def test_error_pages_are_in_words_and_without_a_trace(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise StoreError("The store could not be used: secret detail.")

    monkeypatch.setattr(Accounts, "check_password", broken)

    answer = visitor.post("/login", user="clerk", password="x")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 503
    assert "暂时存不了" in page
    assert "secret" not in page and "Traceback" not in page


def test_failure_nobody_thought_of_is_a_page_too_and_its_log_hides_the_link(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("unexpected")

    page = visitor.get("/w/secret-token")
    monkeypatch.setattr(Accounts, "person_of", broken)

    answer = visitor.post("/w/secret-token", page, pin="0001")

    assert answer.status_code == 500
    assert "服务器出错了" in answer.get_data(as_text=True)
    assert "POST /w/<token> failed" in caplog.text
    assert "secret-token" not in caplog.text


def test_invented_data_is_said_to_be_invented(visitor: Visitor, book: Gridbook) -> None:
    before = visitor.get("/login")
    (book.settings.data_folder / "invented").touch()

    assert "测试数据，全部虚构" not in before
    assert "测试数据，全部虚构" in visitor.get("/login")

"""The frame of the grid without a browser: words, the nonce, RevoGrid's files, workbooks that are elsewhere."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask

from sheets_sync.client import Workbook
from tests.web.conftest import Visitor
from web import install
from web.context import Gridbook


@pytest.fixture
def clerk(visitor: Visitor, accounts: None) -> Visitor:
    """Staff, signed in."""
    visitor.post("/login", user="clerk", password="green-fingers")
    return visitor


def test_page_names_the_sheet_by_its_title_in_the_workbook(clerk: Visitor, workbook: Workbook) -> None:
    page = clerk.get("/staff/trays")

    assert 'data-sheet="苗盘"' in page
    assert f'data-spreadsheet="{workbook.id}"' in page


def test_nonce_of_the_page_is_the_one_of_the_policy(clerk: Visitor, workbook: Workbook) -> None:
    answer = clerk.client.get("/staff/")

    nonce = re.search(r'name="csp-nonce" content="([^"]+)"', answer.get_data(as_text=True))
    assert nonce and f"'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_page_says_to_wait_when_there_is_no_workbook_yet(clerk: Visitor) -> None:
    assert clerk.client.get("/staff/").status_code == 503


def test_workbook_at_google_is_opened_there(app: Flask, clerk: Visitor, book: Gridbook) -> None:
    app.extensions["gridbook"] = replace(book, settings=replace(book.settings, workbook="google:abc"))

    assert "https://docs.google.com/spreadsheets/d/abc/edit" in clerk.get("/staff/")


def test_files_of_the_grid_are_served_and_no_others(visitor: Visitor) -> None:
    assert install.main() == 0

    found = visitor.client.get("/staff/vendor/revo-grid/revo-grid.esm.js", buffered=True)
    assert (found.status_code, found.mimetype) == (200, "text/javascript")
    assert visitor.client.get("/staff/vendor/revo-grid/../../package.json").status_code == 404


def test_npm_of_the_wheel_is_used_where_there_is_no_node(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)

    assert install.npm() is None

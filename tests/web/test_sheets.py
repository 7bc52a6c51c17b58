"""The local workbook's Sheets API for signed-in staff."""

from __future__ import annotations

import gzip
import json
import re

import pytest

from tests.web.conftest import SignScriptIn, Visitor


@pytest.fixture
def clerk(visitor: Visitor, accounts: None) -> Visitor:
    """Staff, signed in."""
    visitor.post("/login", user="clerk", password="green-fingers")
    return visitor


def test_staff_write_with_the_token_of_the_page(clerk: Visitor) -> None:
    made = clerk.client.post("/v4/spreadsheets", json={}, headers={"X-CSRFToken": _token(clerk)})

    assert made.status_code == 200
    assert clerk.client.get(f"/v4/spreadsheets/{made.get_json()['spreadsheetId']}").status_code == 200


def test_write_without_the_token_of_the_page_is_refused(clerk: Visitor) -> None:
    assert clerk.client.post("/v4/spreadsheets", json={}).status_code == 400


def test_other_roles_and_nobody_get_no_sheet(gardener: Visitor, script_of: SignScriptIn) -> None:
    owner = script_of("owner")
    headers = {"Authorization": f"Bearer {owner.bearer}"}

    assert gardener.client.get("/v4/spreadsheets/any").status_code == 401
    assert owner.client.get("/v4/spreadsheets/any", headers=headers).status_code == 401


def test_block_that_is_larger_than_any_entry_is_taken(clerk: Visitor) -> None:
    token = _token(clerk)
    made = clerk.client.post("/v4/spreadsheets", json={}, headers={"X-CSRFToken": token}).get_json()
    block = {"values": [["x" * 1000] * 10] * 100}

    answer = clerk.client.put(
        f"/v4/spreadsheets/{made['spreadsheetId']}/values/A1:J100?valueInputOption=RAW",
        json=block,
        headers={"X-CSRFToken": token},
    )

    assert answer.status_code == 200


def test_large_answer_is_compressed_for_a_browser(clerk: Visitor) -> None:
    token = _token(clerk)
    made = clerk.client.post("/v4/spreadsheets", json={}, headers={"X-CSRFToken": token}).get_json()
    url = f"/v4/spreadsheets/{made['spreadsheetId']}/values/A1:J100"
    block = {"values": [["x" * 100] * 10] * 100}
    clerk.client.put(f"{url}?valueInputOption=RAW", json=block, headers={"X-CSRFToken": token})

    answer = clerk.client.get(url, headers={"Accept-Encoding": "gzip, deflate, br"})

    assert answer.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(answer.data))["values"] == block["values"]


def _token(visitor: Visitor) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', visitor.get("/login"))
    assert found
    return found[1]

"""Each role sees the values of a field in its own way, wherever they are shown."""

from __future__ import annotations

import re

import pytest

from sheets_sync.masks import mask
from sheets_sync.problem_list import list_table
from sheets_sync.problems import Problem
from sheets_sync.schema import Package
from sheets_sync.store import Mirror
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import PASSWORDS, SignScriptIn, Visitor
from web.context import Gridbook

CLAIM = {"claim_id": "C-1", "tray_id": "T-1", "job": "sell", "pay": 42, "pay_note": "工钱 42.00"}
SEEN = [("G-1", "••••"), ("owner", "•••• 2.00"), ("clerk", "工钱 42.00")]


@pytest.fixture(autouse=True)
def _claimed(book: Gridbook) -> None:
    fill_package(book.package, book.database, {**NURSERY, "claims": [CLAIM]}, LOCAL_MORNING)


@pytest.mark.parametrize(
    ("kind", "seen"),
    [
        ("surname", "欧××"),
        ("last4", "•••• 1234"),
        ("hidden", "••••"),
        ("of_an_older_version", "••••"),
    ],
)
def test_mask_that_is_not_known_hides_everything(kind: str, seen: str) -> None:
    assert mask(kind, "欧阳娜1234" if kind == "surname" else "10000001234") == seen


def test_last_four_of_four_characters_or_less_are_hidden() -> None:
    assert mask("last4", "1234") == "••••"


@pytest.mark.parametrize(("user", "seen"), SEEN)
def test_rows_are_masked_for_each_role_in_its_own_way(script_of: SignScriptIn, user: str, seen: str) -> None:
    (row,) = script_of(user).get("/rows/claims").get_json()["rows"]

    assert row["pay_note"] == seen


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(("user", "seen"), [one for one in SEEN if one[0] in PASSWORDS])
def test_board_is_masked_for_each_role_in_its_own_way(visitor: Visitor, user: str, seen: str) -> None:
    visitor.post("/login", user=user, password=PASSWORDS[user])

    page = visitor.get("/board/N/claims.paid")

    assert [one for _, one in SEEN if re.search(rf">\s*{re.escape(one)}\s*<", page)] == [seen]


@pytest.mark.parametrize(
    ("role", "tab", "field", "kind"),
    [
        ("gardener", "trays", "buyer_phone", "last4"),
        ("clerk", "trays", "buyer_phone", None),
        ("gardener", "trays", "row_note", "hidden"),
        ("clerk", "trays", "row_note", None),
        ("owner", "places", "row_note", None),
        ("owner", "problems", "problem_value", "hidden"),
        ("owner", "problems", "problem_zh", "hidden"),
        ("owner", "problems", "problem_rule", None),
        ("clerk", "problems", "problem_value", None),
    ],
)
def test_what_tells_of_masked_cells_is_hidden(toy: Package, role: str, tab: str, field: str, kind: str | None) -> None:
    of = toy.by_name[tab]
    assert toy.mask_of(toy.role(role), of, of.by_name[field]) == kind


def test_problem_list_does_not_tell_what_is_masked(script_of: SignScriptIn, book: Gridbook) -> None:
    problem = Problem("trays", 2, "T-1", "buyer_phone", "pattern", "10000001234x", {"zh": "“10000001234x”", "en": "-"})
    tab = book.package.by_name["problems"]
    Mirror(book.database).replace({"problems": list_table(book.package, tab, [problem])}, LOCAL_MORNING)

    answers = {user: script_of(user).get("/rows/problems").get_data(as_text=True) for user in PASSWORDS}

    assert {user: "10000001234x" in answer for user, answer in answers.items()} == {"clerk": True, "owner": False}

"""Links and accounts: a secret opens what is its own, is not kept, and stops when a new one is given."""

from __future__ import annotations

from itertools import count

import pytest
import sqlalchemy as sa

from sheets_sync.store import Account, Accounts, Database
from tests.conftest import MORNING


@pytest.fixture
def accounts(store: Database) -> Accounts:
    """Links in it are token-1, token-2 ..."""
    numbers = count(1)
    return Accounts(store, token=lambda: f"token-{next(numbers)}")


def test_link_opens_the_person_it_was_made_for(accounts: Accounts) -> None:
    assert accounts.issue_links(["G-1", "G-2"], MORNING) == {"G-1": "token-1", "G-2": "token-2"}
    assert [accounts.person_of(f"token-{number}") for number in (1, 2, 3)] == ["G-1", "G-2", None]


def test_new_link_ends_the_older_one_of_that_person_alone(accounts: Accounts) -> None:
    accounts.issue_links(["G-1", "G-2"], MORNING)
    accounts.issue_links(["G-1"], MORNING)
    assert [accounts.person_of(f"token-{number}") for number in (1, 2, 3)] == [None, "G-2", "G-1"]


def test_links_for_nobody_change_nothing(accounts: Accounts) -> None:
    accounts.issue_links(["G-1"], MORNING)
    assert accounts.issue_links([], MORNING) == {}
    assert accounts.person_of("token-1") == "G-1"


def test_link_is_long_when_nothing_else_is_said(store: Database) -> None:
    assert len(Accounts(store).issue_links(["G-1"], MORNING)["G-1"]) >= 43


def test_password_opens_its_account(accounts: Accounts) -> None:
    accounts.set_account("clerk", "correct horse", "clerk", MORNING)
    assert accounts.check_password("clerk", "correct horse") == Account("clerk", "clerk")
    assert accounts.find("clerk") == Account("clerk", "clerk")


@pytest.mark.parametrize(("user", "password"), [("clerk", "wrong"), ("nobody", "nobody"), ("", "")])
def test_wrong_password_and_unknown_user_open_nothing(accounts: Accounts, user: str, password: str) -> None:
    accounts.set_account("clerk", "correct horse", "clerk", MORNING)
    assert accounts.check_password(user, password) is None


def test_new_password_and_role_take_the_place_of_the_old(accounts: Accounts) -> None:
    accounts.set_account("clerk", "old", "clerk", MORNING)
    accounts.set_account("clerk", "new", "owner", MORNING)
    assert accounts.check_password("clerk", "old") is None
    assert accounts.check_password("clerk", "new") == Account("clerk", "owner")


def test_no_secret_is_kept_in_the_store(accounts: Accounts, store: Database) -> None:
    accounts.issue_links(["G-1"], MORNING)
    accounts.set_account("clerk", "correct horse", "clerk", MORNING)
    with store.read() as connection:
        kept = [
            str(row) for table in ("links", "accounts") for row in connection.execute(sa.text(f"SELECT * FROM {table}"))
        ]
    assert not any(secret in row for row in kept for secret in ("token-1", "correct horse"))

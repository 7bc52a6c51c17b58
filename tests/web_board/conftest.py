"""The board of the nursery, as its owner sees it."""

from __future__ import annotations

import pytest

from tests.web.conftest import (  # noqa: F401 - fixtures
    Visitor,
    accounts,
    app,
    book,
    clock,
    empty_app,
    gardener,
    settings,
    sign_in,
    visitor,
)


@pytest.fixture
def owner(visitor: Visitor, accounts: None) -> Visitor:  # noqa: F811 - pytest's way
    """A leader, signed in."""
    visitor.post("/login", user="owner", password="green-thumbs")
    return visitor

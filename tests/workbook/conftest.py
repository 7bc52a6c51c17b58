"""A service on a folder of its own, and clients of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import gspread
import pytest
from flask import Flask

from tests.workbook.trays import TRAYS
from tests.workbook.wsgi import Api, session_of
from web.workbook import Principal, create_app

TOKENS = {
    "owner": Principal("owner@example.org"),
    "editor": Principal("editor@example.org"),
    "viewer": Principal("viewer@example.org"),
    "stranger": Principal("stranger@example.org"),
    "visitor": Principal("visitor@example.net"),
}


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The service, with five people who hold tokens."""
    made = create_app(tmp_path, tokens=TOKENS)
    yield made
    made.extensions["workbooks"].database.close()


@pytest.fixture
def api(app: Flask) -> Api:
    """Plain calls as the owner."""
    return Api(app, "owner")


@pytest.fixture
def spreadsheet(api: Api) -> str:
    """The id of a blank spreadsheet with one sheet."""
    return api.create()


@pytest.fixture
def trays(api: Api, spreadsheet: str) -> str:
    """The id of a spreadsheet with a small table."""
    api.write(spreadsheet, "Sheet1!A1", TRAYS)
    return spreadsheet


@pytest.fixture
def client(app: Flask) -> gspread.Client:
    """gspread as the owner."""
    return gspread.Client(
        auth=cast(Any, None), session=session_of(app, "owner")
    )  # Any: gspread means None but says not

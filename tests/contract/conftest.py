"""Two targets for every contract test: the service in this process, and Google.

Google is called when `SHEETS_CONTRACT_CREDENTIALS` names a file with the key of a service account; otherwise its half
of the tests is skipped. The tests make a spreadsheet of their own and remove it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import gspread
import pytest

from tests.contract.google_http import WsgiHttp
from tests.workbook.wsgi import session_of
from web.workbook import Principal, create_app

CREDENTIALS = "SHEETS_CONTRACT_CREDENTIALS"


@dataclass(frozen=True)
class Target:
    """Where the calls go. `http` is for clients that use httplib2; Any: these clients have no types."""

    name: str
    client: gspread.Client
    http: Any
    credentials: Any


@pytest.fixture(params=["service", "google"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Target]:
    """The service, then Google."""
    if request.param == "google":
        yield _google()
        return
    from google.oauth2.credentials import Credentials

    app = create_app(tmp_path, tokens={"owner": Principal("owner@example.org")})
    client = gspread.Client(auth=cast(Any, None), session=session_of(app, "owner"))
    yield Target("service", client, WsgiHttp(app), Credentials("owner"))  # type: ignore[no-untyped-call]
    app.extensions["workbooks"].database.close()


@pytest.fixture
def book(target: Target) -> Iterator[gspread.Spreadsheet]:
    """A spreadsheet that is removed after the test."""
    made = target.client.create("Nursery")
    yield made
    target.client.del_spreadsheet(made.id)


@pytest.fixture
def sheet(book: gspread.Spreadsheet) -> gspread.Worksheet:
    """Its first sheet, with a small table."""
    first = book.sheet1
    first.update([["tray", "seeds", "bench"], ["T-1", 20, "b"], ["T-2", 5, "a"], ["T-3", 12, "c"]], "A1", raw=True)
    return first


def _google() -> Target:
    path = os.environ.get(CREDENTIALS)
    if not path:
        pytest.skip(f"{CREDENTIALS} names no key of a service account")
    import httplib2  # type: ignore[import-untyped] # it ships no types
    from google.oauth2.service_account import Credentials

    scopes = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"]
    credentials = Credentials.from_service_account_file(path, scopes=scopes)  # type: ignore[no-untyped-call]
    return Target("google", gspread.authorize(credentials), httplib2.Http(), credentials)

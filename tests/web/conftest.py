"""The application on the nursery, with a browser's and a script's way in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from sheets_sync.config import Settings
from sheets_sync.schema import Package
from tests.conftest import MORNING, NURSERY, FillMirror
from web.app import create_app
from web.context import Gridbook

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
SUBMISSION = re.compile(r'name="submission" value="([^"]+)"')


class StoppedClock:
    """Shows the same time until it is moved."""

    def __init__(self) -> None:
        self.time = MORNING

    def __call__(self) -> datetime:
        return self.time

    def move(self, by: timedelta) -> None:
        """Let time pass."""
        self.time += by


@pytest.fixture
def clock() -> StoppedClock:
    """08:00 in the nursery."""
    return StoppedClock()


@pytest.fixture
def settings(toy_folder: Path, tmp_path: Path) -> Settings:
    """The nursery in a folder of its own."""
    return Settings(workbook=f"local:{tmp_path}", schemas=str(toy_folder), data=str(tmp_path))


@pytest.fixture
def empty_app(
    settings: Settings, toy: Package, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application before the first pass. It looks for a new mirror on every request."""
    monkeypatch.setattr("web.reader.LOOK_AGAIN_S", 0.0)
    monkeypatch.setattr("web.context.load_package", lambda _folder: toy)  # read once for all tests
    app = create_app(settings, clock=clock)
    yield app
    app.extensions["gridbook"].database.close()


@pytest.fixture
def app(empty_app: Flask, fill_mirror: FillMirror) -> Flask:
    """The application after a pass."""
    book: Gridbook = empty_app.extensions["gridbook"]
    fill_mirror(book.database)
    book.outbox.note_keys({"waterings": len(NURSERY["waterings"])})
    return empty_app


@pytest.fixture
def book(app: Flask) -> Gridbook:
    """The workbook of the application."""
    found: Gridbook = app.extensions["gridbook"]
    return found


PASSWORDS = {"clerk": "green-fingers", "owner": "green-thumbs"}


@pytest.fixture
def accounts(book: Gridbook) -> None:
    """An account for each role that signs in with a password."""
    for user, password in PASSWORDS.items():
        book.accounts.set_account(user, password, user, book.now())


@dataclass
class Visitor:
    """A browser without JavaScript: it keeps cookies, and posts a form with the hidden fields of the page it got."""

    client: FlaskClient

    def get(self, path: str) -> str:
        """The page at `path`, after redirects."""
        return self.client.get(path, follow_redirects=True).get_data(as_text=True)

    def post(self, path: str, page: str | None = None, **fields: str | list[str]) -> TestResponse:
        """Post `fields` and the hidden ones of `page`, which is the page at `path` unless given."""
        text = self.get(path) if page is None else page
        hidden: dict[str, str | list[str]] = {}
        for name, pattern in (("csrf_token", CSRF), ("submission", SUBMISSION)):
            found = pattern.search(text)
            if found:
                hidden[name] = found[1]
        return self.client.post(path, data=hidden | fields)


SignIn = Callable[[str], Visitor]


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def sign_in(app: Flask, book: Gridbook) -> SignIn:
    """Sign a person in by a new link, in a browser of their own."""

    def enter(person: str) -> Visitor:
        token = book.accounts.issue_links([person], book.clock())[person]
        fresh = Visitor(app.test_client())
        assert fresh.post(f"/w/{token}", pin=f"000{person[-1]}").status_code == 303
        return fresh

    return enter


@pytest.fixture
def gardener(sign_in: SignIn) -> Visitor:
    """G-1, of one bench, signed in by link."""
    return sign_in("G-1")


@dataclass
class Script:
    """A program that asks with a bearer token."""

    client: FlaskClient
    bearer: str

    def get(self, path: str) -> TestResponse:
        """GET below /api/v1."""
        return self.client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {self.bearer}"})

    def file(self, name: str, key: str, body: object) -> TestResponse:
        """Send an entry."""
        headers = {"Authorization": f"Bearer {self.bearer}", "Idempotency-Key": key}
        return self.client.post(f"/api/v1/forms/{name}", json=body, headers=headers)


SignScriptIn = Callable[[str], Script]


@pytest.fixture
def script_of(app: Flask, book: Gridbook, accounts: None) -> SignScriptIn:
    """Sign a person or an account in for a script: a key of a person, or a user."""

    def enter(user: str) -> Script:
        client = app.test_client(use_cookies=False)
        if user in PASSWORDS:
            body = {"user": user, "password": PASSWORDS[user]}
        else:
            body = {"token": book.accounts.issue_links([user], book.clock())[user], "pin": f"000{user[-1]}"}
        answer = client.post("/api/v1/session", json=body)
        assert answer.status_code == 200
        return Script(client, answer.get_json()["bearer"])

    return enter

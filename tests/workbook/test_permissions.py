"""Drive permissions: who may give and take them, and what a file is to those who have none."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.workbook.wsgi import Api
from web.workbook import Principal, create_app
from web.workbook.migrations import MIGRATIONS
from web.workbook.service import FILE_NAME

OWNER, EDITOR, VIEWER = "owner@example.org", "editor@example.org", "viewer@example.org"


def path(spreadsheet: str, rest: str = "") -> str:
    return f"/drive/v3/files/{spreadsheet}/permissions{rest}"


def share(api: Api, spreadsheet: str, address: str, role: str, **query: Any) -> Any:
    return api.call("POST", path(spreadsheet), {"type": "user", "role": role, "emailAddress": address}, **query)


def roles(api: Api, spreadsheet: str) -> dict[str, str]:
    return {each["emailAddress"]: each["role"] for each in api.call("GET", path(spreadsheet))["permissions"]}


@pytest.fixture
def shared(api: Api, spreadsheet: str) -> str:
    share(api, spreadsheet, EDITOR, "writer")
    share(api, spreadsheet, VIEWER, "reader")
    return spreadsheet


def test_sharing_with_the_owner_does_not_make_a_reader_of_them(app: Flask, api: Api, shared: str) -> None:
    for who in ("owner", "editor"):
        assert share(Api(app, who), shared, OWNER, "reader")["error"]["errors"][0]["reason"] == "forbidden"
    assert roles(api, shared)[OWNER] == "owner"


@pytest.mark.parametrize("role", ["organizer", "fileOrganizer", "", "king"])
def test_role_that_a_file_does_not_know_is_refused(app: Flask, api: Api, shared: str, role: str) -> None:
    answer = share(Api(app, "editor"), shared, EDITOR, role)
    assert answer["error"]["message"] == "The specified role is invalid or not supported."
    assert roles(api, shared)[EDITOR] == "writer"


def test_reader_sees_and_gives_no_permissions(app: Flask, shared: str) -> None:
    viewer = Api(app, "viewer")
    for answer in (viewer.call("GET", path(shared)), share(viewer, shared, "a@example.org", "reader")):
        assert answer["error"]["code"] == 403
        assert answer["error"]["errors"][0]["reason"] == "insufficientFilePermissions"
        assert answer["error"]["message"] == f"The user does not have sufficient permissions for file {shared}."


def test_file_of_others_is_hidden_in_drive_and_refused_in_sheets(app: Flask, shared: str) -> None:
    stranger = Api(app, "stranger")
    for verb, address in (("GET", ""), ("DELETE", ""), ("GET", "/permissions"), ("POST", "/copy")):
        error = stranger.call(verb, f"/drive/v3/files/{shared}{address}")["error"]
        assert (error["code"], error["message"]) == (404, f"File not found: {shared}.")
    assert stranger.get(shared)["error"]["status"] == "PERMISSION_DENIED"


@pytest.mark.parametrize(("token", "reason"), [("", "required"), ("wrong", "authError")])
def test_drive_says_where_it_looked_for_the_token(app: Flask, shared: str, token: str, reason: str) -> None:
    error = Api(app, token).call("GET", f"/drive/v3/files/{shared}")["error"]
    assert error["code"] == 401
    told = {name: error["errors"][0][name] for name in ("reason", "location", "locationType")}
    assert told == {"reason": reason, "location": "Authorization", "locationType": "header"}


def test_owner_names_the_next_owner_who_has_to_accept(app: Flask, api: Api, shared: str) -> None:
    editor = Api(app, "editor")
    found = api.call("GET", path(shared))["permissions"]
    identity = next(each["id"] for each in found if each["emailAddress"] == EDITOR)
    accept = {"role": "owner"}, {"transferOwnership": "true"}
    one = path(shared, f"/{identity}")
    assert editor.call("PATCH", one, accept[0], **accept[1])["error"]["code"] == 403
    assert editor.call("PATCH", one, {"role": "writer", "pendingOwner": True})["error"]["code"] == 403
    assert api.call("PATCH", one, {"role": "writer", "pendingOwner": True})["pendingOwner"] is True
    assert Api(app, "viewer").call("PATCH", one, accept[0], **accept[1])["error"]["code"] == 403
    assert editor.call("PATCH", one, accept[0], **accept[1])["role"] == "owner"
    assert roles(api, shared) == {OWNER: "writer", EDITOR: "owner", VIEWER: "reader"}
    assert "pendingOwner" not in editor.call("GET", one)


@pytest.mark.parametrize(("address", "role"), [(VIEWER, "reader"), (None, "reader")])
def test_only_a_writer_can_be_the_next_owner(api: Api, shared: str, address: str | None, role: str) -> None:
    api.call("POST", path(shared), {"type": "anyone", "role": "reader"})
    found = api.call("GET", path(shared))["permissions"]
    identity = next(each["id"] for each in found if each.get("emailAddress") == address)
    answer = api.call("PATCH", path(shared, f"/{identity}"), {"role": role, "pendingOwner": True})
    assert "pending owner" in answer["error"]["message"]


def test_domain_opens_a_file_to_its_addresses_alone(tmp_path: Path) -> None:
    tokens = {name: Principal(f"ann@{name}") for name in ("example.org", "example.net")}
    app = create_app(tmp_path, tokens=tokens | {"owner": Principal("owner@example.com")})
    api = Api(app, "owner")
    spreadsheet = api.create()
    api.call("POST", path(spreadsheet), {"type": "domain", "role": "writer", "domain": "example.org"})
    assert "error" not in Api(app, "example.org").write(spreadsheet, "A1", [["x"]])
    assert Api(app, "example.net").get(spreadsheet)["error"]["code"] == 403
    app.extensions["workbooks"].database.close()


def test_file_of_the_first_version_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.executescript(MIGRATIONS[0])
    row = ("s", 1, "2024-03-01T00:00:00.000Z", "2024-03-01T00:00:00.000Z", OWNER, "Nursery", '{"properties": {}}')
    connection.execute("INSERT INTO spreadsheet VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for identity, role, address in (("1", "owner", OWNER), ("2", "organizer", EDITOR)):
        connection.execute("INSERT INTO permission VALUES ('s', ?, 'user', ?, ?)", (identity, role, address))
    connection.execute("PRAGMA user_version = 1")
    connection.commit()
    connection.close()
    app = create_app(tmp_path, tokens={"owner": Principal(OWNER)})
    assert roles(Api(app, "owner"), "s") == {OWNER: "owner", EDITOR: "writer"}
    app.extensions["workbooks"].database.close()

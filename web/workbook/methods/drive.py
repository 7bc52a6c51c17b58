"""The Drive calls that clients of Sheets make about files: create, list, get, update, copy, delete."""

from __future__ import annotations

import json
import re

from web.workbook import store
from web.workbook.access import RANKS, role_of
from web.workbook.book import DEFAULT_COLUMNS, DEFAULT_ROWS
from web.workbook.copying import copy_spreadsheet
from web.workbook.errors import ApiError, invalid
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.responses import Body

SPREADSHEET_TYPE = "application/vnd.google-apps.spreadsheet"
PAGE = 100
QUERY_TERM = re.compile(
    r"""\s*(?:(?P<name>name|mimeType|trashed|fullText)\s*(?P<operator>=|!=|contains)\s*"""
    r"""(?:(?P<quote>["'])(?P<text>(?:\\.|(?!(?P=quote)).)*)(?P=quote)|(?P<flag>true|false))"""
    r"""|parents\s+in\s+["'](?P<parent>[^"']*)["']|["'](?P<parent2>[^"']*)["']\s+in\s+parents)\s*""",
    re.IGNORECASE,
)


@serves("drive.files.create")
def create(call: Call) -> JsonValue:
    """A new spreadsheet with one blank sheet."""
    if call.body.get("mimeType", SPREADSHEET_TYPE) != SPREADSHEET_TYPE:
        raise invalid("Only spreadsheets are served.")
    with call.workbooks.creating(call.body.get("name", "Untitled"), call.principal, call.method) as book:
        call.workbooks.add_blank_sheet(book, "Sheet1", DEFAULT_ROWS, DEFAULT_COLUMNS)
        if call.body.get("parents"):
            book.state["parents"] = call.body["parents"]
    return _short(call, book.row)


@serves("drive.files.list")
def list_files(call: Call) -> JsonValue:
    """The spreadsheets that the caller may read, filtered by a query."""
    terms = _terms(call.parameters.get("q", ""))
    with call.workbooks.database.read() as connection:
        rows = [
            row
            for row in store.spreadsheets(connection)
            if role_of(connection, row.id, call.principal) and all(_fits(row, term) for term in terms)
        ]
    start = int(call.parameters.get("pageToken") or 0)
    end = start + min(call.parameters.get("pageSize", PAGE), 1_000)
    body: JsonObject = {
        "kind": "drive#fileList",
        "incompleteSearch": False,
        "files": [file_resource(row) if call.mask else _short(call, row) for row in rows[start:end]],
    }
    return body | ({"nextPageToken": str(end)} if end < len(rows) else {})


@serves("drive.files.get")
def get(call: Call) -> JsonValue:
    """One file. Its `version` and `modifiedTime` rise with every change of the spreadsheet."""
    with call.reading() as book:
        if not call.mask:
            return _short(call, book.row)
        resource = file_resource(book.row)
        return resource | {
            "ownedByMe": book.role == "owner",
            "capabilities": {"canEdit": RANKS[book.role] >= RANKS["writer"]},
        }


@serves("drive.files.update")
def update(call: Call) -> JsonValue:
    """Rename a file or move it to other folders."""
    if call.body.get("trashed"):
        raise ApiError("UNIMPLEMENTED", "Moving a file to the trash is not served; delete it.")
    with call.writing() as book:
        if "name" in call.body:
            book.rename(call.body["name"])
        parents = [each for each in book.state.get("parents", []) if each not in _listed(call, "removeParents")]
        book.state["parents"] = parents + _listed(call, "addParents")
        book.record("updateSpreadsheetProperties", properties={"title": book.title})
    return _short(call, book.row)


@serves("drive.files.copy")
def copy(call: Call) -> JsonValue:
    """A copy of a spreadsheet, owned by the caller; permissions and comments are not copied."""
    with call.reading() as book:
        title = call.body.get("name") or f"Copy of {book.title}"
    row = copy_spreadsheet(call.workbooks, call.principal, call.spreadsheet_id, title, call.body.get("parents"))
    return _short(call, row)


@serves("drive.files.delete")
def delete(call: Call) -> JsonValue:
    """Remove a file for good."""
    call.workbooks.delete(call.spreadsheet_id, call.principal)
    return Body(b"", "text/html", 204)


def file_resource(row: store.SpreadsheetRow) -> JsonObject:
    """A File of Drive v3."""
    return {
        "kind": "drive#file",
        "id": row.id,
        "name": row.title,
        "mimeType": SPREADSHEET_TYPE,
        "trashed": False,
        "version": str(row.version),
        "createdTime": row.created,
        "modifiedTime": row.modified,
        "parents": parents_of(row),
        "lastModifyingUser": {"kind": "drive#user", "emailAddress": row.modified_by, "displayName": row.modified_by},
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{row.id}/edit?usp=drivesdk",
    }


def parents_of(row: store.SpreadsheetRow) -> list[str]:
    """The folders that a file was put into; the service knows no more of folders than their ids."""
    found: list[str] = json.loads(row.state).get("parents", [])
    return found


def _short(call: Call, row: store.SpreadsheetRow) -> JsonObject:
    """What Drive answers when no fields were asked for."""
    resource = file_resource(row)
    return resource if call.mask else {name: resource[name] for name in ("kind", "id", "name", "mimeType")}


def _listed(call: Call, name: str) -> list[str]:
    return [each for each in call.parameters.get(name, "").split(",") if each]


def _terms(query: str) -> list[re.Match[str]]:
    """The terms of a query joined by `and`, the only form that clients of Sheets send."""
    terms = []
    position = 0
    while position < len(query):
        found = QUERY_TERM.match(query, position)
        if not found:
            raise invalid("Invalid Value")
        terms.append(found)
        position = found.end()
        joint = re.compile(r"and\s+", re.IGNORECASE).match(query, position)
        if position < len(query) and not joint:
            raise invalid("Invalid Value")
        position = joint.end() if joint else position
    return terms


def _fits(row: store.SpreadsheetRow, term: re.Match[str]) -> bool:
    parent = term["parent"] or term["parent2"]
    if parent is not None:
        return parent in parents_of(row)
    if term["flag"] is not None:
        return (term["flag"].lower() == "false") == (term["operator"] == "=")
    text = re.sub(r"\\(.)", r"\1", term["text"])
    value = SPREADSHEET_TYPE if term["name"].lower() == "mimetype" else row.title
    if term["operator"] == "contains":
        return text.casefold() in value.casefold()
    return (value == text) == (term["operator"] == "=")

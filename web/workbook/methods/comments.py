"""Drive comments, as far as copying a spreadsheet with them needs: list and create."""

from __future__ import annotations

from web.workbook.book import timestamp
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call, serves

PAGE = 20


@serves("drive.comments.list")
def list_comments(call: Call) -> JsonValue:
    """The comments of a file, oldest first."""
    _require_fields(call)
    start = int(call.parameters.get("pageToken") or 0)
    size = min(call.parameters.get("pageSize", PAGE), 100)
    with call.reading() as book:
        rows = book.connection.execute(
            "SELECT id, author, created, content, anchor FROM comment WHERE spreadsheet_id = ? AND id > ? "
            "ORDER BY id LIMIT ?",
            (book.id, start, size + 1),
        ).fetchall()
    body: JsonObject = {"kind": "drive#commentList", "comments": [_resource(*row) for row in rows[:size]]}
    return body | ({"nextPageToken": str(rows[size - 1][0])} if len(rows) > size else {})


@serves("drive.comments.create")
def create(call: Call) -> JsonValue:
    """A new comment."""
    _require_fields(call)
    content = call.body.get("content", "")
    if not content:
        raise invalid("Comment content must not be empty.")
    with call.writing("commenter") as book:
        created = timestamp(call.workbooks.clock())
        cursor = book.connection.execute(
            "INSERT INTO comment (spreadsheet_id, author, created, content, anchor) VALUES (?, ?, ?, ?, ?)",
            (book.id, book.user, created, content, call.body.get("anchor")),
        )
        book.record("comment")
        return _resource(int(cursor.lastrowid or 0), book.user, created, content, call.body.get("anchor"))


def _resource(identity: int, author: str, created: str, content: str, anchor: str | None) -> JsonObject:
    resource: JsonObject = {
        "kind": "drive#comment",
        "id": str(identity),
        "createdTime": created,
        "modifiedTime": created,
        "author": {"kind": "drive#user", "displayName": author},
        "content": content,
        "htmlContent": content,
        "deleted": False,
        "replies": [],
    }
    return resource | ({"anchor": anchor} if anchor else {})


def _require_fields(call: Call) -> None:
    """Drive wants to be told which fields of comments are meant."""
    if not call.mask:
        raise invalid("The 'fields' parameter is required for this method.")

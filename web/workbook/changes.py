"""The log of changes: what the feed tells (`since`) and who changed what, before and after (`history`).

One row per request, its records as compressed JSON. A record has a `kind`, a `sheetId` where there is one, and what
the kind needs: `range`, `before` and `after` for values, start and end for rows that were inserted. Rows older than
the retention are dropped; a client that asks for a version before the oldest row is told to read everything again.
"""

from __future__ import annotations

import json
import sqlite3
import zlib

from web.workbook import store
from web.workbook.json_types import JsonObject

FEED_LIMIT_BYTES = 2_000_000


def add(connection: sqlite3.Connection, row: store.SpreadsheetRow, method: str, records: list[JsonObject]) -> None:
    """Log what one request did; `row` is the spreadsheet after it."""
    text = json.dumps(records, separators=(",", ":"), ensure_ascii=False)
    connection.execute(
        "INSERT INTO change (spreadsheet_id, version, time, user, method, records) VALUES (?, ?, ?, ?, ?, ?)",
        (row.id, row.version, row.modified, row.modified_by, method, zlib.compress(text.encode(), 1)),
    )


def since(connection: sqlite3.Connection, row: store.SpreadsheetRow, version: int, sheet_id: int | None) -> JsonObject:
    """What happened after `version`, oldest first, or `{"reset": true}` when the log does not tell it all."""
    if version >= row.version:
        return {"version": row.version, "changes": []}
    reset: JsonObject = {"version": row.version, "reset": True}
    found: list[JsonObject] = []
    size = 0
    expected = version + 1
    for entry in connection.execute(
        "SELECT version, time, user, records FROM change WHERE spreadsheet_id = ? AND version > ? ORDER BY version",
        (row.id, version),
    ):
        size += len(entry[3])
        if entry[0] != expected or size > FEED_LIMIT_BYTES:
            return reset
        expected += 1
        for record in json.loads(zlib.decompress(entry[3])):
            if sheet_id is None or record.get("sheetId", sheet_id) == sheet_id:
                record.pop("before", None)
                found.append({"version": entry[0], "user": entry[2], "time": entry[1], **record})
    return {"version": row.version, "changes": found} if expected == row.version + 1 else reset


def history(connection: sqlite3.Connection, spreadsheet_id: str, before: int, limit: int) -> list[JsonObject]:
    """The last `limit` requests before a version, newest first, with the values before and after each."""
    rows = connection.execute(
        "SELECT version, time, user, method, records FROM change WHERE spreadsheet_id = ? AND version < ? "
        "ORDER BY version DESC LIMIT ?",
        (spreadsheet_id, before, limit),
    )
    return [
        {
            "version": row[0],
            "time": row[1],
            "user": row[2],
            "method": row[3],
            "records": json.loads(zlib.decompress(row[4])),
        }
        for row in rows
    ]


def forget(connection: sqlite3.Connection, older_than: str) -> int:
    """Drop what is older than a time; the number of requests forgotten."""
    return connection.execute("DELETE FROM change WHERE time < ?", (older_than,)).rowcount


def forget_all(connection: sqlite3.Connection, spreadsheet_id: str) -> int:
    """Drop the whole log of a spreadsheet; the number of requests forgotten."""
    return connection.execute("DELETE FROM change WHERE spreadsheet_id = ?", (spreadsheet_id,)).rowcount

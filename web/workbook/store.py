"""The SQL of the service, and nothing but SQL: rows in, rows out, always inside somebody else's transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from web.workbook.grid.cache import Place
from web.workbook.grid.chunk import ChunkText


@dataclass(frozen=True)
class SpreadsheetRow:
    """A spreadsheet as stored; `state` is JSON text."""

    id: str
    version: int
    created: str
    modified: str
    modified_by: str
    title: str
    state: str


@dataclass(frozen=True)
class SheetHead:
    """What is known of a sheet without opening it."""

    key: int
    sheet_id: int
    position: int
    title: str


@dataclass(frozen=True)
class SheetRow:
    """The rest of a sheet; each part is JSON text."""

    properties: str
    layout: str
    objects: str


SPREADSHEET_COLUMNS = "id, version, created, modified, modified_by, title, state"


def spreadsheet(connection: sqlite3.Connection, spreadsheet_id: str) -> SpreadsheetRow | None:
    """One spreadsheet, or None."""
    row = connection.execute(
        f"SELECT {SPREADSHEET_COLUMNS} FROM spreadsheet WHERE id = ?", (spreadsheet_id,)
    ).fetchone()
    return SpreadsheetRow(*row) if row else None


def spreadsheets(connection: sqlite3.Connection) -> Iterator[SpreadsheetRow]:
    """All spreadsheets, the one changed last first."""
    for row in connection.execute(f"SELECT {SPREADSHEET_COLUMNS} FROM spreadsheet ORDER BY modified DESC, id"):
        yield SpreadsheetRow(*row)


def put_spreadsheet(connection: sqlite3.Connection, row: SpreadsheetRow) -> None:
    """Add a spreadsheet or replace the stored one."""
    connection.execute(
        "INSERT INTO spreadsheet (id, version, created, modified, modified_by, title, state) VALUES (?,?,?,?,?,?,?) "
        "ON CONFLICT (id) DO UPDATE SET version = excluded.version, modified = excluded.modified, "
        "modified_by = excluded.modified_by, title = excluded.title, state = excluded.state",
        (row.id, row.version, row.created, row.modified, row.modified_by, row.title, row.state),
    )


def delete_spreadsheet(connection: sqlite3.Connection, spreadsheet_id: str) -> None:
    """Remove a spreadsheet with everything in it."""
    for head in sheet_heads(connection, spreadsheet_id):
        delete_sheet(connection, head.key)
    connection.execute("DELETE FROM spreadsheet WHERE id = ?", (spreadsheet_id,))


def sheet_heads(connection: sqlite3.Connection, spreadsheet_id: str) -> list[SheetHead]:
    """The sheets of a spreadsheet in order."""
    rows = connection.execute(
        "SELECT key, sheet_id, position, title FROM sheet WHERE spreadsheet_id = ? ORDER BY position",
        (spreadsheet_id,),
    )
    return [SheetHead(*row) for row in rows]


def sheet(connection: sqlite3.Connection, key: int) -> SheetRow:
    """The rest of one sheet."""
    row = connection.execute("SELECT properties, layout, objects FROM sheet WHERE key = ?", (key,)).fetchone()
    return SheetRow(*row)


def add_sheet(connection: sqlite3.Connection, spreadsheet_id: str, sheet_id: int) -> int:
    """Make room for a new sheet; its key."""
    cursor = connection.execute(
        "INSERT INTO sheet (spreadsheet_id, sheet_id, position, title, properties, layout, objects) "
        "VALUES (?, ?, 0, '', '', '', '')",
        (spreadsheet_id, sheet_id),
    )
    return int(cursor.lastrowid or 0)


def put_sheet_head(connection: sqlite3.Connection, head: SheetHead) -> None:
    """Store a sheet's place and title."""
    connection.execute("UPDATE sheet SET position = ?, title = ? WHERE key = ?", (head.position, head.title, head.key))


def put_sheet(connection: sqlite3.Connection, key: int, row: SheetRow) -> None:
    """Store the rest of a sheet."""
    connection.execute(
        "UPDATE sheet SET properties = ?, layout = ?, objects = ? WHERE key = ?",
        (row.properties, row.layout, row.objects, key),
    )


def delete_sheet(connection: sqlite3.Connection, key: int) -> None:
    """Remove a sheet and its cells."""
    connection.execute("DELETE FROM chunk WHERE sheet = ?", (key,))
    connection.execute("DELETE FROM sheet WHERE key = ?", (key,))


def copy_chunks(connection: sqlite3.Connection, source: int, target: int) -> None:
    """Copy all cells of a sheet to another that has the same layout."""
    connection.execute(
        "INSERT INTO chunk (sheet, col, block, filled, text, runs, formulas) "
        "SELECT ?, col, block, filled, text, runs, formulas FROM chunk WHERE sheet = ?",
        (target, source),
    )


def has_formulas(connection: sqlite3.Connection, spreadsheet_id: str) -> bool:
    """Whether a stored cell of the spreadsheet is computed."""
    row = connection.execute(
        "SELECT 1 FROM sheet JOIN chunk ON chunk.sheet = sheet.key "
        "WHERE sheet.spreadsheet_id = ? AND chunk.formulas IS NOT NULL LIMIT 1",
        (spreadsheet_id,),
    ).fetchone()
    return row is not None


def style_body(connection: sqlite3.Connection, style_id: int) -> str:
    """The JSON text of a style."""
    (body,) = connection.execute("SELECT body FROM style WHERE id = ?", (style_id,)).fetchone()
    return str(body)


def style_id(connection: sqlite3.Connection, body: str) -> int:
    """The id of a style; it is added when nobody has used it yet."""
    row = connection.execute("SELECT id FROM style WHERE body = ?", (body,)).fetchone()
    if row is None:
        return int(connection.execute("INSERT INTO style (body) VALUES (?)", (body,)).lastrowid or 0)
    return int(row[0])


def styles_with_formulas(connection: sqlite3.Connection) -> dict[int, str]:
    """The styles, by id, whose data validation may have a formula in its condition."""
    return dict(
        connection.execute('SELECT id, body FROM style WHERE body LIKE \'%"dataValidation"%"userEnteredValue":"=%\'')
    )


class SheetChunks:
    """The chunks of one sheet, as `grid.ChunkStore` asks for them."""

    def __init__(self, connection: sqlite3.Connection, sheet_key: int) -> None:
        self._connection = connection
        self._key = sheet_key

    def load(self, columns: Sequence[int], blocks: Sequence[int]) -> dict[Place, ChunkText]:
        rows = self._connection.execute(
            "SELECT block, col, filled, text, runs, formulas FROM chunk WHERE sheet = ? "
            "AND col IN (SELECT value FROM json_each(?)) AND block IN (SELECT value FROM json_each(?))",
            (self._key, json.dumps(list(columns)), json.dumps(list(blocks))),
        )
        return {(row[0], row[1]): ChunkText(*row[2:]) for row in rows}

    def load_bytes(self, columns: Sequence[int], blocks: Sequence[int]) -> dict[Place, tuple[int, bytes]]:
        rows = self._connection.execute(
            "SELECT block, col, filled, CAST(text AS BLOB) FROM chunk WHERE sheet = ? "
            "AND col IN (SELECT value FROM json_each(?)) AND block IN (SELECT value FROM json_each(?))",
            (self._key, json.dumps(list(columns)), json.dumps(list(blocks))),
        )
        return {(row[0], row[1]): (row[2], row[3]) for row in rows}

    def save(self, chunks: Iterable[tuple[Place, ChunkText | None]]) -> None:
        for (block, column), chunk in chunks:
            if chunk is None:
                self._connection.execute(
                    "DELETE FROM chunk WHERE sheet = ? AND col = ? AND block = ?", (self._key, column, block)
                )
            else:
                self._connection.execute(
                    "INSERT INTO chunk (sheet, col, block, filled, text, runs, formulas) VALUES (?,?,?,?,?,?,?) "
                    "ON CONFLICT (sheet, col, block) DO UPDATE SET filled = excluded.filled, text = excluded.text, "
                    "runs = excluded.runs, formulas = excluded.formulas",
                    (self._key, column, block, chunk.filled, chunk.text, chunk.runs, chunk.formulas),
                )

    def drop_blocks(self, blocks: Sequence[int]) -> None:
        self._connection.execute(
            "DELETE FROM chunk WHERE sheet = ? AND block IN (SELECT value FROM json_each(?))",
            (self._key, json.dumps(list(blocks))),
        )

    def drop_columns(self, columns: Sequence[int]) -> None:
        self._connection.execute(
            "DELETE FROM chunk WHERE sheet = ? AND col IN (SELECT value FROM json_each(?))",
            (self._key, json.dumps(list(columns))),
        )

    def formula_places(self) -> list[Place]:
        rows = self._connection.execute(
            "SELECT block, col FROM chunk WHERE sheet = ? AND formulas IS NOT NULL", (self._key,)
        )
        return [(block, column) for block, column in rows]

    def runs(self) -> dict[Place, str]:
        rows = self._connection.execute(
            "SELECT block, col, runs FROM chunk WHERE sheet = ? AND runs IS NOT NULL", (self._key,)
        )
        return {(block, column): runs for block, column, runs in rows}

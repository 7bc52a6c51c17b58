"""Numbered migrations of the service's SQLite file.

The number of the last one applied is kept in `PRAGMA user_version`. A migration that has been released is never
edited; a change of the tables is a new entry at the end.
"""

from __future__ import annotations

import sqlite3

MIGRATIONS = (
    """
    CREATE TABLE spreadsheet (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        created TEXT NOT NULL,
        modified TEXT NOT NULL,
        modified_by TEXT NOT NULL,
        title TEXT NOT NULL,
        state TEXT NOT NULL
    );
    CREATE TABLE sheet (
        key INTEGER PRIMARY KEY,
        spreadsheet_id TEXT NOT NULL REFERENCES spreadsheet (id) ON DELETE CASCADE,
        sheet_id INTEGER NOT NULL,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        properties TEXT NOT NULL,
        layout TEXT NOT NULL,
        objects TEXT NOT NULL,
        UNIQUE (spreadsheet_id, sheet_id)
    );
    CREATE TABLE chunk (
        sheet INTEGER NOT NULL REFERENCES sheet (key) ON DELETE CASCADE,
        col INTEGER NOT NULL,
        block INTEGER NOT NULL,
        filled INTEGER NOT NULL,
        text TEXT NOT NULL,
        runs TEXT,
        formulas TEXT
    );
    CREATE UNIQUE INDEX chunk_place ON chunk (sheet, col, block);
    CREATE INDEX chunk_formulas ON chunk (sheet) WHERE formulas IS NOT NULL;
    CREATE TABLE style (id INTEGER PRIMARY KEY, body TEXT NOT NULL UNIQUE);
    CREATE TABLE permission (
        spreadsheet_id TEXT NOT NULL REFERENCES spreadsheet (id) ON DELETE CASCADE,
        id TEXT NOT NULL,
        type TEXT NOT NULL,
        role TEXT NOT NULL,
        address TEXT NOT NULL,
        PRIMARY KEY (spreadsheet_id, id)
    );
    CREATE TABLE comment (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        spreadsheet_id TEXT NOT NULL REFERENCES spreadsheet (id) ON DELETE CASCADE,
        author TEXT NOT NULL,
        created TEXT NOT NULL,
        content TEXT NOT NULL,
        anchor TEXT
    );
    CREATE TABLE change (
        spreadsheet_id TEXT NOT NULL REFERENCES spreadsheet (id) ON DELETE CASCADE,
        version INTEGER NOT NULL,
        time TEXT NOT NULL,
        user TEXT NOT NULL,
        method TEXT NOT NULL,
        records BLOB NOT NULL,
        PRIMARY KEY (spreadsheet_id, version)
    );
    CREATE INDEX change_time ON change (time);
    """,
    """
    ALTER TABLE permission ADD COLUMN pending_owner INTEGER NOT NULL DEFAULT 0;
    UPDATE permission SET role = 'writer' WHERE role IN ('organizer', 'fileOrganizer');
    """,
)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file up to date, each migration in a transaction of its own."""
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            (done,) = connection.execute("PRAGMA user_version").fetchone()
            if done >= len(MIGRATIONS):
                connection.execute("ROLLBACK")
                return
            for statement in MIGRATIONS[done].split(";"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {done + 1}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

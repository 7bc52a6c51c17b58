"""What was answered is on disk, whole, whatever happens to the process; and many may read and write at once."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.workbook.wsgi import Api
from web.workbook import local_app
from web.workbook.migrations import MIGRATIONS, migrate
from web.workbook.service import FILE_NAME

SEED = 20240301


@pytest.mark.parametrize("rounds", [6, pytest.param(60, marks=pytest.mark.soak)])
def test_kill_leaves_every_answered_write_and_no_half_of_another(tmp_path: Path, rounds: int) -> None:
    app = local_app(str(tmp_path))
    api = Api(app)
    spreadsheet = api.create()
    api.batch(spreadsheet, {"addSheet": {"properties": {"title": "bench", "sheetId": 1}}})
    draw = random.Random(SEED)
    for _ in range(rounds):
        answered = _killed_after(draw.randint(1, 40), tmp_path, spreadsheet)
        rows = api.get(spreadsheet, "sheets.properties.gridProperties.rowCount")["sheets"]
        first, second = (api.values(spreadsheet, f"{title}!A1:A2") for title in ("Sheet1", "bench"))
        assert first == second
        assert first[0][0] >= answered
        assert len({str(each) for each in rows}) == 1
        with sqlite3.connect(tmp_path / FILE_NAME) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
    app.extensions["workbooks"].database.close()


def _killed_after(answers: int, folder: Path, spreadsheet: str) -> int:
    """Let a process write until it has reported so many answers, then kill it; the last number that it reported."""
    command = [sys.executable, "-m", "tests.workbook.writer", str(folder), spreadsheet]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        last = 0
        for _ in range(answers):
            last = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        rest = [int(line) for line in process.stdout.read().split("\n")[:-1]]
    return rest[-1] if rest else last


def test_writers_and_readers_at_once_lose_nothing(tmp_path: Path) -> None:
    apps = [local_app(str(tmp_path)) for _ in range(2)]
    spreadsheet = Api(apps[0]).create()
    wrong: list[object] = []

    def append(number: int) -> None:
        api = Api(apps[number % 2])
        for turn in range(10):
            path = f"/v4/spreadsheets/{spreadsheet}/values/Sheet1!A1:append"
            answer = api.call("POST", path, {"values": [[number, turn]]}, valueInputOption="RAW")
            wrong.extend([answer] if "error" in answer else [])

    def read() -> None:
        api = Api(apps[0])
        for _ in range(20):
            rows = api.values(spreadsheet, "Sheet1")
            wrong.extend(row for row in rows if len(row) != 2)

    threads = [threading.Thread(target=append, args=(number,)) for number in range(4)]
    threads += [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    rows = Api(apps[1]).values(spreadsheet, "Sheet1")
    assert sorted(map(tuple, rows)) == [(number, turn) for number in range(4) for turn in range(10)]
    for app in apps:
        app.extensions["workbooks"].database.close()


def test_reader_is_not_held_up_by_a_writer(tmp_path: Path) -> None:
    app = local_app(str(tmp_path))
    api = Api(app)
    spreadsheet = api.create()
    api.write(spreadsheet, "A1", [["before"]])
    database = app.extensions["workbooks"].database
    with database.write() as connection:
        connection.execute("UPDATE spreadsheet SET title = 'half done'")
        assert api.values(spreadsheet, "A1") == [["before"]]
        assert api.get(spreadsheet)["properties"]["title"] == "Nursery"
    database.close()


def test_migrations_are_applied_once(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "old.sqlite", isolation_level=None)
    migrate(connection)
    migrate(connection)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
    connection.close()


@pytest.mark.parametrize("pragma", ["journal_mode", "synchronous"])
def test_connections_are_durable(tmp_path: Path, pragma: str) -> None:
    app = local_app(str(tmp_path))
    with app.extensions["workbooks"].database.read() as connection:
        (value,) = connection.execute(f"PRAGMA {pragma}").fetchone()
    assert value == {"journal_mode": "wal", "synchronous": 2}[pragma]
    app.extensions["workbooks"].database.close()


def test_full_disk_is_answered_as_unavailable_and_loses_nothing(tmp_path: Path) -> None:
    app = local_app(str(tmp_path))
    api = Api(app)
    spreadsheet = api.create()
    api.write(spreadsheet, "A1", [["kept"]])
    database = app.extensions["workbooks"].database
    with database.read() as connection:  # the only connection: the next write gets the same one
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    big = [[str(number) * 40_000] for number in range(9)]
    assert api.write(spreadsheet, "A2", big)["error"]["status"] == "UNAVAILABLE"
    assert api.values(spreadsheet, "Sheet1") == [["kept"]]
    with database.read() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages + 1_000}")
    assert "error" not in api.write(spreadsheet, "A2", big)
    assert len(api.values(spreadsheet, "Sheet1")) == 10
    database.close()

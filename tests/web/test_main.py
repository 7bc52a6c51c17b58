"""`python -m web` as a process: what it prints, and how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from sheets_sync.config import PREFIX
from web.__main__ import main

ROOT = Path(__file__).parents[2]


@pytest.fixture
def environment(toy_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The nursery's settings; gives the folder of the schema, a copy."""
    schemas = tmp_path / "schemas"
    shutil.copytree(toy_folder, schemas)
    for name, value in {"WORKBOOK": f"local:{tmp_path}", "SCHEMAS": str(schemas), "DATA": str(tmp_path)}.items():
        monkeypatch.setenv(PREFIX + name, value)
    return schemas


def test_broken_schema_ends_the_start_with_its_place_and_code_2(environment: Path) -> None:
    file = environment / "tabs" / "trays.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("type: date", "type: day"), encoding="utf-8")

    result = CliRunner().invoke(main, ["--port", "0"])

    assert result.exit_code == 2
    assert "trays.yaml" in result.stderr
    assert "Traceback" not in result.output


def test_broken_sql_ends_the_start_with_its_place_and_code_2(environment: Path) -> None:
    file = environment / "tabs" / "waterings.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("litres > :most", "liters > :most"), encoding="utf-8")

    result = CliRunner().invoke(main, ["--port", "0"])

    assert result.exit_code == 2
    assert "not-flooded" in result.stderr


def test_unknown_setting_ends_the_start_with_code_2(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREFIX + "WORKBOKO", "local:elsewhere")

    result = CliRunner().invoke(main, ["--port", "0"])

    assert result.exit_code == 2
    assert "SHEETS_SYNC_WORKBOKO" in result.stderr


def test_store_that_cannot_be_opened_ends_the_start_with_code_3(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    monkeypatch.setenv(PREFIX + "DATA", str(tmp_path / "file"))

    result = CliRunner().invoke(main, ["--port", "0"])

    assert result.exit_code == 3
    assert "Traceback" not in result.output


@pytest.fixture
def server(environment: Path) -> Iterator[subprocess.Popen[str]]:
    """The server as a process of its own."""
    command = [sys.executable, "-m", "web", "--port", "0"]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True)
    with process:
        yield process
        process.kill()


def test_server_says_where_it_is_and_ends_cleanly_when_told(server: subprocess.Popen[str]) -> None:
    assert server.stdout
    url = server.stdout.readline().strip()

    with urllib.request.urlopen(f"{url}healthz") as answer:
        assert answer.status == 200
    server.send_signal(signal.SIGTERM)

    assert server.wait() == 0

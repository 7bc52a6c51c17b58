"""The settings: a file, then the environment, then arguments; what is wrong is told with what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.config import Settings, load_settings
from sheets_sync.errors import UsageError


def load(tmp_path: Path, toml: str | None = None, **environment: str) -> Settings:
    file = tmp_path / "sheets_sync.toml"
    if toml is not None:
        file.write_text(toml, encoding="utf-8")
    return load_settings({f"SHEETS_SYNC_{name.upper()}": value for name, value in environment.items()}, file)


def test_nothing_said_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path) == Settings()


def test_environment_wins_over_the_file_and_arguments_over_both(tmp_path: Path) -> None:
    file = tmp_path / "sheets_sync.toml"
    file.write_text('data = "file"\nschemas = "file"\nworkbook = "local:file"\n', encoding="utf-8")
    environment = {"SHEETS_SYNC_SCHEMAS": "env", "SHEETS_SYNC_WORKBOOK": "local:env", "HOME": "/"}
    found = load_settings(environment, file, {"workbook": "local:arg", "data": None})
    assert (found.data, found.schemas, found.workbook) == ("file", "env", "local:arg")


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ('workbok = "local:data"', ["unknown setting workbok", "Allowed are", "workbook"]),
        ("workbook = local:data", ["cannot be read as settings", 'workbook = "local:data"']),
        ('workbook = "data"', ["workbook is 'data'", "local:FOLDER", "google:SPREADSHEET_ID", "http://HOST:PORT"]),
        ("grace = 'soon'", ["grace is 'soon'", "number of seconds"]),
        ("picture_mb = 'big'", ["picture_mb is 'big'", "number of megabytes"]),
        ("grace = '²'", ["number of seconds"]),
        ("grace = -5", ["number of seconds"]),
    ],
)
def test_mistake_in_the_file_is_told(tmp_path: Path, toml: str, words: list[str]) -> None:
    with pytest.raises(UsageError) as raised:
        load(tmp_path, toml)
    assert [word for word in words if word not in str(raised.value)] == []


def test_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "sheets_sync.toml").mkdir()
    with pytest.raises(UsageError, match=r"sheets_sync\.toml: cannot be read"):
        load(tmp_path)


def test_unknown_setting_in_the_environment_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(
        UsageError, match=r"SHEETS_SYNC_WORKBOK in the environment\. Allowed are .*SHEETS_SYNC_WORKBOOK"
    ):
        load(tmp_path, workbok="local:data")


@pytest.mark.parametrize(
    "address",
    ["", "data", "local:", "ftp://host/ID", "http://", "http:///ID", "https://:80/ID", "http://host:port/ID",
     "http://host:99999/ID", "LOCAL:data"],
)  # fmt: skip
def test_broken_address_of_the_workbook_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(UsageError, match=r"The setting workbook is .*Allowed are local:FOLDER"):
        load(tmp_path, workbook=address)


@pytest.mark.parametrize(
    "address",
    ["local:data", "local:/var/lib/book", "google:", "google:1AbC", "http://127.0.0.1:8001",
     "http://127.0.0.1:8001/1AbC", "https://[::1]:443/1AbC/"],
)  # fmt: skip
def test_good_address_of_the_workbook_is_taken(tmp_path: Path, address: str) -> None:
    assert load(tmp_path, workbook=address).workbook == address


@pytest.mark.parametrize(
    ("workbook", "grace", "seconds"),
    [("local:data", "", 5.0), ("google:1AbC", "", 180.0), ("google:1AbC", "30", 30.0), ("local:data", "0.5", 0.5)],
)
def test_grace_is_long_for_google_unless_said_otherwise(
    tmp_path: Path, workbook: str, grace: str, seconds: float
) -> None:
    assert load(tmp_path, workbook=workbook, grace=grace).grace_s == seconds


def test_every_setting_has_a_help() -> None:
    assert all(field.metadata["help"] for field in Settings.__dataclass_fields__.values())

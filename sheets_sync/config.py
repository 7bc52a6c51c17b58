"""The settings: one table with name, default and help; a file, then the environment, then arguments.

`sheets_sync.toml` beside the program may name any of them; `SHEETS_SYNC_WORKBOOK` and so on in the environment win
over it, and what a command is told wins over both.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from urllib.parse import urlsplit

from sheets_sync.errors import UsageError

PREFIX = "SHEETS_SYNC_"
FILE = Path("sheets_sync.toml")


def _setting(default: str, help_text: str) -> str:
    value: str = field(default=default, metadata={"help": help_text})
    return value


@dataclass(frozen=True)
class Settings:
    """Every setting is text as given; the properties below give what it means."""

    workbook: str = _setting(
        "local:data",
        "where the sheets are: local:FOLDER, google:SPREADSHEET_ID or http://127.0.0.1:PORT/SPREADSHEET_ID",
    )
    token: str = _setting("", "bearer token of an http workbook")
    credentials: str = _setting("credentials.json", "service account file of a google workbook")
    schemas: str = _setting("schemas", "folder of the schema files")
    data: str = _setting("data", "folder of the store: outbox, mirror, accounts, pictures, the key of the sessions")
    grace: str = _setting("", "seconds in which an unanswered delivery may still land: 180, or 5 for a local workbook")
    picture_mb: str = _setting("8", "most megabytes of a picture that is sent with an entry")
    local_service: str = _setting("web.workbook:local_app", "module:function that opens a local workbook's service")

    @property
    def schema_folder(self) -> Path:
        """The folder of the schema files."""
        return Path(self.schemas)

    @property
    def data_folder(self) -> Path:
        """The folder of the store."""
        return Path(self.data)

    @property
    def grace_s(self) -> float:
        """How long to wait before an unanswered delivery is looked up (measured: see the README)."""
        default = 180.0 if self.workbook.startswith("google:") else 5.0
        return float(self.grace) if self.grace else default

    @property
    def picture_bytes(self) -> int:
        """The most bytes of one picture."""
        return int(float(self.picture_mb) * 1024 * 1024)

    @property
    def picture_folder(self) -> Path:
        """The folder of the pictures."""
        return self.data_folder / "pictures"

    @property
    def store_url(self) -> str:
        """The database of the store, as SQLAlchemy writes it."""
        return f"sqlite:///{self.data_folder / 'store.sqlite'}"


def load_settings(
    environment: Mapping[str, str] | None = None, file: Path = FILE, arguments: Mapping[str, str | None] | None = None
) -> Settings:
    """Read the settings.

    Raises:
        UsageError: the file is not TOML, it or the environment names a setting that does not exist, or a setting
            says nothing that is allowed.
    """
    known = {f.name for f in fields(Settings)}
    values = {**_from_file(file, known), **_from_environment(os.environ if environment is None else environment, known)}
    values |= {name: value for name, value in (arguments or {}).items() if value is not None}
    settings = Settings(**values)
    if not _is_address(settings.workbook):
        raise UsageError(
            f"The setting workbook is {settings.workbook!r}. Allowed are local:FOLDER, google:SPREADSHEET_ID and"
            f" http://HOST:PORT/SPREADSHEET_ID. Set {PREFIX}WORKBOOK, or `workbook` in {file}."
        )
    if settings.grace and not settings.grace.replace(".", "", 1).isdecimal():
        raise UsageError(f"The setting grace is {settings.grace!r}. Allowed is a number of seconds, such as 180.")
    if not settings.picture_mb.replace(".", "", 1).isdecimal():
        raise UsageError(
            f"The setting picture_mb is {settings.picture_mb!r}. Allowed is a number of megabytes, such as 8."
        )
    return settings


def _is_address(workbook: str) -> bool:
    kind, _, rest = workbook.partition(":")
    if kind not in ("http", "https"):
        return kind == "google" or (kind == "local" and rest != "")
    try:
        parts = urlsplit(workbook)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, or a bracket left open
        return False


def _from_file(file: Path, known: set[str]) -> dict[str, str]:
    if not file.exists():
        return {}
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f'{file}: cannot be read as settings: {error}. Write lines such as workbook = "local:data".'
        ) from error
    unknown = sorted(set(data) - known)
    if unknown:
        raise UsageError(f"{file}: unknown setting {', '.join(unknown)}. Allowed are {', '.join(sorted(known))}.")
    return {name: str(value) for name, value in data.items()}


def _from_environment(environment: Mapping[str, str], known: set[str]) -> dict[str, str]:
    given = {name[len(PREFIX) :].lower(): value for name, value in environment.items() if name.startswith(PREFIX)}
    unknown = sorted(set(given) - known)
    if unknown:
        names = ", ".join(f"{PREFIX}{name.upper()}" for name in sorted(known))
        raise UsageError(f"Unknown setting {PREFIX}{unknown[0].upper()} in the environment. Allowed are {names}.")
    return given

"""Copy the store, its pictures and a local workbook as they are at one moment each, and put a copy back.

SQLite's own backup is used, so nothing has to stop for a copy. Pictures are copied after the store, because one is on
disk before an entry names it; they never change, so putting back adds those that are missing. A workbook at Google is
Google's to keep: `export` takes its cells out. Putting back moves what is there aside and deletes nothing.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sheets_sync.config import Settings
from sheets_sync.errors import UsageError
from sheets_sync.jobs.locks import exclusive

MANIFEST = "backup.json"
STORE = "store"
WORKBOOK = "workbook"
PICTURES = "pictures"


@dataclass(frozen=True)
class Backup:
    """A backup in `folder`: the files in it, relative, with their SHA-256."""

    folder: Path
    files: dict[str, str]


def back_up(settings: Settings, to: Path, now: datetime) -> Backup:
    """Copy everything into a new folder below `to`, named by the time.

    Raises:
        UsageError: there is nothing to copy.
    """
    folder = to / f"{now:%Y%m%d-%H%M%S}"
    files: dict[str, str] = {}
    for part, source in _folders(settings).items():
        for file in sorted(source.glob("*.sqlite")):
            copy = folder / part / file.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            _copy_database(file, copy)
            files[f"{part}/{file.name}"] = _digest(copy)
    for file in sorted(settings.picture_folder.glob("[!.]*")):
        copy = folder / PICTURES / file.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        files[f"{PICTURES}/{file.name}"] = _digest(copy)
    if not files:
        raise UsageError(f"There is neither a store in {settings.data} nor a local workbook to copy.")
    manifest = {"made_at": now.isoformat(timespec="seconds"), "files": files}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    return Backup(folder, files)


def restore(settings: Settings, folder: Path, now: datetime) -> Path:
    """Put a backup back; gives the folder into which what was there has been moved.

    Raises:
        UsageError: it is no backup, a file of it is not as it was written, or sync is running.
    """
    files = _checked(folder)
    refusal = "Sync is running on this store. Stop sync and web first, then restore."
    with exclusive(settings.data_folder / "watch.lock", refusal):
        aside = settings.data_folder / f"before-restore-{now:%Y%m%d-%H%M%S}"
        for part, target in _folders(settings).items():
            for file in sorted(target.glob("*.sqlite*")):
                (aside / part).mkdir(parents=True, exist_ok=True)
                file.rename(aside / part / file.name)
        for name in files:
            part, _, file_name = name.partition("/")
            target = settings.picture_folder if part == PICTURES else _folders(settings)[part]
            target.mkdir(parents=True, exist_ok=True)
            copy = shutil.copyfile if part == PICTURES else _copy_database
            copy(folder / name, target / file_name)
    return aside


def _folders(settings: Settings) -> dict[str, Path]:
    """The folders that hold databases; store and workbook may share one, and then it is copied once."""
    folders = {STORE: settings.data_folder}
    kind, _, path = settings.workbook.partition(":")
    if kind == "local" and Path(path).resolve() != settings.data_folder.resolve():
        folders[WORKBOOK] = Path(path)
    return folders


def _checked(folder: Path) -> dict[str, str]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{folder} is no backup: {MANIFEST} cannot be read. Name the folder that `backup` printed."
        ) from error
    files: dict[str, str] = manifest["files"]
    for name, digest in files.items():
        if not (folder / name).exists() or _digest(folder / name) != digest:
            raise UsageError(f"{folder / name} is not as it was written. Nothing was put back; take another backup.")
    return files


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as original, closing(sqlite3.connect(target)) as copy:
        original.backup(copy)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

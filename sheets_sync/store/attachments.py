"""The room for pictures: a folder of files, each named by the SHA-256 of what it holds, so that none is there twice.

A file is on disk when `put` returns, and is never changed afterwards.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from sheets_sync.errors import StoreError
from sheets_sync.store.pictures import MIME_TYPES, bare

_NAME = re.compile(rf"[0-9a-f]{{64}}\.({'|'.join(MIME_TYPES)})")


class TooLargeError(ValueError):
    """The picture has more bytes than are taken."""


class Attachments:
    """The pictures in a folder; one has at most `most_bytes`."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self._folder = folder
        self.most_bytes = most_bytes

    def put(self, data: bytes) -> str:
        """Keep a picture without what it tells besides; its name. The same picture has the same name.

        Raises:
            TooLargeError: it has too many bytes.
            NotAPictureError: it is no whole JPEG, PNG or WebP.
            StoreError: it could not be written; nothing may be acknowledged that refers to it.
        """
        if len(data) > self.most_bytes:
            raise TooLargeError
        ending, picture = bare(data)
        name = f"{hashlib.sha256(picture).hexdigest()}.{ending}"
        try:
            self._write(name, picture)
        except OSError as error:
            words = f"{self._folder}: a picture could not be kept: {error}. Look at the disk and the folder's rights."
            raise StoreError(words) from error
        return name

    def read(self, name: str) -> tuple[str, bytes] | None:
        """(MIME type, bytes) of a picture; None when there is none of that name."""
        found = _NAME.fullmatch(name)
        if found is None:
            return None
        try:
            return MIME_TYPES[found[1]], (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def __contains__(self, name: str) -> bool:
        return _NAME.fullmatch(name) is not None and (self._folder / name).exists()

    def _write(self, name: str, picture: bytes) -> None:
        """Under another name first: half a file never has the name of a whole one."""
        if (self._folder / name).exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{secrets.token_hex(8)}"
        try:
            with draft.open("xb") as file:
                file.write(picture)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self._folder / name)
        finally:
            draft.unlink(missing_ok=True)
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name too is on disk
        finally:
            os.close(folder)

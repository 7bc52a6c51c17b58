"""Locks between processes on one host: a file, held as long as the block runs, let go by the system if we die."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sheets_sync.errors import UsageError


@contextmanager
def exclusive(path: Path, refusal: str | None = None) -> Iterator[None]:
    """Hold the lock of `path`; wait for it, or raise at once when there is a `refusal`.

    Raises:
        UsageError: another process holds it; the message is `refusal`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError as error:
            raise UsageError(refusal) from error
        yield

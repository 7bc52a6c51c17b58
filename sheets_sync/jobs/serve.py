"""Start web and sync as processes of their own, say when they are ready, and end both together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import fields

import requests

from sheets_sync.config import PREFIX, Settings
from sheets_sync.errors import SheetsSyncError

SYNC_EVERY_S = 2
READY_WITHIN_S = 60.0
SMALL = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "1000000", "ARROW_DEFAULT_MEMORY_POOL": "system"}
"""Lets glibc and Arrow give memory back after a pass: 290 MB, not 470 MB, for a whole street, at the same speed."""


def serve(settings: Settings, port: int, ready: Callable[[], None]) -> None:
    """Run until one of the two ends, Ctrl-C or SIGTERM. `ready` is called once, when the web answers.

    Raises:
        SheetsSyncError: a process ended by itself or did not get ready; its own words are on the terminal.
    """
    commands = (
        [sys.executable, "-m", "web", "--port", str(port)],
        [sys.executable, "-m", "sheets_sync", "sync", "--watch", str(SYNC_EVERY_S)],
    )
    processes = [subprocess.Popen(command, env=_environment(settings)) for command in commands]  # noqa: S603 - our own programs
    previous = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}/readyz", processes)
        ready()
        while all(process.poll() is None for process in processes):
            time.sleep(0.2)
        raise SheetsSyncError("web or sync ended by itself; what it said stands above.")
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, previous)
        _end(processes)


def run_apart(settings: Settings, arguments: Sequence[str]) -> None:
    """Run one of our commands to its end in a process of its own, which then gives back all the memory it took.

    Raises:
        SystemExit: it failed; with its exit code, and its words are on the terminal.
    """
    command = [sys.executable, "-m", "sheets_sync", *arguments]
    done = subprocess.run(command, env=_environment(settings), stdout=subprocess.DEVNULL, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(done.returncode)


def _environment(settings: Settings) -> dict[str, str]:
    named = {PREFIX + f.name.upper(): getattr(settings, f.name) for f in fields(settings)}
    return {**SMALL, **os.environ, **named}


def _wait_until_ready(url: str, processes: Sequence[subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        if any(process.poll() is not None for process in processes):
            raise SheetsSyncError("web or sync could not start; what it said stands above. Port in use? Try PORT=8123.")
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise SheetsSyncError(f"{url} did not answer within {READY_WITHIN_S:.0f} s.")


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()

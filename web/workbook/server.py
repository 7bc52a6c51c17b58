"""The service as a process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import create_server

from web.workbook import Faults, Principal, Quota, Weather, create_app
from web.workbook.service import utc_now

THREADS = 32
OWNER = Principal("owner@localhost", "owner")


def serve(host: str, port: int, data: Path, token: str, quota: str = "", faults: bool = False) -> None:
    """Serve the spreadsheets of a folder until the process is ended; who sends `token` owns them all.

    `quota` is empty or `google`; with `faults` failures can be scripted at `/faults`.
    """
    if quota not in ("", "google"):
        raise ValueError(f"quota is {quota!r}; it may be empty or 'google'")
    weather = Weather(Quota(utc_now) if quota else None, Faults(time.sleep, run_later) if faults else None)
    server_of(create_app(data, tokens={token: OWNER}, weather=weather), host, port).run()


def server_of(app: Flask, host: str, port: int) -> Any:
    """A waitress server that listens already; Any: waitress has no types."""
    return create_server(app, host=host, port=port, threads=THREADS, channel_timeout=300)


def run_later(seconds: float, run: Callable[[], object]) -> None:
    """Run something in the background after a number of seconds."""
    timer = threading.Timer(seconds, run)
    timer.daemon = True
    timer.start()

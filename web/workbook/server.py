"""The service as a process of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from flask import Flask
from waitress import create_server

from web.workbook import Faults, Principal, Quota, Weather
from web.workbook.service import utc_now

THREADS = 32
OWNER = Principal("owner@localhost", "owner")


def google_weather(*, quota: bool, faults: bool) -> Weather:
    """Google's quota, and failures that can be scripted at `/faults`, in real time."""
    return Weather(Quota(utc_now) if quota else None, Faults(time.sleep, run_later) if faults else None)


def server_of(app: Flask, host: str, port: int) -> Any:
    """A waitress server that listens already; Any: waitress has no types."""
    return create_server(app, host=host, port=port, threads=THREADS, channel_timeout=300)


def run_later(seconds: float, run: Callable[[], object]) -> None:
    """Run something in the background after a number of seconds."""
    timer = threading.Timer(seconds, run)
    timer.daemon = True
    timer.start()

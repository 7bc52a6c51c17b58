"""A whole small street as a visitor starts it, and a real Chromium to walk through it.

The street is made and served by the demo command itself, in a folder of its own, on a port that is free.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sheets_sync.client import Workbook, open_workbook
from sheets_sync.config import Settings
from sheets_sync.problems import CellValue
from sheets_sync.ranges import quoted
from sheets_sync.schema import Package, load_package
from web import install

REPOSITORY = Path(__file__).parents[2]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}


@dataclass(frozen=True)
class Served:
    """A street that is being served: its address, its sign-ins, and its workbook as any Sheets client sees it."""

    url: str
    sign_ins: dict[str, Any]  # build/demo.json
    package: Package
    workbook: Workbook

    def rows(self, tab: str) -> list[dict[str, CellValue]]:
        """The rows of a tab by field name, with `_row`, the number of the row in the sheet."""
        described = self.package.by_name[tab]
        columns = self.workbook.read([quoted(described.title["zh"])])[0]
        names = {title: f.name for f in described.fields for title in f.title.values()}
        height = max(len(column) for column in columns)
        filled = {names.get(str(c[0]), str(c[0])): [*c, *[None] * (height - len(c))] for c in columns if c}
        return [{"_row": at + 1, **{n: c[at] for n, c in filled.items()}} for at in range(1, height)]

    def eventually(self, holds: Callable[[], object], seconds: float = 60) -> None:
        """Wait until `holds` gives something true; the time is generous, what is tested is that it comes."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it did not come about"
            time.sleep(0.2)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A street of 2,280 households, web and sync, from the demo command."""
    install.main()  # the front-end packages; at once when they are there
    folder = tmp_path_factory.mktemp("street")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = Settings(
        workbook=f"local:{folder / 'data'}", data=str(folder / "data"), schemas=str(REPOSITORY / "schemas")
    )
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("SHEETS_SYNC_")},
        "PYTHONPATH": str(REPOSITORY),
        "SHEETS_SYNC_SCHEMAS": settings.schemas,
    }
    command = [sys.executable, "-m", "sheets_sync", "demo", "--serve", "--port", str(port), "--households", "2280"]
    log = folder / "log.txt"
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
        try:
            while "Ready" not in log.read_text(encoding="utf-8"):
                assert process.poll() is None, log.read_text(encoding="utf-8")
                time.sleep(0.1)
            sign_ins = json.loads((folder / "build" / "demo.json").read_text(encoding="utf-8"))
            package = load_package(Path(settings.schemas))
            yield Served(sign_ins["url"], sign_ins, package, open_workbook(settings))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
    assert process.returncode == 0, log.read_text(encoding="utf-8")
    assert "Traceback" not in log.read_text(encoding="utf-8")


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Open a page in a fresh profile of a given size; an error in a page's script fails the test."""
    contexts, errors = [], list[str]()

    def make(size: dict[str, int]) -> Page:
        context = browser.new_context(viewport={"width": size["width"], "height": size["height"]}, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert errors == []

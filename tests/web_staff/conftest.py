"""The nursery's workbook in the service, and the grid on it in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from sheets_sync.client import Workbook
from sheets_sync.config import Settings
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.ranges import CellRange
from sheets_sync.schema import Package
from tests.conftest import NURSERY
from tests.web.conftest import (  # noqa: F401 - fixtures
    PASSWORDS,
    Visitor,
    accounts,
    app,
    book,
    clock,
    empty_app,
    settings,
    visitor,
)
from web import install

DATA = "revogr-data[type=rgRow]"


@pytest.fixture
def workbook(settings: Settings, toy: Package) -> Iterator[Workbook]:  # noqa: F811 - pytest's way
    """The nursery's workbook with its trays; nothing computed yet."""
    street = open_street(settings, create=True)
    with closing(street.database):
        apply_layout(street)
        names = [field.name for field in toy.by_name["trays"].own_fields]
        columns = [[tray.get(name) for tray in NURSERY["trays"]] for name in names]
        street.workbook.write([CellRange("苗盘!A2:G6", columns)])
        yield street.workbook


@dataclass(frozen=True)
class Grid:
    """A grid that is open in a window. Rows are the sheet's from 2 on, columns are headings."""

    page: Page

    def cell(self, text: str) -> Locator:
        """The first cell that shows this text."""
        return self.page.locator(f"{DATA} .rgCell").get_by_text(text, exact=True).first

    def type_into(self, locator: Locator, text: str) -> None:
        """Open a cell, replace what stands in it, and press Enter."""
        locator.dblclick()
        self.page.locator("revogr-edit input").fill(text)
        self.page.keyboard.press("Enter")

    def paste(self, text: str) -> None:
        """Paste at the cursor as if it came from another program."""
        expect(self.page.locator(".focused-cell")).not_to_have_count(0)
        self.page.evaluate(
            """text => {
                const clipboardData = new DataTransfer();
                clipboardData.setData("text/plain", text);
                document.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
            }""",
            text,
        )

    @contextmanager
    def saving(self) -> Iterator[None]:
        """Wait until what is done within is stored."""
        with self.page.expect_response(lambda response: response.request.method == "POST"):
            yield
        self.saved()

    def saved(self) -> None:
        """Wait until the page says that all is stored."""
        expect(self.page.locator("#state[data-state=saved]")).to_be_visible()

    def unsaved(self) -> None:
        """Wait until the page says that something is not stored."""
        expect(self.page.locator("#state[data-state=unsaved]")).to_be_visible()


OpenGrid = Callable[[str], Grid]


@pytest.fixture
def open_grid(app: Flask, accounts: None, workbook: Workbook, browser: Browser) -> Iterator[OpenGrid]:  # noqa: F811
    """Sign the clerk in, in one browser, and open a tab by its name. Whatever the page complains of fails the test."""
    assert install.main() == 0
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    complaints: list[str] = []

    def enter(tab: str) -> Grid:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        page.goto(f"{url}/staff/{tab}")
        if page.url.startswith(f"{url}/login"):
            page.fill("input[name=user]", "clerk")
            page.fill("input[name=password]", PASSWORDS["clerk"])
            page.locator("main button").click()
        expect(page.locator("#grid-page[data-ready=true]")).to_be_visible()
        expect(page.locator(f"{DATA} .rgCell").first).to_be_visible()
        return Grid(page)

    yield enter
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert not complaints

"""The page of the grid, and RevoGrid's files from node_modules."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, abort, current_app, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from sheets_sync.client import open_workbook
from sheets_sync.errors import UsageError
from web.context import gridbook
from web.identity import page_required
from web.language import catalogue, say

staff = Blueprint(
    "staff",
    __name__,
    url_prefix="/staff",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)

VENDOR = Path(__file__).parent.parent / "node_modules" / "@revolist" / "revogrid" / "dist"
VENDOR_FOLDER = "revo-grid"
VENDOR_KEPT_S = 3600
OWN_WORDS = "staff_"
GOOGLE_ADDRESS = "https://docs.google.com/spreadsheets/d/{id}/edit"
SPREADSHEET = "staff.spreadsheet"


@staff.get("/")
@page_required("staff")
def first() -> ResponseReturnValue:
    """The grid at the first sheet."""
    return _page("")


@staff.get("/<tab>")
@page_required("staff")
def show(tab: str) -> ResponseReturnValue:
    """The grid at one sheet, named as the schema names its tab, or by its title in the workbook."""
    package = gridbook().package
    known = package.by_name.get(tab)
    return _page(known.title[package.language] if known else tab)


@staff.get("/vendor/revo-grid/<name>")
def vendor(name: str) -> Response:
    """A file of RevoGrid; 404 with the reason in the log when `python -m web.install` has not been run."""
    folder = VENDOR / VENDOR_FOLDER
    if not folder.is_dir():
        current_app.logger.error("%s is missing: run python -m web.install", folder)
        abort(404)
    return send_from_directory(folder, name, max_age=VENDOR_KEPT_S)


def _page(sheet: str) -> ResponseReturnValue:
    book = gridbook()
    kind, _, rest = book.settings.workbook.partition(":")
    if kind != "local":
        address = GOOGLE_ADDRESS.format(id=quote(rest)) if kind == "google" else None
        return render_template("staff/elsewhere.html", address=address)
    try:
        spreadsheet = spreadsheet_id()
    except UsageError:
        return render_template("error.html", message_id="not_ready"), 503
    titles = {tab.title[book.package.language]: url_for("staff.show", tab=tab.name) for tab in book.package.tabs}
    words = {name: say(text) for name, text in catalogue().items() if name.startswith(OWN_WORDS)}
    return render_template("staff/grid.html", spreadsheet=spreadsheet, sheet=sheet, addresses=titles, words=words)


def spreadsheet_id() -> str:
    """The id of the local workbook, looked up once.

    Raises:
        UsageError: there is no workbook yet.
    """
    if SPREADSHEET not in current_app.extensions:
        current_app.extensions[SPREADSHEET] = open_workbook(gridbook().settings).id
    found: str = current_app.extensions[SPREADSHEET]
    return found

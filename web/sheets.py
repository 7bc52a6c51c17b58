"""The local workbook's Sheets API within the application, for staff who are signed in: the grid speaks it.

A session is enough to read; a write needs the header X-CSRFToken, as every post from a browser does. Staff are writers
like any editor of a Google spreadsheet: protected ranges hold for them.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Request, request

from web.identity import identity
from web.workbook import Principal, Workbooks, blueprint

PAGE = "staff"
MOST_BYTES = 10 * 1024 * 1024
"""Of one call, as with Google."""


def mount(app: Flask, folder: Path) -> None:
    """Serve the workbooks of a folder under /v4 and /drive. To be called before anything reads a request's body."""
    urls = blueprint(Workbooks(folder), _principal)
    app.before_request(lambda: _allow_large(urls.name))
    app.register_blueprint(urls)


def _principal(_sent: Request) -> Principal | None:
    found = identity()
    return Principal(found.user, "writer") if found and PAGE in found.role.pages else None


def _allow_large(name: str) -> None:
    if request.blueprint == name:
        request.max_content_length = MOST_BYTES

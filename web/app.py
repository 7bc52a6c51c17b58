"""The web application: forms, the staff grid, the board, the API, and the local workbook when it is in use.

`create_app` puts the parts together; each part is a blueprint in a folder or a file of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask

from sheets_sync.config import Settings
from sheets_sync.errors import StoreError
from web import context, errors, files, health, language, security, shown
from web.api import api
from web.board import board
from web.context import Clock, gridbook, open_gridbook, utc_now
from web.forms import forms
from web.identity import Identity, identity
from web.reader import NotReadyError
from web.sheets import mount
from web.signin import signin
from web.staff import staff
from web.tries import Tries

LOCAL = "local:"
BLUEPRINTS = (signin, forms, staff, board, api, files.files, health.health)


def create_app(settings: Settings, *, clock: Clock = utc_now) -> Flask:
    """The application on the workbook and the store that the settings name. `clock` gives aware UTC.

    Raises:
        SheetsSyncError: a setting or a schema file has a mistake, or the store cannot be opened.
    """
    app = Flask("web")
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    context.register(app, open_gridbook(settings, clock))
    app.extensions["tries"] = Tries()
    if settings.workbook.startswith(LOCAL):
        mount(app, Path(settings.workbook.removeprefix(LOCAL)))
    files.register(app)
    security.register(app, settings.data_folder)
    language.register(app)
    shown.register(app)
    errors.register(app)
    health.register(app)
    app.context_processor(_frame)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def _frame() -> dict[str, Any]:
    """What base.html shows on every page."""
    book = gridbook()
    return {"package": book.package, "demo": book.demo, "identity": _identity_or_none(), "data_age": shown.data_age}


def _identity_or_none() -> Identity | None:
    """Who asks, for the header; an error page is shown also when that cannot be found out."""
    try:
        return identity()
    except (NotReadyError, StoreError):
        return None

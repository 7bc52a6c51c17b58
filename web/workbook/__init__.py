"""The workbook service: Google's Sheets v4 API, and the Drive calls around it, on one SQLite file.

Layers, outermost first; each may use those below it and none above:

    server, urls, responses   HTTP: addresses, who calls, JSON, errors
    methods, batch_update     what the API's methods and requests do, one function each
    writing, dimensions, ...  edits that several of them share, with protection and change records
    book, access, changes     one spreadsheet in one transaction
    store, database           SQL and nothing else
    grid, values, a1, fields  pure: cells, values, ranges, masks
    discovery                 Google's own description of the API, by which all traffic is judged

It imports nothing from the project's other packages, so that a mistake cannot agree with itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask

from web.workbook.access import Principal
from web.workbook.faults import Faults, fault_urls
from web.workbook.quota import Quota
from web.workbook.service import HISTORY_KEPT, Workbooks, utc_now
from web.workbook.urls import Authenticate, Weather, bearer_tokens, blueprint

__all__ = ["Faults", "Principal", "Quota", "Weather", "Workbooks", "blueprint", "create_app", "local_app"]

LOCAL_USER = Principal("local@localhost", "owner")


def create_app(
    data: Path,
    *,
    tokens: Mapping[str, Principal] | None = None,
    authenticate: Authenticate | None = None,
    clock: Callable[[], datetime] = utc_now,
    weather: Weather | None = None,
    history_kept: timedelta = HISTORY_KEPT,
) -> Flask:
    """The service as a Flask app on the folder `data`. Callers are known by token, or as `authenticate` says;
    with neither, nobody gets in. `weather` is for tests of clients: a quota, and faults that are set at `/faults`.
    `history_kept` is how long the log of changes goes back, which is both the change feed and the history.
    """
    app = Flask(__name__)
    workbooks = Workbooks(data, clock=clock, history_kept=history_kept)
    weather = weather or Weather()
    app.extensions["workbooks"] = workbooks
    app.register_blueprint(blueprint(workbooks, authenticate or bearer_tokens(dict(tokens or {})), weather))
    if weather.faults:
        app.register_blueprint(fault_urls(weather.faults))
    return app


def local_app(path: str) -> Flask:
    """The service for a caller in the same process, who is trusted as the owner of everything in the folder `path`."""
    return create_app(Path(path), authenticate=lambda _: LOCAL_USER)

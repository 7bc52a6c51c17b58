"""For the machine that watches: is it alive, can it work, a few honest numbers."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from flask import Blueprint, Flask, Response, current_app
from flask.typing import ResponseReturnValue

from sheets_sync.client import open_workbook
from sheets_sync.errors import SheetsSyncError, StoreError
from sheets_sync.retry import Retry
from web.context import gridbook
from web.reader import NotReadyError

health = Blueprint("health", __name__)

GOOD_FOR_S = 30.0
BAD_FOR_S = 1.0


class WorkbookProbe:
    """Whether the workbook answers. A good answer holds for half a minute: a watcher must not use up the quota."""

    def __init__(self, ask: Callable[[], object], tick: Callable[[], float]) -> None:
        self._ask = ask
        self._tick = tick
        self._lock = Lock()
        self._asked_at: float | None = None
        self._fault = ""

    def fault(self) -> str:
        """Why the workbook cannot be used; empty when it answers."""
        with self._lock:
            holds_s = BAD_FOR_S if self._fault else GOOD_FOR_S
            if self._asked_at is None or self._tick() - self._asked_at >= holds_s:
                try:
                    self._ask()
                    self._fault = ""
                except SheetsSyncError as error:
                    self._fault = str(error)
                self._asked_at = self._tick()
            return self._fault


def ask_workbook() -> object:
    """One cheap call, tried once.

    Raises:
        SheetsSyncError: there is no workbook, or it does not answer.
    """
    return open_workbook(gridbook().settings, Retry(attempts=1)).version()


class Responses:
    """How many answers were given, by status."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[int] = Counter()

    def count(self, response: Response) -> Response:
        """Count one; gives it back."""
        with self._lock:
            self._counts[response.status_code] += 1
        return response

    def counts(self) -> list[tuple[int, int]]:
        """(status, count), by status."""
        with self._lock:
            return sorted(self._counts.items())


def register(app: Flask) -> None:
    """Count the answers of the application, and watch its workbook."""
    app.extensions["responses"] = responses = Responses()
    app.extensions["workbook_probe"] = WorkbookProbe(ask_workbook, time.monotonic)
    app.after_request(responses.count)


@health.get("/healthz")
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@health.get("/readyz")
def ready() -> ResponseReturnValue:
    """200 when store, mirror and workbook can be used, else 503 with what cannot; the reasons are in the log."""
    faults = {"store": _store_fault(), "mirror": _mirror_fault(), "workbook": _workbook_fault()}
    failing = [name for name, fault in faults.items() if fault]
    for name in failing:
        current_app.logger.warning("not ready: %s: %s", name, faults[name])
    return {"status": "failing" if failing else "ok", "failing": failing}, 503 if failing else 200


@health.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Prometheus text."""
    book = gridbook()
    responses: Responses = current_app.extensions["responses"]
    lines = ["# TYPE gridbook_outbox_entries gauge"]
    lines += [f'gridbook_outbox_entries{{state="{state}"}} {n}' for state, n in book.outbox.counts().items()]
    lines += ["# TYPE gridbook_responses_total counter"]
    lines += [f'gridbook_responses_total{{status="{status}"}} {n}' for status, n in responses.counts()]
    if not _mirror_fault():
        age_s = (book.now() - book.reader.snapshot().read_at).total_seconds()
        lines += ["# TYPE gridbook_mirror_age_seconds gauge", f"gridbook_mirror_age_seconds {age_s:.0f}"]
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


def _store_fault() -> str:
    try:
        gridbook().outbox.counts()
    except StoreError as error:
        return str(error)
    return ""


def _mirror_fault() -> str:
    try:
        gridbook().reader.snapshot()
    except (NotReadyError, StoreError) as error:
        return str(error) or "no pass has been run yet"
    return ""


def _workbook_fault() -> str:
    probe: WorkbookProbe = current_app.extensions["workbook_probe"]
    return probe.fault()

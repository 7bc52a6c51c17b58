"""Scripted failures, for tests of clients: the next two reads answer 503, a reply cut after applying, applied late.

A script is a list of faults, each for one method id (or all of the reads, writes or calls) and a number of calls. It is
set and read back at `/faults` of the service:

    POST /faults  {"method": "sheets.spreadsheets.values.batchGet", "kind": "status", "status": 503, "times": 2}
    GET /faults   {"faults": [{"id": 1, "method": ..., "kind": ..., "times": 2, "used": 1, "usedUp": false}]}
    DELETE /faults

Kinds: `status` answers `status` without applying; `status_after` applies first; `cut` applies and sends half of the
reply; `html` answers a page as a proxy would; `empty` applies and sends nothing; `slow` waits `seconds`, then goes on;
`late` answers 503 at once and applies after `seconds`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, Response, request

from web.workbook.discovery import Method
from web.workbook.errors import STATUS_CODES, ApiError, invalid
from web.workbook.json_types import JsonObject
from web.workbook.quota import is_read
from web.workbook.responses import error_response, json_response

KINDS = ("status", "status_after", "cut", "html", "empty", "slow", "late")
HTML = b"<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title><p>502. That's an error.</html>"
Serve = Callable[[], Response]


@dataclass
class Fault:
    """One line of a script. `method` is a method id, or `reads`, `writes` or `*`."""

    id: int
    method: str
    kind: str
    times: int = 1
    status: int = 503
    seconds: float = 0
    used: int = 0

    def fits(self, method: Method) -> bool:
        """Whether it is for a call of this method, and not used up."""
        wanted = {"*", method.id, "reads" if is_read(method) else "writes"}
        return self.used < self.times and self.method in wanted

    def report(self) -> JsonObject:
        """The fault, and how often it struck."""
        told = {name: getattr(self, name) for name in ("id", "method", "kind", "times", "status", "seconds", "used")}
        return {**told, "usedUp": self.used >= self.times}


class Faults:
    """The script of a service. `sleep` and `later` (run in a number of seconds) are passed in."""

    def __init__(self, sleep: Callable[[float], None], later: Callable[[float, Callable[[], object]], None]) -> None:
        self._sleep = sleep
        self._later = later
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, method: str, kind: str, *, times: int = 1, status: int = 503, seconds: float = 0) -> Fault:
        """Put a fault at the end of the script."""
        if kind not in KINDS:
            raise invalid(f"Unknown kind of fault {kind!r}; there are {', '.join(KINDS)}.")
        if status not in STATUS_CODES.values():
            raise invalid(f"Unknown status {status}; there are {sorted(set(STATUS_CODES.values()))}.")
        with self._lock:
            fault = Fault(len(self._faults) + 1, method, kind, times, status, seconds)
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Forget the script."""
        with self._lock:
            self._faults.clear()

    def report(self) -> JsonObject:
        """The script, and which faults were used up."""
        with self._lock:
            return {"faults": [fault.report() for fault in self._faults]}

    def serve(self, method: Method, serve: Serve) -> Response:
        """Serve a call, or fail as the first fault that fits says."""
        with self._lock:
            fault = next((fault for fault in self._faults if fault.fits(method)), None)
            if fault:
                fault.used += 1
        return self._fail(fault, method, serve) if fault else serve()

    def _fail(self, fault: Fault, method: Method, serve: Serve) -> Response:
        if fault.kind == "slow":
            self._sleep(fault.seconds)
            return serve()
        if fault.kind == "late":
            self._later(fault.seconds, lambda: _apply_unseen(serve))
            return _refused(method, 503)
        if fault.kind == "status":
            return _refused(method, fault.status)
        if fault.kind == "html":
            return Response(HTML, 502, mimetype="text/html")
        content = serve().get_data()
        if fault.kind == "status_after":
            return _refused(method, fault.status)
        if fault.kind == "empty":
            return Response(b"", 200, mimetype="application/json")
        return _cut(content)


def fault_urls(faults: Faults) -> Blueprint:
    """Where tests set the script and read how far it went; nobody has to be known to do so."""
    urls = Blueprint("workbook_faults", __name__)

    def script() -> Response:
        if request.method == "DELETE":
            faults.clear()
        if request.method == "POST":
            given = dict(request.get_json(force=True))
            try:
                faults.add(given.pop("method", "*"), given.pop("kind", "status"), **given)
            except (ApiError, TypeError) as error:
                refusal = error if isinstance(error, ApiError) else invalid(str(error))
                return error_response(refusal, pretty=False, drive=False)
        return json_response(faults.report(), pretty=False)

    urls.add_url_rule("/faults", "script", script, methods=["GET", "POST", "DELETE"])
    return urls


def _apply_unseen(serve: Serve) -> None:
    """Apply a call that nobody waits for any more; a refusal has nobody to be told."""
    with suppress(ApiError):
        serve()


def _refused(method: Method, status: int) -> Response:
    name = next(name for name, code in STATUS_CODES.items() if code == status)
    refusal = ApiError(name, "The service is currently unavailable.")
    return error_response(refusal, pretty=False, drive=method.id.startswith("drive."))


def _cut(content: bytes) -> Response:
    """The head promises the whole body; the connection ends in the middle of it."""

    def half() -> Iterator[bytes]:
        yield content[: len(content) // 2]

    body: Iterable[bytes] = half()
    response = Response(body, 200, mimetype="application/json")
    response.headers["Content-Length"] = str(len(content))
    return response

"""What people see when a page cannot be given: a sentence and the next step, never a trace. Programs get JSON."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from sheets_sync.errors import StoreError
from web.language import both, catalogue
from web.reader import NotReadyError

MACHINES = ("/api/", "/v4/", "/drive/")


def register(app: Flask) -> None:
    """Answer every error of the application in words."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, lambda _: _answer(400, "expired"))
    app.register_error_handler(NotReadyError, lambda _: _answer(503, "not_ready"))
    app.register_error_handler(StoreError, _logged(503))
    app.register_error_handler(Exception, _logged(500))


def problem_json(status: int, message_id: str, rule: str, **values: str) -> ResponseReturnValue:
    """An error of no field as the API tells it."""
    return {"errors": [{"field": None, "rule": rule, "message": both(message_id, **values)}]}, status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None or error.code is None:
        return error
    if error.code == 401 and not request.path.startswith(MACHINES):
        return redirect(url_for("signin.password", next=request.path), 303)
    known = f"error_{error.code}"
    return _answer(error.code, known if known in catalogue() else "error_400")


def _logged(status: int) -> Callable[[Exception], ResponseReturnValue]:
    def answer(error: Exception) -> ResponseReturnValue:
        # The rule, not the path: the path of a personal link is a secret.
        current_app.logger.error("%s %s failed", request.method, request.url_rule, exc_info=error)
        return _answer(status, f"error_{status}")

    return answer


def _answer(status: int, message_id: str) -> ResponseReturnValue:
    if request.path.startswith(MACHINES):
        return problem_json(status, message_id, RULES.get(message_id, f"http-{status}"))
    return render_template("error.html", message_id=message_id), status


RULES = {
    "expired": "csrf",
    "not_ready": "not-ready",
    "error_401": "not-signed-in",
    "error_403": "not-allowed",
    "error_404": "not-found",
    "error_413": "too-large",
    "error_429": "too-many-tries",
    "error_503": "not-saved",
}

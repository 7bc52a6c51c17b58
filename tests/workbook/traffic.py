"""Every response that any test gets is judged by Google's discovery document.

A success must be what the document says the method returns: no field it does not know, no value of another type. An
error must have Google's shape.
"""

from __future__ import annotations

import json

from web.workbook.discovery.check import read_body
from web.workbook.errors import STATUS_CODES, ApiError
from web.workbook.urls import ROOTS, match

seen: set[str] = set()
"""The ids of the methods whose responses were judged."""


def check_traffic(verb: str, path: str, status: int, content: bytes) -> None:
    """Judge one response; an unknown address is nobody's method."""
    root = next((root for root in ROOTS if path.startswith(f"/{root}/")), None)
    if root is None:
        return
    if status >= 400:
        _check_error(root, status, json.loads(content))
        return
    route, _ = match(root, path.removeprefix(f"/{root}/"), verb)
    if route.method.response is None:
        return
    body = json.loads(content)
    try:
        normal = read_body(route.method.response, body)
    except ApiError as error:
        raise AssertionError(f"{route.method.id} answered what the document does not know: {error.message}") from error
    assert normal == body, f"{route.method.id} answered a value in another form than the document says"
    seen.add(route.method.id)


def _check_error(root: str, status: int, body: dict[str, dict[str, object]]) -> None:
    error = body["error"]
    assert status != 500, "a fault of the service"
    assert error["code"] == status
    assert isinstance(error["message"], str)
    if root == "v4":
        assert STATUS_CODES[str(error["status"])] == status
    else:
        assert isinstance(error["errors"], list)

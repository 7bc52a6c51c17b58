"""The transport of Google's own client library, ending in the app."""

from __future__ import annotations

import httplib2  # type: ignore[import-untyped] # it ships no types
from flask import Flask

from tests.workbook.wsgi import bytes_of, call_wsgi


class WsgiHttp:
    """What google-api-python-client and pygsheets take for httplib2.Http."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: dict[str, str] | None = None,
        **kwargs: object,
    ) -> tuple[httplib2.Response, bytes]:
        status, answered, content = call_wsgi(self._app, method, uri, headers or {}, bytes_of(body))
        return httplib2.Response({"status": str(status), **{name.lower(): value for name, value in answered}}), content

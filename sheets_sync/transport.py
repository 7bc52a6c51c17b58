"""How requests of gspread reach the workbook: Google, a local URL, or the local service in this very process.

gspread always speaks to Google's hosts. For a local workbook an adapter mounted on those hosts carries the same
requests elsewhere, so that one code path serves all three.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import requests
from requests.adapters import BaseAdapter, HTTPAdapter

from sheets_sync.errors import UsageError

GOOGLE = ("https://sheets.googleapis.com", "https://www.googleapis.com")


def local_session(application: Any) -> requests.Session:  # Any: a WSGI application
    """A session whose requests to Google are answered by `application` in this process."""
    return _mounted(WSGIAdapter(application))


def url_session(base: str, token: str) -> requests.Session:
    """A session whose requests to Google go to the service at `base` (http://host:port) with a bearer token."""
    session = _mounted(RebasedAdapter(base))
    session.headers["Authorization"] = f"Bearer {token}"
    return session


def open_local_application(factory: str, path: str) -> Any:  # Any: a WSGI application
    """Call `factory` ("module:function") with the folder of a local workbook.

    The service and its client share no code, so the client knows it by name only.

    Raises:
        UsageError: there is no such function.
    """
    module, _, function = factory.partition(":")
    try:
        make = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError, TypeError) as error:
        raise UsageError(f"The setting local_service is {factory!r}, which cannot be loaded: {error}.") from error
    return make(path)


def _mounted(adapter: BaseAdapter) -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    for host in GOOGLE:
        session.mount(host, adapter)
    return session


class RebasedAdapter(HTTPAdapter):
    """Sends a request to the same path on another host."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = urlsplit(base)

    def send(
        self, request: requests.PreparedRequest, *args: Any, **kwargs: Any
    ) -> requests.Response:  # Any: HTTPAdapter's
        """As HTTPAdapter.send."""
        parts = urlsplit(request.url or "")
        request.url = str(urlunsplit((self._base.scheme, self._base.netloc, parts.path, parts.query, "")))
        return super().send(request, *args, **kwargs)


class WSGIAdapter(BaseAdapter):
    """Answers a request by calling a WSGI application."""

    def __init__(self, application: Any) -> None:  # Any: a WSGI application
        super().__init__()
        self._application = application

    def send(
        self, request: requests.PreparedRequest, *_args: Any, **_kwargs: Any
    ) -> requests.Response:  # Any: BaseAdapter's
        """Call the application and wrap what it answers; timeouts and proxies mean nothing here."""
        body = request.body or b""
        content = body.encode() if isinstance(body, str) else bytes(body)
        started: dict[str, Any] = {}

        def start_response(
            status: str, headers: list[tuple[str, str]], _exc: Any = None
        ) -> None:  # Any: WSGI's exc_info
            started.update(status=status, headers=headers)

        chunks: Iterable[bytes] = self._application(_environment(request, content), start_response)
        try:
            payload = b"".join(chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close:
                close()
        return _response(request, started, payload)

    def close(self) -> None:
        """Nothing is held."""


def _environment(request: requests.PreparedRequest, content: bytes) -> dict[str, Any]:
    parts = urlsplit(request.url or "")
    headers: Mapping[str, str] = request.headers
    extra = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items() if name != "Accept-Encoding"
    }
    return {
        "REQUEST_METHOD": request.method or "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote(parts.path).encode().decode("latin-1"),
        "REQUEST_URI": f"{parts.path}?{parts.query}",
        "RAW_URI": f"{parts.path}?{parts.query}",
        "QUERY_STRING": parts.query,
        "CONTENT_TYPE": headers.get("Content-Type", ""),
        "CONTENT_LENGTH": str(len(content)),
        "SERVER_NAME": parts.hostname or "localhost",
        "SERVER_PORT": "443",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(content),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **extra,
    }


def _response(request: requests.PreparedRequest, started: Mapping[str, Any], payload: bytes) -> requests.Response:
    response = requests.Response()
    code, _, reason = started["status"].partition(" ")
    response.status_code = int(code)
    response.reason = reason
    response.headers.update(dict(started["headers"]))
    response.encoding = "utf-8"
    response._content = payload  # the documented way is a raw stream; a copy of 40 MB is what it would cost
    response.url = request.url or ""
    response.request = request
    return response

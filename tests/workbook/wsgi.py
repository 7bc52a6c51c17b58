"""Clients that call the service in this process: a requests session for gspread, and a plain one for addresses."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

import requests
from flask import Flask
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict
from werkzeug.test import run_wsgi_app

from tests.workbook.traffic import check_traffic

HOSTS = ("https://sheets.googleapis.com", "https://www.googleapis.com", "http://localhost")


class WsgiAdapter(BaseAdapter):
    """Sends what a requests session wants to send to a Flask app."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self._app = app

    def send(self, request: requests.PreparedRequest, *args: object, **kwargs: object) -> requests.Response:
        status, headers, content = call_wsgi(
            self._app, str(request.method), str(request.url), dict(request.headers), bytes_of(request.body)
        )
        response = requests.Response()
        response.status_code = status
        response.headers = CaseInsensitiveDict(headers)
        response.raw = io.BytesIO(content)
        response.url = str(request.url)
        response.request = request
        response.encoding = "utf-8"
        return response

    def close(self) -> None:
        """Nothing is open."""


def session_of(app: Flask, token: str = "") -> requests.Session:
    """A session whose calls to Google end in the app."""
    session = requests.Session()
    for host in HOSTS:
        session.mount(host, WsgiAdapter(app))
    if token:
        session.headers["Authorization"] = f"Bearer {token}"
    return session


def call_wsgi(app: Flask, method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, list[Any], bytes]:
    """One call of the app: status, headers, content."""
    parts = urlsplit(url)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path).decode("latin-1"),
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(body)),
    }
    for name, value in headers.items():
        key = name.upper().replace("-", "_")
        text = value.decode() if isinstance(value, bytes) else str(value)
        environ[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = text
    chunks, status, answered = run_wsgi_app(app, environ, buffered=True)
    content = _joined(chunks)
    if answered.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    check_traffic(method, environ["PATH_INFO"].encode("latin-1").decode(), int(status.split()[0]), content)
    return int(status.split()[0]), list(answered), content


class Api:
    """Calls by method and path; a refusal is answered as its body."""

    def __init__(self, app: Flask, token: str = "") -> None:
        self._session = session_of(app, token)

    def call(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The decoded body of a call."""
        answer = self.send(method, path, body, **query)
        return json.loads(answer.content) if answer.content else None

    def send(self, method: str, path: str, body: Any = None, **query: Any) -> requests.Response:
        """The response of a call."""
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        return self._session.request(method, f"http://localhost{path}", params=query, data=data)

    def create(self, title: str = "Nursery", **body: Any) -> str:
        """A new spreadsheet; its id."""
        made = self.call("POST", "/v4/spreadsheets", {"properties": {"title": title}, **body})
        return str(made["spreadsheetId"])

    def batch(self, spreadsheet: str, *requests_: Any, **body: Any) -> Any:
        """batchUpdate."""
        return self.call("POST", f"/v4/spreadsheets/{spreadsheet}:batchUpdate", {"requests": list(requests_), **body})

    def values(self, spreadsheet: str, range_: str, **query: Any) -> list[list[Any]]:
        """The unformatted values of a range."""
        query.setdefault("valueRenderOption", "UNFORMATTED_VALUE")
        answer = self.call("GET", f"/v4/spreadsheets/{spreadsheet}/values/{range_}", **query)
        assert "error" not in answer, answer
        found: list[list[Any]] = answer.get("values", [])
        return found

    def write(self, spreadsheet: str, range_: str, values: list[list[Any]], option: str = "RAW") -> Any:
        """values.update."""
        path = f"/v4/spreadsheets/{spreadsheet}/values/{range_}"
        return self.call("PUT", path, {"values": values}, valueInputOption=option)

    def get(self, spreadsheet: str, fields: str = "", **query: Any) -> Any:
        """spreadsheets.get."""
        return self.call("GET", f"/v4/spreadsheets/{spreadsheet}", fields=fields or None, **query)


def bytes_of(body: bytes | str | None) -> bytes:
    """What a client wants to send, as bytes."""
    return b"" if body is None else body.encode() if isinstance(body, str) else body


def _joined(chunks: Iterable[bytes]) -> bytes:
    return b"".join(chunks)

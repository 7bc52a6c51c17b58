"""What every answer and every post is held to: headers, the key of the sessions, no posts from other sites."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import cast
from urllib.parse import unquote_to_bytes

from flask import Flask, Response, abort, g, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

from sheets_sync.errors import StoreError
from web.identity import SIGNED_IN_FOR, bearer

MOST_BYTES = 256 * 1024
"""Of a form or a JSON entry. The workbook service, which takes pasted blocks, sets its own."""
csrf = CSRFProtect()


class _Sessions(SecureCookieSessionInterface):
    """A cookie that is sent over https only, whenever it was set over https."""

    def get_cookie_secure(self, app: Flask) -> bool:  # noqa: ARG002 - the interface's
        return request.is_secure


def register(app: Flask, data_folder: Path) -> None:
    """Set the application up so.

    Raises:
        StoreError: the key of the sessions cannot be read or written.
    """
    app.secret_key = session_key(data_folder / "session.key")
    app.session_interface = _Sessions()
    app.config.update(
        MAX_CONTENT_LENGTH=MOST_BYTES,
        PERMANENT_SESSION_LIFETIME=SIGNED_IN_FOR,
        SESSION_COOKIE_NAME="gridbook",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=False,  # it wants a referrer, and pages send none
    )
    csrf.init_app(app)
    app.before_request(_refuse_broken_text)
    app.before_request(_refuse_cross_site)
    app.after_request(_headers)
    app.jinja_env.globals.update(csp_nonce=csp_nonce)


def session_key(file: Path) -> bytes:
    """The key that signs sessions, made on first use and readable by the owner alone."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            own = file.with_name(f".{secrets.token_hex(8)}")  # linked when whole: another process may read at once
            own.touch(mode=0o600)
            own.write_bytes(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(own, file)
            own.unlink()
        return file.read_bytes()
    except OSError as error:
        words = f"{file}: the key of the sessions cannot be kept: {error}. Look at the folder's rights."
        raise StoreError(words) from error


def csp_nonce() -> str:
    """A word that lets scripts and styles of this page run; only pages that ask for it have one."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    return cast(str, g.csp_nonce)


def _refuse_broken_text() -> None:
    """400 for a form that is not UTF-8: taken apart first, its broken bytes could not be told from typed text."""
    if request.mimetype == "application/x-www-form-urlencoded":
        try:
            unquote_to_bytes(request.get_data()).decode()
        except UnicodeDecodeError:
            abort(400)


def _refuse_cross_site() -> None:
    if bearer() is None and request.endpoint != "api.open_session":
        csrf.protect()


def _headers(response: Response) -> Response:
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    response.headers["Content-Security-Policy"] = (
        f"default-src 'self'; script-src 'self'{nonce}; style-src 'self'{nonce}; object-src 'none'; base-uri 'none';"
        " form-action 'self'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response

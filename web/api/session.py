"""Signing in for scripts, and who the caller is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from web.context import gridbook
from web.errors import problem_json
from web.identity import Identity, known_identity, make_bearer
from web.signin import TooManyTriesError, try_link, try_password


def register(api: Blueprint) -> None:
    """Add the addresses."""
    api.add_url_rule("/session", view_func=open_session, methods=["POST"])
    api.add_url_rule("/me", view_func=me)


def open_session() -> ResponseReturnValue:
    """A bearer token for {"token", "pin"} or {"user", "password"}."""
    body = request.get_json()
    try:
        found = _try(body)
    except TooManyTriesError:
        return problem_json(429, "error_429", "too-many-tries")
    if found is None:
        refused = "link_refused" if "token" in body else "password_refused"
        return problem_json(403, refused, "not-signed-in")
    return {"bearer": make_bearer(found), **_who(found)}


def me() -> ResponseReturnValue:
    """Who asks."""
    found = known_identity()
    return {"user": found.user, "title": found.title, "pages": found.role.pages, **_who(found)}


def _try(body: object) -> Identity | None:
    for names, sign_in in ((("token", "pin"), try_link), (("user", "password"), try_password)):
        if isinstance(body, dict) and all(isinstance(body.get(name), str) for name in names):
            return sign_in(*(body[name] for name in names))
    raise BadRequest


def _who(found: Identity) -> dict[str, Any]:
    """Role and scope; the scope is called as the schema calls it."""
    scope = gridbook().package.scope
    return {"role": found.role.name, **({scope.name: found.scope} if scope else {})}

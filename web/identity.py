"""Who asks, and which rows they may see.

A person has signed in by a personal link, or an account with a password. Either is looked up again on every request:
a row or an account that is gone signs its owner out. `visible` is the one place that turns rights into SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Literal, ParamSpec, cast

from flask import abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadSignature, URLSafeSerializer

from sheets_sync.computed import SCOPE
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, People, Role
from web.context import gridbook, mirror_rows
from web.scopes import ScopeTree

P = ParamSpec("P")
SIGNED_IN_FOR = timedelta(days=30)
Kind = Literal["link", "password"]


@dataclass(frozen=True)
class Identity:
    """Somebody signed in. `scopes` are the scope keys whose rows they may see, their own first; None means all."""

    kind: Kind
    user: str
    """Key of the person's row, or user of the account."""
    title: str
    role: Role
    scopes: tuple[str, ...] | None = ()

    @property
    def scope(self) -> str | None:
        """The top of what they may see; None when that is everything or nothing."""
        return self.scopes[0] if self.scopes else None

    @property
    def person(self) -> str:
        """Key of the person's row; empty for an account."""
        return self.user if self.kind == "link" else ""


def visible(identity: Identity) -> tuple[str, Mapping[str, Any]]:  # Any: SQL parameters
    """A condition on the rows of any tab, and its parameters. A row of no scope is for those who see all."""
    if identity.scopes is None:
        return "TRUE", {}
    return f"coalesce(list_contains(:visible::VARCHAR[], {SCOPE}), FALSE)", {"visible": list(identity.scopes)}


def identity() -> Identity | None:
    """Who asks in this request; None when nobody is signed in. A bearer token wins over a session."""
    if "identity" not in g:
        token = bearer()
        g.identity = _from_session() if token is None else _from_bearer(token)
    return cast(Identity | None, g.identity)


def known_identity() -> Identity:
    """Who asks, where a page or an address is only for those who are signed in: 401 for others."""
    found = identity()
    if found is None:
        abort(401)
    return found


def page_required(page: str) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Let only roles with this page in: others get 403, and who is not signed in goes to the sign-in."""

    def wrap(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            found = identity()
            if found is None:
                return redirect(url_for("signin.password", next=request.path), 303)
            if page not in found.role.pages:
                abort(403)
            return view(*args, **kwargs)

        return guarded

    return wrap


def identify(kind: str, user: str) -> Identity | None:
    """Look up who that is today; None when there is no such row or account, or its role may not sign in so.

    Raises:
        NotReadyError: a person cannot be looked up before the first pass.
    """
    return _person(user) if kind == "link" else _account(user)


def remember(kind: Kind, user: str) -> None:
    """Begin a new session for them on this device."""
    session.clear()
    session.permanent = True
    session.update(kind=kind, user=user, since=gridbook().clock().isoformat())


def bearer() -> str | None:
    """The bearer token that came with this request. A browser never sends one by itself, so it needs no CSRF token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def make_bearer(found: Identity) -> str:
    """A token by which a script asks as this person or account, as long as a session lasts."""
    return _signer().dumps([found.kind, found.user, gridbook().clock().isoformat()])


def person_row(engine: Engine, people: People, key: str) -> Mapping[str, Any] | None:  # Any: values of a row
    """The row of the people tab with that key, or None."""
    tab = engine.package.by_name[people.tab]
    rows = engine.rows(
        f'SELECT * FROM "{tab.name}" WHERE "{tab.primary_key}" = :key ORDER BY _row LIMIT 1', {"key": key}
    )
    return rows[0] if rows else None


def _signer() -> URLSafeSerializer:
    assert current_app.secret_key
    return URLSafeSerializer(current_app.secret_key, salt="bearer")


def _from_bearer(token: str) -> Identity | None:
    try:
        kind, user, since = _signer().loads(token)
    except (BadSignature, ValueError):
        return None
    return _signed_in(kind, user, since)


def _from_session() -> Identity | None:
    kind, user, since = session.get("kind"), session.get("user"), session.get("since")
    if not (kind and user and since):
        return None
    return _signed_in(kind, user, since)


def _signed_in(kind: str, user: str, since: str) -> Identity | None:
    """Who signed in at `since`; None when that is too long ago, or when their link has been revoked or replaced."""
    began = datetime.fromisoformat(since)
    if gridbook().clock() - began > SIGNED_IN_FOR:
        return None
    if kind == "link":
        issued = gridbook().accounts.link_issued_at(user)
        if issued is None or issued > began:
            return None
    return identify(kind, user)


def _person(key: str) -> Identity | None:
    people = gridbook().package.people
    row = person_row(mirror_rows(), people, key) if people else None
    if people is None or row is None:
        return None
    role = gridbook().package.role(people.role)
    scopes = _scopes(role, row[people.scope], gridbook().reader.snapshot().scopes)
    return Identity("link", key, row[people.title] or key, role, scopes)


def _account(user: str) -> Identity | None:
    account = gridbook().accounts.find(user)
    role = _role(gridbook().package, account.role) if account else None
    if role is None or role.signin != "password":
        return None
    return Identity("password", user, user, role, _scopes(role, None, ScopeTree()))


def _role(package: Package, name: str) -> Role | None:
    return next((role for role in package.roles if role.name == name), None)


def _scopes(role: Role, top: str | None, tree: ScopeTree) -> tuple[str, ...] | None:
    if role.scope == "all":
        return None
    return tree.subtree(top) if top else ()

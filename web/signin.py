"""Signing in and out: /w/TOKEN for people with a personal link, /login for accounts, the first page of each role.

A GET of a link uses nothing up and says nothing about it, as chat programs open every link they show. Unknown,
revoked and not proven answer alike.
"""

from __future__ import annotations

import hmac
import unicodedata

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from sheets_sync.schema import Role
from web.context import gridbook, mirror_rows
from web.identity import Identity, identify, identity, person_row, remember
from web.tries import Tries

signin = Blueprint("signin", __name__)

PIN_LENGTH = 4


class TooManyTriesError(Exception):
    """This name or address has failed too often."""


def try_link(token: str, pin: str) -> Identity | None:
    """Who the link and the last four characters belong to; None alike for every reason to refuse.

    Raises:
        TooManyTriesError: after ten failures in ten minutes.
        NotReadyError: nobody can be looked up before the first pass.
    """
    people = gridbook().package.people
    key = gridbook().accounts.person_of(token) or ""
    row = person_row(mirror_rows(), people, key) if people else None
    expected = str(row[people.pin] or "")[-PIN_LENGTH:] if people and row else ""
    typed = unicodedata.normalize("NFKC", pin).strip()
    proven = len(expected) == PIN_LENGTH and hmac.compare_digest(expected.encode(), typed.encode())
    return _counted(token, identify("link", key) if proven else None)


def try_password(user: str, password: str) -> Identity | None:
    """Who the user and the password belong to, or None.

    Raises:
        TooManyTriesError: after ten failures in ten minutes.
    """
    account = gridbook().accounts.check_password(user, password)
    return _counted(user, identify("password", account.user) if account else None)


def first_page(role: Role) -> str:
    """The address of the first page that the role has: each page is a folder of that name."""
    return f"/{role.pages[0]}/" if role.pages else url_for("signin.password")


@signin.get("/")
def start() -> ResponseReturnValue:
    """Go to the first page of who is signed in."""
    found = identity()
    return redirect(first_page(found.role) if found else url_for("signin.password"), 303)


@signin.get("/w/<token>")
def link(token: str) -> ResponseReturnValue:
    """Ask for the last four characters."""
    return render_template("signin/link.html", token=token)


@signin.post("/w/<token>")
def redeem(token: str) -> ResponseReturnValue:
    """Sign in by a personal link."""
    try:
        found = try_link(token, request.form.get("pin", ""))
    except TooManyTriesError:
        return render_template("signin/link.html", token=token, refused="error_429"), 429
    if found is None:
        return render_template("signin/link.html", token=token, refused="link_refused"), 403
    return _enter(found)


@signin.get("/login")
def password() -> ResponseReturnValue:
    """Ask for user and password."""
    return render_template("signin/password.html", user="")


@signin.post("/login")
def enter() -> ResponseReturnValue:
    """Sign in by user and password."""
    user = request.form.get("user", "").strip()
    try:
        found = try_password(user, request.form.get("password", ""))
    except TooManyTriesError:
        return render_template("signin/password.html", user=user, refused="error_429"), 429
    if found is None:
        return render_template("signin/password.html", user=user, refused="password_refused"), 403
    return _enter(found)


@signin.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End the session on this device."""
    session.clear()
    return redirect(url_for("signin.password"), 303)


def _enter(found: Identity) -> ResponseReturnValue:
    remember(found.kind, found.user)
    wanted = request.form.get("next", "")
    inside = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    return redirect(wanted if inside else first_page(found.role), 303)


def _counted(name: str, found: Identity | None) -> Identity | None:
    """Hold a try against the limit, and count and note it when it failed."""
    tries: Tries = current_app.extensions["tries"]
    address = request.remote_addr or ""
    if tries.exhausted(name, address):
        raise TooManyTriesError
    if found is None:
        tries.failed(name, address)
        current_app.logger.warning("sign-in refused: %s from %s", request.endpoint, address)
    else:
        current_app.logger.info("signed in: %s %s", found.kind, found.user)
    return found

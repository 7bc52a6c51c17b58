"""Who may sign in: personal links (only a hash is kept) and accounts with a password.

A link is redeemed together with the last four characters of a field of the person's own row, so it is of no use to
whoever finds it. Hashes are Werkzeug's (scrypt) for passwords and SHA-256 for links, which are 32 random bytes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from werkzeug.security import check_password_hash, generate_password_hash

from sheets_sync.store.database import Database, metadata

links = sa.Table(
    "links",
    metadata,
    sa.Column("token_hash", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, nullable=False, index=True),
    sa.Column("created_at", sa.Text, nullable=False),
    sa.Column("revoked_at", sa.Text),
)

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("user", sa.Text, primary_key=True),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("created_at", sa.Text, nullable=False),
)


@dataclass(frozen=True)
class Account:
    """Somebody who signs in with a password."""

    user: str
    role: str


class Accounts:
    """Links and accounts of a store. `token` makes the secret part of a link."""

    def __init__(self, database: Database, token: Callable[[], str] = lambda: secrets.token_urlsafe(32)) -> None:
        self._database = database
        self._token = token

    def issue_links(self, people: Sequence[str], now: datetime) -> dict[str, str]:
        """A new link token for each person key; older links of theirs stop working."""
        tokens = {person: self._token() for person in people}
        with self._database.write() as connection:
            old = links.c.person.in_(list(people)) & links.c.revoked_at.is_(None)
            connection.execute(links.update().where(old).values(revoked_at=now.isoformat()))
            if tokens:
                connection.execute(
                    links.insert(),
                    [
                        {"token_hash": _hash(token), "person": person, "created_at": now.isoformat()}
                        for person, token in tokens.items()
                    ],
                )
        return tokens

    def revoke_links(self, people: Sequence[str], now: datetime) -> None:
        """Let the links of these people work no longer; whoever is signed in by one is signed out."""
        with self._database.write() as connection:
            live = links.c.person.in_(list(people)) & links.c.revoked_at.is_(None)
            connection.execute(links.update().where(live).values(revoked_at=now.isoformat()))

    def link_issued_at(self, person: str) -> datetime | None:
        """When the link that works now was made; None when the person has none."""
        query = sa.select(links.c.created_at).where((links.c.person == person) & links.c.revoked_at.is_(None))
        with self._database.read() as connection:
            found = connection.scalar(query)
        return datetime.fromisoformat(found) if found else None

    def person_of(self, token: str) -> str | None:
        """The key of the person a link belongs to; None for an unknown or revoked one."""
        query = sa.select(links.c.person).where((links.c.token_hash == _hash(token)) & links.c.revoked_at.is_(None))
        with self._database.read() as connection:
            return connection.scalar(query)

    def set_account(self, user: str, password: str, role: str, now: datetime) -> None:
        """Make an account, or give it a new password and role."""
        values = {"password_hash": generate_password_hash(password), "role": role, "created_at": now.isoformat()}
        with self._database.write() as connection:
            if connection.execute(accounts.update().where(accounts.c.user == user).values(**values)).rowcount == 0:
                connection.execute(accounts.insert().values(user=user, **values))

    def check_password(self, user: str, password: str) -> Account | None:
        """The account, if the password is its; None alike for a wrong user and a wrong password, in the same time."""
        nobody = _nobodys_hash()  # before it is known whether it is needed: the time tells nothing
        with self._database.read() as connection:
            row = connection.execute(sa.select(accounts).where(accounts.c.user == user)).one_or_none()
        good = check_password_hash(row.password_hash if row else nobody, password)
        return Account(row.user, row.role) if row is not None and good else None

    def find(self, user: str) -> Account | None:
        """The account of that user, or None."""
        with self._database.read() as connection:
            row = connection.execute(sa.select(accounts).where(accounts.c.user == user)).one_or_none()
        return Account(row.user, row.role) if row is not None else None


@cache
def _nobodys_hash() -> str:
    """Stands in for the hash of a user that there is none of; made once, because that takes as long as a check."""
    return generate_password_hash("nobody")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()

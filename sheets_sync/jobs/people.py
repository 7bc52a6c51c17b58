"""Personal links and accounts: who gets one, and what it opens."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from sheets_sync.errors import UsageError
from sheets_sync.jobs.street import Street


@dataclass(frozen=True)
class Link:
    """A link just made: its token is shown now and never again. `scope` and `title` are the person's own."""

    person: str
    title: str
    scope: str
    token: str
    pin: str


def issue_links(street: Street, people: Sequence[str] = ()) -> list[Link]:
    """A new link for each of these people (all when none is named); their older links stop working.

    People are taken from the mirror, that is from the last sync pass.

    Raises:
        UsageError: the package has nobody who signs in by a link, no pass has run yet, or somebody named is not there.
    """
    rules = street.package.people
    if rules is None:
        raise UsageError("datapackage.yaml has no `people`: nobody signs in by a link.")
    held = street.mirror.read(rules.tab)
    if held is None:
        raise UsageError("No sync pass has run yet, so nobody is known. Run `python -m sheets_sync sync` first.")
    key = street.package.by_name[rules.tab].primary_key
    rows = {
        row[key]: row for row in held.data.select([key, rules.title, rules.scope, rules.pin]).to_pylist() if row[key]
    }
    _refuse_strangers(people, rows, rules.tab, key)
    wanted = list(people) or list(rows)
    tokens = street.accounts.issue_links(wanted, street.clock())
    return [
        Link(
            person,
            rows[person][rules.title] or "",
            rows[person][rules.scope] or "",
            tokens[person],
            (rows[person][rules.pin] or "")[-4:],
        )
        for person in wanted
    ]


def revoke_links(street: Street, people: Sequence[str]) -> None:
    """Let the links of these people work no longer, also where somebody is signed in by one."""
    street.accounts.revoke_links(people, street.clock())


def _refuse_strangers(people: Sequence[str], known: Container[str], tab: str, key: str) -> None:
    strangers = [person for person in people if person not in known]
    if strangers:
        raise UsageError(f"Not in the tab {tab}: {', '.join(strangers)}. Look at the column {key}.")

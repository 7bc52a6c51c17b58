"""Which forms somebody fills in, what they have entered lately, and how far it has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from werkzeug.exceptions import NotFound

from sheets_sync.engine import Engine
from sheets_sync.schema import Form, Package, Role, Tab, Text
from sheets_sync.store import Entry
from web.context import gridbook
from web.forms.labels import find_labels
from web.identity import Identity, known_identity


@dataclass(frozen=True)
class Filed:
    """An acknowledged entry as its author sees it. `about` names the row it was made for, if any."""

    id: str
    form: Text
    about: str
    receipt: str
    created_at: datetime
    sent: bool


def fillable(package: Package, role: Role) -> list[Tab]:
    """The tabs whose form this role fills, in the order of the package."""
    return [tab for tab in package.tabs if tab.form and role.name in tab.form.roles]


def form_of(name: str) -> tuple[Tab, Form]:
    """The form of that tab, also under a former name, for who asks.

    Raises:
        NotFound: alike when there is none, and when this role does not fill it.
    """
    package = gridbook().package
    for tab in fillable(package, known_identity().role):
        if tab.name == package.former.tab(name) and tab.form:
            return tab, tab.form
    raise NotFound


def filed(engine: Engine, identity: Identity, entries: Sequence[Entry]) -> list[Filed]:
    """Entries in words, in their order; those of a tab that is no more are left out."""
    names = {tab.name: _names(engine, identity, tab, entries) for tab in engine.package.tabs if tab.form}
    return [
        Filed(
            entry.id,
            tab.form.title,
            names[entry.tab].get(entry.id, ""),
            entry.receipt,
            entry.created_at,
            entry.arrived,
        )
        for entry in entries
        if (tab := engine.package.by_name.get(entry.tab)) and tab.form
    ]


def _names(engine: Engine, identity: Identity, tab: Tab, entries: Sequence[Entry]) -> dict[str, str]:
    work = tab.form.worklist if tab.form else None
    named = {e.id: str(e.row.get(work.field, "")) for e in entries if e.tab == tab.name} if work else {}
    if work is None or not named:
        return {}
    labels = find_labels(engine, identity, tab, work.field, sorted(set(named.values())))
    return {entry: labels[key].title for entry, key in named.items() if key in labels}

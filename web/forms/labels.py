"""What a row of a referenced tab is called on a form: title and detail as a worklist has them, else its key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sheets_sync.engine import Engine
from sheets_sync.schema import FieldType, Package, Role, Tab, Worklist
from web.identity import Identity, visible
from web.language import say
from web.shown import seen_by, shown

Row = Mapping[str, Any]  # one row of a tab, by field
BARE = (FieldType.INTEGER, FieldType.NUMBER)  # of no meaning without the name of its column


@dataclass(frozen=True)
class Label:
    """A row in words. `detail` may be empty."""

    key: str
    title: str
    detail: str

    @property
    def line(self) -> str:
        """Both in one line."""
        return " · ".join(part for part in (self.title, self.detail) if part)


def worklist_of(package: Package, referred: Tab, own: Tab) -> Worklist | None:
    """The worklist that says how rows of `referred` are called: that of the form itself, or of another one."""
    for tab in (own, *package.tabs):
        work = tab.form.worklist if tab.form else None
        if work and tab.references[work.field].tab == referred.name:
            return work
    return None


def label(referred: Tab, work: Worklist | None, row: Row, role: Role) -> Label:
    """A row in words, as that role may see it."""
    key = row[referred.primary_key]
    if work is None:
        return Label(key, key, "")
    title = " ".join(_words(referred, work.title, row, role)) or key
    return Label(key, title, " · ".join(_words(referred, work.detail, row, role)))


def options(engine: Engine, identity: Identity, own: Tab, field: str, most: int) -> list[Label]:
    """The rows that `field` may name, of those that this person sees; at most `most` + 1, so that more can be told."""
    referred = engine.package.by_name[own.references[field].tab]
    work = worklist_of(engine.package, referred, own)
    where, parameters = visible(identity)
    order = ", ".join(work.sort) if work and work.sort else f'"{referred.primary_key}"'
    sql = (
        f'SELECT * FROM "{referred.name}" WHERE "{referred.primary_key}" IS NOT NULL AND {where}'
        f" ORDER BY {order} LIMIT {most + 1}"
    )
    return [label(referred, work, row, identity.role) for row in engine.rows(sql, parameters)]


def find_labels(engine: Engine, identity: Identity, own: Tab, field: str, keys: Sequence[str]) -> dict[str, Label]:
    """The labels of those of `keys` that are rows this person sees."""
    referred = engine.package.by_name[own.references[field].tab]
    work = worklist_of(engine.package, referred, own)
    where, parameters = visible(identity)
    rows = engine.rows(
        f'SELECT * FROM "{referred.name}" WHERE list_contains(:keys::VARCHAR[], "{referred.primary_key}") AND {where}',
        {**parameters, "keys": list(keys)},
    )
    return {row[referred.primary_key]: label(referred, work, row, identity.role) for row in rows}


def _words(tab: Tab, names: Sequence[str], row: Row, role: Role) -> list[str]:
    fields = [tab.by_name[name] for name in names]
    words = [(field, shown(field, seen_by(role, tab, field, row[field.name]))) for field in fields]
    return [f"{say(field.title)} {word}" if field.type in BARE else word for field, word in words if word]

"""In which order tabs are computed: each after those whose computed columns, or whose very rows, its SQL uses.

A tab waits for another when its SQL names that tab and one of its computed columns, or a tab of `source: query`, which
is computed as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from sheets_sync.errors import SchemaError
from sheets_sync.schema import Field, Package, Tab
from sheets_sync.schema.expressions import identifiers


@dataclass(frozen=True)
class Computation:
    """What a query computes of a tab: `fields`, by the SQL that stands in the tab's file under `place`."""

    fields: tuple[Field, ...]
    sql: str
    place: str


def computation_of(tab: Tab) -> Computation | None:
    """What is computed of a tab: all of a query tab, the computed columns of another; None where there is nothing."""
    if tab.sql is not None:
        return Computation(tab.own_fields, tab.sql, "sql")
    if tab.computed:
        return Computation((tab.by_name[tab.primary_key], *tab.computed.fields), tab.computed.sql, "computed.sql")
    return None


def dependency_order(package: Package) -> tuple[Tab, ...]:
    """The tabs of which something is computed, each after those that its SQL waits for.

    Raises:
        SchemaError: tabs wait for each other; the message names the circle and the columns through which they wait.
    """
    waiting = {tab.name: _needs(tab, package) for tab in package.tabs if computation_of(tab)}
    order: list[Tab] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if not needs.keys() & waiting.keys()]
        if not ready:
            raise _circle_error(package, waiting)
        for name in ready:
            del waiting[name]
            order.append(package.by_name[name])
    return tuple(order)


Needs = Mapping[str, tuple[str, ...]]
"""The tabs that one waits for, each with the columns through which it does."""


def _needs(tab: Tab, package: Package) -> Needs:
    own = computation_of(tab)
    words = identifiers(own.sql) if own else frozenset()
    needs = {}
    for other in package.tabs:
        if other is tab or other.name not in words:
            continue
        made = other.own_fields if other.sql is not None else other.computed.fields if other.computed else ()
        columns = tuple(f.name for f in made if f.name in words)
        if columns or other.sql is not None:
            needs[other.name] = columns
    return needs


def _circle_error(package: Package, waiting: Mapping[str, Needs]) -> SchemaError:
    circle = _circle(waiting)
    steps = list(pairwise(circle))
    through = [_spell(name, waiting[before][name]) for before, name in steps]
    first = computation_of(package.by_name[circle[0]])
    return SchemaError(
        f"{package.by_name[circle[0]].at(first.place if first else '')}: these tabs wait for each other's columns:"
        f" {' -> '.join([through[-1], *through])}. Take one of the references out."
    )


def _spell(tab: str, columns: tuple[str, ...]) -> str:
    return f"{tab}.{'/'.join(columns)}" if columns else tab


def _circle(waiting: Mapping[str, Needs]) -> list[str]:
    """One circle among tabs that all wait; its first member stands again at its end."""
    path = [next(iter(waiting))]
    while path[-1] not in path[:-1]:
        path.append(next(name for name in waiting if name in waiting[path[-1]]))
    return path[path.index(path[-1]) :]

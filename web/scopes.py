"""The tree of scopes as values: who lies below whom. Rights and the board follow it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sheets_sync.engine import Engine


@dataclass(frozen=True)
class ScopeTree:
    """Keys of the scope tab in the order of its rows. A circle of parents, which a typing mistake can make, is cut."""

    titles: Mapping[str, str] = field(default_factory=dict)
    parents: Mapping[str, str | None] = field(default_factory=dict)

    def children(self, key: str | None) -> tuple[str, ...]:
        """What lies directly below `key`; for None the roots."""
        return tuple(child for child, parent in self.parents.items() if parent == key)

    def subtree(self, key: str) -> tuple[str, ...]:
        """`key` and all below it, parents first; empty when there is no such key."""
        return tuple(self._below(key, set())) if key in self.parents else ()

    def title(self, key: str) -> str:
        """What people call it; the key itself when there is no such row."""
        return self.titles.get(key, key)

    def _below(self, key: str, seen: set[str]) -> Iterator[str]:
        if key not in seen:
            seen.add(key)
            yield key
            for child in self.children(key):
                yield from self._below(child, seen)


def read_scopes(engine: Engine) -> ScopeTree:
    """The tree as it stands in the scope tab. A parent that is not there makes its child a root."""
    scope = engine.package.scope
    if scope is None:
        return ScopeTree()
    key = engine.package.by_name[scope.tab].primary_key
    rows = engine.rows(
        f'SELECT "{key}" AS key, "{scope.parent}" AS parent, "{scope.title}" AS title'
        f' FROM "{scope.tab}" WHERE "{key}" IS NOT NULL ORDER BY _row'
    )
    return _tree((row["key"], row["parent"], row["title"] or row["key"]) for row in rows)


def _tree(rows: Iterable[tuple[str, str | None, str]]) -> ScopeTree:
    titles: dict[str, str] = {}
    parents: dict[str, str | None] = {}
    for key, parent, title in rows:
        if key not in titles:
            titles[key], parents[key] = title, parent
    return ScopeTree(titles, {key: parent if parent in titles else None for key, parent in parents.items()})

"""Names that were: what a tab or a field is called today that an entry, a page or the mirror still calls as before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

Value = TypeVar("Value")
Row = Mapping[str, Any]  # cells by field name


@dataclass(frozen=True)
class Former:
    """`tabs` gives today's name by a former one, `fields` the same for each tab (under today's name of the tab)."""

    tabs: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def tab(self, name: str) -> str:
        """What the tab is called today; a name that never changed is given back."""
        return self.tabs.get(name, name)

    def before(self, tab: str) -> list[str]:
        """The former names of a tab."""
        return [old for old, new in self.tabs.items() if new == tab]

    def row(self, tab: str, row: Mapping[str, Value]) -> dict[str, Value]:
        """A row of `tab` (today's name) under today's names; where both stand, today's wins."""
        names = self.fields.get(tab, {})
        moved = {names[name]: value for name, value in row.items() if name in names}
        return {**moved, **{name: value for name, value in row.items() if name not in names}}

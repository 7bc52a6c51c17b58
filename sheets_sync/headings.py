"""Which column of a sheet is which field: by today's heading, or by a former one.

A column is found by its heading: the field's title in any language, or its name. One that is headed by a former word of
the field (`was`) is that field's all the same, until `apply` has renamed it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, Package, Tab
from sheets_sync.words import fold


@dataclass(frozen=True)
class Headings:
    """0-based columns by field, under today's heading (`now`) and under a former one (`before`); `words` by column.

    Fields that are retired are among them. `strange` are columns that belong to no field.
    """

    words: Sequence[str]
    now: Mapping[str, Sequence[int]]
    before: Mapping[str, Sequence[int]]
    strange: Sequence[int]

    def column(self, field: Field) -> int | None:
        """Where the field stands, under whichever heading; today's comes first."""
        found = self.now.get(field.name) or self.before.get(field.name)
        return found[0] if found else None

    def renamed(self, field: Field) -> int | None:
        """The column to rename: headed by a former word, while none has today's heading."""
        return self.before[field.name][0] if field.name in self.before and field.name not in self.now else None


def match_headings(tab: Tab, heading: Sequence[CellValue]) -> Headings:
    """Compare a heading row, as it stands, with the fields of `tab`."""
    fields = (*tab.fields, *tab.retired_fields)
    now = {fold(word): f.name for f in fields for word in (f.name, *f.title.values())}
    before = {fold(word): f.name for f in fields for word in f.was}
    words = ["" if cell is None else str(cell) for cell in heading]
    found: dict[str, list[int]] = {}
    former: dict[str, list[int]] = {}
    strange = []
    for column, word in enumerate(words):
        folded = fold(word)
        if folded in now:
            found.setdefault(now[folded], []).append(column)
        elif folded in before:
            former.setdefault(before[folded], []).append(column)
        elif folded:
            strange.append(column)
    return Headings(words, found, former, strange)


def sheet_title(package: Package, tab: Tab, titles: Iterable[str]) -> str | None:
    """The title under which the tab's sheet stands among `titles`: today's, else a former one, else None."""
    there = list(titles)
    title = tab.title[package.language]
    if title in there:
        return title
    former = {fold(word) for word in tab.was}
    return next((other for other in there if fold(other) in former), None)

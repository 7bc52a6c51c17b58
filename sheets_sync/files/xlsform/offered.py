"""Rows of a tab as choices of a form: the key, a label that people know it by, and what a choice_filter compares.

A label has the words of the worklist over that tab, else its title as people or scope. Personal values are masked as
for the roles that fill the forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sheets_sync.cells import cell_text, format_cell
from sheets_sync.files.xlsform.model import XlsForm
from sheets_sync.files.xlsform.question import stored
from sheets_sync.masks import mask
from sheets_sync.problems import say
from sheets_sync.schema import Field, FieldType, Package, Role, Tab, Text

BARE = (FieldType.INTEGER, FieldType.NUMBER)  # of no meaning without the name of its column
_CHUNK = 5_000  # rows turned into Python objects at a time
Row = Mapping[str, Any]  # values of any type by field


@dataclass(frozen=True)
class Offered:
    """The rows of `tab`, computed columns included, for those in `roles`; `compared` are columns of a choice_filter."""

    package: Package
    tab: Tab
    rows: pa.Table
    roles: tuple[Role, ...]
    compared: frozenset[str] = frozenset()

    @property
    def note(self) -> Text:
        """What to know before the file is handed out."""
        count = str(self.rows.num_rows)
        return say("xlsform-offered", self.package, file=f"{self.tab.name}.csv", tab=self.tab.title, count=count)

    @property
    def heading(self) -> list[str]:
        """The headings of the file."""
        return ["name", "label", *sorted(self.compared)]

    def lines(self) -> Iterator[list[str]]:
        """A line for each row that has a key."""
        title, detail = _labelled_by(self.package, self.tab)
        needed = dict.fromkeys((self.tab.primary_key, *title, *detail, *self.compared))
        for start in range(0, self.rows.num_rows, _CHUNK):
            for row in self.rows.slice(start, _CHUNK).select(list(needed)).to_pylist():
                key = row[self.tab.primary_key]
                if key:
                    name = " ".join(self._words(title, row)) or key
                    label = " · ".join([name, *self._words(detail, row)])
                    yield [key, label, *(stored(row[column]) for column in sorted(self.compared))]

    def _words(self, names: Sequence[str], row: Row) -> list[str]:
        fields = [self.tab.by_name[name] for name in names]
        seen = [(field, self._seen(field, row[field.name])) for field in fields]
        language = self.package.language
        return [f"{field.title[language]} {word}" if field.type in BARE else word for field, word in seen if word]

    def _seen(self, field: Field, value: Any) -> str:  # Any: a value of any field type
        word = cell_text(format_cell(self.package, field, value))
        masks = [kind for role in self.roles if (kind := self.package.mask_of(role, self.tab, field))]
        return mask(masks[0], word) if word and masks else word


def offered_rows(package: Package, forms: Sequence[XlsForm], tables: Mapping[str, pa.Table]) -> list[Offered]:
    """The rows that these forms choose from, each tab once: masked where one of the forms wants it."""
    compared: dict[str, frozenset[str]] = {}
    roles: dict[str, dict[str, Role]] = {}
    for form in forms:
        for name, columns in form.offered.items():
            compared[name] = compared.get(name, frozenset()) | columns
            filling = form.tab.form.roles if form.tab.form else ()
            roles.setdefault(name, {}).update({role: package.role(role) for role in filling})
    return [
        Offered(package, package.by_name[name], tables[name], tuple(roles[name].values()), compared[name])
        for name in compared
    ]


def _labelled_by(package: Package, tab: Tab) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that name a row, and those that tell more of it."""
    for other in package.tabs:
        work = other.form.worklist if other.form else None
        if work and other.references[work.field].tab == tab.name:
            return work.title, work.detail
    for part in (package.people, package.scope):
        if part and part.tab == tab.name:
            return (part.title,), ()
    return (), ()

"""Which line of a file holds the headings, and which heading means which field.

A heading is compared with a field's name, its titles and its aliases. Width, case, spaces, punctuation and brackets
make no difference, and a heading with brackets is tried with what stands in them and without it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, Tab
from sheets_sync.words import fold

SEARCHED = 20
"""How many lines from the top may come before the headings."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕")
_NO_MEANING = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Headings:
    """The headings in line `index` (0-based): the column of each field found, and the words that mean no field.

    `repeated` are headings of a field that another column has already.
    """

    index: int
    columns: Mapping[str, int]
    words: Mapping[str, str]
    """{heading as it stands: field}"""
    ignored: tuple[str, ...]
    repeated: tuple[str, ...] = ()


def find_headings(tab: Tab, rows: Sequence[Sequence[CellValue]]) -> Headings | None:
    """The line among the first that names the most fields, the first of equals.

    A line counts when it names two fields, or one and nothing else. Columns that the program writes are not looked for.
    """
    known = _known_words(tab.own_fields)
    found = [_read_line(known, index, row) for index, row in enumerate(rows[:SEARCHED])]
    fit = [h for h in found if len(h.columns) >= 2 or (len(h.columns) == 1 and not h.ignored)]
    return max(fit, key=lambda h: (len(h.columns), -h.index), default=None)


def is_same_line(headings: Headings, row: Sequence[CellValue]) -> bool:
    """Whether the line says the headings once more, as at the top of a printed page."""
    said = {field: _plain(word) for word, field in headings.words.items()}
    return all(at < len(row) and _plain(str(row[at] or "")) == said[field] for field, at in headings.columns.items())


def _known_words(fields: Sequence[Field]) -> Mapping[str, str]:
    known: dict[str, str] = {}
    for field in fields:
        for word in (field.name, *field.title.values()):
            known.setdefault(_plain(word), field.name)
    for field in fields:  # after all titles: an alias never takes another field's own title
        for word in field.aliases:
            known.setdefault(_plain(word), field.name)
    return known


def _read_line(known: Mapping[str, str], index: int, row: Sequence[CellValue]) -> Headings:
    columns: dict[str, int] = {}
    words: dict[str, str] = {}
    ignored, repeated = [], []
    for at, cell in enumerate(row):
        if cell is None or not str(cell).strip():
            continue
        word = str(cell).strip()
        field = known.get(_plain(word)) or known.get(_plain(_BRACKETS.sub("", fold(word))))
        if field is None:
            ignored.append(word)
        elif field in columns:
            repeated.append(word)
        else:
            columns[field] = at
            words[word] = field
    return Headings(index, columns, words, tuple(ignored), tuple(repeated))


def _plain(word: str) -> str:
    return _NO_MEANING.sub("", fold(word))

"""A mistake in SQL of a schema file, told as file:line: key: the engine's own words, and what to do.

DuckDB sees a query with more around the piece that somebody wrote, so the line is found by its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import duckdb

from sheets_sync.errors import SchemaError
from sheets_sync.schema import Package, Playbook, Tab
from sheets_sync.schema.model import Pieces, piece_at, spot

_EXCERPT = re.compile(r"\s*\nLINE \d+: (.*)\n.*\Z", re.DOTALL)

_PARAMETER = re.compile(r"Values were not provided for the following parameters: (\w+)")

_ADVICE = (
    ("does not have a column", "Columns are the fields of the tabs, by `name`."),
    ("Referenced column", "Columns are the fields of the tabs, by `name`."),
    ("Table with name", "Tabs are called as in `tabs` of datapackage.yaml."),
    ("Function with name", "Functions are those of DuckDB and the macros of datapackage.yaml."),
    ("Values were not provided", "Parameters are the settings of datapackage.yaml, :now and :today."),
    ("syntax error", "Look at the brackets, commas and quotes there."),
    ("explicit type cast", "Write ::INTEGER, ::DATE or the like behind the value."),
)


def sql_error(tab: Tab, place: str, error: duckdb.Error) -> SchemaError:
    """A mistake in a tab's file."""
    return sql_mistake(f"tabs/{tab.name}.yaml", tab.lines, place, error)


def macro_error(package: Package, place: str, error: duckdb.Error) -> SchemaError:
    """A mistake in datapackage.yaml."""
    return sql_mistake("datapackage.yaml", package.lines, place, error)


def playbook_error(playbook: Playbook, place: str, error: duckdb.Error) -> SchemaError:
    """A mistake in a playbook's file."""
    return sql_mistake(f"playbooks/{playbook.name}.yaml", playbook.lines, place, error)


def sql_mistake(file: str, pieces: Pieces, place: str, error: duckdb.Error) -> SchemaError:
    """A mistake in the piece of `file` at `place`."""
    told = str(error)
    excerpt = _EXCERPT.search(told)
    words = " ".join(told[: excerpt.start()].split() if excerpt else told.split())
    words = words.replace("bindings: :", "bindings:")
    words += "" if words.endswith((".", "!", "?")) else "."
    piece, unnamed = piece_at(pieces, place), _PARAMETER.search(words)
    shown = excerpt[1] if excerpt else f":{unnamed[1]}" if unnamed else ""
    offset = _line_within(piece.text, shown) if piece and shown else 0
    return SchemaError(" ".join([f"{spot(file, pieces, place, offset)}: {words}", *_advice(words)]))


def _line_within(text: str, excerpt: str) -> int:
    """On which line of a text, counted from 0, stands what the engine shows; long lines it shortens."""
    shown = excerpt.strip().removeprefix("...").removesuffix("...").strip()
    lines = [line.strip() for line in text.splitlines()]
    return next((n for n, line in enumerate(lines) if shown in line or (line and line in shown)), 0)


def _advice(words: str) -> Iterator[str]:
    for part, advice in _ADVICE:
        if part in words:
            yield advice
            return

"""What tests of the engine share: schema files that a test may spoil, and the nursery as it stands in an engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from sheets_sync.table import BadCell, parse_columns
from tests.conftest import LOCAL_MORNING, NURSERY, Rows


@dataclass(frozen=True)
class SchemaFolder:
    """A copy of the nursery's schema files that a test may spoil."""

    path: Path

    def replace(self, file: str, old: str, new: str) -> SchemaFolder:
        """Put `new` in place of `old`, which the file must have."""
        text = (self.path / file).read_text(encoding="utf-8")
        assert old in text, f"{file} has no {old!r}"
        (self.path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return self

    def line_of(self, file: str, words: str) -> int:
        """The 1-based line on which these words stand first."""
        lines = (self.path / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if words in line)

    def load(self) -> Package:
        return load_package(self.path)


@pytest.fixture
def schemas(toy_folder: Path, tmp_path: Path) -> SchemaFolder:
    """The nursery's schema files, free to spoil."""
    shutil.copytree(toy_folder, tmp_path / "schemas")
    return SchemaFolder(tmp_path / "schemas")


@dataclass(frozen=True)
class Loaded:
    """An engine that holds rows, and the cells of them that did not parse."""

    engine: Engine
    bad: dict[str, tuple[BadCell, ...]]


def parsed(
    package: Package, tab_name: str, rows: Sequence[Any], first: int = 2
) -> tuple[pa.Table, tuple[BadCell, ...]]:
    """Rows of a tab (cells by field name) as a table; `first` is the number of the first row."""
    fields = package.by_name[tab_name].own_fields
    cells = {field.name: [row.get(field.name) for row in rows] for field in fields}
    return parse_columns(package, fields, cells, range(first, first + len(rows)))


def loaded(package: Package, rows: Rows) -> Loaded:
    """The tabs with these rows, computed as of 08:00."""
    tables, bad = {}, {}
    for name, given in rows.items():
        tables[name], bad[name] = parsed(package, name, given)
    engine = Engine(package, LOCAL_MORNING)
    load_tabs(engine, tables)
    return Loaded(engine, bad)


Nursery = Callable[..., Loaded]


@pytest.fixture
def nursery(toy: Package) -> Nursery:
    """The nursery, with the rows of some tabs put in place of its own."""

    def load(**rows: Sequence[Any]) -> Loaded:
        return loaded(toy, {**NURSERY, **rows})

    return load

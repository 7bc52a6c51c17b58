"""Rows written in a test -> an engine in which they are computed as a pass computes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.examples import parse
from sheets_sync.schema import Package

Rows = Mapping[str, Sequence[Mapping[str, Any]]]  # a row's cells as examples in the schema files write them, by tab


def loaded(package: Package, now: str, rows: Rows) -> Engine:
    """The tabs with these rows and no others, as a pass at `now` (ISO, local time) leaves them.

    A cell that does not parse is empty to the rules, as it is in a pass.
    """
    engine = Engine(package, datetime.fromisoformat(now))
    load_tabs(engine, {name: parse(package, name, given)[0] for name, given in rows.items()})
    return engine

"""Invented rows: only for the tabs that people fill."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.errors import SchemaError
from sheets_sync.jobs.demo import DemoSize, invent
from tests.nursery import Nursery


def test_rows_of_a_tab_that_people_fill_are_those_of_its_query(nursery: Nursery, tmp_path: Path) -> None:
    (tmp_path / "trays.sql").write_text("SELECT 'T-' || n AS tray_id FROM range(:households) t(n)", encoding="utf-8")

    tables = invent(nursery.street, tmp_path, DemoSize(households=3))

    assert {name: table.to_pylist() for name, table in tables.items()} == {
        "trays": [{"tray_id": "T-0"}, {"tray_id": "T-1"}, {"tray_id": "T-2"}]
    }


@pytest.mark.parametrize(("tab", "source"), [("watering_plan", "query"), ("problems", "problems")])
def test_query_for_a_tab_whose_rows_the_program_makes_is_refused(
    nursery: Nursery, tmp_path: Path, tab: str, source: str
) -> None:
    (tmp_path / f"{tab}.sql").write_text("SELECT 1", encoding="utf-8")

    with pytest.raises(SchemaError, match=rf"demo/{tab}\.sql: .* \(source: {source} in tabs/{tab}\.yaml\)"):
        invent(nursery.street, tmp_path, DemoSize())

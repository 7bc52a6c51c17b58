"""A street office's own files against the schemas of the street: exactly what a careful clerk would make of them.

The files stand beside the repository, not in it; without them these tests are skipped. Their answer, expected.json,
gives for each row its values, or `bad` with the field that must be reported and kept as it stands.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.files import FileRows, ImportPlan, plan_import, read_file
from sheets_sync.schema import Package, load_package
from sheets_sync.table import Table, parse_columns

ROOT = Path(__file__).parents[2]
DATA = ROOT.parent / "shared" / "data"
NOW = datetime(2020, 2, 6, 9, 0)  # noqa: DTZ001 - local time of the workbook

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the office's files are not beside the repository")

Cells = Mapping[str, Any]
Expected = Mapping[str, Any]  # expected.json, whose shape its README tells


@pytest.fixture(scope="module")
def street() -> Package:
    return load_package(ROOT / "schemas")


@pytest.fixture(scope="module")
def expected() -> Expected:
    answer: Expected = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
    return answer


def plan(street: Package, file_rows: FileRows, rows: Sequence[Cells] = ()) -> ImportPlan:
    """The plan of a file for a workbook whose tab has these rows."""
    tab = file_rows.tab
    grids = [{"grid_id": "JN-02", "grid_name": "社区", "grid_level": "medium"}]
    grids += [{"grid_id": f"JN-02-0{n}", "grid_name": "网格", "grid_level": "small"} for n in range(1, 9)]
    typed = {name: table(street, name, given).data for name, given in (("grids", grids), (tab.name, rows))}
    engine = Engine(street, NOW)
    load_tabs(engine, typed)
    return plan_import(street, engine, file_rows, table(street, tab.name, rows))


def table(street: Package, name: str, rows: Sequence[Cells]) -> Table:
    tab = street.by_name[name]
    cells = {f.name: [row.get(f.name) for row in rows] for f in tab.own_fields}
    data, bad = parse_columns(street, tab.own_fields, cells, range(2, len(rows) + 2))
    return Table(tab, data, {}, bad, {}, len(rows) + 1)


def with_keys(tab_key: str, rows: Sequence[Cells]) -> list[dict[str, Any]]:
    """The rows as they stand once the workbook has them."""
    return [{tab_key: f"K-{index:05}", **row} for index, row in enumerate(rows)]


@pytest.fixture(scope="module")
def households(street: Package) -> FileRows:
    return read_file(DATA / "households.xlsx", street, street.by_name["households"])


@pytest.fixture(scope="module")
def leads(street: Package) -> FileRows:
    return read_file(DATA / "leads-police.csv", street, street.by_name["leads"], fill={"lead_source": "police"})


def test_households_are_what_a_careful_clerk_makes_of_them(
    street: Package, households: FileRows, expected: Expected
) -> None:
    planned = plan(street, households)

    answer = [{name: cell for name, cell in row.items() if name != "bad"} for row in expected["households"]]
    assert [{name: row.get(name) for name in answer[0]} for row in planned.new] == answer
    assert len(planned.new) == expected["households_rows"]
    assert len(planned.duplicates) == expected["duplicates"]


def test_households_report_the_bad_cells_and_no_others(
    street: Package, households: FileRows, expected: Expected
) -> None:
    planned = plan(street, households)

    bad = [(row["head_name"], row["bad"]) for row in expected["households"] if row["bad"]]
    names = dict(zip(households.rows, households.cells["head_name"], strict=True))
    assert [(names[problem.row], problem.field) for problem in planned.problems] == bad


def test_every_line_of_the_households_is_accounted_for(households: FileRows) -> None:
    assert households.lines == 105
    assert len(households.rows) == 97
    assert {skipped.line: str(skipped.reason) for skipped in households.skipped} == {
        1: "above", 2: "above", 3: "heading", 28: "blank", 53: "blank", 78: "blank", 103: "blank", 105: "totals",
    }  # fmt: skip


def test_leads_are_what_a_careful_clerk_makes_of_them(street: Package, leads: FileRows, expected: Expected) -> None:
    planned = plan(street, leads)

    assert len(planned.new) == len(expected["leads"]) == 60
    as_they_stand = [str(cell).removeprefix("'") for cell in leads.raw["id_number"]]
    for row, answer, stands in zip(planned.new, expected["leads"], as_they_stand, strict=True):
        assert row["name"] == answer["name"]
        assert row["arrived_on"] == answer["arrived_on"]
        assert row["id_number"] == (stands if answer["bad"] else answer["id_number"])
        assert row["lead_source"] == "公安"


def test_leads_report_the_bad_cells_and_no_others(street: Package, leads: FileRows, expected: Expected) -> None:
    planned = plan(street, leads)

    bad = [(row["name"], row["bad"]) for row in expected["leads"] if row["bad"]]
    names = dict(zip(leads.rows, leads.cells["name"], strict=True))
    assert [(names[problem.row], problem.field) for problem in planned.problems] == bad


@pytest.mark.parametrize("name", ["households", "leads"])
def test_a_second_import_of_the_same_file_changes_nothing(
    name: str, street: Package, request: pytest.FixtureRequest
) -> None:
    file_rows: FileRows = request.getfixturevalue(name)
    first = plan(street, file_rows)

    second = plan(street, file_rows, with_keys(file_rows.tab.primary_key, first.new))

    assert (second.new, second.changed, second.kept) == ((), (), ())
    assert second.unchanged == len(first.new)
    assert set(second.matched) == set(file_rows.rows)

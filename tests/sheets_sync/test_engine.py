"""The database that runs the SQL of schema files: its parameters, its clock, and rows laid over a tab."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import duckdb
import pytest

from sheets_sync.engine import CANDIDATE
from sheets_sync.schema import Package
from tests.conftest import LOCAL_MORNING
from tests.sheets_sync.conftest import Nursery, parsed


def test_settings_and_the_clock_are_parameters(nursery: Nursery) -> None:
    (row,) = nursery().engine.rows(
        "SELECT :most_litres AS most, :now AS now, :today AS today, :mine AS mine", {"mine": "x"}
    )
    assert row == {"most": 5, "now": LOCAL_MORNING, "today": LOCAL_MORNING.date(), "mine": "x"}


def test_same_tabs_can_be_asked_at_another_time(nursery: Nursery) -> None:
    engine = nursery().engine
    later = engine.at(LOCAL_MORNING + timedelta(days=1))
    sql = "SELECT :today AS day, count(*) AS trays FROM trays"
    assert [e.rows(sql)[0]["day"].day for e in (engine, later)] == [20, 21]
    assert later.rows(sql)[0]["trays"] == 5


def test_row_laid_over_a_tab_may_stand_for_one_that_is_there(nursery: Nursery, toy: Package) -> None:
    engine = nursery().engine
    data, _ = parsed(toy, "trays", [{"tray_id": "T-1", "seeds": 7}], CANDIDATE)
    laid = engine.overlay(toy.by_name["trays"], data, instead_of=[2])
    assert laid.rows("SELECT seeds FROM trays WHERE tray_id = 'T-1'") == [{"seeds": 7}]
    assert engine.rows("SELECT seeds FROM trays WHERE tray_id = 'T-1'") == [{"seeds": 20}]


def test_rows_laid_over_one_tab_see_those_laid_over_another(nursery: Nursery, toy: Package) -> None:
    engine = nursery().engine
    tray, _ = parsed(toy, "trays", [{"tray_id": "T-9", "seeds": 7}], CANDIDATE)
    watering, _ = parsed(toy, "waterings", [{"tray_id": "T-9"}], CANDIDATE)
    laid = engine.overlay(toy.by_name["trays"], tray).overlay(toy.by_name["waterings"], watering)
    assert laid.rows("SELECT seeds FROM waterings JOIN trays USING (tray_id) WHERE tray_id = 'T-9'") == [{"seeds": 7}]


def test_threads_with_cursors_of_their_own_do_not_mix_their_rows(nursery: Nursery, toy: Package) -> None:
    engine = nursery().engine

    def seeds(number: int) -> list[dict[str, int]]:
        data, _ = parsed(toy, "trays", [{"tray_id": f"new-{number}", "seeds": number}], CANDIDATE)
        laid = engine.at(LOCAL_MORNING).overlay(toy.by_name["trays"], data)
        return laid.rows("SELECT seeds FROM trays WHERE tray_id LIKE 'new-%'")

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(seeds, range(1, 21))) == [[{"seeds": number}] for number in range(1, 21)]


@pytest.mark.parametrize(
    "sql",
    ["SELECT * FROM read_text('/etc/passwd')", "COPY trays TO '/tmp/out.csv'", "ATTACH '/tmp/x.db'", "INSTALL httpfs",
     "SELECT * FROM 'https://example.org/x.csv'"],
)  # fmt: skip
def test_sql_reaches_nothing_outside_the_tabs(nursery: Nursery, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        nursery().engine.rows(sql)


@pytest.mark.parametrize("sql", ["SET enable_external_access = true", "RESET enable_external_access"])
def test_external_access_cannot_be_switched_on_again(nursery: Nursery, sql: str) -> None:
    with pytest.raises(duckdb.Error):
        nursery().engine.rows(sql)

"""The mirror: what a pass computed comes back with its types, and its version tells whether anything changed."""

from __future__ import annotations

from datetime import timedelta

import pyarrow as pa

from sheets_sync.schema import Package
from sheets_sync.store import Database, Mirror
from tests.conftest import LOCAL_MORNING, FillMirror
from tests.sheets_sync.conftest import parsed

SOON = LOCAL_MORNING + timedelta(minutes=1)


def trays(toy: Package, *keys: str) -> pa.Table:
    return parsed(toy, "trays", [{"tray_id": key, "sown_on": "2020-02-01", "seeds": 3} for key in keys])[0]


def test_table_comes_back_as_it_was(store: Database, toy: Package) -> None:
    table, _ = parsed(toy, "waterings", [{"watering_id": "W-1", "seen": "mould", "litres": "2o", "wilted": True,
                                          "watered_at": "2020-02-20 07:00"}, {}])  # fmt: skip
    Mirror(store).replace({"waterings": table}, LOCAL_MORNING)
    held = Mirror(store).read("waterings")
    assert held is not None
    assert held.data.equals(table)
    assert held.read_at == LOCAL_MORNING


def test_every_tab_of_the_nursery_comes_back(store: Database, toy: Package, fill_mirror: FillMirror) -> None:
    fill_mirror(store)
    assert set(Mirror(store).versions()) == {tab.name for tab in toy.tabs}


def test_tab_that_no_pass_has_seen_is_none(store: Database) -> None:
    assert Mirror(store).read("trays") is None
    assert Mirror(store).versions() == {}


def test_version_rises_with_a_change_and_other_tabs_stay(store: Database, toy: Package) -> None:
    mirror = Mirror(store)
    mirror.replace({"trays": trays(toy, "T-1"), "places": trays(toy)}, LOCAL_MORNING)
    before = mirror.versions()
    mirror.replace({"trays": trays(toy, "T-1", "T-2")}, SOON)
    after = mirror.versions()
    assert after["trays"][0] > before["trays"][0]
    assert after["places"][0] == before["places"][0]


def test_touch_moves_the_time_and_not_the_version(store: Database, toy: Package) -> None:
    mirror = Mirror(store)
    mirror.replace({"trays": trays(toy, "T-1")}, LOCAL_MORNING)
    version = mirror.versions()["trays"][0]
    mirror.touch(SOON)
    assert mirror.versions()["trays"] == (version, SOON)

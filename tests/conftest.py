"""The toy domain of the tests, a plant nursery, and a store that is filled as a sync pass leaves it.

`toy` is the package of tests/toy; `toy_rows` is one nursery at 08:00 local time; `fill_mirror` does what a pass does
with rows: parse, compute, put into the mirror.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import pytest
from hypothesis import settings

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.schema import Package, load_package
from sheets_sync.store import Database, Mirror
from sheets_sync.table import parse_columns
from tests.chromium import browser

__all__ = ["browser"]

settings.register_profile("soak", max_examples=2_000, deadline=None)  # for `make soak`; 100 examples by default

TESTS = Path(__file__).parent
Rows = Mapping[str, Sequence[Mapping[str, Any]]]  # cells as typed, by tab

MORNING = datetime(2020, 2, 20, 0, 0, tzinfo=UTC)
"""08:00 on the nursery's clock."""
LOCAL_MORNING = datetime(2020, 2, 20, 8, 0)  # noqa: DTZ001 - local time of the workbook

NURSERY: Rows = {
    "places": [
        {"place_id": "N", "place_name": "苗圃"},
        {"place_id": "N-01", "place_name": "一号棚", "parent_id": "N"},
        {"place_id": "N-01-01", "place_name": "一号棚1台", "parent_id": "N-01"},
        {"place_id": "N-01-02", "place_name": "一号棚2台", "parent_id": "N-01"},
        {"place_id": "N-02", "place_name": "二号棚", "parent_id": "N"},
        {"place_id": "N-02-01", "place_name": "二号棚1台", "parent_id": "N-02"},
    ],
    "gardeners": [
        {"gardener_id": "G-1", "gardener_name": "钱园丁", "phone": "10000000001", "place_id": "N-01-01"},
        {"gardener_id": "G-2", "gardener_name": "孙棚长", "phone": "10000000002", "place_id": "N-01"},
        {"gardener_id": "G-3", "gardener_name": "周园丁", "phone": "10000000003", "place_id": "N-02-01"},
    ],
    "trays": [
        {"tray_id": "T-1", "place_id": "N-01-01", "buyer_name": "王小明", "buyer_phone": "10000001234",
         "plant": "番茄", "sown_on": "2020-02-01", "seeds": 20},
        {"tray_id": "T-2", "place_id": "N-01-01", "buyer_name": "欧阳娜", "plant": "罗勒", "sown_on": "2020-02-02"},
        {"tray_id": "T-3", "place_id": "N-01-02", "buyer_name": "李四", "sown_on": "2020-02-03"},
        {"tray_id": "T-4", "place_id": "N-02-01", "buyer_name": "赵五", "sown_on": "2020-02-04"},
        {"tray_id": "T-5", "place_id": "N-01-01", "buyer_name": "吴六"},
    ],
    "waterings": [
        {"watering_id": "W-00001", "tray_id": "T-1", "method": "水壶", "litres": 1.5, "watered_at": "2020-02-19 07:00",
         "gardener_id": "G-1", "submission_id": "s-1"},
        {"watering_id": "W-00002", "tray_id": "T-2", "method": "水管", "litres": 2, "watered_at": "2020-02-20 07:30",
         "gardener_id": "G-1", "submission_id": "s-2"},
        {"watering_id": "W-00003", "tray_id": "T-4", "method": "水壶", "litres": 1, "watered_at": "2020-02-19 19:00",
         "gardener_id": "G-3", "submission_id": "s-3"},
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def toy_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The schema files of the nursery, with the profile that all schema files are held against."""
    folder = tmp_path_factory.mktemp("nursery") / "schemas"
    shutil.copytree(TESTS / "toy", folder)
    shutil.copy(TESTS.parent / "schemas" / "profile.json", folder)
    return folder


@pytest.fixture(scope="session")
def toy(toy_folder: Path) -> Package:
    """The nursery."""
    return load_package(toy_folder)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Database]:
    """An empty store in a folder of its own."""
    database = Database(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield database
    database.close()


class FillMirror(Protocol):
    """Put rows of the nursery into the mirror of a store."""

    def __call__(self, database: Database, rows: Rows = NURSERY) -> None: ...


@pytest.fixture
def fill_mirror(toy: Package) -> FillMirror:
    """Put rows of the nursery into the mirror of a store, computed as of 08:00."""

    def fill(database: Database, rows: Rows = NURSERY) -> None:
        fill_package(toy, database, rows, LOCAL_MORNING)

    return fill


def fill_package(package: Package, database: Database, rows: Rows, now: datetime) -> None:
    """Put rows of any package into a mirror, as a sync pass at `now` (local time) would."""
    tables = {}
    for tab in package.filled_tabs:
        given = rows.get(tab.name, ())
        cells = {f.name: [row.get(f.name) for row in given] for f in tab.own_fields}
        tables[tab.name], _ = parse_columns(package, tab.own_fields, cells, range(2, len(given) + 2))
    engine = Engine(package, now)
    load_tabs(engine, tables)
    Mirror(database).replace({tab.name: engine.query(f'SELECT * FROM "{tab.name}"') for tab in package.tabs}, now)

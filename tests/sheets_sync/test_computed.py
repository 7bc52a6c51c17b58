"""Computed columns: their order, what a mistake in their SQL says, and rows that share a key or have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sheets_sync.computed import SCOPE, dependency_order, load_tabs
from sheets_sync.engine import Engine
from sheets_sync.errors import SchemaError
from sheets_sync.schema import Package
from tests.conftest import LOCAL_MORNING
from tests.sheets_sync.conftest import Nursery, SchemaFolder, loaded

TRAYS = "tabs/trays.yaml"
GARDENERS = "tabs/gardeners.yaml"
COMPUTED_GARDENERS = """
computed:
  fields: [{name: trays_left, type: integer, title: {zh: 剩, en: Left}}]
  sql: SELECT gardener_id, (SELECT count(*) FROM trays WHERE thirsty) AS trays_left FROM gardeners
"""


def rows(state: Any, tab: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in state.engine.rows(f'SELECT * FROM "{tab}" ORDER BY _row')]


def append(schemas: SchemaFolder, file: str, words: str) -> None:
    with (schemas.path / file).open("a", encoding="utf-8") as out:
        out.write(words)


def test_columns_are_computed_from_other_tabs_and_the_clock(nursery: Nursery) -> None:
    assert rows(nursery(), "trays", "tray_id", "thirsty", "watched") == [
        ("T-1", True, True),
        ("T-2", False, True),
        ("T-3", True, True),
        ("T-4", True, True),
        ("T-5", False, False),
    ]


def test_tab_comes_after_those_whose_computed_columns_it_uses(toy: Package) -> None:
    assert [tab.name for tab in dependency_order(toy)] == ["trays", "places"]


def test_column_may_use_a_computed_column_of_another_tab(nursery: Nursery) -> None:
    assert rows(nursery(), "places", "place_id", "trays_thirsty")[0] == ("N", 3)


def test_circle_is_named_without_those_that_only_wait_for_it(schemas: SchemaFolder) -> None:
    schemas.replace(TRAYS, "any_value(trays.sown_on) IS NOT NULL AS watched",
                    "(SELECT any_value(trays_all) FROM places) > 0 AS watched")  # fmt: skip
    append(schemas, GARDENERS, COMPUTED_GARDENERS)
    with pytest.raises(SchemaError, match=r"places -> trays -> places|trays -> places -> trays") as raised:
        dependency_order(schemas.load())
    assert "gardeners" not in str(raised.value)
    assert "tabs/" in str(raised.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("waterings.watered_at) AS last_watered", "waterings.waterd_at) AS last_watered", '"waterd_at"'),
        ("trays LEFT JOIN waterings", "trays LEFT JOIN watering", "waterings"),
        ("< :now, false)", "< :noww, false)", "noww"),
        ("GROUP BY trays.tray_id", "GROUP BY", "yntax"),
        ("AS watched", "AS wtached", "gives no column watched; it gives tray_id, last_watered"),
        ("trays.tray_id,\n", "trays.tray_id AS key,\n", "gives no column tray_id"),
        ("AS watched", "AS watched, true AS watched", "gives the column watched twice"),
        ("any_value(trays.sown_on) IS NOT NULL AS watched", "'often' AS watched", "not of the type"),
        ("GROUP BY trays.tray_id", "GROUP BY trays.tray_id UNION ALL SELECT 'T-1', NULL, NULL, true, true",
         "gives the key 'T-1' more than once"),
    ],
)  # fmt: skip
def test_mistake_in_the_sql_names_the_file_and_gives_the_hint_of_the_engine(
    schemas: SchemaFolder, old: str, new: str, words: str
) -> None:
    package = schemas.replace(TRAYS, old, new).load()
    with pytest.raises(SchemaError, match=r"^tabs/trays\.yaml: computed\.sql: ") as raised:
        loaded(package, {"trays": [{"tray_id": "T-1"}]})
    assert words in str(raised.value)


def test_sql_that_gives_no_rows_of_its_own_is_refused(schemas: SchemaFolder) -> None:
    fields, _, _ = COMPUTED_GARDENERS.partition("  sql:")
    append(schemas, GARDENERS, f"{fields}  sql: CREATE TABLE mine AS SELECT 1\n")
    with pytest.raises(SchemaError, match=r"^tabs/gardeners\.yaml: computed\.sql: gives no column gardener_id"):
        load_tabs(Engine(schemas.load(), LOCAL_MORNING), {})


def test_sql_reads_nothing_outside_the_tabs(schemas: SchemaFolder) -> None:
    append(schemas, GARDENERS, COMPUTED_GARDENERS.replace("FROM trays WHERE thirsty", "FROM '/etc/passwd'"))
    with pytest.raises(SchemaError, match="computed"):
        load_tabs(Engine(schemas.load(), LOCAL_MORNING), {})


def test_macro_that_does_not_parse_is_named(schemas: SchemaFolder) -> None:
    package = schemas.replace("datapackage.yaml", "watered + to_hours(12)", "watered +").load()
    with pytest.raises(SchemaError, match=r"datapackage\.yaml: macros\.dry_at"):
        Engine(package, LOCAL_MORNING)


def test_key_that_stands_twice_is_computed_from_the_first_row_and_shown_in_both(nursery: Nursery) -> None:
    trays = [
        {"tray_id": "T-1", "place_id": "N-01-01", "sown_on": "2020-02-01"},
        {"tray_id": "T-1", "place_id": "N-01-01"},
    ]
    state = nursery(trays=trays, waterings=[])
    assert rows(state, "trays", "sown_on", "watched") == [(state.engine.now.date().replace(day=1), True), (None, True)]
    assert rows(state, "places", "place_id", "trays_all")[2] == ("N-01-01", 1)


def test_row_without_a_key_is_kept_and_not_computed(nursery: Nursery) -> None:
    state = nursery(trays=[{"place_id": "N-01-01", "sown_on": "2020-02-01"}], waterings=[])
    assert rows(state, "trays", "tray_id", "watched") == [(None, None)]


def test_bad_cell_is_null_for_what_is_computed_from_it(nursery: Nursery) -> None:
    state = nursery(trays=[{"tray_id": "T-1", "place_id": "N-01-01", "sown_on": "yesterday"}], waterings=[])
    assert rows(state, "trays", "tray_id", "watched") == [("T-1", False)]


@pytest.mark.parametrize("division", ["1 / 0", "-1 / 0", "0.0::DOUBLE / 0"])
def test_division_by_zero_gives_no_value(schemas: SchemaFolder, division: str) -> None:
    append(schemas, GARDENERS, COMPUTED_GARDENERS.replace("integer", "number").replace("count(*)", division))
    state = loaded(
        schemas.load(), {"gardeners": [{"gardener_id": "G-1"}], "trays": [{"tray_id": "T-1", "sown_on": "2020-02-01"}]}
    )
    assert rows(state, "gardeners", "trays_left") == [(None,)]


@pytest.mark.parametrize(
    ("tab", "scopes"),
    [
        ("trays", {"T-1": "N-01-01", "T-3": "N-01-02"}),
        ("waterings", {"W-00001": "N-01-01", "W-00003": "N-02-01"}),
        ("places", {"N-01": "N-01"}),
    ],
)
def test_scope_of_a_row_is_that_of_its_access(
    nursery: Nursery, toy: Package, tab: str, scopes: Mapping[str, str]
) -> None:
    found = dict(rows(nursery(), tab, toy.by_name[tab].primary_key, SCOPE))
    assert {key: found[key] for key in scopes} == scopes


def test_scope_is_found_over_several_tabs(schemas: SchemaFolder) -> None:
    schemas.replace(TRAYS, "access: {place: place_id}", "access: {place: buyer_phone -> gardeners.place_id}")
    schemas.replace("tabs/claims.yaml", "trays.place_id}", "trays.buyer_phone}")
    package = schemas.replace("tabs/waterings.yaml", "trays.place_id}", "trays.buyer_phone}").load()
    trays = [{"tray_id": "T-1", "buyer_phone": "G-2"}, {"tray_id": "T-2"}]
    waterings = [{"watering_id": f"W-{number}", "tray_id": f"T-{number}"} for number in (1, 2)]
    gardeners = [{"gardener_id": "G-1", "place_id": "N"}, {"gardener_id": "G-2", "place_id": "N-01"}]
    state = loaded(package, {"trays": trays, "waterings": waterings, "gardeners": gardeners})
    assert rows(state, "trays", SCOPE) == [("N-01",), (None,)]
    assert rows(state, "waterings", SCOPE) == [("N-01",), (None,)]


def test_row_that_refers_to_nothing_is_of_no_scope(nursery: Nursery) -> None:
    state = nursery(waterings=[{"watering_id": "W-1", "tray_id": "T-99"}])
    assert rows(state, "waterings", SCOPE) == [(None,)]


def test_tab_that_was_not_read_is_empty(toy: Package) -> None:
    engine = Engine(toy, LOCAL_MORNING)
    load_tabs(engine, {})
    assert [engine.rows(f'SELECT count(*) AS n FROM "{tab.name}"') for tab in toy.tabs] == [[{"n": 0}]] * len(toy.tabs)

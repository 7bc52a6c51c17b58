"""Computed columns and query tabs: their order, mistakes in their SQL, and rows that share a key or have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from sheets_sync.computed import SCOPE, load_tabs
from sheets_sync.dependencies import dependency_order
from sheets_sync.engine import Engine
from sheets_sync.errors import SchemaError
from sheets_sync.schema import Package
from tests.conftest import LOCAL_MORNING, NURSERY
from tests.sheets_sync.conftest import Nursery, SchemaFolder, loaded

TRAYS = "tabs/trays.yaml"
PLAN = "tabs/watering_plan.yaml"
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
    assert [tab.name for tab in dependency_order(toy)] == ["trays", "places", "watering_plan"]


def test_column_may_use_a_computed_column_of_another_tab(nursery: Nursery) -> None:
    assert rows(nursery(), "places", "place_id", "trays_thirsty")[0] == ("N", 3)


def test_circle_is_named_without_those_that_only_wait_for_it(schemas: SchemaFolder) -> None:
    schemas.replace(TRAYS, "any_value(trays.sown_on) IS NOT NULL AS watched",
                    "(SELECT any_value(trays_all) FROM places) > 0 AS watched")  # fmt: skip
    append(schemas, GARDENERS, COMPUTED_GARDENERS)
    with pytest.raises(SchemaError) as raised:
        dependency_order(schemas.load())
    assert str(raised.value) == (
        "tabs/places.yaml:18: computed.sql: these tabs wait for each other's columns:"
        " places.trays_all -> trays.thirsty/watched -> places.trays_all. Take one of the references out."
    )


def test_circle_through_a_query_tab_is_named_with_its_columns(schemas: SchemaFolder) -> None:
    schemas.replace(TRAYS, "any_value(trays.sown_on) IS NOT NULL AS watched",
                    "(SELECT count(plan_day) FROM watering_plan) > 0 AS watched")  # fmt: skip
    with pytest.raises(SchemaError) as raised:
        dependency_order(schemas.load())
    assert "trays.watched -> watering_plan.tray_id/plan_day -> trays.watched. Take" in str(raised.value)


def test_circle_through_rows_alone_is_named(schemas: SchemaFolder) -> None:
    schemas.replace(PLAN, "WHERE trays.watched", "WHERE trays.watched AND (SELECT count(*) FROM other_plan) > 0")
    text = (schemas.path / PLAN).read_text(encoding="utf-8").replace("other_plan", "watering_plan")
    text = text.replace("name: watering_plan", "name: other_plan").replace("浇水计划", "另一计划")
    (schemas.path / "tabs/other_plan.yaml").write_text(text, encoding="utf-8")
    schemas.replace("datapackage.yaml", "watering_plan, ", "watering_plan, other_plan, ")
    with pytest.raises(SchemaError, match=r"tabs/watering_plan\.yaml:\d+: sql: .* watering_plan\.\S+ -> other_plan"):
        dependency_order(schemas.load())


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
    with pytest.raises(SchemaError, match=r"^tabs/trays\.yaml:\d+: computed\.sql: ") as raised:
        loaded(package, {"trays": [{"tray_id": "T-1"}]})
    assert words in str(raised.value)


def test_sql_that_gives_no_rows_of_its_own_is_refused(schemas: SchemaFolder) -> None:
    fields, _, _ = COMPUTED_GARDENERS.partition("  sql:")
    append(schemas, GARDENERS, f"{fields}  sql: CREATE TABLE mine AS SELECT 1\n")
    with pytest.raises(SchemaError, match=r"^tabs/gardeners\.yaml:\d+: computed\.sql: gives no column gardener_id"):
        load_tabs(Engine(schemas.load(), LOCAL_MORNING), {})


def test_sql_reads_nothing_outside_the_tabs(schemas: SchemaFolder) -> None:
    append(schemas, GARDENERS, COMPUTED_GARDENERS.replace("FROM trays WHERE thirsty", "FROM '/etc/passwd'"))
    with pytest.raises(SchemaError, match="computed"):
        load_tabs(Engine(schemas.load(), LOCAL_MORNING), {})


def test_macro_that_does_not_parse_is_named(schemas: SchemaFolder) -> None:
    package = schemas.replace("datapackage.yaml", "watered + to_hours(12)", "watered +").load()
    with pytest.raises(SchemaError, match=r"datapackage\.yaml:\d+: macros\.dry_at"):
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
    for file in (schemas.path / "tabs").iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("trays.place_id}", "trays.buyer_phone}"), encoding="utf-8")
    package = schemas.load()
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


def test_query_tab_has_a_row_a_key_in_the_order_of_keys_with_numbers_and_scope(nursery: Nursery) -> None:
    state = nursery()
    assert rows(state, "watering_plan", "plan_id", "plan_state", SCOPE, "_row", "_bad") == [
        ("T-1/2020-02-19", "watered", "N-01-01", 2, None),
        ("T-1/2020-02-20", "due", "N-01-01", 3, None),
        ("T-2/2020-02-19", "missed", "N-01-01", 4, None),
        ("T-2/2020-02-20", "watered", "N-01-01", 5, None),
        ("T-3/2020-02-19", "missed", "N-01-02", 6, None),
        ("T-3/2020-02-20", "due", "N-01-02", 7, None),
        ("T-4/2020-02-19", "watered", "N-02-01", 8, None),
        ("T-4/2020-02-20", "due", "N-02-01", 9, None),
    ]


def test_query_tab_does_not_look_at_what_stands_in_its_sheet(nursery: Nursery) -> None:
    typed = [{"plan_id": "T-9/2020-02-20", "tray_id": "T-9", "plan_state": "missed"}]
    assert rows(nursery(watering_plan=typed), "watering_plan", "plan_id") == rows(nursery(), "watering_plan", "plan_id")


def test_computed_column_may_use_a_query_tab(schemas: SchemaFolder) -> None:
    append(
        schemas, GARDENERS, COMPUTED_GARDENERS.replace("FROM trays WHERE thirsty", "FROM watering_plan p WHERE is_late")
    )
    state = loaded(schemas.load(), NURSERY)
    assert rows(state, "gardeners", "trays_left") == [(2,), (2,), (2,)]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("waterings GROUP BY", "watering GROUP BY", "waterings"),
        ("trays.buyer_name,\n", "", "gives no column buyer_name; it gives plan_id, tray_id"),
        ("trays.buyer_name,\n", "trays.buyer_name, trays.seeds, 1 AS more,\n",
         "gives the column seeds, more, which is no field; add it to the fields or take it out"),
        ("AS is_late", "AS is_late, true AS is_late", "gives the column is_late twice"),
        ("given.tray_id IS NULL AND plan_day < :today AS is_late", "plan_day AS is_late", "not of the type"),
        ("trays.tray_id || '/' || plan_day AS", "trays.tray_id AS", "gives the key 'T-1' more than once"),
        ("trays.tray_id || '/' || plan_day AS", "if(plan_day < :today, 'a', NULL) AS", "plan_id is empty or begins"),
        ("trays.tray_id || '/' || plan_day AS", "trays.tray_id || '/ ' || plan_day || ' ' AS", "ends with a space"),
        ("WHERE trays.watched", "WHERE trays.watched AND tray_id NOT IN (SELECT tray_id FROM watering_plan)",
         "watering_plan"),
    ],
)  # fmt: skip
def test_mistake_in_the_sql_of_a_query_tab_names_the_file(
    schemas: SchemaFolder, old: str, new: str, words: str
) -> None:
    package = schemas.replace(PLAN, old, new).load()
    with pytest.raises(SchemaError, match=r"^tabs/watering_plan\.yaml:\d+: sql: ") as raised:
        loaded(package, {"trays": [{"tray_id": "T-1", "sown_on": "2020-02-01"}, {"tray_id": "T-2"}]})
    assert words in str(raised.value)

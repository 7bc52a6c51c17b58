"""What the workbook and the web need of every file of schemas/: ways to the scope, views, choices."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import pytest

from sheets_sync.computed import SCOPE, load_tabs
from sheets_sync.engine import Engine
from sheets_sync.examples import parse
from sheets_sync.layout import changes
from sheets_sync.schema import Package, Tab, load_package
from sheets_sync.table import parse_columns

PACKAGE: Package = load_package(Path(__file__).parents[1] / "schemas")
NOW = datetime.fromisoformat("2026-02-20 12:00")


@pytest.mark.parametrize("tab", [pytest.param(tab, id=tab.name) for tab in PACKAGE.filled_tabs if tab.access])
def test_access_ends_at_a_row_of_the_scope(tab: Tab) -> None:
    """A way that ends at another key would hide the rows from everybody whose they are."""
    assert PACKAGE.scope is not None
    given = {**tab.examples.given, tab.name: (*tab.examples.given.get(tab.name, ()), *tab.examples.passing)}
    engine = Engine(PACKAGE, NOW)
    load_tabs(engine, {name: parse(PACKAGE, name, rows)[0] for name, rows in given.items()})
    key = PACKAGE.by_name[PACKAGE.scope.tab].primary_key
    scopes = {row[SCOPE] for row in engine.rows(f'SELECT {SCOPE} FROM "{tab.name}" WHERE {SCOPE} IS NOT NULL')}
    assert scopes
    assert scopes <= {row[key] for row in engine.rows(f'SELECT "{key}" FROM "{PACKAGE.scope.tab}"')}


def test_every_view_becomes_a_filter_view_and_every_coloured_one_a_colour() -> None:
    found = changes(PACKAGE, {})
    for tab in PACKAGE.tabs:
        kinds = [change.kind for change in found if change.tab == tab.name]
        assert kinds.count("addFilterView") == len(tab.views)
        assert kinds.count("addConditionalFormatRule") == sum(view.colour is not None for view in tab.views) + bool(
            tab.mark
        )


def test_every_choice_of_every_field_is_read_back_as_it_is_written() -> None:
    for tab in PACKAGE.filled_tabs:
        for field in (f for f in tab.own_fields if f.choices):
            cells = {field.name: [choice.title[PACKAGE.language] for choice in field.choices]}
            data, bad = parse_columns(PACKAGE, [field], cells, range(2, 2 + len(field.choices)))
            values = data[field.name].to_pylist()
            names = [choice.name for choice in field.choices]
            assert (values, bad) == ([[name] for name in names] if isinstance(values[0], list) else names, ())


FILLED = [pytest.param(tab, id=tab.name) for tab in PACKAGE.filled_tabs]


@pytest.mark.parametrize("tab", FILLED)
def test_tab_is_whole(tab: Tab) -> None:
    """Each explains itself, offers choices, looks beyond its own rows, computes, and shows what matters in colour."""
    assert tab.description
    assert any(field.hint for field in tab.fields)
    assert any(field.choices or field.type == "boolean" for field in tab.fields)
    assert tab.unique_keys or any("select" in check.where.lower() for check in tab.checks)
    assert tab.computed
    assert any(view.colour for view in tab.views)


@pytest.mark.parametrize("tab", [pytest.param(tab, id=tab.name) for tab in PACKAGE.tabs])
def test_tab_says_whose_its_rows_are(tab: Tab) -> None:
    text = (Path(__file__).parents[1] / "schemas" / "tabs" / f"{tab.name}.yaml").read_text(encoding="utf-8")
    assert re.search(r"^access: ", text, re.MULTILINE)


@pytest.mark.parametrize("tab", FILLED)
def test_tab_with_personal_fields_says_for_how_long_it_keeps_them(tab: Tab) -> None:
    personal = [field.name for field in tab.own_fields if field.mask or field.purpose]
    assert not personal or tab.retention, personal

"""The examples of schemas/tabs through the door of forms and imports, and what the workbook needs of every file.

`test_domain_examples` judges the same rows as rows of the sheet, and holds that no rule lacks an example; here they are
laid over the tab as candidates. One rule, several doors: the outcome is the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.checks import find_problems
from sheets_sync.computed import SCOPE, load_tabs
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.layout import changes
from sheets_sync.schema import Package, Tab, load_package
from sheets_sync.table import parse_columns
from sheets_sync.words import LIST_SEPARATOR

Row = Mapping[str, Any]  # as YAML gives it

PACKAGE: Package = load_package(Path(__file__).parents[1] / "schemas")
NOW = datetime.fromisoformat("2026-02-20 12:00")


def passing() -> Iterator[Any]:  # pytest's parameter sets
    for tab in PACKAGE.filled_tabs:
        for index, row in enumerate(tab.examples.passing):
            yield pytest.param(tab, row, id=f"{tab.name}-{index}")


def failing() -> Iterator[Any]:  # pytest's parameter sets
    for tab in PACKAGE.filled_tabs:
        for index, (row, rule, field) in enumerate(tab.examples.failing):
            yield pytest.param(tab, row, rule, field, id=f"{tab.name}-{rule}-{index}")


def cell(value: Any) -> Any:  # YAML's value -> a cell's
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def parse(tab: Tab, rows: tuple[Row, ...], first: int = 2) -> Any:  # (Arrow table, bad cells)
    cells = {field.name: [cell(row.get(field.name)) for row in rows] for field in tab.own_fields}
    return parse_columns(PACKAGE, tab.own_fields, cells, range(first, first + len(rows)))


@pytest.fixture(scope="module")
def engines() -> dict[str, Engine]:
    """By tab an engine that holds the rows which its examples need."""
    made = {}
    for tab in PACKAGE.filled_tabs:
        made[tab.name] = Engine(PACKAGE, NOW)
        tables = {name: parse(PACKAGE.by_name[name], rows)[0] for name, rows in tab.examples.given.items()}
        load_tabs(made[tab.name], tables)
    return made


def broken(engine: Engine, tab: Tab, row: Row) -> list[tuple[str, str | None]]:
    """(rule, field) of what is wrong with `row` laid over the tab."""
    data, bad = parse(tab, (row,), CANDIDATE)
    return [(p.rule, p.field) for p in find_problems(engine.overlay(tab, data), tab, bad, candidates_only=True)]


@pytest.mark.parametrize(("tab", "row"), list(passing()))
def test_passing_example_is_accepted(engines: dict[str, Engine], tab: Tab, row: Row) -> None:
    assert broken(engines[tab.name], tab, row) == []


@pytest.mark.parametrize(("tab", "row", "rule", "field"), list(failing()))
def test_failing_example_is_refused_for_the_rule_it_names(
    engines: dict[str, Engine], tab: Tab, row: Row, rule: str, field: str | None
) -> None:
    found = broken(engines[tab.name], tab, row)
    assert [name for name, _ in found] == [rule]
    assert field in (None, found[0][1])


@pytest.mark.parametrize("tab", [pytest.param(tab, id=tab.name) for tab in PACKAGE.filled_tabs if tab.access])
def test_access_ends_at_a_row_of_the_scope(tab: Tab) -> None:
    """A way that ends at another key would hide the rows from everybody whose they are."""
    assert PACKAGE.scope is not None
    given = {**tab.examples.given, tab.name: (*tab.examples.given.get(tab.name, ()), *tab.examples.passing)}
    engine = Engine(PACKAGE, NOW)
    load_tabs(engine, {name: parse(PACKAGE.by_name[name], rows)[0] for name, rows in given.items()})
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

"""The examples in schemas/tabs: rows that pass, rows that break the rule they name alone, and no rule without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.checks import find_problems, validate_sql
from sheets_sync.computed import load_tabs
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.schema import Field, Tab, load_package
from sheets_sync.table import BadCell, parse_columns
from sheets_sync.words import LIST_SEPARATOR

Row = Mapping[str, Any]  # cells as written in the file

PACKAGE = load_package(Path(__file__).parents[1] / "schemas")
NOW = datetime(2026, 2, 20, 12)  # noqa: DTZ001 - local time of the workbook
TABS = [pytest.param(tab, id=tab.name) for tab in PACKAGE.filled_tabs]


@cache
def given(name: str) -> Engine:
    """The rows that the examples of a tab stand beside, computed."""
    tables = {}
    for other, rows in PACKAGE.by_name[name].examples.given.items():
        tables[other], bad = parsed(PACKAGE.by_name[other], rows, 2)
        assert not bad, other
    engine = Engine(PACKAGE, NOW)
    load_tabs(engine, tables)
    return engine


def broken(tab: Tab, row: Row) -> list[tuple[str, str | None]]:
    """(rule, field) of what is wrong with `row` when it is laid over its tab, as that of a form or a file is."""
    table, bad = parsed(tab, (row,), CANDIDATE)
    laid = given(tab.name).overlay(tab, table)
    return [(p.rule, p.field) for p in find_problems(laid, tab, bad, candidates_only=True)]


def parsed(tab: Tab, rows: Sequence[Row], first: int) -> tuple[Any, Sequence[BadCell]]:  # an Arrow table
    assert not {name for row in rows for name in row} - {field.name for field in tab.own_fields}
    cells = {field.name: [cell(row.get(field.name)) for row in rows] for field in tab.own_fields}
    return parse_columns(PACKAGE, tab.own_fields, cells, range(first, first + len(rows)))


def cell(value: Any) -> Any:  # YAML's value -> a cell's
    if isinstance(value, list):
        return LIST_SEPARATOR.join(value)
    return value if value is None or isinstance(value, bool | int | float) else str(value)


def rules(tab: Tab) -> Iterator[tuple[str, str | None]]:
    """Every rule that a row of the tab can break, as (rule, field)."""
    yield "primary-key", tab.primary_key
    yield from ((check.name, check.field) for check in tab.checks)
    yield from (("foreign-key", key.field) for key in tab.foreign_keys)
    for field in tab.own_fields:
        yield from ((rule, field.name) for rule in constraints(field))


def constraints(field: Field) -> Iterator[str]:
    limits = field.constraints
    yield from (rule for rule in ("required", "unique") if getattr(limits, rule))
    yield from (rule for rule in ("pattern", "minimum", "maximum") if getattr(limits, rule) is not None)
    if limits.min_length is not None:
        yield "minLength"
    if limits.max_length is not None:
        yield "maxLength"
    if field.choices:
        yield "enum"
    elif field.type != "string":
        yield "type"


def test_every_rule_and_condition_runs() -> None:
    engine = Engine(PACKAGE, NOW)
    load_tabs(engine, {})
    validate_sql(PACKAGE, engine)


@pytest.mark.parametrize("tab", TABS)
def test_passing_example_breaks_no_rule(tab: Tab) -> None:
    assert tab.examples.passing
    assert [broken(tab, row) for row in tab.examples.passing] == [[]] * len(tab.examples.passing)


@pytest.mark.parametrize("tab", TABS)
def test_failing_example_breaks_the_rule_it_names_and_no_other(tab: Tab) -> None:
    for row, rule, field in tab.examples.failing:
        assert broken(tab, row) == [(rule, field)], row


@pytest.mark.parametrize("tab", TABS)
def test_every_rule_has_a_failing_example(tab: Tab) -> None:
    shown = {(rule, field) for _, rule, field in tab.examples.failing}
    assert set(rules(tab)) == shown


@pytest.mark.parametrize("tab", TABS)
def test_limits_say_what_to_do_in_each_language(tab: Tab) -> None:
    for field in tab.own_fields:
        limited = set(constraints(field)) - {"required", "unique", "enum", "type"}
        assert not limited or set(field.constraint_message or ()) == set(PACKAGE.languages), field.name


@pytest.mark.parametrize("tab", [pytest.param(tab, id=tab.name) for tab in PACKAGE.tabs])
def test_headings_of_a_tab_are_its_own_in_every_language(tab: Tab) -> None:
    words = Counter(word for field in tab.fields for word in {field.name, *field.title.values()})
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("tab", TABS)
def test_masked_field_states_its_purpose(tab: Tab) -> None:
    assert [field.name for field in tab.own_fields if field.mask and not field.purpose] == []

"""The examples in schemas/tabs: rows that pass, rows that break the rule they name alone, and no rule without one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from sheets_sync.checks import validate_sql
from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.examples import Outcome, examine
from sheets_sync.schema import Field, Tab, load_package

PACKAGE = load_package(Path(__file__).parents[1] / "schemas")
NOW = datetime(2026, 2, 20, 12)  # noqa: DTZ001 - local time of the workbook
TABS = [pytest.param(tab, id=tab.name) for tab in PACKAGE.filled_tabs]
OUTCOMES = list(examine(PACKAGE, NOW))


def rules(tab: Tab) -> Iterator[tuple[str, str | None]]:
    """Every rule that a row of the tab can break, as (rule, field)."""
    yield "primary-key", tab.primary_key
    yield from ((check.name, check.field) for check in tab.checks)
    yield from ((unique.name, unique.fields[0]) for unique in tab.unique_keys)
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
    if field.constraint:
        yield "constraint"
    if field.choice_filter:
        yield "choice-filter"
    if field.choices:
        yield "enum"
    elif field.type != "string":
        yield "type"


def test_every_rule_and_condition_runs() -> None:
    engine = Engine(PACKAGE, NOW)
    load_tabs(engine, {})
    validate_sql(PACKAGE, engine)


@pytest.mark.parametrize("tab", TABS)
def test_tab_has_examples_of_known_fields_that_pass_and_that_fail(tab: Tab) -> None:
    assert tab.examples.passing
    assert tab.examples.failing
    rows = [*tab.examples.passing, *(row for row, _, _ in tab.examples.failing)]
    assert {name for row in rows for name in row} <= {field.name for field in tab.own_fields}


@pytest.mark.parametrize("outcome", [pytest.param(o, id=f"{o.tab}-{i}") for i, o in enumerate(OUTCOMES)])
def test_example_breaks_what_it_names_and_nothing_else(outcome: Outcome) -> None:
    assert outcome.good, outcome
    assert list(outcome.broken) == ([outcome.wanted] if outcome.wanted else [])


@pytest.mark.parametrize("tab", TABS)
def test_every_rule_has_a_failing_example(tab: Tab) -> None:
    shown = {(rule, field) for _, rule, field in tab.examples.failing}
    assert set(rules(tab)) == shown


@pytest.mark.parametrize("tab", TABS)
def test_limits_say_what_to_do_in_each_language(tab: Tab) -> None:
    for field in tab.own_fields:
        limited = set(constraints(field)) - {"required", "unique", "enum", "type", "choice-filter"}
        assert not limited or set(field.constraint_message or ()) == set(PACKAGE.languages), field.name


@pytest.mark.parametrize("tab", [pytest.param(tab, id=tab.name) for tab in PACKAGE.tabs])
def test_headings_of_a_tab_are_its_own_in_every_language(tab: Tab) -> None:
    words = Counter(word for field in tab.fields for word in {field.name, *field.title.values()})
    assert [word for word, times in words.items() if times > 1] == []


@pytest.mark.parametrize("tab", TABS)
def test_masked_field_states_its_purpose(tab: Tab) -> None:
    assert [field.name for field in tab.own_fields if field.mask and not field.purpose] == []

"""Our rules find what frictionless-py finds in the same rows (see `oracle` for what is compared, and what is not)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.computed import load_tabs
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.examples import Row, beside, parse
from sheets_sync.schema import Constraints, Field, FieldType, Package, Tab, load_package
from tests.conftest import LOCAL_MORNING, TESTS
from tests.sheets_sync.oracle import RULES, Found, ours, theirs

FOLDERS = (TESTS.parent / "schemas", TESTS.parent / "examples" / "flood")
DOMAINS = {package.name: package for package in map(load_package, FOLDERS)}
NOW = datetime(2026, 2, 20, 12)  # noqa: DTZ001 - local time of the workbook
EXAMPLES = [
    pytest.param(package.name, tab, row, id=f"{package.name}-{tab.name}-{number}")
    for package in DOMAINS.values()
    for tab in package.filled_tabs
    for number, row in enumerate([*tab.examples.passing, *(row for row, _, _ in tab.examples.failing)])
]
LIMITS: Mapping[str, Constraints] = {
    "again_on": Constraints(minimum="2020-02-20", maximum="2020-03-01"),
    "watered_at": Constraints(required=True, maximum="2020-02-20 08:00"),
    "seen": Constraints(min_length=1, max_length=1),
    "remark": Constraints(pattern="[0-9]+|王+", min_length=2, max_length=5, unique=True),
    "litres": Constraints(required=True, minimum=0.1, maximum=20),
}
"""More of Table Schema on the waterings than the nursery says."""


@cache
def beside_of(domain: str, tab: str) -> Engine:
    """An engine with the rows that the examples of a tab stand beside."""
    return beside(DOMAINS[domain], DOMAINS[domain].by_name[tab], NOW)


@pytest.mark.parametrize(("domain", "tab", "row"), EXAMPLES)
def test_example_breaks_the_rules_that_frictionless_finds_broken(domain: str, tab: Tab, row: Row) -> None:
    package = DOMAINS[domain]
    stands, _ = parse(package, tab.name, tab.examples.given.get(tab.name, ()))
    data, bad = parse(package, tab.name, (row,), CANDIDATE)
    engine = beside_of(domain, tab.name).overlay(tab, data)

    assert ours(engine, tab, bad) == theirs(engine, tab, pa.concat_tables([stands, data]), bad)


Strict = Callable[[], Package]
"""A function, because hypothesis would print the whole package beside rows that fail."""


@pytest.fixture(scope="module")
def strict(toy: Package) -> Strict:
    """The nursery with every constraint of Table Schema somewhere."""

    def limited(tab: Tab) -> Tab:
        fields = tuple(dataclasses.replace(f, constraints=LIMITS.get(f.name, f.constraints)) for f in tab.own_fields)
        return dataclasses.replace(tab, own_fields=fields)

    tabs = tuple(limited(tab) if tab.name == "waterings" else tab for tab in toy.tabs)
    return lambda: dataclasses.replace(toy, tabs=tabs)


def cells(field: Field, prefix: str | None) -> st.SearchStrategy[Any]:
    """Good, bad and empty cells of a field as people type them; `prefix` is that of the keys that it may hold.

    Left out is what Table Schema takes for a number and a sheet does not (1e3, NaN, 1_000), and a list with two faults,
    of which each tells one.
    """
    if prefix:
        return st.sampled_from([None, *(f"{prefix}-{number}" for number in range(1, 4))])
    if field.choices:
        words = [word for choice in field.choices for word in (choice.name, *choice.title.values(), *choice.aliases)]
        several = ["、".join(words[:2]), f"{words[-1]}，{words[0]}"] if field.type is FieldType.LIST else []
        return st.sampled_from([None, "bucket", *words, *several])
    return st.sampled_from([None, *CELLS[field.type]])


CELLS: Mapping[FieldType, Sequence[Any]] = {
    FieldType.STRING: ["", " ", "王", "王王", "12", "１２", "1a", "王1", "𠮷" * 5, "王" * 6, "1" * 20, "x" * 21,
                       "10000000001", "1000000000", 12, 1.5],
    FieldType.INTEGER: [-1, 0, 1, 9, 10, 500, 501, 3.0, "０", "9", "+10", "1.5", "nine", "1 0"],
    FieldType.NUMBER: [0, 0.05, 0.1, 20, 20.5, "1,5", "０.１", "20.01", "-3", "a lot", "1.2.3"],
    FieldType.BOOLEAN: [True, False, "是", "no", "TRUE", "√", "a bit", "2"],
    FieldType.DATE: ["2020-02-20", "2020/2/19", "2020年3月1日", "2020-03-02", "2020-02-30", "soon", "20200220", 43881],
    FieldType.DATETIME: ["2020-02-20 08:00", "2020/2/20 8:01", "2020-02-19", "2020-02-20T08:00:01", "noon",
                         "2020-02-20 25:00"],
    FieldType.GEOPOINT: ["113.08, 22.59", "１１３.０８，２２.５９", "-180 -90", "181, 0", "0, 90.5", "nearby", "1"],
}  # fmt: skip


def drawn(package: Package, tab: Tab) -> st.SearchStrategy[list[Row]]:
    """Rows of a tab, each with a cell at least."""
    prefixes = {key.field: package.by_name[key.tab].key_prefix for key in tab.foreign_keys}
    prefixes[tab.primary_key] = tab.key_prefix
    row = st.fixed_dictionaries({f.name: cells(f, prefixes.get(f.name)) for f in tab.own_fields})
    return st.lists(row.filter(lambda row: any(str(cell or "").strip() for cell in row.values())), max_size=6)


def both(package: Package, rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[set[Found], set[Found]]]:
    """What ours and frictionless find in each tab."""
    parsed = {name: parse(package, name, given) for name, given in rows.items()}
    engine = Engine(package, LOCAL_MORNING)
    load_tabs(engine, {name: table for name, (table, _) in parsed.items()})
    for name, (table, bad) in parsed.items():
        tab = package.by_name[name]
        yield ours(engine, tab, bad), theirs(engine, tab, table, bad)


@settings(deadline=None, max_examples=settings().max_examples // 4, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_rows_break_the_rules_that_frictionless_finds_broken(data: st.DataObject, strict: Strict) -> None:
    package = strict()
    rows = data.draw(st.fixed_dictionaries({tab.name: drawn(package, tab) for tab in package.filled_tabs}))
    for found, wanted in both(package, rows):
        assert found == wanted


def test_every_rule_is_compared(strict: Strict) -> None:
    good = {"watering_id": "W-1", "tray_id": "T-1", "method": "can", "litres": 1, "watered_at": "2020-02-20 07:00"}
    waterings = [
        {**good, "remark": "王王", "seen": "蚜虫、霉"},
        {**good, "remark": "王王", "tray_id": "T-9", "method": "bucket", "litres": 0},
        {**good, "watering_id": "W-2", "remark": "1", "litres": None, "wilted": "a bit", "again_on": "2020-02-19"},
        {**good, "watering_id": "W-3", "remark": "王1", "litres": 21, "watered_at": "2020-02-20 08:01"},
    ]
    ((found, wanted),) = both(strict(), {"waterings": waterings})

    assert {rule for _, _, rule in found} == RULES
    assert found == wanted

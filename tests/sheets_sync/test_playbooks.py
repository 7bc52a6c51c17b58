"""What playbooks start: which rows, with which ids and cells, and what a mistake in a playbook says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from sheets_sync.checks import validate_sql
from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.errors import SchemaError
from sheets_sync.playbooks import Start, find_starts
from sheets_sync.problems import Problem
from sheets_sync.schema import Package
from tests.conftest import LOCAL_MORNING, NURSERY
from tests.sheets_sync.conftest import SchemaFolder, loaded

PLAYBOOK = "playbooks/mould.yaml"
Rows = Sequence[Mapping[str, Any]]


def mould(tray: str, number: int = 1) -> dict[str, Any]:
    """A watering at which mould was seen."""
    return {
        "watering_id": f"W-{number}",
        "tray_id": tray,
        "method": "水壶",
        "litres": 1,
        "seen": "霉",
        "watered_at": "2020-02-20 07:00",
    }


def found(package: Package, **rows: Rows) -> tuple[list[Start], list[Problem]]:
    """What is started in the nursery, with the rows of some tabs put in place of its own."""
    return find_starts(loaded(package, {**NURSERY, **rows}).engine)


def ids(package: Package, **rows: Rows) -> list[str]:
    starts, problems = found(package, **rows)
    assert problems == []
    return [start.id for start in starts]


def test_healthy_nursery_starts_nothing(toy: Package) -> None:
    assert found(toy) == ([], [])


def test_row_starts_a_row_a_step_and_a_row_a_part_in_the_order_of_the_steps(toy: Package) -> None:
    assert ids(toy, waterings=[mould("T-2"), mould("T-1", 2)]) == [
        "mould/T-1/isolate",
        "mould/T-1/spray",
        "mould/T-1/warn/G-1",
        "mould/T-1/warn/G-2",
        "mould/T-2/isolate",
        "mould/T-2/spray",
        "mould/T-2/warn/G-1",
        "mould/T-2/warn/G-2",
    ]


def test_cells_stand_as_in_the_workbook(toy: Package) -> None:
    starts, _ = found(toy, waterings=[mould("T-1")])
    assert {(start.tab.name, start.started_by.name, start.key) for start in starts} == {("treatments", "trays", "T-1")}
    both = {"after_steps": "隔开、喷药", "after_words": "isolate、spray"}
    assert [dict(start.cells) for start in starts] == [
        {"tray_id": "T-1", "treatment": "隔开", "gardener_id": "G-1", "due_at": "2020-02-20 10:00", "doses": 0},
        {
            "tray_id": "T-1",
            "treatment": "喷药",
            "due_at": "2020-02-21 00:00",
            "after_steps": "隔开",
            "after_words": "isolate",
            "doses": 2,
            "remark": "王小明：20",
        },
        {"tray_id": "T-1", "treatment": "通知", "gardener_id": "G-1", **both},
        {"tray_id": "T-1", "treatment": "通知", "gardener_id": "G-2", **both},
    ]  # fmt: skip


def test_empty_value_is_no_cell(toy: Package) -> None:
    starts, _ = found(toy, waterings=[mould("T-3")])
    assert dict(starts[0].cells) == {"tray_id": "T-3", "treatment": "隔开", "due_at": "2020-02-20 10:00", "doses": 0}
    assert "doses" not in starts[1].cells and "remark" not in starts[1].cells


@pytest.mark.parametrize(
    ("sql", "cell"),
    [
        ("3", "3"),
        ("2.5::DOUBLE", "2.5"),
        ("4.0::DOUBLE", "4"),
        ("1.0::DOUBLE / 0", None),
        ("true", "是"),
        (":today", "2020-02-20"),
        (":now", "2020-02-20 08:00"),
        ("['a', 'b']", "a、b"),
        ("''", None),
        ("NULL", None),
        (":most_litres || ' litres'", "5 litres"),
        ("'a' -- not said here", "a"),
    ],
)
def test_whatever_an_expression_gives_stands_as_text_in_a_field_of_text(
    schemas: SchemaFolder, sql: str, cell: str | None
) -> None:
    package = schemas.replace(PLAYBOOK, "trays.buyer_name || '：' || trays.seeds", f"|-\n        {sql}").load()
    starts, problems = found(package, waterings=[mould("T-1")])
    assert problems == []
    assert starts[1].cells.get("remark") == cell


def test_row_that_stands_in_its_tab_is_not_started_again(toy: Package) -> None:
    treatments = [
        {"treatment_id": "R-1", "submission_id": "mould/T-1/isolate"},
        {"treatment_id": "R-2", "submission_id": " mould/T-1/warn/G-2 "},
        {"submission_id": "mould/T-1/spray", "remark": "without a key"},
    ]
    assert ids(toy, waterings=[mould("T-1")], treatments=treatments) == ["mould/T-1/warn/G-1"]


def test_row_without_a_key_or_with_one_that_does_not_parse_starts_nothing(schemas: SchemaFolder) -> None:
    package = schemas.replace(PLAYBOOK, "where: tray_id IN", "where: true OR tray_id IN").load()
    trays = [{"place_id": "N-01-01", "buyer_name": "王"}, {"tray_id": "\ud83c", "place_id": "N-01-01"}]
    assert ids(package, trays=trays) == []


def test_of_rows_that_share_a_key_the_first_starts(toy: Package) -> None:
    trays = [{"tray_id": "T-1", "place_id": "N-01-01"}, {"tray_id": "T-1", "place_id": "N-02-01"}]
    starts, _ = found(toy, trays=trays, waterings=[mould("T-1")])
    assert [start.id for start in starts][2:] == ["mould/T-1/warn/G-1", "mould/T-1/warn/G-2"]
    assert starts[0].cells["gardener_id"] == "G-1"


def test_row_of_a_step_without_parts_is_one_whatever_is_joined(toy: Package) -> None:
    gardeners = [{"gardener_id": f"G-{n}", "gardener_name": "钱", "place_id": "N-01-01"} for n in (9, 2, 5)]
    starts, _ = found(toy, gardeners=gardeners, waterings=[mould("T-1")])
    assert [start.cells["gardener_id"] for start in starts if start.id.endswith("isolate")] == ["G-2"]


@pytest.mark.parametrize("part", ["NULL", "''", "'  '", "chr(12288)"])
def test_row_whose_part_is_empty_is_not_made(schemas: SchemaFolder, part: str) -> None:
    package = schemas.replace(PLAYBOOK, "part: gardeners.gardener_id", f'part: "{part}"').load()
    assert ids(package, waterings=[mould("T-1")]) == ["mould/T-1/isolate", "mould/T-1/spray"]


def test_id_is_as_it_will_be_read_back(schemas: SchemaFolder) -> None:
    sql = "' ' || gardeners.gardener_id || chr(12288) || chr(10) || 'x' || chr(160)"
    package = schemas.replace(PLAYBOOK, "part: gardeners.gardener_id", f'part: "{sql}"').load()
    found_ids = ids(package, waterings=[mould("T-1")])
    assert found_ids[2:] == ["mould/T-1/warn/G-1 x", "mould/T-1/warn/G-2 x"]
    held = [{"treatment_id": f"R-{n}", "submission_id": name} for n, name in enumerate(found_ids)]
    assert ids(package, waterings=[mould("T-1")], treatments=held) == []


def test_slash_in_a_key_does_not_make_two_ids_one(toy: Package) -> None:
    trays = [{"tray_id": key, "place_id": "N-09"} for key in ("T/1", "T%2F1", "T")]
    waterings = [mould(tray["tray_id"], number) for number, tray in enumerate(trays)]
    assert ids(toy, trays=trays, waterings=waterings)[::2] == [
        "mould/T%2F1/isolate",
        "mould/T%252F1/isolate",
        "mould/T/isolate",
    ]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("where: tray_id IN", "where: tray IN", "where", '"tray" not found'),
        ("list_contains(seen, 'mould')", "list_contains(seen, 'mould'", "where", "yntax"),
        ("LEFT JOIN gardeners", "LEFT JOIN gardener", "steps.isolate.join", "gardeners"),
        ("part: gardeners.gardener_id", "part: gardeners.id", "steps.warn.part", '"id"'),
        ("gardener_id: gardeners.gardener_id", "gardener_id: gardeners.id", "steps.isolate.fields.gardener_id", '"id"'),
        (":now + INTERVAL", ":noww + INTERVAL", "steps.isolate.fields.due_at", "noww"),
    ],
)
def test_mistake_is_named_by_file_and_key_with_the_hint_of_the_engine(
    schemas: SchemaFolder, old: str, new: str, place: str, words: str
) -> None:
    package = schemas.replace(PLAYBOOK, old, new).load()
    engine = Engine(package, LOCAL_MORNING)
    load_tabs(engine, {})
    with pytest.raises(SchemaError) as compiled:
        validate_sql(package, engine)
    with pytest.raises(SchemaError) as run:
        found(package, waterings=[mould("T-1")])
    for raised in (compiled, run):
        line = schemas.line_of(PLAYBOOK, new.splitlines()[0])
        assert str(raised.value).startswith(f"playbooks/mould.yaml:{line}: {place}: ")
        assert words in str(raised.value)


@pytest.mark.parametrize(
    ("field", "old", "new"),
    [
        ("remark", "trays.buyer_name || '：' || trays.seeds", "trays.buyer_name::INTEGER"),
        ("remark", "trays.buyer_name || '：' || trays.seeds", "(SELECT gardener_id FROM gardeners)"),
        ("doses", "ceil(trays.seeds / 15)", "trays.sown_on"),
    ],
)
def test_step_that_a_value_makes_fail_is_told_and_stops_no_other(
    schemas: SchemaFolder, field: str, old: str, new: str
) -> None:
    package = schemas.replace(PLAYBOOK, f"{field}: {old}", f"{field}: {new}").load()
    starts, (problem,) = found(package, waterings=[mould("T-1")])
    assert [start.id for start in starts] == ["mould/T-1/isolate", "mould/T-1/warn/G-1", "mould/T-1/warn/G-2"]
    assert (problem.tab, problem.row, problem.key, problem.rule) == ("trays", 1, "", "playbook")
    assert "playbooks/mould.yaml:" in problem.message["zh"] and "steps.spray" in problem.message["zh"]

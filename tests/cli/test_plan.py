"""plan and apply as a builder reads them, on the nursery's workbook with rows in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sheets_sync.cli import main
from sheets_sync.config import Settings
from sheets_sync.jobs.provision import apply_layout
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange
from tests.conftest import NURSERY
from tests.nursery import Clock, Nursery, write_rows
from tests.renaming import edit, rename_field, rename_tab

TRAYS = "tabs/trays.yaml"
WATERINGS = "tabs/waterings.yaml"
SEEDS = "{name: seeds, type: integer, title: {zh: 粒数, en: Seeds}, constraints: {minimum: 1, maximum: 500}}"


@pytest.fixture
def schemas(toy_folder: Path, tmp_path: Path) -> Path:
    """Schema files that the test may change."""
    folder = tmp_path / "schemas"
    shutil.copytree(toy_folder, folder)
    return folder


@pytest.fixture
def nursery(schemas: Path, tmp_path: Path) -> Nursery:
    """The nursery after its first pass, before its schema changes."""
    settings = Settings(workbook=f"local:{tmp_path / 'book'}", schemas=str(schemas), data=str(tmp_path / "store"))
    made = Nursery(open_street(settings, Clock(), create=True), settings)
    apply_layout(made.street)
    write_rows(made.street, NURSERY)
    run_pass(made.street)
    return made


@pytest.fixture
def run(nursery: Nursery) -> Callable[..., Result]:
    """Run a command on the nursery of this test, with its schema files as they are now."""

    def call(*arguments: str) -> Result:
        settings = nursery.settings
        given = ["--workbook", settings.workbook, "--schemas", settings.schemas, "--data", settings.data, *arguments]
        return CliRunner().invoke(main, given, catch_exceptions=False)

    return call


Run = Callable[..., Result]


def planned(run: Run) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(run("plan", "--json").stdout)
    return body


def test_unchanged_schema_has_nothing_to_do(run: Run) -> None:
    result = run("plan")
    assert (result.exit_code, result.stdout) == (
        0, "Nothing to do: the workbook has everything that the schemas say.\n",
    )  # fmt: skip


def test_changes_are_told_by_tab_with_their_sign_and_what_they_are(run: Run, schemas: Path) -> None:
    edit(schemas, TRAYS, "foreignKeys:", "  - {name: pot, type: boolean, title: {zh: 盆, en: Pot}}\nforeignKeys:")
    edit(schemas, WATERINGS, "{name: again_on", "{retired: true, name: again_on")
    edit(schemas, WATERINGS, "cans, again_on, remark]", "cans, remark]")
    rename_field(schemas, "gardeners", "gardener_name", "full_name")
    edit(schemas, "tabs/gardeners.yaml", "title: {zh: 园丁姓名", "title: {zh: 姓名")
    edit(schemas, "tabs/gardeners.yaml", "was: [gardener_name]", "was: [gardener_name, 园丁姓名]")

    result = run("plan")

    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "园丁 (gardeners)",
        "  ~ column “园丁姓名” is called “姓名” (full_name)",
        "苗盘 (trays)",
        "  + column “盆” (pot, boolean)",
        "浇水 (waterings)",
        "  - column “下次看” (again_on) is retired: hidden, its values stay",
        "1 to add, 1 to change, 1 to hide or take off. No value is changed."
        " `python -m sheets_sync apply` makes the changes.",
    ]


def test_new_tab_is_told_in_one_line(run: Run, nursery: Nursery) -> None:
    nursery.street.workbook.update([{"deleteSheet": {"sheetId": nursery.street.workbook.sheet_ids()["浇水"]}}])
    lines = run("plan").stdout.splitlines()
    assert lines[:2] == ["浇水 (waterings)", "  + tab “浇水” with 15 columns, 1 colour"]


def test_apply_prints_the_plan_and_the_second_has_nothing_to_do(run: Run, nursery: Nursery, schemas: Path) -> None:
    rename_tab(schemas, "waterings", "rounds", "巡棚")
    before = [row["litres"] for row in nursery.rows("waterings")]

    first, second = run("apply"), run("apply")

    assert "  ~ tab “浇水” is called “巡棚”" in first.stdout
    assert first.stdout.endswith(f"1 change made in the workbook {nursery.street.workbook.id}.\n")
    assert second.stdout.startswith("Nothing to do")
    assert planned(run) == {"changes": [], "rejected": [], "notices": []}
    column = nursery.street.workbook.read(["'巡棚'!D2:D"])[0][0]
    assert column == before


def test_rows_that_a_stricter_rule_rejects_are_told_by_rule_with_their_cells(run: Run, schemas: Path) -> None:
    edit(schemas, WATERINGS, "where: litres > :most_litres", "where: litres > 1")

    result = run("plan")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "浇水 (waterings)",
        "  newly rejected by not-flooded of “水量（升）”: 2 cells",
        "      row 2 W-00001 “1.5”: 一次不超过 5 升，分两次浇",
        "      row 3 W-00002 “2”: 一次不超过 5 升，分两次浇",
        "2 cells newly rejected. No value is changed.",
    ]
    (first, _) = planned(run)["rejected"]
    assert (first["tab"], first["row"], first["key"], first["field"], first["rule"], first["value"]) == (
        "waterings", 2, "W-00001", "litres", "not-flooded", "1.5",
    )  # fmt: skip


def test_more_than_a_few_are_counted(run: Run, nursery: Nursery, schemas: Path) -> None:
    sheet = nursery.sheet("waterings")
    names = ("watering_id", "tray_id", "method", "litres")
    cells: list[list[CellValue]] = [[f"W-{n:05d}" for n in range(10, 18)], ["T-1"] * 8, ["水壶"] * 8, [4.5] * 8]
    assert names == tuple(f.name for f in nursery.street.package.by_name["waterings"].fields[:4])
    nursery.street.workbook.write([CellRange(f"{sheet}!A5:D12", cells)])
    run_pass(nursery.street)
    edit(schemas, WATERINGS, "where: litres > :most_litres", "where: litres > 4")
    assert "      ... 3 more; --json lists them all." in run("plan").stdout.splitlines()


def test_problem_that_stands_in_the_list_already_is_not_new_also_after_a_rename(
    run: Run, nursery: Nursery, schemas: Path
) -> None:
    nursery.type("waterings", 2, "litres", "much")
    run_pass(nursery.street)
    rename_field(schemas, "waterings", "litres", "water")
    rename_tab(schemas, "waterings", "rounds", "巡棚")

    body = planned(run)

    assert [change["what"] for change in body["changes"]] == ["tab “浇水” is called “巡棚”"]
    assert body["rejected"] == []


def test_values_that_do_not_fit_a_new_type_are_among_the_rejected(run: Run, nursery: Nursery, schemas: Path) -> None:
    edit(schemas, TRAYS, "{name: buyer_name, type: string", "{name: buyer_name, type: integer")
    edit(schemas, TRAYS, ", constraints: {required: true, maxLength: 20}}", ", constraints: {required: true}}")
    edit(schemas, WATERINGS, "title: [buyer_name]", "title: [tray_id]")

    body = planned(run)

    assert [(r["key"], r["field"], r["rule"], r["value"]) for r in body["rejected"]] == [
        (row["tray_id"], "buyer_name", "type", row["buyer_name"]) for row in NURSERY["trays"]
    ]
    assert [change["what"] for change in body["changes"]] == ["column “订苗人” holds numbers"]
    run("apply")
    assert [row["buyer_name"] for row in nursery.rows("trays")] == [row["buyer_name"] for row in NURSERY["trays"]]


def test_column_that_becomes_computed_is_told_with_the_cells_that_sync_would_write_over(
    run: Run, schemas: Path
) -> None:
    watched = "    - {name: watched, type: boolean, title: {zh: 在管, en: Watched}}\n"
    edit(schemas, TRAYS, f"  - {SEEDS}\n", "")
    edit(schemas, TRAYS, watched, watched + "    - {name: seeds, type: integer, title: {zh: 粒数, en: Seeds}}\n")
    edit(schemas, TRAYS, "IS NOT NULL AS watched", "IS NOT NULL AS watched, 7 AS seeds")

    result = run("plan")

    assert result.exit_code == 1
    (notice,) = planned(run)["notices"]
    assert (
        "“粒数” (seeds) is computed now, and the next sync writes over what stands in 1 of its cells" in notice["what"]
    )
    run("apply")
    assert planned(run)["notices"] == []


def test_both_headings_are_to_be_decided(run: Run, nursery: Nursery, schemas: Path) -> None:
    edit(schemas, TRAYS, "title: {zh: 粒数,", "was: [粒数], title: {zh: 种子数,")
    nursery.street.workbook.write([CellRange(f"{nursery.sheet('trays')}!M1", [["种子数"]])])
    result = run("plan")
    assert result.exit_code == 1
    assert "  ! both “种子数” (column M) and “粒数” (column G)" in result.stdout
    assert "1 thing to decide" in result.stdout


def test_heading_of_no_field_is_a_hint_where_a_column_is_added(run: Run, nursery: Nursery, schemas: Path) -> None:
    edit(
        schemas,
        WATERINGS,
        "name: again_on, type: date, title: {zh: 下次看",
        "name: next_on, type: date, title: {zh: 再看",
    )
    edit(schemas, WATERINGS, "cans, again_on, remark]", "cans, next_on, remark]")
    lines = run("plan").stdout.splitlines()
    assert "  + column “再看” (next_on, date)" in lines
    assert "  ? no field has the heading 下次看; was a new one called so? Then add `was:`" in lines


def test_headings_that_nobody_can_read_leave_the_rows_unjudged_and_say_so(run: Run, nursery: Nursery) -> None:
    nursery.type("trays", 1, "seeds", "品种")
    result = run("plan")
    assert result.exit_code == 1
    assert "  ! The rows were not judged: Tab “苗盘” (trays): the heading “品种” stands 2 times" in result.stdout


def test_mistake_in_sql_is_told_before_anything_is_planned(run: Run, schemas: Path) -> None:
    edit(schemas, WATERINGS, "where: watched = true", "where: watchd = true")
    result = run("plan")
    assert result.exit_code == 2
    assert "watchd" in result.output

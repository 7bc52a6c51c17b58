"""The command line as scripts use it: what stands on standard output, and the exit code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyxform.xls2xform import convert

from sheets_sync.cli import main
from sheets_sync.jobs.provision import apply_layout
from tests.cli.conftest import Run
from tests.conftest import NURSERY
from tests.nursery import Nursery, OpenNursery, write_rows

TRAYS = "\n".join(
    [
        "苗圃盘点表",
        "位置,订苗人,订苗人电话,品种,播种日期,粒数",
        "N-01-01,冯八,10000000008,西红柿,2020/2/3,12",
        "N-01-02,陈九,12345,罗勒,2020-02-04,5",
        "合计,,,,,17",
    ]
)


def answer(result: Result) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(result.stdout)
    return body


@pytest.fixture
def trays(tmp_path: Path) -> str:
    """A file of the nursery's as a clerk has it: GB18030, a title row, headings of its own, a totals row."""
    file = tmp_path / "trays.csv"
    file.write_bytes(TRAYS.encode("gb18030"))
    return str(file)


def test_plan_and_apply_are_done_after_the_first_apply(run: Run, nursery: Nursery) -> None:
    sheet_id = nursery.street.workbook.sheet_ids()["浇水"]
    nursery.street.workbook.update([{"deleteSheet": {"sheetId": sheet_id}}])

    kinds = [change["kind"] for change in answer(run("plan", "--json"))["changes"]]
    applied = run("apply")

    assert kinds[0] == "addSheet"
    assert applied.exit_code == 0
    assert answer(run("plan", "--json")) == {"changes": [], "rejected": [], "notices": []}


def test_sync_prints_one_line_and_exits_0_when_nothing_is_wrong(run: Run) -> None:
    result = run("sync")

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 1


def test_sync_exits_1_and_names_what_is_wrong(run: Run, nursery: Nursery) -> None:
    nursery.type("trays", 2, "seeds", "2o")

    result = run("sync", "--json")

    assert result.exit_code == 1
    (problem,) = answer(result)["problems"]
    assert (problem["tab"], problem["row"], problem["key"], problem["field"], problem["rule"]) == (
        "trays", 2, "T-1", "seeds", "type",
    )  # fmt: skip
    assert set(problem["message"]) == {"zh", "en"}


def test_sync_of_one_tab_writes_no_other(run: Run, nursery: Nursery) -> None:
    run("sync", "--tab", "places")

    assert nursery.row("trays", "T-1")["thirsty"] is None
    assert nursery.row("places", "N")["trays_all"] is not None


def test_dry_run_names_the_cells_that_would_change(run: Run, nursery: Nursery) -> None:
    changes = answer(run("sync", "--dry-run", "--json"))["changes"]

    assert {"tab": "trays", "key": "T-1", "field": "thirsty", "value": "是"} in changes
    assert nursery.row("trays", "T-1")["thirsty"] is None


def test_dry_run_names_the_rows_that_a_query_would_add_and_take_off(run: Run, nursery: Nursery) -> None:
    run("sync")
    nursery.type("watering_plan", 2, "plan_id", "T-9/2020-02-20")
    nursery.type("watering_plan", 3, "plan_state", "浇了")

    found, lines = answer(run("sync", "--dry-run", "--json")), run("sync", "--dry-run").stdout.splitlines()

    key = nursery.rows("watering_plan")[1]["plan_id"]
    assert len(found["added"]["watering_plan"]) == 1
    assert found["removed"] == {"watering_plan": ["T-9/2020-02-20"]}
    assert {"tab": "watering_plan", "key": key, "field": "plan_state", "value": "该浇"} in found["changes"]
    assert "watering_plan: 1 rows would be added, 1 taken off, 1 cells changed" in lines
    assert nursery.rows("watering_plan")[0]["plan_id"] == "T-9/2020-02-20"


def test_sync_makes_what_a_playbook_starts_in_the_same_run(run: Run, nursery: Nursery) -> None:
    nursery.type("waterings", 2, "seen", "霉")

    lines = run("sync", "--dry-run").stdout.splitlines()
    assert "treatments: mould/T-1/isolate would be started" in lines
    assert nursery.rows("treatments") == []

    wanted = [{"tab": "treatments", "id": f"mould/T-1/{step}"} for step in ("isolate", "spray", "warn/G-1", "warn/G-2")]
    assert answer(run("sync", "--json"))["started"] == wanted
    assert [row["submission_id"] for row in nursery.rows("treatments")] == [start["id"] for start in wanted]
    assert answer(run("sync", "--json"))["started"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sync", "--tab", "jars"], "no tab 'jars'"),
        (["--workbook", "nowhere", "plan"], "workbook is 'nowhere'"),
        (["--schemas", "missing", "plan"], "datapackage.yaml"),
        (["--workbook", "local:{tmp}/empty", "plan"], "no workbook at local:"),
        (["--workbook", "google:abc", "plan"], "credentials.example.json"),
    ],
)
def test_wrong_use_exits_2_with_a_message(
    nursery: Nursery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = nursery.settings
    given = ["--workbook", settings.workbook, "--schemas", settings.schemas, "--data", settings.data]
    # A later option wins over an earlier one, so the broken one stands last before the command.
    given += [argument.format(tmp=tmp_path) for argument in arguments]

    result = CliRunner().invoke(main, given)

    assert result.exit_code == 2, result.output
    assert words in result.output
    assert "Traceback" not in result.output


def test_missing_column_exits_3_and_writes_nothing(run: Run, nursery: Nursery) -> None:
    nursery.type("trays", 1, "place_id", "地点")
    before = nursery.cells("trays")

    result = run("sync")

    assert result.exit_code == 3
    assert "“位置” (place_id)" in result.output
    assert nursery.cells("trays") == before


def test_unreachable_workbook_exits_3(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sheets_sync.retry.time.sleep", lambda _: None)
    arguments = ["--workbook", "http://127.0.0.1:9/none", "--schemas", nursery.settings.schemas]

    result = CliRunner().invoke(main, [*arguments, "--data", nursery.settings.data, "plan"])

    assert result.exit_code == 3
    assert "did not answer" in result.output


def test_check_lists_the_problems_of_a_file_and_writes_nothing(run: Run, nursery: Nursery, trays: str) -> None:
    before = nursery.cells("trays")

    result = run("check", trays, "--tab", "trays", "--json")

    assert result.exit_code == 1
    (problem,) = answer(result)["problems"]
    assert (problem["row"], problem["field"], problem["rule"]) == (4, "buyer_phone", "pattern")
    assert nursery.cells("trays") == before


def test_check_of_the_examples_counts_them_and_names_a_wrong_one(nursery: Nursery, tmp_path: Path) -> None:
    schemas = tmp_path / "schemas"
    shutil.copytree(nursery.settings.schemas, schemas)
    tab = schemas / "tabs" / "trays.yaml"
    text = tab.read_text(encoding="utf-8")
    tab.write_text(
        text + "examples:\n  fail:\n    - {row: {tray_id: T-1, buyer_name: x}, rule: unique}\n", encoding="utf-8"
    )

    result = CliRunner().invoke(main, ["--schemas", str(schemas), "check", "--examples"])

    assert result.exit_code == 1
    line = len(text.splitlines()) + 3
    told = [" ".join(row.split()) for row in result.output.splitlines()]
    at = told.index(f"tabs/trays.yaml:{line} break unique break required of place_id")
    assert (told[0], told[at + 1]) == ("example must does", "tray_id: T-1, buyer_name: x")
    assert ", 1 wrong" in result.output


def test_check_of_the_examples_ends_with_0_where_each_does_what_its_file_says(run: Run) -> None:
    result = run("check", "--examples")
    assert (result.exit_code, result.output.partition(" examples, ")[2]) == (0, "0 wrong\n"), result.output


def test_check_of_the_examples_of_one_tab_leaves_the_others_out(run: Run) -> None:
    assert run("check", "--examples", "--tab", "places").output == "3 examples, 0 wrong\n"
    assert run("check", "--examples", "--tab", "vases").exit_code == 2


def test_import_adds_the_rows_and_the_same_file_again_adds_nothing(run: Run, nursery: Nursery, trays: str) -> None:
    dry = answer(run("import", trays, "--tab", "trays", "--dry-run", "--json"))
    first = answer(run("import", trays, "--tab", "trays", "--json"))
    second = answer(run("import", trays, "--tab", "trays", "--json"))

    assert (dry["new"], dry["written"]) == (2, False)
    assert (first["new"], first["written"]) == (2, True)
    assert (second["new"], second["changed"], second["unchanged"], second["written"]) == (0, [], 2, False)
    added = [row for row in nursery.rows("trays") if row["buyer_name"] in ("冯八", "陈九")]
    assert [(row["tray_id"], row["plant"], row["sown_on"], row["seeds"], row["buyer_phone"]) for row in added] == [
        ("T-00006", "番茄", "2020-02-03", 12, "10000000008"),
        ("T-00007", "罗勒", "2020-02-04", 5, "12345"),
    ]


def test_import_of_a_corrected_file_changes_that_cell_alone(run: Run, nursery: Nursery, trays: str) -> None:
    run("import", trays, "--tab", "trays")
    before = nursery.rows("trays")
    Path(trays).write_bytes(TRAYS.replace("12345", "10000000009").encode("gb18030"))

    result = run("import", trays, "--tab", "trays")

    assert result.exit_code == 0
    after = nursery.rows("trays")
    changed = [(a["tray_id"], name) for a, b in zip(after, before, strict=True) for name in a if a[name] != b[name]]
    assert changed == [("T-00007", "buyer_phone")]


def test_import_without_a_way_to_know_rows_again_is_refused(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "gardeners.csv"
    file.write_text("园丁姓名,电话\n吴九,10000000009\n", encoding="utf-8")

    result = run("import", str(file), "--tab", "gardeners")

    assert result.exit_code == 2
    assert "import.key" in result.output


def test_import_shows_a_preview_before_it_writes(run: Run, trays: str) -> None:
    lines = run("import", trays, "--tab", "trays").stdout.splitlines()

    assert any("GB18030" in line for line in lines)
    assert lines[-1] == "Written."


@pytest.mark.parametrize("command", ["import", "check"])
@pytest.mark.parametrize(("tab", "source"), [("watering_plan", "query"), ("problems", "problems")])
def test_file_for_a_tab_whose_rows_the_program_makes_is_refused(
    run: Run, trays: str, command: str, tab: str, source: str
) -> None:
    result = run(command, trays, "--tab", tab)

    assert result.exit_code == 2
    assert f"{tab!r} are made by the program" in result.output
    assert f"source: {source}" in result.output


def test_export_gives_a_file_a_tab_with_bad_cells_as_typed(run: Run, nursery: Nursery, tmp_path: Path) -> None:
    nursery.type("trays", 2, "seeds", "2o")

    result = run("export", "--format", "csv", "--to", str(tmp_path / "out"))

    assert result.exit_code == 0
    heading, first, *_ = (tmp_path / "out" / "trays.csv").read_text(encoding="utf-8").splitlines()
    assert heading.startswith("tray_id,place_id,")
    assert "2o" in first.split(",")


def test_export_computes_the_rows_of_a_query_and_leaves_the_problem_list_out(
    run: Run, nursery: Nursery, tmp_path: Path
) -> None:
    nursery.type("watering_plan", 2, "plan_id", "typed")
    nursery.type("watering_plan", 2, "plan_day", "some day")

    run("export", "--format", "csv", "--to", str(tmp_path / "out"))

    heading, first, *others = (tmp_path / "out" / "watering_plan.csv").read_text(encoding="utf-8").splitlines()
    assert heading == "plan_id,tray_id,buyer_name,plan_day,litres_given,plan_state,is_late,seen"
    assert first.split(",")[1:3] + first.split(",")[4:] == ["T-1", "王小明", "", "missed", "true", ""]
    assert len(others) == 7
    assert not (tmp_path / "out" / "problems.csv").exists()


def test_export_of_forms_gives_a_form_a_tab_and_the_rows_it_chooses_from(run: Run, tmp_path: Path) -> None:
    result = run("export", "--format", "xlsform", "--to", str(tmp_path / "out"))

    assert result.exit_code == 0
    files = {file.name: file for file in map(Path, result.stdout.splitlines())}
    assert {"waterings.xlsx", "trays.csv"} <= files.keys()
    assert [convert(file).warnings for name, file in files.items() if name.endswith(".xlsx")] == [[]] * 3
    heading, first, *_ = files["trays.csv"].read_text(encoding="utf-8").splitlines()
    assert (heading, first) == ("name,label", "T-1,王×× · T-1 · 番茄 · •••• 1234")
    assert "trays.csv 里是“苗盘”的全部 5 行" in result.stderr


def test_export_of_forms_refuses_a_language(run: Run, tmp_path: Path) -> None:
    result = run("export", "--format", "xlsform", "--to", str(tmp_path / "out"), "--titles", "en")

    assert result.exit_code == 2
    assert not (tmp_path / "out").exists()


def test_links_are_shown_once_and_open_for_their_person(run: Run, nursery: Nursery) -> None:
    run("sync")

    made = answer(run("links", "G-1", "--json"))["links"]

    token = made[0]["link"].rpartition("/")[2]
    assert nursery.street.accounts.person_of(token) == "G-1"
    assert run("links", "G-9").exit_code == 2


def test_revoked_link_opens_nothing(run: Run, nursery: Nursery) -> None:
    run("sync")
    token = answer(run("links", "G-1", "--json"))["links"][0]["link"].rpartition("/")[2]

    revoked = run("links", "G-1", "--revoke")

    assert revoked.exit_code == 0
    assert nursery.street.accounts.person_of(token) is None
    assert nursery.street.accounts.link_issued_at("G-1") is None
    assert run("links", "--revoke").exit_code == 2


def test_demo_refuses_a_folder_with_a_real_workbook(run: Run) -> None:
    result = run("demo")

    assert result.exit_code == 2
    assert "not a demo" in result.output


def test_second_sync_watcher_is_refused(run: Run, nursery: Nursery) -> None:
    from sheets_sync.jobs.locks import exclusive

    with exclusive(nursery.settings.data_folder / "watch.lock"):
        result = run("sync", "--watch", "1")

    assert result.exit_code == 2
    assert "already watches" in result.output


def test_fixture_writes_what_it_says(open_nursery: OpenNursery) -> None:
    made = open_nursery()
    apply_layout(made.street)
    write_rows(made.street, {"places": NURSERY["places"][:1]})

    assert [row["place_id"] for row in made.rows("places")] == ["N"]

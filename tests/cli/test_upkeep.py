"""doctor, backup and restore on the nursery."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from sheets_sync.cli import main
from sheets_sync.jobs.locks import exclusive
from sheets_sync.store import Attachments
from tests.cli.conftest import Run
from tests.nursery import Nursery, OpenNursery
from tests.pictures import png


def verdicts(result: Result) -> dict[str, str]:
    return {finding["what"]: finding["verdict"] for finding in json.loads(result.stdout)["findings"]}


def test_doctor_finds_everything_fine_after_a_pass(run: Run) -> None:
    run("sync")

    result = run("doctor", "--json")

    assert result.exit_code == 0
    assert set(verdicts(result).values()) == {"fine"}


def test_doctor_names_what_is_missing_and_looks_at_the_rest(run: Run, nursery: Nursery) -> None:
    run("sync")
    sheet_id = nursery.street.workbook.sheet_ids()["浇水"]
    nursery.street.workbook.update([{"deleteSheet": {"sheetId": sheet_id}}])

    result = run("doctor", "--json")

    assert result.exit_code == 1
    assert verdicts(result) == {
        "schemas": "fine",
        "store": "fine",
        "last pass": "fine",
        "workbook": "fine",
        "layout": "attention",
    }


def test_doctor_goes_on_after_a_broken_schema(run: Run, nursery: Nursery, tmp_path: Path) -> None:
    settings = nursery.settings
    given = ["--workbook", settings.workbook, "--schemas", str(tmp_path / "none"), "--data", settings.data, "doctor"]

    result = CliRunner().invoke(main, given)

    assert result.exit_code == 3
    assert "BAD  schemas" in result.output
    assert "ok   workbook" in result.output


def test_backup_put_back_gives_the_cells_and_the_store_as_they_were(
    run: Run, nursery: Nursery, open_nursery: OpenNursery, tmp_path: Path
) -> None:
    run("sync")
    before = nursery.cells("trays")
    pictures = Attachments(nursery.settings.picture_folder, 10_000)
    name = pictures.put(png())
    folder = run("backup", "--to", str(tmp_path / "kept")).stdout.partition(":")[0]
    (nursery.settings.picture_folder / name).unlink()
    nursery.type("trays", 2, "buyer_name", "后来改的")

    restored = run("restore", folder)

    assert restored.exit_code == 0
    again = open_nursery()
    assert again.cells("trays") == before
    assert pictures.read(name) == ("image/png", png())
    assert again.street.mirror.read("trays") is not None
    assert "before-restore-" in restored.stdout


def test_spoilt_backup_is_refused_and_nothing_is_touched(run: Run, nursery: Nursery, tmp_path: Path) -> None:
    run("sync")
    folder = Path(run("backup", "--to", str(tmp_path / "kept")).stdout.partition(":")[0])
    spoilt = next(folder.glob("*/*.sqlite"))
    spoilt.write_bytes(spoilt.read_bytes()[:-100])
    before = nursery.cells("trays")

    result = run("restore", str(folder))

    assert result.exit_code == 2
    assert "not as it was written" in result.output
    assert nursery.cells("trays") == before


def test_restore_is_refused_while_sync_runs(run: Run, nursery: Nursery, tmp_path: Path) -> None:
    run("sync")
    folder = run("backup", "--to", str(tmp_path / "kept")).stdout.partition(":")[0]

    with exclusive(nursery.settings.data_folder / "watch.lock"):
        result = run("restore", folder)

    assert result.exit_code == 2
    assert "Stop sync and web first" in result.output

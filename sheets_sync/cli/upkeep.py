"""doctor, backup, restore: for the person who keeps the system."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from sheets_sync.cli.main import SettingsOf, print_json
from sheets_sync.jobs.backup import back_up
from sheets_sync.jobs.backup import restore as put_back
from sheets_sync.jobs.doctor import Verdict, examine
from sheets_sync.jobs.street import utc_now

SIGNS = {Verdict.FINE: "ok  ", Verdict.ATTENTION: "look", Verdict.BROKEN: "BAD "}


@click.command()
@click.option("--json", "as_json", is_flag=True, help='print {"findings": [...]}')
@click.pass_obj
def doctor(settings: SettingsOf, as_json: bool) -> None:
    """Look at schemas, store, workbook and layout, and say what to do about what is wrong."""
    found = list(examine(settings(), utc_now))
    if as_json:
        print_json({"findings": [{"what": f.what, "verdict": f.verdict.name.lower(), "words": f.words} for f in found]})
    else:
        for finding in found:
            click.echo(f"{SIGNS[finding.verdict]} {finding.what}: {finding.words}")
    sys.exit(max(finding.verdict for finding in found))


@click.command()
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), default="backups", show_default=True)
@click.pass_obj
def backup(settings: SettingsOf, folder: Path) -> None:
    """Copy the store and a local workbook into a new folder below --to; nothing has to stop for it."""
    made = back_up(settings(), folder, utc_now())
    click.echo(f"{made.folder}: {len(made.files)} files")


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.pass_obj
def restore(settings: SettingsOf, folder: Path) -> None:
    """Put the backup in FOLDER back; what is there now is moved aside, not deleted. Stop web and sync first."""
    aside = put_back(settings(), folder, utc_now())
    click.echo(f"Restored from {folder}. What was there is in {aside}.")

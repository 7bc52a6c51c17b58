"""sync: keep the workbook true to the schemas."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import click

from sheets_sync.cli.main import ATTENTION, SettingsOf, print_json, print_problems, problem_rows, progress
from sheets_sync.config import Settings
from sheets_sync.jobs.deliver import deliver, deliver_all
from sheets_sync.jobs.locks import exclusive
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.jobs.sync import PassReport, run_pass
from sheets_sync.jobs.watch import Rhythm, watch
from sheets_sync.plan import RowName
from sheets_sync.problems import CellValue, Problem
from sheets_sync.schema import Tab


@click.command()
@click.option(
    "--watch", "interval_s", type=float, metavar="SECONDS", help="look for changes every SECONDS until stopped"
)
@click.option("--tab", help="write and report this tab alone")
@click.option("--dry-run", is_flag=True, help="write nothing; say which cells would change")
@click.option("--json", "as_json", is_flag=True, help="print one object")
@click.pass_obj
def sync(settings: SettingsOf, interval_s: float | None, tab: str | None, dry_run: bool, as_json: bool) -> None:
    """Check every row of every tab; write computed columns, problem list and query tabs; make what playbooks start."""
    given = settings()
    if interval_s is not None:
        _watch(given, interval_s)
        return
    street = open_street(given)
    if tab is not None and tab not in street.package.by_name:
        raise click.UsageError(f"There is no tab {tab!r}. There are: {', '.join(street.package.by_name)}.")
    with progress("sync"):
        if not dry_run:
            with exclusive(given.data_folder / "deliver.lock"):
                for words in deliver(street, given.grace_s).held:
                    click.echo(words, err=True)
        with exclusive(given.data_folder / "pass.lock"):
            report = run_pass(street, dry_run=dry_run, only=tab)
        if report.started and not dry_run:
            with exclusive(given.data_folder / "deliver.lock"):
                deliver_all(street, given.grace_s)
    problems = [p for p in report.problems if tab in (None, p.tab)]
    if as_json:
        print_json(
            _as_json(report)
            | {"problems": problem_rows(problems)}
            | ({"changes": _changes(report), **_rows(report)} if dry_run else {})
        )
    else:
        _print(street, report, problems, dry_run=dry_run)
    sys.exit(ATTENTION if problems else 0)


def _watch(settings: Settings, interval_s: float) -> None:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch(
        settings,
        Rhythm(interval_s),
        stop,
        tell=lambda words: click.echo(words, err=True),
        passed=lambda report: click.echo(report.line()),
    )


def _as_json(report: PassReport) -> dict[str, Any]:
    return {
        "rows": report.rows,
        "cells": report.cells_written,
        "keys": report.keys_given,
        "started": [{"tab": start.tab.name, "id": start.id} for start in report.started],
        "calls": report.calls,
        "seconds": round(report.seconds, 3),
    }


def _changes(report: PassReport) -> list[dict[str, Any]]:
    plans: list[tuple[Tab, Mapping[str, Mapping[RowName, CellValue]]]] = [(p.tab, p.cells) for p in report.planned]
    plans += [(plan.tab, plan.cells) for plan in report.made]
    return [
        {"tab": tab.name, "key": key, "field": name, "value": value}
        for tab, changed in plans
        for name, cells in changed.items()
        for (key, _), value in cells.items()
    ]


def _rows(report: PassReport) -> dict[str, Any]:
    """Keys of the rows that a dry run would add and take off, by tab."""
    added = {made.tab.name: list(made.new) for made in report.made if made.new}
    return {"added": added, "removed": {made.tab.name: sorted(made.gone) for made in report.made if made.gone}}


def _print(street: Street, report: PassReport, problems: Sequence[Problem], *, dry_run: bool) -> None:
    if dry_run:
        for planned in report.planned:
            for name, cells in planned.cells.items():
                click.echo(f"{planned.tab.name}.{name}: {len(cells)} cells would change")
        for made in report.made:
            words = f"{len(made.new)} rows would be added, {len(made.gone)} taken off, {made.rewritten} cells changed"
            if made.size:
                click.echo(f"{made.tab.name}: {words}")
        for start in report.started:
            click.echo(f"{start.tab.name}: {start.id} would be started")
    print_problems(street.package, problems)
    click.echo(report.line())

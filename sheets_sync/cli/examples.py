"""check --examples: the schema files' own examples, and each that does not do what its file says."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from sheets_sync.checks import validate
from sheets_sync.cli.main import ATTENTION, print_json, progress
from sheets_sync.config import Settings
from sheets_sync.examples import Outcome, examine
from sheets_sync.schema import Package, load_package


def check_examples(settings: Settings, tab_name: str | None, *, as_json: bool) -> None:
    """Judge the examples of all tabs, or of one, and end the command.

    Raises:
        SchemaError: a file has a mistake; all SQL is compiled before the examples are looked at.
    """
    package = load_package(settings.schema_folder)
    names = [tab.name for tab in package.filled_tabs]
    if tab_name is not None and tab_name not in names:
        raise click.UsageError(f"There is no tab {tab_name!r} to fill. There are: {', '.join(names)}.")
    now = datetime.now(ZoneInfo(package.timezone)).replace(tzinfo=None)
    with progress("check"):
        validate(package, now)
        outcomes = list(examine(package, now, tab_name))
    wrong = [outcome for outcome in outcomes if not outcome.good]
    if as_json:
        rows = [{"tab": o.tab, "row": dict(o.row), "wanted": o.wanted, "broken": o.broken} for o in wrong]
        print_json({"examples": len(outcomes), "wrong": rows})
    else:
        for line in _table(package, wrong):
            click.echo(line)
        click.echo(f"{len(outcomes)} examples, {len(wrong)} wrong")
    sys.exit(ATTENTION if wrong else 0)


def _table(package: Package, wrong: Sequence[Outcome]) -> Iterator[str]:
    """A line for each: where it stands, what it must do, what it does; and below it the row."""
    cells = [_line(package, outcome) for outcome in wrong]
    heading = ("example", "must", "does")
    first, second = (max(len(row[column]) for row in (heading, *cells)) for column in range(2))
    if wrong:
        yield f"{heading[0]:{first}}  {heading[1]:{second}}  {heading[2]}"
    for (where, must, does), outcome in zip(cells, wrong, strict=True):
        yield f"{where:{first}}  {must:{second}}  {does}"
        yield "    " + ", ".join(f"{name}: {value}" for name, value in outcome.row.items())


def _line(package: Package, outcome: Outcome) -> tuple[str, str, str]:
    where, _, _ = package.by_name[outcome.tab].at(outcome.place).rpartition(": ")
    must = f"break {_rule(*outcome.wanted)}" if outcome.wanted else "pass"
    does = ", ".join(_rule(*broken) for broken in outcome.broken)
    return where, must, f"break {does}" if does else "pass"


def _rule(rule: str, field: str | None) -> str:
    return f"{rule} of {field}" if field else rule

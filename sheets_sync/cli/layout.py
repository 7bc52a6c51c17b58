"""plan, apply: bring the workbook in line with the schemas; what that changes, and which rows it newly rejects."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import click

from sheets_sync.cli.main import ATTENTION, SettingsOf, print_json, problem_rows, progress
from sheets_sync.jobs.provision import Plan, carry_out, make_plan
from sheets_sync.jobs.street import open_street
from sheets_sync.layout import Change, Sign
from sheets_sync.problems import Problem
from sheets_sync.schema import Package

SHOWN = 5
"""How many newly rejected cells of a rule are told; the rest are counted."""

PARTS = {"updateCells": "column", "appendDimension": "column", "addFilterView": "filter view"}
PARTS |= {"addConditionalFormatRule": "colour"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help='print {"changes": [...], "rejected": [...], "notices": [...]}')
@click.pass_obj
def plan(settings: SettingsOf, as_json: bool) -> None:
    """Say what `apply` would change in the workbook, and which rows the files as they are now would newly reject."""
    street = open_street(settings())
    with progress("plan"):
        made = make_plan(street)
    if as_json:
        print_json(_as_json(made))
    else:
        for line in told(street.package, made):
            click.echo(line)
        click.echo(
            f"{_totals(made)} `python -m sheets_sync apply` makes the changes." if made.changes else _totals(made)
        )
    sys.exit(ATTENTION if made.rejected or made.notices else 0)


@click.command()
@click.pass_obj
def apply(settings: SettingsOf) -> None:
    """Do what `plan` says; drops nothing, renames by `was` alone. Makes the spreadsheet when the address has no id."""
    street = open_street(settings(), create=True)
    with progress("apply"):
        made = make_plan(street)
    for line in told(street.package, made):
        click.echo(line)
    click.echo(_totals(made))
    with progress("apply"):
        carry_out(street, made)
    click.echo(f"{_count(len(made.changes), 'change')} made in the workbook {street.workbook.id}.")


def told(package: Package, made: Plan) -> Iterator[str]:
    """The plan for people, tab by tab: + added, ~ changed, - hidden or taken off, ! to decide, ? perhaps forgotten."""
    for name in ("", *package.by_name):
        lines = [f"  {change.sign} {words}" for change, words in _folded(name, made.changes)]
        lines += [f"  ! {notice.what}" for notice in made.notices if notice.tab == name]
        lines += [f"  ? {hint.what}" for hint in made.hints if hint.tab == name]
        lines += _rejected(package, name, [p for p in made.rejected if p.tab == name])
        if lines:
            yield f"{package.by_name[name].title[package.language]} ({name})" if name else "workbook"
            yield from lines


def _folded(tab: str, found: Sequence[Change]) -> list[tuple[Change, str]]:
    """The changes of a tab in words; a tab that is new is one line that counts what it comes with."""
    own = [change for change in found if change.tab == tab]
    if not tab or not own or not own[0].what.startswith("tab ") or own[0].sign is not Sign.ADD:
        return [(change, change.what) for change in own]
    counts = Counter(PARTS[change.kind] for change in own[1:])
    parts = ", ".join(_count(count, part) for part, count in counts.items())
    return [(own[0], f"{own[0].what} with {parts}")]


def _rejected(package: Package, tab: str, problems: Sequence[Problem]) -> Iterator[str]:
    fields = package.by_name[tab].by_name if tab else {}
    ordered = sorted(problems, key=lambda p: (p.rule, p.field or ""))
    for (rule, name), group in groupby(ordered, key=lambda p: (p.rule, p.field or "")):
        cells = list(group)
        column = f" of “{fields[name].title[package.language]}”" if name in fields else ""
        yield f"  newly rejected by {rule}{column}: {_count(len(cells), 'cell' if column else 'row')}"
        for problem in cells[:SHOWN]:
            value = f" “{problem.value}”" if problem.value else ""
            yield f"      row {problem.row} {problem.key}{value}: {problem.message[package.language]}"
        if len(cells) > SHOWN:
            yield f"      ... {len(cells) - SHOWN} more; --json lists them all."


def _totals(made: Plan) -> str:
    if not (made.changes or made.rejected or made.notices):
        return "Nothing to do: the workbook has everything that the schemas say."
    signs = Counter(change.sign for change in made.changes)
    parts = [
        f"{signs[sign]} to {verb}"
        for sign, verb in ((Sign.ADD, "add"), (Sign.CHANGE, "change"), (Sign.TAKE, "hide or take off"))
        if signs[sign]
    ]
    parts += [f"{_count(len(made.notices), 'thing')} to decide"] if made.notices else []
    parts += [f"{_count(len(made.rejected), 'cell')} newly rejected"] if made.rejected else []
    return f"{', '.join(parts)}. No value is changed."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _as_json(made: Plan) -> dict[str, Any]:
    rows = zip(made.rejected, problem_rows(made.rejected), strict=True)
    return {
        "changes": [{"kind": c.kind, "tab": c.tab, "what": c.what} for c in made.changes],
        "rejected": [row | {"value": problem.value} for problem, row in rows],
        "notices": [{"tab": n.tab, "what": n.what} for n in made.notices],
    }

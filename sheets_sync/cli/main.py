"""The group that all commands hang in: settings, exit codes, the manner of output."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from sheets_sync.config import Settings, load_settings
from sheets_sync.errors import SheetsSyncError
from sheets_sync.files.report import problems_as_json
from sheets_sync.problems import Problem, say
from sheets_sync.schema import Package

ATTENTION = 1
SettingsOf = Callable[[], Settings]


class _Commands(click.Group):
    """Ends a command with the message and the exit code of what was raised on purpose."""

    def invoke(self, ctx: click.Context) -> Any:  # Any: click's
        try:
            return super().invoke(ctx)
        except SheetsSyncError as error:
            click.echo(str(error), err=True)
            ctx.exit(error.exit_code)


@click.group(cls=_Commands)
@click.option("--workbook", help="local:FOLDER, google:SPREADSHEET_ID or http://HOST:PORT/SPREADSHEET_ID")
@click.option("--schemas", help="folder of the schema files")
@click.option("--data", help="folder of the store")
@click.pass_context
def main(ctx: click.Context, workbook: str | None, schemas: str | None, data: str | None) -> None:
    """Keep a workbook true to its schemas."""
    ctx.obj = lambda: load_settings(arguments={"workbook": workbook, "schemas": schemas, "data": data})


def problem_rows(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Problems of a whole workbook as `--json` prints them: those of a file, and the tab of each."""
    rows = problems_as_json(problems)["problems"]
    return [{"tab": problem.tab, **row} for problem, row in zip(problems, rows, strict=True)]


def print_problems(package: Package, problems: Sequence[Problem], most: int = 20) -> None:
    """A line a problem for people: tab, row, key, column and what to do, in the workbook's language."""
    language = package.language
    for problem in problems[:most]:
        tab = package.by_name[problem.tab]
        field = tab.by_name.get(problem.field or "")
        column = field.title if field else dict.fromkeys(package.languages, "")
        where = say("where", package, tab=tab.title, row=str(problem.row), key=problem.key, column=column)
        click.echo(where[language] + problem.message[language])
    if len(problems) > most:
        click.echo(f"... {len(problems) - most} more; --json lists them all.")


def print_json(body: dict[str, Any]) -> None:
    """The one object that `--json` prints."""
    click.echo(json.dumps(body, ensure_ascii=False, default=str))


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal what is going on; gives the function that changes the words. Silent in a pipe."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda words: status.update(f"{what}: {words}")

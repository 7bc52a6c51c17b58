"""check, import, export: people's files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import click

from sheets_sync.cli.examples import check_examples
from sheets_sync.cli.main import ATTENTION, SettingsOf, print_json, print_problems, progress
from sheets_sync.files import CellChange
from sheets_sync.files.report import preview, problems_as_json
from sheets_sync.jobs.files import Prepared, ReadManner, carry_out, export, export_forms, prepare_import
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.schema import Tab, Text

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
TAB = click.option("--tab", "tab_name", required=True, help="name of the tab that the file is for")
YEAR = click.option("--year", type=int, help="year of dates without one; else that of the file's other dates")
SET = click.option("--set", "settings_of_cells", multiple=True, metavar="FIELD=CELL", help="fills what a line lacks")
JSON = click.option("--json", "as_json", is_flag=True, help="print one object")


@click.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--tab", "tab_name", help="name of the tab that the file is for")
@click.option("--examples", is_flag=True, help="judge the schema files' own examples (of --tab, if given)")
@YEAR
@SET
@JSON
@click.pass_obj
def check(  # noqa: PLR0913, PLR0917 - click hands each option over by name
    settings: SettingsOf,
    file: Path | None,
    tab_name: str | None,
    examples: bool,
    year: int | None,
    settings_of_cells: Sequence[str],
    as_json: bool,
) -> None:
    """Judge FILE by the rules of a tab, as its rows would stand in the workbook. Writes nothing."""
    if examples:
        check_examples(settings(), tab_name, as_json=as_json)
        return
    if file is None or tab_name is None:
        raise click.UsageError("check needs FILE and --tab, or --examples.")
    street = open_street(settings())
    with progress("check"):
        prepared = prepare_import(street, file, _tab(street, tab_name), _manner(year, settings_of_cells))
    problems = prepared.plan.problems
    if as_json:
        print_json(problems_as_json(problems))
    else:
        print_problems(street.package, problems)
        click.echo(f"{len(prepared.rows.rows)} rows, {len(problems)} problems")
    sys.exit(ATTENTION if problems else 0)


@click.command("import")
@FILE
@TAB
@YEAR
@SET
@click.option("--dry-run", is_flag=True, help="only the preview")
@JSON
@click.pass_obj
def import_(  # noqa: PLR0913, PLR0917 - click hands each option over by name
    settings: SettingsOf,
    file: Path,
    tab_name: str,
    year: int | None,
    settings_of_cells: Sequence[str],
    dry_run: bool,
    as_json: bool,
) -> None:
    """Bring FILE into a tab: known rows are updated, others added. A preview comes first, and a terminal is asked."""
    street = open_street(settings())
    with progress("import"):
        prepared = prepare_import(street, file, _tab(street, tab_name), _manner(year, settings_of_cells))
    if not as_json:
        for line in preview(street.package, prepared.rows, prepared.plan):
            click.echo(line[street.package.language])
        print_problems(street.package, prepared.plan.problems)
    write = not dry_run and _agreed(prepared, ask=not as_json and sys.stdin.isatty())
    if write:
        with progress("import"):
            carry_out(street, prepared)
    if as_json:
        print_json(_as_json(prepared, written=write))
    else:
        click.echo("Written." if write else "Nothing was written.")
    sys.exit(ATTENTION if prepared.plan.problems else 0)


@click.command("export")
@click.option("--format", "kind", type=click.Choice(["xlsx", "csv", "xlsform"]), required=True)
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--titles", help="language of the headings: zh or en; without it names in csv, the workbook's in xlsx")
@click.pass_obj
def export_(settings: SettingsOf, kind: Literal["xlsx", "csv", "xlsform"], folder: Path, titles: str | None) -> None:
    """Write every tab into files: one .xlsx, or a .csv a tab; or every form, for ODK and KoboToolbox."""
    street = open_street(settings())
    if titles is not None and titles not in street.package.languages:
        raise click.UsageError(f"--titles is {titles!r}. Allowed are {', '.join(street.package.languages)}.")
    if titles is not None and kind == "xlsform":
        raise click.UsageError("--titles goes with xlsx and csv; a form speaks every language.")
    notes: list[Text] = []
    with progress("export"):
        if kind == "xlsform":
            files, notes = export_forms(street, folder)
        else:
            files = export(street, folder, kind, titles)
    for file in files:
        click.echo(file)
    for note in notes:
        click.echo(note[street.package.language], err=True)


def _agreed(prepared: Prepared, *, ask: bool) -> bool:
    if not (prepared.plan.new or prepared.plan.changed):
        return False
    return not ask or click.confirm("确认导入 / Import?", default=False)


def _manner(year: int | None, pairs: Sequence[str]) -> ReadManner:
    cells = dict(pair.partition("=")[::2] for pair in pairs)
    if "" in cells or not all("=" in pair for pair in pairs):
        raise click.UsageError("--set takes FIELD=CELL.")
    return ReadManner(year, cells)


def _tab(street: Street, name: str) -> Tab:
    tabs = {tab.name: tab for tab in street.package.filled_tabs}
    known = street.package.by_name.get(name)
    if known and known.source:
        raise click.UsageError(
            f"The rows of {name!r} are made by the program, so a file cannot fill it (source: {known.source} in"
            f" tabs/{name}.yaml). Fill the tabs that it is made from: {', '.join(tabs)}."
        )
    if name not in tabs:
        raise click.UsageError(f"There is no tab {name!r} to fill. There are: {', '.join(tabs)}.")
    return tabs[name]


def _as_json(prepared: Prepared, *, written: bool) -> dict[str, Any]:
    rows, plan = prepared.rows, prepared.plan
    return {
        "lines": rows.lines,
        "rows": len(rows.rows),
        "skipped": [{"row": s.line, "reason": str(s.reason)} for s in rows.skipped],
        "headings": dict(rows.headings),
        "new": len(plan.new),
        "changed": [_change(change) for change in plan.changed],
        "kept": [_change(change) for change in plan.kept],
        "unchanged": plan.unchanged,
        "matched": {str(line): key for line, key in plan.matched.items()},
        "duplicates": [{"row": d.line, "first": d.first} for d in plan.duplicates],
        "written": written,
        **problems_as_json(plan.problems),
    }


def _change(change: CellChange) -> dict[str, Any]:
    return {"row": change.line, "key": change.key, "field": change.field, "old": change.old, "new": change.new}

"""Give the workbook the tabs, headings, dropdowns, locks, colours and filter views that the schemas say.

`plan` also judges the rows that stand in the workbook by the files as they are now, as if `apply` had been run: what
breaks a rule and does not stand in the problem list yet is newly rejected.
"""

from __future__ import annotations

from dataclasses import dataclass

from sheets_sync.checks import validate
from sheets_sync.errors import HeaderError
from sheets_sync.headings import sheet_title
from sheets_sync.jobs.street import Street
from sheets_sync.judge import judge
from sheets_sync.layout import FIELDS, Change, Notice, as_applied, changes, hints, notices
from sheets_sync.layout.locks import unlocked
from sheets_sync.problem_list import unlisted
from sheets_sync.problems import Problem
from sheets_sync.ranges import quoted
from sheets_sync.rows import Json
from sheets_sync.table import Table, parse_table


@dataclass(frozen=True)
class Plan:
    """What `apply` would do, what somebody must decide, what may have been forgotten, and what is newly rejected."""

    changes: tuple[Change, ...]
    notices: tuple[Notice, ...] = ()
    hints: tuple[Notice, ...] = ()
    rejected: tuple[Problem, ...] = ()


def plan_layout(street: Street) -> list[Change]:
    """What the workbook lacks against the schemas; empty when nothing does."""
    return changes(street.package, _layout(street))


def apply_layout(street: Street) -> list[Change]:
    """Send what is lacking, in one atomic batch; gives what was done. The second time there is nothing to do."""
    found = plan_layout(street)
    _send(street, found)
    return found


def make_plan(street: Street) -> Plan:
    """Look at the workbook and its rows; nothing is written.

    Raises:
        SchemaError: SQL of a schema file does not run.
        WorkbookError: the workbook could not be read.
    """
    package = street.package
    validate(package, street.now())
    spreadsheet = _layout(street)
    found, open_questions = changes(package, spreadsheet), notices(package, spreadsheet)
    try:
        tables = _tables(street, spreadsheet)
    except HeaderError as error:
        unread = Notice("", f"The rows were not judged: {error}")
        return Plan(tuple(found), (*open_questions, unread), tuple(hints(package, spreadsheet)))
    return Plan(
        tuple(found),
        (*open_questions, *_overwritten(street, spreadsheet, tables)),
        tuple(hints(package, spreadsheet)),
        tuple(_rejected(street, tables)),
    )


def carry_out(street: Street, plan: Plan) -> None:
    """Do what a plan says, in one atomic batch."""
    _send(street, plan.changes)


def _layout(street: Street) -> Json:
    ranges = [f"{quoted(title)}!1:2" for title in street.workbook.sheet_ids()]
    return dict(street.workbook.metadata(FIELDS, ranges))


def _send(street: Street, found: list[Change] | tuple[Change, ...]) -> None:
    street.workbook.update([request for change in found for request in change.requests])


def _tables(street: Street, spreadsheet: Json) -> dict[str, Table]:
    """The tabs that stand in the workbook, under whichever name, with their headings as `apply` leaves them."""
    package = street.package
    titles = [sheet["properties"]["title"] for sheet in spreadsheet.get("sheets", [])]
    there = {tab.name: title for tab in package.tabs if (title := sheet_title(package, tab, titles)) is not None}
    answers = street.workbook.read([quoted(title) for title in there.values()])
    return {
        name: parse_table(package, package.by_name[name], as_applied(package, package.by_name[name], values))
        for name, values in zip(there, answers, strict=True)
    }


def _rejected(street: Street, tables: dict[str, Table]) -> list[Problem]:
    package = street.package
    data = {name: table.data for name, table in tables.items()}
    bad = {name: table.bad for name, table in tables.items()}
    listed = {
        key
        for tab in package.tabs
        if tab.source == "problems" and tab.name in tables
        for key in tables[tab.name].data[tab.primary_key].to_pylist()
    }
    return unlisted(package, judge(package, street.now(), data, bad).problems, listed)


def _overwritten(street: Street, spreadsheet: Json, tables: dict[str, Table]) -> list[Notice]:
    """Columns that become computed while cells stand in them, which the program would write over."""
    found = []
    for tab, field in unlocked(street.package, spreadsheet):
        cells = tables[tab.name].written.get(field.name, ()) if tab.name in tables else ()
        count = sum(cell not in (None, "") for cell in cells)
        if count:
            title = field.title[street.package.language]
            words = (
                f"“{title}” ({field.name}) is computed now, and the next sync writes over what stands in {count} of its"
                " cells. To keep that give the computed field another name and leave this one with `retired: true`."
            )
            found.append(Notice(tab.name, words))
    return found

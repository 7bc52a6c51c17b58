"""What somebody has to do today: the rows of a form's worklist that they see, the overdue ones first.

A row for which an entry has just been made, which the mirror does not hold yet, is ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_sync.engine import Engine
from sheets_sync.schema import Form, Tab, Worklist
from sheets_sync.store import Entry
from web.forms.labels import Label, label
from web.identity import Identity, visible

TICKED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """One row that waits for an entry. `due` is local time; `ticked` when an entry is on its way."""

    label: Label
    due: datetime | None
    overdue: bool
    ticked: bool


@dataclass(frozen=True)
class TaskList:
    """The first of the tasks of one form, and how many there are of all."""

    tab: Tab
    form: Form
    tasks: tuple[Task, ...]
    total: int
    overdue: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)

    @property
    def next(self) -> Task | None:
        """The first that is not ticked."""
        return next((task for task in self.tasks if not task.ticked), None)


def task_list(engine: Engine, identity: Identity, tab: Tab, ticked: frozenset[str], most: int) -> TaskList:
    """The worklist of the tab's form as this person sees it. A form without a worklist has no tasks."""
    assert tab.form is not None
    work = tab.form.worklist
    if work is None:
        return TaskList(tab, tab.form, (), 0, 0)
    referred = engine.package.by_name[tab.references[work.field].tab]
    where, parameters = visible(identity)
    overdue = f'coalesce("{work.overdue}", FALSE)' if work.overdue else "FALSE"
    source = f'FROM "{referred.name}" WHERE ({work.where}) AND {where} AND "{referred.primary_key}" IS NOT NULL'
    counts = engine.rows(f"SELECT count(*) AS total, count(*) FILTER ({overdue}) AS overdue {source}", parameters)[0]
    rows = engine.rows(
        f"SELECT *, {overdue} AS _overdue {source} ORDER BY {_order(work, overdue)} LIMIT {most}", parameters
    )
    tasks = [
        Task(
            label(referred, work, row, identity.role),
            row[work.due] if work.due else None,
            row["_overdue"],
            row[referred.primary_key] in ticked,
        )
        for row in rows
    ]
    tasks.sort(key=lambda task: task.ticked)
    return TaskList(tab, tab.form, tuple(tasks), counts["total"], counts["overdue"])


def ticked_keys(engine: Engine, tab: Tab, entries: Sequence[Entry], now: datetime) -> frozenset[str]:
    """The rows of the worklist for which these entries were made, where the mirror does not hold the entry yet."""
    work = tab.form.worklist if tab.form else None
    if work is None:
        return frozenset()
    recent = {e.id: e.row.get(work.field) for e in entries if e.tab == tab.name and now - e.created_at < TICKED_FOR}
    held = _held(engine, tab, recent)
    return frozenset(str(named) for entry, named in recent.items() if entry not in held)


def _held(engine: Engine, tab: Tab, entries: Iterable[str]) -> set[str]:
    assert tab.form is not None
    column = f'"{tab.form.submission}"'
    sql = f'SELECT {column} AS entry FROM "{tab.name}" WHERE list_contains(:entries::VARCHAR[], {column})'
    return {row["entry"] for row in engine.rows(sql, {"entries": list(entries)})}


def _order(work: Worklist, overdue: str) -> str:
    due = [f'"{work.due}" IS NULL'] if work.due else []
    return ", ".join([f"{overdue} DESC", *due, *work.sort]) or "ALL"

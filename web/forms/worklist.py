"""What somebody has to do today: the rows of a form's worklist that they see, the overdue ones first.

A row for which an entry has just been made, which the mirror does not hold yet, is ticked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sheets_sync.engine import Engine
from sheets_sync.schema import Form, Tab, Worklist
from sheets_sync.store import Entry
from web.forms.labels import Label, find_labels, label
from web.forms.waiting import held
from web.identity import Identity, visible

TICKED_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Task:
    """One row that waits for an entry. `due` is local time."""

    label: Label
    due: datetime | None
    overdue: bool


@dataclass(frozen=True)
class TaskList:
    """The first of the tasks of one form, how many there are in all, and those for which an entry is on its way."""

    tab: Tab
    form: Form
    tasks: tuple[Task, ...] = ()
    total: int = 0
    overdue: int = 0
    ticked: tuple[Label, ...] = ()

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.tasks)

    @property
    def urgency(self) -> int:
        """0 when something is overdue, 1 when the tasks have times at all, 2 when they have none."""
        timed = self.form.worklist is not None and self.form.worklist.due is not None
        return 0 if self.overdue else 1 if timed else 2

    @property
    def next(self) -> Task | None:
        """What to do next."""
        return self.tasks[0] if self.tasks else None


def task_list(engine: Engine, identity: Identity, tab: Tab, form: Form, ticked: frozenset[str], most: int) -> TaskList:
    """The worklist of a form as this person sees it. A form without a worklist has no tasks."""
    work = form.worklist
    if work is None:
        return TaskList(tab, form)
    referred = engine.package.by_name[tab.references[work.field].tab]
    key = f'"{referred.primary_key}"'
    where, parameters = visible(identity)
    overdue = f'coalesce("{work.overdue}", FALSE)' if work.overdue else "FALSE"
    source = (
        f'FROM "{referred.name}" WHERE ({work.where}) AND {where} AND {key} IS NOT NULL'
        f" AND NOT list_contains(:ticked::VARCHAR[], {key})"
    )
    parameters = {**parameters, "ticked": sorted(ticked)}
    counts = engine.rows(f"SELECT count(*) AS total, count(*) FILTER ({overdue}) AS overdue {source}", parameters)[0]
    rows = engine.rows(f"SELECT *, {overdue} AS _overdue {source} ORDER BY {_order(work)} LIMIT {most}", parameters)
    tasks = (
        Task(label(referred, work, row, identity.role), row[work.due] if work.due else None, row["_overdue"])
        for row in rows
    )
    done = find_labels(engine, identity, tab, work.field, sorted(ticked))
    return TaskList(tab, form, tuple(tasks), counts["total"], counts["overdue"], tuple(done.values()))


def ticked_keys(engine: Engine, tab: Tab, form: Form, entries: Sequence[Entry]) -> frozenset[str]:
    """The rows of the worklist for which these entries were made, where the mirror does not hold the entry yet."""
    work = form.worklist
    if work is None:
        return frozenset()
    since = engine.now - TICKED_FOR
    recent = {e.id: e.row.get(work.field) for e in entries if e.tab == tab.name and e.created_at > since}
    there = held(engine, tab, list(recent))
    return frozenset(str(named) for entry, named in recent.items() if entry not in there)


def _order(work: Worklist) -> str:
    overdue = [f'"{work.overdue}" DESC NULLS LAST'] if work.overdue else []
    due = [f'"{work.due}" IS NULL'] if work.due else []
    return ", ".join([*overdue, *due, *work.sort]) or "ALL"

"""A sync pass: read all tabs, give keys to rows without one, compute, check, write what differs, keep the mirror.

What playbooks start is laid into the outbox (`starting`) and becomes rows with the next delivery.

The write is resolved against keys and headings read again just before it, and both are read once more right after. If
somebody sorted or moved a column in between, the pass runs again at once, which puts right what drifted.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pyarrow.compute as pc

from sheets_sync.cells import format_cell
from sheets_sync.jobs.making import without_blanks, write_made
from sheets_sync.jobs.reading import Place, Snapshot, read_places, read_snapshot, title_of
from sheets_sync.jobs.starting import not_started, split_starts, start_rows
from sheets_sync.jobs.street import Street
from sheets_sync.judge import Judgement, judge
from sheets_sync.made_rows import RowsPlan, plan_rows
from sheets_sync.plan import TabPlan, highest_key, missing_keys, plan_tab, resolve, with_keys
from sheets_sync.playbooks import Start
from sheets_sync.problems import Problem, say
from sheets_sync.ranges import CellRange
from sheets_sync.table import ROW

ROUNDS = 3


@dataclass(frozen=True)
class PassReport:
    """What one pass did. `settled` is False when staff moved things faster than ROUNDS rounds could follow."""

    rows: int
    problems: tuple[Problem, ...]
    cells_written: int
    keys_given: int
    calls: int
    seconds: float
    settled: bool
    planned: tuple[TabPlan, ...] = ()
    made: tuple[RowsPlan, ...] = ()
    started: tuple[Start, ...] = ()

    def line(self) -> str:
        """The pass in one line."""
        return (
            f"{self.rows} rows, {len(self.problems)} problems, {self.cells_written} cells written,"
            f" {self.keys_given} keys given, {len(self.started)} rows started, {self.calls} calls, {self.seconds:.1f} s"
        )


@dataclass(frozen=True)
class _Plans:
    """What to write in tabs that people fill, and in those whose rows the program makes."""

    tabs: tuple[TabPlan, ...]
    made: tuple[RowsPlan, ...]

    @property
    def size(self) -> int:
        return sum(plan.size for plan in self._all)

    def of(self, only: str | None) -> _Plans:
        """Those of one tab, and the problem list."""
        if only is None:
            return self
        made = tuple(plan for plan in self.made if plan.tab.name == only or plan.tab.source == "problems")
        return _Plans(tuple(plan for plan in self.tabs if plan.tab.name == only), made)

    @property
    def touched(self) -> frozenset[str]:
        return frozenset(plan.tab.name for plan in self._all if plan.size)

    @property
    def _all(self) -> tuple[TabPlan | RowsPlan, ...]:
        return (*self.tabs, *self.made)


def run_pass(street: Street, *, dry_run: bool = False, only: str | None = None) -> PassReport:
    """Run one pass; with `dry_run` nothing is written anywhere, and the report tells what would be.

    With `only`, the columns of that tab alone are written and rows of that tab alone are started; all tabs are read and
    checked as ever.

    Raises:
        HeaderError: a tab or a column is missing; nothing was written.
        WorkbookError: the workbook could not be read or written.
    """
    began, calls = time.monotonic(), street.workbook.calls
    written = given = 0
    settled = False
    started: list[Start] = []
    for _ in range(1 if dry_run else ROUNDS):
        snapshot = read_snapshot(street)
        judgement, keys = _judged(street, snapshot, dry_run=dry_run)
        plans = _plan(street, snapshot, judgement, keys).of(only)
        starts, waiting = split_starts([s for s in judgement.starts if only in (None, s.tab.name)], keys)
        started += (not_started if dry_run else start_rows)(street, starts)
        settled = dry_run or not plans.size or _write(street, snapshot, plans)
        written += plans.size
        given += sum(len(tab_keys) for tab_keys in keys.values())
        if settled and not waiting:
            break
    if not dry_run:
        street.mirror.replace(judgement.tabs, snapshot.read_at)
    return PassReport(
        rows=sum(table.data.num_rows for table in snapshot.tables.values()),
        problems=judgement.problems,
        cells_written=written,
        keys_given=given,
        calls=street.workbook.calls - calls,
        seconds=time.monotonic() - began,
        settled=settled,
        planned=plans.tabs,
        made=plans.made,
        started=tuple(started),
    )


def _judged(street: Street, snapshot: Snapshot, *, dry_run: bool) -> tuple[Judgement, dict[str, dict[int, str]]]:
    """The judgement of the tabs with keys put in where they lack; and those keys by tab and sheet row."""
    keys: dict[str, dict[int, str]] = {}
    tables, bad = {}, {}
    filled = street.package.filled_tabs
    if not dry_run:
        street.outbox.note_keys({tab.name: highest_key(tab, snapshot.tables[tab.name].data) for tab in filled})
    for tab in filled:
        table = snapshot.tables[tab.name]
        rows = missing_keys(tab, table.data)
        if rows and not dry_run:
            given = street.outbox.take_keys(tab.name, tab.key_prefix, len(rows))
            keys[tab.name] = dict(zip(rows, given, strict=True))
        tables[tab.name] = with_keys(tab, table.data, keys.get(tab.name, {}))
        bad[tab.name] = table.bad
    return judge(street.package, snapshot.read_at, tables, bad, list(_late_revisions(street, snapshot))), keys


def _plan(street: Street, snapshot: Snapshot, judgement: Judgement, keys: Mapping[str, Mapping[int, str]]) -> _Plans:
    package, read, wanted = street.package, snapshot.tables, judgement.tabs
    return _Plans(
        tuple(
            plan_tab(package, read[tab.name], wanted[tab.name], keys.get(tab.name, {})) for tab in package.filled_tabs
        ),
        tuple(plan_rows(package, read[tab.name], wanted[tab.name]) for tab in package.tabs if tab.source),
    )


def _write(street: Street, snapshot: Snapshot, plans: _Plans) -> bool:
    """Write the plans; False when keys or columns were not the same before, during and after."""
    expected = {name: snapshot.places[name] for name in sorted(plans.touched)}
    before = read_places(street, expected)
    unmoved = before == expected
    # A row without a key has no name but its number, so it gets its key only while nothing has moved.
    tabs = plans.tabs if unmoved else tuple(TabPlan(plan.tab, plan.cells) for plan in plans.tabs)
    after = {plan.tab.name: _with_new(before[plan.tab.name], plan) for plan in tabs if plan.size}
    ranges = [r for plan in tabs if plan.size for r in _resolved(street, plan, after[plan.tab.name])]
    street.workbook.write(ranges)
    listed = write_made(street, [plan for plan in plans.made if plan.size], before)
    found = read_places(street, after | listed)
    return unmoved and after | listed == {n: without_blanks(p) if n in listed else p for n, p in found.items()}


def _resolved(street: Street, plan: TabPlan, place: Place) -> Iterator[CellRange]:
    return resolve(plan, title_of(street.package, plan.tab), place.columns, place.keys)


def _with_new(place: Place, plan: TabPlan) -> Place:
    """The place as it will be: rows about to get a key have it already, so that their cells are written too."""
    height = max([len(place.keys), *plan.new_keys])
    keys = (*place.keys, *([None] * (height - len(place.keys))))
    return Place(place.columns, tuple(plan.new_keys.get(row, key) for row, key in enumerate(keys, start=1)))


def _late_revisions(street: Street, snapshot: Snapshot) -> Iterator[Problem]:
    """Entries corrected or taken back after they had been sent, where the row does not say what the correction says."""
    package = street.package
    for entry, revised in street.outbox.late_revisions():
        tab = package.by_name.get(entry.tab)
        if tab is None:
            continue
        data = snapshot.tables[tab.name].data
        for row in data.filter(pc.equal(data[tab.primary_key], entry.key)).to_pylist():
            if revised is None:
                words = say("revision-left-out", package)
                yield Problem(tab.name, row[ROW], entry.key, None, "revision", "", words)
                continue
            differs = [
                f"{tab.by_name[name].title[package.language]} {value}"
                for name, value in revised.items()
                if name in tab.by_name  # a retired field is compared no more
                and format_cell(package, tab.by_name[name], row[name]) != value
            ]
            if differs:
                words = say("revision", package, value="，".join(differs))
                yield Problem(tab.name, row[ROW], entry.key, None, "revision", "", words)

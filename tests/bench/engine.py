"""Time of the engine on one invented street of full size, against a floor measured in the same run.

The floor is what anybody pays who reads the workbook the usual way: the answer of values.batchGet as it comes by
default (rows, formatted values), decoded by json.loads and put into pandas frames.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pyarrow as pa

from sheets_sync.checks import find_problems
from sheets_sync.computed import load_tabs
from sheets_sync.config import Settings
from sheets_sync.engine import CANDIDATE, Engine
from sheets_sync.jobs.demo import DemoSize
from sheets_sync.jobs.make_demo import make_demo
from sheets_sync.jobs.reading import Snapshot, read_snapshot, title_of
from sheets_sync.jobs.street import Street, open_street
from sheets_sync.jobs.sync import run_pass
from sheets_sync.ranges import quoted
from sheets_sync.schema import Tab
from sheets_sync.store import Submission
from sheets_sync.table import ROW
from tests.workbook.bench import Result
from tests.workbook.wsgi import Api
from web.workbook import local_app

SUBMISSIONS = 200
REPEATS = 3


@dataclass(frozen=True)
class Spent:
    """Seconds on the clock, and of the processor in all threads."""

    wall_s: float
    cpu_s: float


def run() -> list[Result]:
    """All measurements."""
    with _street() as (street, folder):
        floor = spent(_floor(street, folder))
        work = spent(lambda: run_pass(street))
        return [
            _seconds("floor.wall_s", floor.wall_s),
            _seconds("floor.cpu_s", floor.cpu_s),
            _against("sync.pass.wall_s", work.wall_s, "floor.wall_s", floor.wall_s),
            _against("sync.pass.cpu_s", work.cpu_s, "floor.cpu_s", floor.cpu_s),
            *_rules(street, floor),
            *_submissions(street),
        ]


@contextmanager
def _street() -> Iterator[tuple[Street, Path]]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        settings = Settings(workbook=f"local:{folder}", data=str(folder))
        make_demo(settings, DemoSize(), "http://127.0.0.1", folder / "sign-ins.json", lambda _: None)
        street = open_street(settings)
        yield street, folder
        street.database.close()


def _floor(street: Street, folder: Path) -> Callable[[], object]:
    """What decodes the whole workbook into frames; the answer itself is fetched before."""
    ranges = [quoted(title_of(street.package, tab)) for tab in street.package.tabs]
    app = local_app(str(folder))
    address = f"/v4/spreadsheets/{street.workbook.id}/values:batchGet"
    content = Api(app).send("GET", address, ranges=ranges).content
    app.extensions["workbooks"].database.close()

    def decode() -> list[pd.DataFrame]:
        found = [answer.get("values", []) for answer in json.loads(content)["valueRanges"]]
        return [pd.DataFrame(values[1:]) for values in found]

    return decode


def _rules(street: Street, floor: Spent) -> Iterator[Result]:
    """Computed columns and checks of all tabs, and the checks of one row as a form sends it."""
    snapshot = read_snapshot(street)
    computed = spent(lambda: _loaded(street, snapshot))
    engine = _loaded(street, snapshot)
    tabs = street.package.filled_tabs
    checked = spent(lambda: [find_problems(engine, tab, snapshot.tables[tab.name].bad) for tab in tabs])
    yield _against("engine.computed.wall_s", computed.wall_s, "floor.wall_s", floor.wall_s)
    yield _against("engine.checks.wall_s", checked.wall_s, "floor.wall_s", floor.wall_s)
    tab = _form_tab(street)
    row = _candidate(snapshot.tables[tab.name].data)
    one = spent(lambda: find_problems(engine.overlay(tab, row), tab, candidates_only=True))
    yield _against("engine.form_row.wall_s", one.wall_s, "engine.checks.wall_s", checked.wall_s)


def _loaded(street: Street, snapshot: Snapshot) -> Engine:
    engine = Engine(street.package, snapshot.read_at)
    load_tabs(engine, {name: table.data for name, table in snapshot.tables.items()})
    return engine


def _form_tab(street: Street) -> Tab:
    """The tab with a form whose rules are most."""
    return max((tab for tab in street.package.filled_tabs if tab.form), key=lambda tab: len(tab.checks))


def _candidate(data: pa.Table) -> pa.Table:
    """The first row of a tab, as a row that is not in the workbook yet."""
    return data.slice(0, 1).set_column(data.schema.get_field_index(ROW), ROW, pa.array([CANDIDATE], pa.int64()))


def _submissions(street: Street) -> Iterator[Result]:
    """Submissions that one after the other are acknowledged, so on disk, a second."""
    tab = _form_tab(street)
    now = street.clock()

    def submit() -> None:
        first = sum(street.outbox.counts().values())
        for number in range(first, first + SUBMISSIONS):
            row = {tab.own_fields[1].name: str(number)}
            street.outbox.submit(Submission(f"bench-{number}", tab.name, tab.key_prefix, "bench", "", row), now)

    yield Result("outbox.submissions_per_s", round(SUBMISSIONS / spent(submit).wall_s), "1/s")


def spent(call: Callable[[], object]) -> Spent:
    """The least of several times; what earlier work left behind is collected before each."""
    times = []
    for _ in range(REPEATS):
        gc.collect()
        wall, cpu = time.perf_counter(), time.process_time()
        call()
        times.append(Spent(time.perf_counter() - wall, time.process_time() - cpu))
    return min(times, key=lambda each: each.wall_s)


def _seconds(name: str, value: float) -> Result:
    return Result(name, round(value, 4), "s")


def _against(name: str, value: float, versus: str, other: float) -> Result:
    return Result(name, round(value, 4), "s", versus, round(value / other, 2))

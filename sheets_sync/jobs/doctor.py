"""Look at everything that must be right, and say of each what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from sheets_sync.checks import validate
from sheets_sync.client import open_workbook
from sheets_sync.config import Settings
from sheets_sync.errors import SheetsSyncError
from sheets_sync.jobs.provision import plan_layout
from sheets_sync.jobs.street import Clock, Street, open_street
from sheets_sync.retry import Retry
from sheets_sync.schema import load_package
from sheets_sync.store import Database, Mirror, Outbox, State


class Verdict(IntEnum):
    """How something was found; the worst of all is what the command ends with."""

    FINE = 0
    ATTENTION = 1
    BROKEN = 3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `words` say what was found and, unless it is fine, what to do."""

    what: str
    verdict: Verdict
    words: str


def examine(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Look at one thing after the other; what is broken hides nothing that comes after it."""
    looks: dict[str, Callable[[], Iterator[Finding]]] = {
        "schemas": lambda: _schemas(settings, clock),
        "store": lambda: _store(settings),
        "workbook": lambda: _workbook(settings),
        "layout": lambda: _layout(settings, clock),
    }
    for what, look in looks.items():
        try:
            yield from look()
        except SheetsSyncError as error:
            yield Finding(what, Verdict.BROKEN, str(error))


def _schemas(settings: Settings, clock: Clock) -> Iterator[Finding]:
    package = load_package(settings.schema_folder)
    validate(package, clock().replace(tzinfo=None))
    yield Finding("schemas", Verdict.FINE, f"{len(package.tabs)} tabs; every rule and computed column can run")


def _store(settings: Settings) -> Iterator[Finding]:
    database = Database(settings.store_url)
    counts = Outbox(database).counts()
    waiting = counts[State.QUEUED] + counts[State.SENDING]
    words = f"{counts[State.SENT]} entries delivered, {waiting} waiting"
    advice = ". Is `sync --watch` running?" if waiting else ""
    yield Finding("store", Verdict.ATTENTION if waiting else Verdict.FINE, words + advice)
    read = [read_at for _, read_at in Mirror(database).versions().values()]
    if read:
        yield Finding("last pass", Verdict.FINE, f"{max(read):%Y-%m-%d %H:%M:%S}")
    else:
        yield Finding("last pass", Verdict.ATTENTION, "none yet. Run `python -m sheets_sync sync`.")


def _workbook(settings: Settings) -> Iterator[Finding]:
    workbook = open_workbook(settings, Retry(attempts=1))
    yield Finding("workbook", Verdict.FINE, f"{settings.workbook} answers, version {workbook.version()}")
    if settings.workbook.startswith("google:"):
        words = "Google keeps the sheets outside China; health data may not leave it. A local workbook is the answer."
        yield Finding("where the data is", Verdict.ATTENTION, words)


def _layout(settings: Settings, clock: Clock) -> Iterator[Finding]:
    street: Street = open_street(settings, clock)
    lacking = len(plan_layout(street))
    if lacking:
        yield Finding("layout", Verdict.ATTENTION, f"{lacking} changes wait; look with `plan`, make them with `apply`.")
    else:
        yield Finding("layout", Verdict.FINE, "the workbook has everything that the schemas say")

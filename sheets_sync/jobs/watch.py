"""The loop of `sync --watch`: deliver at once what forms send, and pass when the workbook changed or time has gone by.

Delivery runs in a thread with a connection of its own, because it must not wait for a pass, which reads the whole
workbook.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from sheets_sync.config import Settings
from sheets_sync.errors import SheetsSyncError
from sheets_sync.jobs.attention import Seen, seen_after
from sheets_sync.jobs.deliver import deliver
from sheets_sync.jobs.locks import exclusive
from sheets_sync.jobs.street import open_street
from sheets_sync.jobs.sync import PassReport, run_pass

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Rhythm:
    """`interval_s` between looks at the workbook; a pass at least every `longest_s`: time makes rows overdue."""

    interval_s: float
    longest_s: float = 60.0
    deliver_every_s: float = 0.5


def watch(
    settings: Settings, rhythm: Rhythm, stop: threading.Event, tell: Tell, passed: Callable[[PassReport], None]
) -> None:
    """Run until `stop` is set. An error of the workbook or the store is told, and the next look is the retry.

    Raises:
        UsageError: another watcher of the same store runs already.
    """
    refusal = f"Another sync already watches the store in {settings.data}. Stop it first, or let it do the work."
    with exclusive(settings.data_folder / "watch.lock", refusal):
        delivering = threading.Thread(target=_deliver_loop, args=(settings, rhythm, stop, tell), name="deliver")
        delivering.start()
        try:
            _pass_loop(settings, rhythm, stop, tell, passed)
        finally:
            stop.set()
            delivering.join()


def _pass_loop(
    settings: Settings, rhythm: Rhythm, stop: threading.Event, tell: Tell, passed: Callable[[PassReport], None]
) -> None:
    street = open_street(settings)
    seen, last = Seen(), 0.0
    while not stop.is_set():
        try:
            late = time.monotonic() - last >= rhythm.longest_s
            if late or seen.news(street.workbook, street.package):
                with exclusive(settings.data_folder / "pass.lock"):
                    before, written = street.workbook.version(), street.workbook.writes
                    passed(run_pass(street))
                    seen = seen_after(street.workbook, before, street.workbook.writes - written)
                last = time.monotonic()
            else:
                street.mirror.touch(street.now())
        except SheetsSyncError as error:
            tell(f"{error} The next try is in {rhythm.interval_s:.0f} s.")
        stop.wait(rhythm.interval_s)


def _deliver_loop(settings: Settings, rhythm: Rhythm, stop: threading.Event, tell: Tell) -> None:
    street = open_street(settings)
    told = ""
    while not stop.is_set():
        try:
            with exclusive(settings.data_folder / "deliver.lock"):
                held = " ".join(deliver(street, settings.grace_s).held)
            if held and held != told:
                tell(held)
            told = held
        except SheetsSyncError as error:
            if str(error) != told:
                tell(f"Delivery waits: {error} Entries are kept and sent later.")
                told = str(error)
        stop.wait(rhythm.deliver_every_s)

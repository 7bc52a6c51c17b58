"""When a call to the workbook may be made again, and how long to wait: bounded, and never blindly for a write.

429 means that nothing was applied. Every 5xx, cut connection or timeout means that nobody knows. So a read, and a write
that gives the same result twice, is tried again after both; any other write only after 429.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from sheets_sync.errors import WorkbookError

Answer = TypeVar("Answer")


class Refused(WorkbookError):
    """The workbook answered that it will not do this: bad request, no right, no such spreadsheet."""


class Throttled(WorkbookError):
    """429: nothing was applied. `retry_after_s` is what the answer asked for, or None."""

    def __init__(self, message: str, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Unknown(WorkbookError):
    """5xx, a cut connection or a timeout: the call may or may not have been applied."""


@dataclass(frozen=True)
class Retry:
    """At most `attempts` tries, waiting 1 s, 2 s, 4 s ... (at most `longest_wait_s`) with jitter between them."""

    attempts: int = 5
    longest_wait_s: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = field(default=lambda: random.uniform(0.8, 1.2))  # noqa: S311 - no secret

    def run(self, call: Callable[[], Answer], *, idempotent: bool) -> Answer:
        """Call until it answers.

        Raises:
            WorkbookError: it was refused, or the tries are used up; the message says how many and for how long.
        """
        waited_s = 0.0
        for attempt in range(1, self.attempts + 1):
            try:
                return call()
            except (Throttled, Unknown) as error:
                if isinstance(error, Unknown) and not idempotent:
                    raise
                if attempt == self.attempts:
                    words = f"{error} Tried {attempt} times in {waited_s:.0f} s."
                    raise _with_words(error, words) from error
                wait_s = self._wait_s(attempt, error)
                self.sleep(wait_s)
                waited_s += wait_s
        raise AssertionError("attempts is at least 1")

    def _wait_s(self, attempt: int, error: WorkbookError) -> float:
        asked_s = error.retry_after_s if isinstance(error, Throttled) else None
        return asked_s if asked_s is not None else min(2.0 ** (attempt - 1), self.longest_wait_s) * self.jitter()


def _with_words(error: Throttled | Unknown, words: str) -> WorkbookError:
    return Throttled(words, error.retry_after_s) if isinstance(error, Throttled) else Unknown(words)

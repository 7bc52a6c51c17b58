"""Google's quota: 60 reads and 60 writes a minute for each user, 300 and 300 for the project.

Counted over whole minutes of the clock, as Google's per-minute quotas are. Kept in memory: it is there so that clients
can be tested against it, not to protect the service.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from web.workbook.access import Principal
from web.workbook.discovery import Method
from web.workbook.errors import ApiError

PER_USER = 60
PER_PROJECT = 300
PROJECT = "projects/0"


class Quota:
    """Counts calls, and refuses those over the limits."""

    def __init__(
        self, clock: Callable[[], datetime], *, per_user: int = PER_USER, per_project: int = PER_PROJECT
    ) -> None:
        self._clock = clock
        self._limits = {"user": per_user, "project": per_project}
        self._minute = ""
        self._used: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def spend(self, method: Method, principal: Principal) -> None:
        """Count one call of the Sheets API; Drive has quotas of its own, far larger.

        Raises `ApiError`: 429 over the quota.
        """
        if not method.id.startswith("sheets."):
            return
        kind = "Read" if is_read(method) else "Write"
        minute = self._clock().strftime("%Y-%m-%dT%H:%M")
        with self._lock:
            if minute != self._minute:
                self._minute, self._used = minute, Counter()
            for scope, key in (("user", (kind, principal.email)), ("project", (kind, ""))):
                if self._used[key] >= self._limits[scope]:
                    raise _exhausted(kind, scope)
            for key in ((kind, principal.email), (kind, "")):
                self._used[key] += 1


def is_read(method: Method) -> bool:
    """Whether a method counts as a read: GET, and the reads by data filter, which are POST."""
    return method.verb == "GET" or method.id.rpartition(".")[2] in ("getByDataFilter", "batchGetByDataFilter", "search")


def _exhausted(kind: str, scope: str) -> ApiError:
    limit = f"{kind}RequestsPerMinutePer{scope.capitalize()}"
    words = f"'{kind} requests' and limit '{kind} requests per minute{' per user' if scope == 'user' else ''}'"
    message = f"Quota exceeded for quota metric {words} of service 'sheets.googleapis.com' for consumer '{PROJECT}'."
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "RATE_LIMIT_EXCEEDED",
        "domain": "googleapis.com",
        "metadata": {
            "service": "sheets.googleapis.com",
            "consumer": PROJECT,
            "quota_limit": limit,
            "quota_metric": f"sheets.googleapis.com/{kind.lower()}_requests",
            "quota_limit_value": str(PER_USER if scope == "user" else PER_PROJECT),
            "quota_location": "global",
        },
    }
    return ApiError("RESOURCE_EXHAUSTED", message, (detail,))

"""How often somebody may fail to sign in: counted per secret and per address, in memory, and only failures count."""

from __future__ import annotations

import hashlib

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

ALLOWED = RateLimitItemPerMinute(10, 10)


class Tries:
    """Ten failures in ten minutes, for each name and for each address that tries."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def exhausted(self, name: str, address: str) -> bool:
        """Whether no further try is allowed now."""
        return not all(self._limiter.test(ALLOWED, *key) for key in _keys(name, address))

    def failed(self, name: str, address: str) -> None:
        """Count a failure."""
        for key in _keys(name, address):
            self._limiter.hit(ALLOWED, *key)


def _keys(name: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """A link or a user is kept only as a hash."""
    return ("name", hashlib.sha256(name.encode()).hexdigest()), ("address", address)

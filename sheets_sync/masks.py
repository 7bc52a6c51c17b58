"""How a personal value is shown to those who need not know it."""

from __future__ import annotations


def mask(kind: str, value: str) -> str:
    """`surname` leaves the first character, `last4` the last four; whatever else hides everything."""
    if kind == "surname":
        return f"{value[:1]}××"
    return f"•••• {value[-4:]}" if kind == "last4" and len(value) > 4 else "••••"

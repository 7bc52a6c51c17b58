"""A rectangle of cells."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle of cells, half open, counted from zero."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def rows(self) -> int:
        """Its height."""
        return self.bottom - self.top

    @property
    def columns(self) -> int:
        """Its width."""
        return self.right - self.left

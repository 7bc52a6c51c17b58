"""spreadsheets.batchUpdate: one function per kind of request, one file per family.

A function takes the `Batch` and its request, whose shape `discovery` has checked, edits the book, and returns its
reply, or None where Google's reply is empty. What it refuses it raises as `ApiError` without saying which request it
was: `apply_requests` puts `Invalid requests[3].addSheet: ` before it. It opens no transaction: a refusal undoes all.
"""

from __future__ import annotations

from web.workbook.batch_update import (  # they register their kinds
    cells,
    cleaning,
    dimensions,
    filters,
    groups,
    metadata,
    pasting,
    protection,
    rules,
    shapes,
    sheets,
)
from web.workbook.batch_update.registry import KINDS, Batch, apply_requests

__all__ = [
    "KINDS",
    "Batch",
    "apply_requests",
    "cells",
    "cleaning",
    "dimensions",
    "filters",
    "groups",
    "metadata",
    "pasting",
    "protection",
    "rules",
    "shapes",
    "sheets",
]

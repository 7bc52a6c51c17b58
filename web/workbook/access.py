"""Who may do what: roles on a spreadsheet, and protected ranges within it.

Roles are Drive's. The owner may edit every protected range; others only those that name them as editors. A range with
`warningOnly` holds nobody back, as with Google.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import overlap, rect_of

RANKS = {"": 0, "reader": 1, "commenter": 2, "writer": 3, "fileOrganizer": 3, "organizer": 4, "owner": 4}
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@dataclass(frozen=True)
class Principal:
    """Who calls. `role` holds for every spreadsheet; without one the permissions of each decide."""

    email: str
    role: str = ""

    @property
    def domain(self) -> str:
        """The part of the address after the `@`."""
        return self.email.rpartition("@")[2]


def role_of(connection: sqlite3.Connection, spreadsheet_id: str, principal: Principal) -> str:
    """The highest role that a principal has on a spreadsheet, or the empty string."""
    best = principal.role
    for kind, role, address in connection.execute(
        "SELECT type, role, address FROM permission WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ):
        named = kind == "anyone" or address == (principal.domain if kind == "domain" else principal.email)
        if named and RANKS.get(role, 0) > RANKS.get(best, 0):
            best = role
    return best


def allows(role: str, needed: str) -> bool:
    """Whether a role includes another."""
    return RANKS.get(role, 0) >= RANKS[needed]


def require_editable(book: Book, sheet: Sheet, rect: Rect) -> None:
    """Refuse an edit of cells that are protected against the caller."""
    if allows(book.role, "owner"):
        return
    for protected in sheet.objects.get("protectedRanges", []):
        if _may_edit(protected, book.user) or not overlap(rect_of(protected.get("range", {}), sheet), rect):
            continue
        if any(_covers(free, sheet, rect) for free in protected.get("unprotectedRanges", [])):
            continue
        raise invalid(PROTECTED)


def require_editable_sheet(book: Book, sheet: Sheet) -> None:
    """Refuse a change of a sheet as a whole (its title, its removal) that is protected as a whole."""
    for protected in sheet.objects.get("protectedRanges", []):
        if not protected.get("range", {}).keys() - {"sheetId"}:
            require_editable_object(book, protected)


def require_editable_object(book: Book, protected: JsonObject) -> None:
    """Refuse a change of a protection by somebody whom it holds back."""
    if not allows(book.role, "owner") and not _may_edit(protected, book.user):
        raise invalid(PROTECTED)


def _may_edit(protected: JsonObject, user: str) -> bool:
    editors = protected.get("editors", {})
    domain = user.rpartition("@")[2]
    return bool(
        protected.get("warningOnly")
        or user in editors.get("users", ())
        or user in editors.get("groups", ())
        or (editors.get("domainUsersCanEdit") and domain)
    )


def _covers(free: JsonObject, sheet: Sheet, rect: Rect) -> bool:
    return overlap(rect_of(free, sheet), rect) == rect

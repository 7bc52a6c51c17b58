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
from web.workbook.shifting import Axis

RANKS = {"": 0, "reader": 1, "commenter": 2, "writer": 3, "owner": 4}
"""The roles of a file, by what they allow. Drive's roles for shared drives (organizer, ...) are nobody's here."""
PROTECTED = (
    "You are trying to edit a protected cell or object. "
    "Please contact the spreadsheet owner to remove protection if you need to edit."
)


@dataclass(frozen=True)
class Principal:
    """Who calls. `role` holds for every spreadsheet; without one the permissions of each decide."""

    email: str
    role: str = ""


def role_of(connection: sqlite3.Connection, spreadsheet_id: str, principal: Principal) -> str:
    """The highest role that a principal has on a spreadsheet, or the empty string."""
    best = principal.role
    for kind, role, address in connection.execute(
        "SELECT type, role, address FROM permission WHERE spreadsheet_id = ?", (spreadsheet_id,)
    ):
        named = kind == "anyone" or address == (domain_of(principal.email) if kind == "domain" else principal.email)
        if named and RANKS.get(role, 0) > RANKS.get(best, 0):
            best = role
    return best


def domain_of(address: str) -> str:
    """The part of an address after the `@`."""
    return address.rpartition("@")[2]


def allows(role: str, needed: str) -> bool:
    """Whether a role includes another."""
    return RANKS.get(role, 0) >= RANKS[needed]


def require_editable(book: Book, sheet: Sheet, rect: Rect) -> None:
    """Refuse an edit of cells that are protected against the caller."""
    for protected in sheet.objects.get("protectedRanges", []):
        if may_edit(book, protected) or not overlap(rect_of(protected.get("range", {}), sheet), rect):
            continue
        if any(_covers(free, sheet, rect) for free in protected.get("unprotectedRanges", [])):
            continue
        raise invalid(PROTECTED)


def require_editable_sheet(book: Book, sheet: Sheet) -> None:
    """Refuse a change of a sheet as a whole (its title, its rows, its filter) that is protected as a whole."""
    for protected in sheet.objects.get("protectedRanges", []):
        if not protected.get("range", {}).keys() - {"sheetId"}:
            require_editable_object(book, protected)


def require_insertable(book: Book, sheet: Sheet, axis: Axis, at: int) -> None:
    """Refuse rows or columns that would be inserted within what is protected.

    A protection that is open along the axis, as that of a column is for rows, holds the cells and not their number.
    """
    require_editable_sheet(book, sheet)
    for protected in sheet.objects.get("protectedRanges", []):
        span = protected.get("range", {})
        if axis.end in span and span.get(axis.start, 0) < at < span[axis.end]:
            require_editable_object(book, protected)


def require_editable_object(book: Book, protected: JsonObject) -> None:
    """Refuse a change of a protection by somebody whom it holds back."""
    if not may_edit(book, protected):
        raise invalid(PROTECTED)


def may_edit(book: Book, protected: JsonObject) -> bool:
    """Whether the caller may edit a protected range; its domain is that of the spreadsheet's owner."""
    editors = protected.get("editors", {})
    return bool(
        allows(book.role, "owner")
        or protected.get("warningOnly")
        or book.user in editors.get("users", ())
        or book.user in editors.get("groups", ())
        or (editors.get("domainUsersCanEdit") and domain_of(book.user) in _domains(book))
    )


def _domains(book: Book) -> set[str]:
    owners = book.connection.execute(
        "SELECT address FROM permission WHERE spreadsheet_id = ? AND role = 'owner'", (book.id,)
    )
    return {domain_of(address) for (address,) in owners}


def _covers(free: JsonObject, sheet: Sheet, rect: Rect) -> bool:
    return overlap(rect_of(free, sheet), rect) == rect

"""Locks on the columns that the program writes.

The program knows its own by their description. One whose column is computed no longer goes: it keeps nothing, and staff
could not write there. Locks that staff made stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_sync.headings import sheet_title
from sheets_sync.layout.change import Change, SheetOfTab, Sign
from sheets_sync.layout.shapes import column_range
from sheets_sync.rows import Json
from sheets_sync.schema import Field, Package, Tab

LOCK = "computed:"


def lock_request(of: SheetOfTab, field: Field, column: int) -> Json:
    """Lock the column of a field."""
    locked = {"range": column_range(of, column), "description": LOCK + field.name, "warningOnly": False}
    return {"addProtectedRange": {"protectedRange": locked}}


def unlocked(package: Package, spreadsheet: Json) -> Iterator[tuple[Tab, Field]]:
    """The computed fields without a lock of their own, of the tabs that are there: people may have typed in them."""
    for tab in package.tabs:
        title = sheet_title(package, tab, [s["properties"]["title"] for s in spreadsheet.get("sheets", [])])
        for sheet in (s for s in spreadsheet.get("sheets", []) if s["properties"]["title"] == title):
            locked = {lock.get("description", "").removeprefix(LOCK) for lock in sheet.get("protectedRanges", [])}
            yield from ((tab, f) for f in tab.fields if f.computed and not locked & {f.name, *f.was})


def lock_changes(of: SheetOfTab, places: Mapping[str, int]) -> Iterator[Change]:
    """Locks to add (`places` gives the columns that are there already), to name anew, to take off."""
    have: dict[str, list[Json]] = {}
    for found in of.sheet.get("protectedRanges", []):
        if found.get("description", "").startswith(LOCK):
            have.setdefault(found["description"].removeprefix(LOCK), []).append(found)
    for name, column in places.items():
        field = of.tab.by_name[name]
        if field.computed and not have.pop(name, None):
            yield _added(of, field, column, have)
    for name, locks in have.items():
        for lock in locks:
            request = {"deleteProtectedRange": {"protectedRangeId": lock["protectedRangeId"]}}
            yield of.change(Sign.TAKE, f"lock on {name}, which is not computed", request)


def _added(of: SheetOfTab, field: Field, column: int, have: dict[str, list[Json]]) -> Change:
    title = field.title[of.package.language]
    former = next((word for word in field.was if have.get(word)), None)
    if former is None:
        return of.change(Sign.ADD, f"lock on “{title}” ({field.name})", lock_request(of, field, column))
    (lock, *rest) = have.pop(former)
    if rest:
        have[former] = rest
    renamed = {"protectedRangeId": lock["protectedRangeId"], "description": LOCK + field.name}
    update = {"updateProtectedRange": {"protectedRange": renamed, "fields": "description"}}
    return of.change(Sign.CHANGE, f"lock on “{title}” is that of {field.name}", update)

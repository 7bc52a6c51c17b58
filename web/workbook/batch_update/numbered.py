"""What filter views, protected ranges, bands and named ranges share: a list on the sheet, each entry with an id."""

from __future__ import annotations

import re

from web.workbook.batch_update.registry import Batch
from web.workbook.book import Sheet
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject


def add_numbered(batch: Batch, sheet: Sheet, listed: str, name: str, entry: JsonObject) -> JsonObject:
    """Add an entry under its own id, or a new one when it brings none; the entry as it is kept."""
    given = entry.get(name)
    if given is not None and _holder(batch, listed, name, given):
        raise invalid(f"{name} {given} already exists.")
    number = given if given is not None else batch.call.workbooks.chance.sheet_id()
    kept = {**entry, name: number}
    sheet.listed(listed).append(kept)
    sheet.edited = True
    return kept


def find_numbered(batch: Batch, listed: str, name: str, number: int) -> tuple[Sheet, int, JsonObject]:
    """The sheet that has an entry, the entry's place in the list, and the entry."""
    found = _holder(batch, listed, name, number)
    if found is None:
        words = re.sub("([A-Z])", lambda found: " " + found[1].lower(), name.removesuffix("Id"))
        raise invalid(f"No {words} with id: {number}")
    sheet, place = found
    sheet.edited = True
    return sheet, place, sheet.objects[listed][place]


def drop_numbered(sheet: Sheet, listed: str, place: int) -> None:
    """Take an entry out."""
    sheet.listed(listed).pop(place)
    if not sheet.objects[listed]:
        del sheet.objects[listed]


def _holder(batch: Batch, listed: str, name: str, number: int) -> tuple[Sheet, int] | None:
    for sheet in batch.book.sheets():
        for place, entry in enumerate(sheet.objects.get(listed, [])):
            if entry.get(name) == number:
                return sheet, place
    return None

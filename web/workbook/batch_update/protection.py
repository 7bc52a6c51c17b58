"""Requests about protected ranges."""

from __future__ import annotations

from web.workbook.access import require_editable_object
from web.workbook.batch_update.numbered import add_numbered, drop_numbered, find_numbered
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.errors import invalid
from web.workbook.fields import merge_masked
from web.workbook.json_types import JsonObject
from web.workbook.ranges import grid_range

LIST, ID = "protectedRanges", "protectedRangeId"


@request("addProtectedRange")
def add(batch: Batch, given: JsonObject) -> JsonObject:
    """Protect a range; whoever adds it, and the owner, may edit it without being named."""
    entry = dict(given.get("protectedRange", {}))
    entry.pop("requestingUserCanEdit", None)
    if "namedRangeId" in entry and "range" not in entry:
        entry["range"] = _named_range(batch, entry["namedRangeId"])
    if "range" not in entry:
        raise invalid("Must specify a range, a named range or a table to protect.")
    sheet = grid_range(batch.book, entry["range"], edit=True).sheet
    is_whole_sheet = not entry["range"].keys() - {"sheetId"}
    if is_whole_sheet and any(not each.get("range", {}).keys() - {"sheetId"} for each in sheet.objects.get(LIST, [])):
        raise invalid(f'Sheet "{sheet.title}" already has sheet protection.')
    if entry.get("warningOnly") and entry.get("editors"):
        raise invalid("ProtectedRange is warningOnly. Editors cannot be set on it.")
    if not entry.get("warningOnly"):
        editors = dict(entry.get("editors", {}))
        users = list(editors.get("users", []))
        entry["editors"] = {**editors, "users": users if batch.book.user in users else [*users, batch.book.user]}
    kept = add_numbered(batch, sheet, LIST, ID, entry)
    batch.book.record("protection", sheet.sheet_id)
    return {"protectedRange": {**kept, "requestingUserCanEdit": True}}


@request("updateProtectedRange")
def update(batch: Batch, given: JsonObject) -> None:
    """Change a protection."""
    mask = required_mask(given)
    changed = given.get("protectedRange", {})
    sheet, place, entry = find_numbered(batch, LIST, ID, changed.get(ID, 0))
    require_editable_object(batch.book, entry)
    if "range" in changed:
        grid_range(batch.book, changed["range"])
    merged = merge_masked(
        entry, {name: value for name, value in changed.items() if name != "requestingUserCanEdit"}, mask
    )
    sheet.listed(LIST)[place] = merged | {ID: entry[ID]}
    batch.book.record("protection", sheet.sheet_id)


@request("deleteProtectedRange")
def delete(batch: Batch, given: JsonObject) -> None:
    """Take a protection away; the cells stay."""
    sheet, place, entry = find_numbered(batch, LIST, ID, given.get(ID, 0))
    require_editable_object(batch.book, entry)
    drop_numbered(sheet, LIST, place)
    batch.book.record("protection", sheet.sheet_id)


def _named_range(batch: Batch, named_id: str) -> JsonObject:
    for named in batch.book.state.get("namedRanges", []):
        if named["namedRangeId"] == named_id:
            found: JsonObject = named["range"]
            return found
    raise invalid(f"No named range with id: {named_id}")

"""Requests about filter views and the basic filter."""

from __future__ import annotations

import json
from collections.abc import Iterable

from web.workbook.access import require_editable_sheet
from web.workbook.batch_update.numbered import add_numbered, drop_numbered, find_numbered
from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.conditions import Use, check_condition
from web.workbook.errors import invalid
from web.workbook.fields import merge_masked
from web.workbook.json_types import JsonObject
from web.workbook.ranges import grid_range

LIST, ID = "filterViews", "filterViewId"


@request("addFilterView")
def add_filter_view(batch: Batch, given: JsonObject) -> JsonObject:
    """A new filter view."""
    entry = _matched(dict(given.get("filter", {})))
    sheet = grid_range(batch.book, entry.get("range", {}), edit=True).sheet
    entry.setdefault("title", f"Filter {len(sheet.objects.get(LIST, [])) + 1}")
    kept = add_numbered(batch, sheet, LIST, ID, entry)
    batch.book.record("filterView", sheet.sheet_id)
    return {"filter": kept}


@request("updateFilterView")
def update_filter_view(batch: Batch, given: JsonObject) -> None:
    """Change a filter view."""
    mask = required_mask(given)
    changed = given.get("filter", {})
    sheet, place, entry = find_numbered(batch, LIST, ID, changed.get(ID, 0))
    if "range" in changed:
        grid_range(batch.book, changed["range"])
    stale = {"filterSpecs"} if "criteria" in mask else {"criteria"} if "filterSpecs" in mask else set()
    kept = {name: value for name, value in entry.items() if name not in stale - mask.keys()}
    sheet.listed(LIST)[place] = _matched(merge_masked(kept, changed, mask) | {ID: entry[ID]})
    batch.book.record("filterView", sheet.sheet_id)


@request("duplicateFilterView")
def duplicate_filter_view(batch: Batch, given: JsonObject) -> JsonObject:
    """A copy of a filter view, with an id and a title of its own."""
    sheet, _, entry = find_numbered(batch, LIST, ID, given.get("filterId", 0))
    copy = json.loads(json.dumps({name: value for name, value in entry.items() if name != ID}))
    copy["title"] = f"Copy of {entry.get('title', '')}"
    kept = add_numbered(batch, sheet, LIST, ID, copy)
    batch.book.record("filterView", sheet.sheet_id)
    return {"filter": kept}


@request("deleteFilterView")
def delete_filter_view(batch: Batch, given: JsonObject) -> None:
    """Take a filter view away."""
    sheet, place, _ = find_numbered(batch, LIST, ID, given.get("filterId", 0))
    drop_numbered(sheet, LIST, place)
    batch.book.record("filterView", sheet.sheet_id)


@request("setBasicFilter")
def set_basic_filter(batch: Batch, given: JsonObject) -> None:
    """Give a sheet its basic filter, in place of the one it has."""
    entry = _matched(dict(given.get("filter", {})))
    if "range" not in entry:
        raise invalid("filter.range must be specified.")
    sheet = grid_range(batch.book, entry["range"], edit=True).sheet
    require_editable_sheet(batch.book, sheet)
    sheet.objects["basicFilter"] = entry
    batch.book.record("basicFilter", sheet.sheet_id)


@request("clearBasicFilter")
def clear_basic_filter(batch: Batch, given: JsonObject) -> None:
    """Take a sheet's basic filter away; nothing happens when it has none."""
    sheet = batch.sheet(given.get("sheetId", 0))
    require_editable_sheet(batch.book, sheet)
    sheet.objects.pop("basicFilter", None)
    batch.book.record("basicFilter", sheet.sheet_id)


def _matched(entry: JsonObject) -> JsonObject:
    """criteria (by column) and filterSpecs say the same; whichever was set, both are answered."""
    if entry.get("filterSpecs"):
        specs = [{"columnIndex": 0, **spec} for spec in entry["filterSpecs"]]
        _check_conditions(spec.get("filterCriteria", {}) for spec in specs)
        criteria = {str(spec["columnIndex"]): spec.get("filterCriteria", {}) for spec in specs}
        return {**entry, "filterSpecs": specs, "criteria": criteria}
    if entry.get("criteria"):
        columns = sorted(entry["criteria"].items(), key=lambda pair: int(pair[0]))
        _check_conditions(criteria for _, criteria in columns)
        return {**entry, "filterSpecs": [{"columnIndex": int(c), "filterCriteria": v} for c, v in columns]}
    return entry


def _check_conditions(criteria: Iterable[JsonObject]) -> None:
    for each in criteria:
        if each.get("condition"):
            check_condition(each["condition"], Use.FILTER)

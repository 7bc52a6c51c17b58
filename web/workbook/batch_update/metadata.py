"""Requests about developer metadata and named ranges."""

from __future__ import annotations

import re

from web.workbook.batch_update.registry import Batch, request, required_mask
from web.workbook.developer_metadata import LIMIT_CHARACTERS, all_metadata, keep, matches, remove, size_of
from web.workbook.errors import invalid
from web.workbook.fields import merge_masked
from web.workbook.json_types import JsonObject
from web.workbook.ranges import grid_range

NAME = re.compile(r"[^\W\d]\w{0,249}\Z")


@request("createDeveloperMetadata")
def create(batch: Batch, given: JsonObject) -> JsonObject:
    """Attach a key and a value to the spreadsheet, a sheet, a row or a column."""
    entry = dict(given.get("developerMetadata", {}))
    if not entry.get("metadataKey"):
        raise invalid("Metadata key must be specified.")
    if entry.get("visibility", "DEVELOPER_METADATA_VISIBILITY_UNSPECIFIED").endswith("UNSPECIFIED"):
        raise invalid("Metadata visibility must be specified.")
    taken = {each["metadataId"] for each in all_metadata(batch.book)}
    if entry.get("metadataId") in taken:
        raise invalid(f"Developer metadata with ID {entry['metadataId']} already exists.")
    if "metadataId" not in entry:
        entry["metadataId"] = batch.call.workbooks.chance.sheet_id()
    kept = keep(batch.book, entry)
    if size_of(batch.book, kept) > LIMIT_CHARACTERS:
        raise invalid(
            f"Developer metadata may have no more than {LIMIT_CHARACTERS} characters for each sheet or spreadsheet."
        )
    batch.book.record("developerMetadata")
    return {"developerMetadata": kept}


@request("updateDeveloperMetadata")
def update(batch: Batch, given: JsonObject) -> JsonObject:
    """Change all metadata that a filter matches."""
    mask = required_mask(given)
    changed = []
    for entry in _matching(batch, given):
        remove(batch.book, entry)
        merged = merge_masked(entry, given.get("developerMetadata", {}), mask)
        changed.append(keep(batch.book, merged | {"metadataId": entry["metadataId"]}))
    batch.book.record("developerMetadata")
    return {"developerMetadata": changed}


@request("deleteDeveloperMetadata")
def delete(batch: Batch, given: JsonObject) -> JsonObject:
    """Take away all metadata that a filter matches."""
    found = _matching(batch, {"dataFilters": [given.get("dataFilter", {})]})
    for entry in found:
        remove(batch.book, entry)
    batch.book.record("developerMetadata")
    return {"deletedDeveloperMetadata": found}


@request("addNamedRange")
def add_named_range(batch: Batch, given: JsonObject) -> JsonObject:
    """Give a range a name."""
    entry = dict(given.get("namedRange", {}))
    _check_name(batch, entry.get("name", ""), "")
    _check_range(batch, entry)
    ids = {named["namedRangeId"] for named in batch.book.state.get("namedRanges", [])}
    if entry.get("namedRangeId") in ids:
        raise invalid(f"A named range with id {entry['namedRangeId']} already exists.")
    entry.setdefault("namedRangeId", str(batch.call.workbooks.chance.sheet_id()))
    batch.book.state.setdefault("namedRanges", []).append(entry)
    batch.book.record("namedRange")
    return {"namedRange": entry}


@request("updateNamedRange")
def update_named_range(batch: Batch, given: JsonObject) -> None:
    """Change a name or what it names."""
    mask = required_mask(given)
    changed = given.get("namedRange", {})
    place = _named(batch, changed.get("namedRangeId", ""))
    entry = batch.book.state["namedRanges"][place]
    merged = merge_masked(entry, changed, mask) | {"namedRangeId": entry["namedRangeId"]}
    _check_name(batch, merged.get("name", ""), entry["namedRangeId"])
    _check_range(batch, merged)
    batch.book.state["namedRanges"][place] = merged
    batch.book.record("namedRange")


@request("deleteNamedRange")
def delete_named_range(batch: Batch, given: JsonObject) -> None:
    """Take a name away; the cells stay."""
    place = _named(batch, given.get("namedRangeId", ""))
    batch.book.state["namedRanges"].pop(place)
    batch.book.record("namedRange")


def _matching(batch: Batch, given: JsonObject) -> list[JsonObject]:
    filters = given.get("dataFilters", [])
    return [entry for entry in all_metadata(batch.book) if any(matches(entry, each) for each in filters)]


def _check_name(batch: Batch, name: str, own_id: str) -> None:
    if not NAME.match(name) or re.fullmatch(r"[A-Za-z]{1,3}\d+|[Rr]\d*[Cc]\d*|(?i:true|false)", name):
        raise invalid(f'The name "{name}" is not a valid name for a named range.')
    for named in batch.book.state.get("namedRanges", []):
        if named["name"].casefold() == name.casefold() and named["namedRangeId"] != own_id:
            raise invalid(f"Cannot add named range with name {name}, a named range with that name already exists.")


def _check_range(batch: Batch, named: JsonObject) -> None:
    if "range" not in named:
        raise invalid("namedRange.range must be specified.")
    grid_range(batch.book, named["range"])


def _named(batch: Batch, named_id: str) -> int:
    for place, named in enumerate(batch.book.state.get("namedRanges", [])):
        if named["namedRangeId"] == named_id:
            return place
    raise invalid(f"No named range with id: {named_id}")

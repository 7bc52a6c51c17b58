"""spreadsheets.developerMetadata: get and search."""

from __future__ import annotations

from web.workbook.developer_metadata import all_metadata, matches
from web.workbook.errors import not_found
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call, serves


@serves("sheets.spreadsheets.developerMetadata.get")
def get(call: Call) -> JsonValue:
    """One piece of metadata by its id."""
    with call.reading() as book:
        for entry in all_metadata(book):
            if entry["metadataId"] == call.parameters["metadataId"]:
                return entry
    raise not_found()


@serves("sheets.spreadsheets.developerMetadata.search")
def search(call: Call) -> JsonValue:
    """All metadata that filters match, each with the filters that it matched."""
    filters = call.body.get("dataFilters", [])
    found: list[JsonObject] = []
    with call.reading() as book:
        for entry in all_metadata(book):
            matched = [data_filter for data_filter in filters if matches(entry, data_filter)]
            if matched:
                found.append({"developerMetadata": entry, "dataFilters": matched})
    return {"matchedDeveloperMetadata": found} if found else {}

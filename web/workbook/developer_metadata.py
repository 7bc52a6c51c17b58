"""Developer metadata: where each piece is kept, and which ones a DataFilter matches."""

from __future__ import annotations

from web.workbook.book import Book
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject
from web.workbook.ranges import sheet_of

LIMIT_CHARACTERS = 30_000


def all_metadata(book: Book) -> list[JsonObject]:
    """All metadata of a spreadsheet: its own, and that of its sheets, rows and columns."""
    found = list(book.state.get("developerMetadata", []))
    for sheet in book.sheets():
        found += sheet.objects.get("developerMetadata", [])
    return found


def keep(book: Book, entry: JsonObject) -> JsonObject:
    """Put an entry where its location says; the entry as it is kept."""
    location = dict(entry.get("location", {}))
    location.pop("locationType", None)
    holder: list[JsonObject]
    if "dimensionRange" in location:
        span = {"sheetId": 0, **location["dimensionRange"]}
        if span.get("endIndex", 0) - span.get("startIndex", 0) != 1:
            raise invalid("Developer metadata may only be associated with a single row or column.")
        kind = "COLUMN" if span.get("dimension") == "COLUMNS" else "ROW"
        sheet = sheet_of(book, span["sheetId"], edit=True)
        holder, location = sheet.listed("developerMetadata"), {"dimensionRange": {"startIndex": 0, **span}}
    elif "sheetId" in location:
        kind = "SHEET"
        holder = sheet_of(book, location["sheetId"], edit=True).listed("developerMetadata")
    elif location.get("spreadsheet"):
        kind, holder = "SPREADSHEET", book.state.setdefault("developerMetadata", [])
    else:
        raise invalid("Metadata location must be specified.")
    kept = {**entry, "location": {"locationType": kind, **location}}
    holder.append(kept)
    return kept


def remove(book: Book, entry: JsonObject) -> None:
    """Take an entry away from where it is kept."""
    own = book.state.get("developerMetadata", [])
    book.state["developerMetadata"] = [each for each in own if each["metadataId"] != entry["metadataId"]]
    for sheet in book.sheets():
        held = sheet.objects.get("developerMetadata", [])
        if any(each["metadataId"] == entry["metadataId"] for each in held):
            sheet.objects["developerMetadata"] = [e for e in held if e["metadataId"] != entry["metadataId"]]
            sheet.edited = True


def size_of(book: Book, entry: JsonObject) -> int:
    """The characters of keys and values at the place where an entry is kept, which are limited."""
    location = entry["location"]
    sheet_id = location.get("dimensionRange", {}).get("sheetId", location.get("sheetId"))
    held = book.state["developerMetadata"] if sheet_id is None else book.sheet(sheet_id).objects["developerMetadata"]
    return sum(len(each["metadataKey"]) + len(each.get("metadataValue", "")) for each in held)


def matches(entry: JsonObject, data_filter: JsonObject) -> bool:
    """Whether a DataFilter matches an entry: by its fields, or by where it is."""
    lookup = data_filter.get("developerMetadataLookup")
    if lookup is None:
        return _within(entry, data_filter.get("gridRange", {}))
    for name in ("metadataId", "metadataKey", "metadataValue", "visibility"):
        if name in lookup and lookup[name] != entry.get(name):
            return False
    if "locationType" in lookup and lookup["locationType"] != entry["location"]["locationType"]:
        return False
    return "metadataLocation" not in lookup or _at(entry["location"], lookup)


def _at(location: JsonObject, lookup: JsonObject) -> bool:
    wanted = lookup["metadataLocation"]
    exact = lookup.get("locationMatchingStrategy") == "EXACT_LOCATION"
    if wanted.get("spreadsheet"):
        return not exact or bool(location.get("spreadsheet"))
    own = location.get("dimensionRange", {}).get("sheetId", location.get("sheetId"))
    if "sheetId" in wanted:
        return bool(own == wanted["sheetId"]) and (not exact or "sheetId" in location)
    return bool(location.get("dimensionRange") == wanted.get("dimensionRange"))


def _within(entry: JsonObject, grid_range: JsonObject) -> bool:
    span = entry["location"].get("dimensionRange")
    sheet_id = grid_range.get("sheetId", 0)
    if span is None:
        return bool(entry["location"].get("sheetId") == sheet_id)
    if span["sheetId"] != sheet_id:
        return False
    name = "Column" if span["dimension"] == "COLUMNS" else "Row"
    start, end = grid_range.get(f"start{name}Index", 0), grid_range.get(f"end{name}Index")
    return bool(span["startIndex"] >= start and (end is None or span["endIndex"] <= end))

"""One difference between the workbook and the schema, and the few shapes that all differences share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sheets_sync.rows import Json

COLOURS: Mapping[str, Json] = {
    "red": {"red": 0.98, "green": 0.86, "blue": 0.85},
    "amber": {"red": 1.0, "green": 0.94, "blue": 0.8},
    "green": {"red": 0.87, "green": 0.95, "blue": 0.87},
    "grey": {"red": 0.93, "green": 0.93, "blue": 0.93},
}


@dataclass(frozen=True)
class Change:
    """One thing that the workbook lacks: `kind` is the kind of its first request, `what` names it for people."""

    kind: str
    tab: str
    what: str
    requests: tuple[Json, ...]


def sheet_id_of(sheet: Json) -> int:
    """The id of a sheet; Google leaves out the 0 of the first."""
    sheet_id: int = sheet["properties"].get("sheetId", 0)
    return sheet_id


def first_rows(sheet: Json) -> list[list[Json]]:
    """The CellData of the rows that were asked for; trailing empty rows are not sent."""
    data = sheet.get("data", [{}])
    return [row.get("values", []) for row in (data[0] if data else {}).get("rowData", [])]

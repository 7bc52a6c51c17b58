"""Requests and ranges that several parts of the layout send: one column, its note, whether it is hidden."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_sync.layout.change import SheetOfTab
from sheets_sync.rows import Json


def column_range(of: SheetOfTab, column: int) -> Json:
    """The whole column, as a GridRange."""
    return {"sheetId": of.sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}


def first_cell_of(rows: Sequence[Sequence[Json]], row: int, column: int) -> Json:
    """The CellData there; empty where nothing was sent."""
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else {}


def hidden_request(of: SheetOfTab, column: int, *, hidden: bool) -> Json:
    """Hide a column, or show it."""
    span = {"sheetId": of.sheet_id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {
        "updateDimensionProperties": {"range": span, "properties": {"hiddenByUser": hidden}, "fields": "hiddenByUser"}
    }


def note_request(of: SheetOfTab, column: int, note: str) -> Json:
    """Write the note of a heading."""
    start = {"sheetId": of.sheet_id, "rowIndex": 0, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [{"note": note}]}], "fields": "note"}}

"""Rows as requests of spreadsheets.batchUpdate: added behind the last one, or deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets_sync.problems import CellValue

Json = dict[str, Any]  # a body of the Sheets v4 API, whose shapes its reference documents
Row = Mapping[str, CellValue]
"""Cells by field name."""


def append_requests(sheet_id: int, columns: Mapping[str, int], rows: Sequence[Row]) -> list[Json]:
    """appendCells behind the last row with data: text stays text, numbers stay numbers, None leaves a cell alone."""
    if not rows:
        return []
    width = max(columns.values()) + 1
    body = [{"values": _cells(row, columns, width)} for row in rows]
    return [{"appendCells": {"sheetId": sheet_id, "rows": body, "fields": "userEnteredValue"}}]


def _cells(row: Row, columns: Mapping[str, int], width: int) -> list[Json]:
    cells: list[Json] = [{} for _ in range(width)]
    for name, value in row.items():
        if name in columns and value is not None and value != "":
            cells[columns[name]] = {"userEnteredValue": _extended(value)}
    return cells


def _extended(value: CellValue) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    return {"numberValue": value} if isinstance(value, int | float) else {"stringValue": value}


def delete_requests(sheet_id: int, rows: Sequence[int]) -> Iterator[Json]:
    """deleteDimension for 0-based rows, neighbours together, from the bottom up so that numbers stay good."""
    end = len(rows)
    for index in range(len(rows) - 1, -1, -1):
        if index == 0 or rows[index - 1] != rows[index] - 1:
            span = {"sheetId": sheet_id, "dimension": "ROWS", "startIndex": rows[index], "endIndex": rows[end - 1] + 1}
            yield {"deleteDimension": {"range": span}}
            end = index

"""What tests of batchUpdate share: a table of trays, ranges, and the cells of an answer."""

from __future__ import annotations

from typing import Any

from tests.workbook.wsgi import Api

TRAYS: list[list[Any]] = [["tray", "seeds", "bench"], ["T-1", 20, "b"], ["T-2", 5, "a"], ["T-3", 12, "c"]]


def rows(start: int, end: int, **more: int) -> dict[str, int]:
    """A GridRange of the first sheet."""
    return {"sheetId": 0, "startRowIndex": start, "endRowIndex": end, **more}


def dimension(start: int, end: int, kind: str = "ROWS") -> dict[str, Any]:
    """A DimensionRange of the first sheet."""
    return {"sheetId": 0, "dimension": kind, "startIndex": start, "endIndex": end}


def cells(api: Api, spreadsheet: str, range_: str, fields: str = "*") -> list[list[dict[str, Any]]]:
    """The cells of a range, only those of their fields that are asked for."""
    found = api.get(spreadsheet, f"sheets.data.rowData.values.{fields}".removesuffix(".*"), ranges=f"Sheet1!{range_}")
    return [row.get("values", []) for row in found["sheets"][0]["data"][0].get("rowData", [])]

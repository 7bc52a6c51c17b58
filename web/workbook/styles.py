"""What a cell has besides its value: format, note, data validation, text runs.

Cells with the same of all these share one style, a JSON object with the fields of `CellData`; cells keep only its id
(0: nothing). Ids are the same for all spreadsheets of a file, so cells can be copied between them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from web.workbook import store
from web.workbook.grid.grid import Grid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject

STYLE_FIELDS = frozenset(
    {"userEnteredFormat", "note", "dataValidation", "textFormatRuns", "hyperlink", "pivotTable", "chipRuns"}
)


class Styles:
    """The styles that one transaction has looked at."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._bodies: dict[int, JsonObject] = {0: {}}

    def get(self, style_id: int) -> JsonObject:
        """The fields of a style; not to be changed."""
        if style_id not in self._bodies:
            self._bodies[style_id] = json.loads(store.style_body(self._connection, style_id))
        return self._bodies[style_id]

    def intern(self, fields: JsonObject) -> int:
        """The id of the style with these fields; empty ones do not count."""
        body = {name: value for name, value in fields.items() if value not in ({}, "", None, [])}
        if not body:
            return 0
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return store.style_id(self._connection, text)

    def changer(self, change: Callable[[JsonObject], JsonObject]) -> Callable[[int], int]:
        """A function from style id to style id that applies `change` once per id."""
        known: dict[int, int] = {}

        def changed(style_id: int) -> int:
            if style_id not in known:
                known[style_id] = self.intern(change(json.loads(json.dumps(self.get(style_id)))))
            return known[style_id]

        return changed

    def give_number_format(self, grid: Grid, rect: Rect, number_format: JsonObject) -> None:
        """Give cells a number format."""

        def change(fields: JsonObject) -> JsonObject:
            fields.setdefault("userEnteredFormat", {})["numberFormat"] = dict(number_format)
            return fields

        grid.map_styles(rect, self.changer(change))

    def number_format(self, style_id: int) -> JsonObject | None:
        """The number format of a style, if it has one."""
        found: JsonObject | None = self.get(style_id).get("userEnteredFormat", {}).get("numberFormat")
        return found

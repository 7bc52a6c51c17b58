"""One difference between the workbook and the schema, and the few shapes that all differences share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from sheets_sync.rows import Json
from sheets_sync.schema import Package, Tab

COLOURS: Mapping[str, Json] = {
    "red": {"red": 0.98, "green": 0.86, "blue": 0.85},
    "amber": {"red": 1.0, "green": 0.94, "blue": 0.8},
    "green": {"red": 0.87, "green": 0.95, "blue": 0.87},
    "grey": {"red": 0.93, "green": 0.93, "blue": 0.93},
}


class Sign(StrEnum):
    """What a change does to the workbook: adds to it, changes what is there, or hides or takes off what has left."""

    ADD = "+"
    CHANGE = "~"
    TAKE = "-"


@dataclass(frozen=True)
class Change:
    """One thing that differs: `kind` is the kind of its first request, `what` names it for people."""

    sign: Sign
    tab: str
    what: str
    requests: tuple[Json, ...]

    @property
    def kind(self) -> str:
        """The kind of the first request."""
        return next(iter(self.requests[0]))


@dataclass(frozen=True)
class SheetOfTab:
    """The sheet of a tab as it stands, or as the plan makes it."""

    package: Package
    tab: Tab
    sheet: Json

    @property
    def sheet_id(self) -> int:
        """The id of the sheet; Google leaves out the 0 of the first."""
        found: int = self.sheet["properties"].get("sheetId", 0)
        return found

    @property
    def first_rows(self) -> list[list[Json]]:
        """The CellData of the rows that were asked for; trailing empty rows are not sent."""
        data = self.sheet.get("data", [{}])
        return [row.get("values", []) for row in (data[0] if data else {}).get("rowData", [])]

    def change(self, sign: Sign, what: str, *requests: Json) -> Change:
        """A change of this tab."""
        return Change(sign, self.tab.name, what, requests)

"""What a method of the API is given, and the register of them all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from web.workbook.access import Principal
from web.workbook.book import Book
from web.workbook.fields import Mask
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.service import Workbooks


@dataclass(frozen=True)
class Call:
    """One call: parameters of the path and the query by name, the body in normal form, the mask of the response."""

    workbooks: Workbooks
    principal: Principal
    method: str
    parameters: JsonObject
    body: JsonObject
    mask: Mask
    content: bytes = b""

    @property
    def spreadsheet_id(self) -> str:
        """The spreadsheet that the address names."""
        return str(self.parameters.get("spreadsheetId") or self.parameters["fileId"])

    def reading(self, role: str = "reader") -> AbstractContextManager[Book]:
        """The spreadsheet to read."""
        return self.workbooks.reading(self.spreadsheet_id, self.principal, role=role)

    def writing(self, role: str = "writer") -> AbstractContextManager[Book]:
        """The spreadsheet to edit."""
        return self.workbooks.writing(self.spreadsheet_id, self.principal, self.method, role=role)


Served = Callable[[Call], JsonValue]
METHODS: dict[str, Served] = {}


def serves(method_id: str) -> Callable[[Served], Served]:
    """Register a function for a method of the discovery document."""

    def register(function: Served) -> Served:
        METHODS[method_id] = function
        return function

    return register

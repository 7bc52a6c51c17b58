"""The register of request kinds, and the loop over the requests of a batch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from web.workbook.book import Book, Sheet
from web.workbook.discovery import discovery
from web.workbook.errors import ApiError, invalid, placed
from web.workbook.fields import Mask, parse_mask
from web.workbook.json_types import JsonObject
from web.workbook.methods.calls import Call
from web.workbook.methods.values import today_of
from web.workbook.ranges import SheetRange, grid_range, properties_sheet, sheet_of


@dataclass(frozen=True)
class Batch:
    """What the requests of one batch share."""

    book: Book
    call: Call

    def sheet(self, sheet_id: int) -> Sheet:
        """A sheet to edit."""
        return sheet_of(self.book, sheet_id, edit=True)

    def whole_sheet(self, sheet_id: int) -> Sheet:
        """A sheet to edit as a whole."""
        return properties_sheet(self.book, sheet_id)

    def cells(self, given: JsonObject) -> SheetRange:
        """Cells to edit."""
        return grid_range(self.book, given, edit=True)

    def today(self) -> date:
        """The day in the spreadsheet's time zone."""
        return today_of(self.book, self.call)


Reply = JsonObject | None
Kind = Callable[[Batch, JsonObject], Reply]
KINDS: dict[str, Kind] = {}


def request(kind: str) -> Callable[[Kind], Kind]:
    """Register a function for a kind of request."""

    def register(function: Kind) -> Kind:
        KINDS[kind] = function
        return function

    return register


def apply_requests(call: Call, book: Book, requests: list[JsonObject]) -> list[JsonObject]:
    """Apply requests in order; their replies. The first that is refused refuses the batch."""
    batch = Batch(book, call)
    replies = []
    for number, given in enumerate(requests):
        kind = _kind_of(number, given)
        with placed(f"requests[{number}].{kind}"):
            reply = KINDS[kind](batch, given[kind])
        replies.append({} if reply is None else {kind: reply})
    return replies


def required_mask(given: JsonObject) -> Mask:
    """The field mask of an update request, which Google wants to be given."""
    text = given.get("fields", "")
    if not text:
        raise invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    return parse_mask(text)


def unserved_kinds() -> list[str]:
    """The kinds that Google knows and this service refuses."""
    return sorted(set(discovery().schemas["Request"]["properties"]) - set(KINDS))


def _kind_of(number: int, given: JsonObject) -> str:
    kinds = list(given)
    if len(kinds) > 1:
        raise invalid(
            f"Invalid value at 'requests[{number}]' (oneof), oneof field 'kind' is already set. Cannot set '{kinds[1]}'"
        )
    if not kinds:
        raise invalid(f"Invalid requests[{number}]: No request set.")
    if kinds[0] not in KINDS:
        raise ApiError("UNIMPLEMENTED", f"Invalid requests[{number}].{kinds[0]}: This kind of request is not served.")
    return kinds[0]

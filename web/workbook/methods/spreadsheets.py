"""spreadsheets: create, get, batchUpdate, and the change feed that is ours alone."""

from __future__ import annotations

from web.workbook import changes
from web.workbook.batch_update import apply_requests
from web.workbook.described import add_described
from web.workbook.errors import invalid
from web.workbook.formulas.recalculate import recalculate
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.locales import check_settings
from web.workbook.methods.calls import Call, serves
from web.workbook.ranges import resolve
from web.workbook.sheets import spreadsheet_resource

FEED_METHOD = "workbook.spreadsheets.changes"
HISTORY_METHOD = "workbook.spreadsheets.history"
FORGET_METHOD = "workbook.spreadsheets.forgetHistory"
HISTORY_PAGE = 50


@serves("sheets.spreadsheets.get")
def get(call: Call) -> JsonValue:
    """A spreadsheet. A mask decides about cells by itself; without one `includeGridData` does."""
    with call.reading() as book:
        ranges = [resolve(book, text) for text in call.parameters.get("ranges", [])]
        with_data = bool(call.mask) or call.parameters.get("includeGridData", False)
        return spreadsheet_resource(book, mask=call.mask, ranges=ranges, with_data=with_data)


@serves("sheets.spreadsheets.create")
def create(call: Call) -> JsonValue:
    """A new spreadsheet, with the sheets that the body describes or one blank sheet."""
    properties = dict(call.body.get("properties", {}))
    check_settings(properties)
    title = properties.pop("title", "Untitled spreadsheet")
    with call.workbooks.creating(title, call.principal, call.method) as book:
        book.state["properties"] |= properties
        add_described(call, book)
        return spreadsheet_resource(book, mask=call.mask, with_data=bool(call.mask))


@serves("sheets.spreadsheets.batchUpdate")
def batch_update(call: Call) -> JsonValue:
    """Apply requests, all or none."""
    body = call.body
    if not body.get("requests"):
        raise invalid("Must specify at least one request.")
    with call.writing() as book:
        replies = apply_requests(call, book, body["requests"])
        response: JsonObject = {"spreadsheetId": book.id, "replies": replies}
        if body.get("includeSpreadsheetInResponse"):
            recalculate(book, call.workbooks.clock())
            ranges = [resolve(book, text) for text in body.get("responseRanges", [])]
            with_data = body.get("responseIncludeGridData", False)
            response["updatedSpreadsheet"] = spreadsheet_resource(book, mask={}, ranges=ranges, with_data=with_data)
        return response


@serves(FEED_METHOD)
def feed(call: Call) -> JsonValue:
    """What happened since a version: an extension of ours, not known to Google."""
    with call.reading() as book:
        sheet_id = call.parameters.get("sheetId")
        return changes.since(book.connection, book.row, int(call.parameters.get("since", 0)), sheet_id)


@serves(HISTORY_METHOD)
def history(call: Call) -> JsonValue:
    """Who changed what, before and after, newest first: an extension of ours."""
    with call.reading() as book:
        before = int(call.parameters.get("before", book.row.version + 1))
        limit = min(int(call.parameters.get("limit", HISTORY_PAGE)), HISTORY_PAGE)
        return {"version": book.row.version, "history": changes.history(book.connection, book.id, before, limit)}


@serves(FORGET_METHOD)
def forget_history(call: Call) -> JsonValue:
    """Drop the log of changes, and with it every value that cells had before: for data that must be gone."""
    with call.writing("owner") as book:
        return {"forgotten": changes.forget_all(book.connection, book.id)}

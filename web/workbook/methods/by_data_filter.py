"""The methods that name their ranges by DataFilter instead of A1."""

from __future__ import annotations

from web.workbook.book import Book
from web.workbook.data_filters import filtered_ranges
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods.calls import Call, serves
from web.workbook.methods.values import input_of, read_range, settle, update_response, update_totals, write_data
from web.workbook.ranges import SheetRange
from web.workbook.sheets import spreadsheet_resource
from web.workbook.writing import Written, clear_values


@serves("sheets.spreadsheets.getByDataFilter")
def get(call: Call) -> JsonValue:
    """A spreadsheet, with the sheets and cells that filters name."""
    filters = call.body.get("dataFilters", [])
    with call.reading() as book:
        ranges = [each for data_filter in filters for each in filtered_ranges(book, data_filter)]
        with_data = bool(call.mask) or call.body.get("includeGridData", False)
        resource = spreadsheet_resource(book, mask=call.mask, ranges=ranges, with_data=with_data)
        return resource if ranges or not filters else {**resource, "sheets": []}


@serves("sheets.spreadsheets.values.batchGetByDataFilter")
def batch_get(call: Call) -> JsonValue:
    """Values of the ranges that filters name; a range that several name is answered once, with all of them."""
    found: dict[str, tuple[SheetRange, list[JsonObject]]] = {}
    with call.reading() as book:
        for data_filter in call.body.get("dataFilters", []):
            for target in filtered_ranges(book, data_filter):
                found.setdefault(target.name, (target, []))[1].append(data_filter)
        matched = [
            {"valueRange": read_range(book, target, call.body), "dataFilters": filters}
            for target, filters in found.values()
        ]
    return {"spreadsheetId": call.spreadsheet_id} | ({"valueRanges": matched} if matched else {})


@serves("sheets.spreadsheets.values.batchUpdateByDataFilter")
def batch_update(call: Call) -> JsonValue:
    """Write into each range that a filter names."""
    with call.writing() as book:
        done: list[tuple[SheetRange, JsonObject, Written]] = []
        for number, data in enumerate(call.body.get("data", [])):
            data_filter = data.get("dataFilter", {})
            given = input_of(call, book, call.body, f"data[{number}].values")
            done += [
                (target, data_filter, write_data(book, target, data, given))
                for target in filtered_ranges(book, data_filter, edit=True)
            ]
        settle(call, book, call.body)
        responses = [
            _response(update_response(book, target.sheet, written, call.body), data_filter)
            for target, data_filter, written in done
        ]
    return update_totals(call.spreadsheet_id, responses)


@serves("sheets.spreadsheets.values.batchClearByDataFilter")
def batch_clear(call: Call) -> JsonValue:
    """Empty each range that a filter names."""
    with call.writing() as book:
        targets = _all(book, call.body.get("dataFilters", []))
        for target in targets:
            clear_values(book, target)
    cleared = [target.name for target in targets]
    return {"spreadsheetId": call.spreadsheet_id} | ({"clearedRanges": cleared} if cleared else {})


def _response(response: JsonObject, data_filter: JsonObject) -> JsonObject:
    """UpdateValuesByDataFilterResponse: it says the filter in place of the spreadsheet."""
    return {"dataFilter": data_filter} | {name: value for name, value in response.items() if name != "spreadsheetId"}


def _all(book: Book, filters: list[JsonObject]) -> list[SheetRange]:
    return [target for data_filter in filters for target in filtered_ranges(book, data_filter, edit=True)]

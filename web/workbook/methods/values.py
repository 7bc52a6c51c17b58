"""spreadsheets.values: read, write, append and clear cells by A1 range."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfoNotFoundError

from web.workbook import dimensions
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid, placed
from web.workbook.formulas.recalculate import recalculate
from web.workbook.grid.rect import Rect
from web.workbook.grid.texts import column_texts, row_texts
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.locales import zone_of
from web.workbook.methods.calls import Call, serves
from web.workbook.ranges import SheetRange, name_of, resolve
from web.workbook.responses import Rows, empty_values_left_out
from web.workbook.shifting import COLUMNS, ROWS
from web.workbook.tables import last_table
from web.workbook.values.render import renderer
from web.workbook.writing import Input, Written, clear_values, columns_of, write_values


@serves("sheets.spreadsheets.values.get")
def get(call: Call) -> JsonValue:
    """One range."""
    with call.reading() as book:
        return read_range(book, resolve(book, call.parameters["range"]), call.parameters)


@serves("sheets.spreadsheets.values.batchGet")
def batch_get(call: Call) -> JsonValue:
    """Several ranges."""
    with call.reading() as book:
        found = [read_range(book, resolve(book, text), call.parameters) for text in call.parameters.get("ranges", [])]
    body: JsonObject = {"spreadsheetId": call.spreadsheet_id}
    return body | ({"valueRanges": found} if found else {})


@serves("sheets.spreadsheets.values.update")
def update(call: Call) -> JsonValue:
    """Write one range."""
    text = _target_range(call.body, call.parameters["range"])
    with call.writing() as book:
        target = resolve(book, text, edit=True)
        written = write_data(book, target, call.body, input_of(call, book, call.parameters, "values"))
        settle(call, book, call.parameters)
        return update_response(book, target.sheet, written, call.parameters)


@serves("sheets.spreadsheets.values.batchUpdate")
def batch_update(call: Call) -> JsonValue:
    """Write several ranges, all or none."""
    with call.writing() as book:
        done = []
        for number, data in enumerate(call.body.get("data", [])):
            given = input_of(call, book, call.body, "values")
            with placed(f"data[{number}]"):
                target = resolve(book, data.get("range", ""), edit=True)
                done.append((target.sheet, write_data(book, target, data, given)))
        settle(call, book, call.body)
        responses = [update_response(book, sheet, written, call.body) for sheet, written in done]
    return update_totals(call.spreadsheet_id, responses)


@serves("sheets.spreadsheets.values.append")
def append(call: Call) -> JsonValue:
    """Write rows after the table that a range touches."""
    _target_range(call.body, call.parameters["range"])
    with call.writing() as book:
        search = resolve(book, call.parameters["range"], edit=True)
        given = input_of(call, book, call.parameters, "values")
        table = last_table(search.sheet.grid, search.rect)
        columns = columns_of(call.body.get("values", []), call.body.get("majorDimension", "ROWS"))
        target = _room_for(
            book, search, table, columns, insert=call.parameters.get("insertDataOption") == "INSERT_ROWS"
        )
        written = write_values(book, target, columns, given)
        settle(call, book, call.parameters)
        body: JsonObject = {"spreadsheetId": call.spreadsheet_id}
        if table:
            body["tableRange"] = name_of(search.sheet, table)
        return body | {"updates": update_response(book, target.sheet, written, call.parameters)}


@serves("sheets.spreadsheets.values.clear")
def clear(call: Call) -> JsonValue:
    """Empty one range."""
    with call.writing() as book:
        target = resolve(book, call.parameters["range"], edit=True)
        clear_values(book, target)
        return {"spreadsheetId": call.spreadsheet_id, "clearedRange": target.name}


@serves("sheets.spreadsheets.values.batchClear")
def batch_clear(call: Call) -> JsonValue:
    """Empty several ranges, all or none."""
    with call.writing() as book:
        targets = []
        for number, text in enumerate(call.body.get("ranges", [])):
            with placed(f"range[{number}]"):
                targets.append(resolve(book, text, edit=True))
        for target in targets:
            clear_values(book, target)
    body: JsonObject = {"spreadsheetId": call.spreadsheet_id}
    return body | ({"clearedRanges": [target.name for target in targets]} if targets else {})


def read_range(book: Book, target: SheetRange, options: JsonObject, prefix: str = "") -> JsonObject:
    """A ValueRange. `prefix` tells the names of the options apart in requests that write and answer with values."""
    major = options.get("majorDimension", "ROWS") if not prefix else "ROWS"
    value_option = options.get(_option("valueRenderOption", prefix), "FORMATTED_VALUE")
    date_option = options.get(_option("dateTimeRenderOption", prefix), "SERIAL_NUMBER")
    render = renderer(value_option, date_option, book.styles.number_format)
    grid = target.sheet.grid
    if major == "COLUMNS":
        texts = column_texts(grid, target.rect, render)
        while texts and not texts[-1]:
            texts.pop()
    else:
        major, texts = "ROWS", row_texts(grid, target.rect, render)
    return empty_values_left_out({"range": target.name, "majorDimension": major, "values": Rows(texts)})


def update_totals(spreadsheet_id: str, responses: list[JsonObject]) -> JsonObject:
    """The sum of several updates."""
    totals = {
        f"totalUpdated{name}": sum(response.get(f"updated{name}", 0) for response in responses)
        for name in ("Rows", "Columns", "Cells")
    }
    return {
        "spreadsheetId": spreadsheet_id,
        **totals,
        "totalUpdatedSheets": len({response["updatedRange"].rpartition("!")[0] for response in responses}),
        "responses": responses,
    }


def today_of(book: Book, call: Call) -> date:
    """The day in the spreadsheet's time zone."""
    now = call.workbooks.clock()
    try:
        return now.astimezone(zone_of(book.state["properties"].get("timeZone", "Etc/GMT"))).date()
    except (ZoneInfoNotFoundError, ValueError):
        return now.date()


def input_of(call: Call, book: Book, options: JsonObject, place: str) -> Input:
    """How the values of a request are to be read; `place` names them in messages."""
    option = options.get("valueInputOption", "INPUT_VALUE_OPTION_UNSPECIFIED")
    if option == "INPUT_VALUE_OPTION_UNSPECIFIED":
        raise invalid("'valueInputOption' is required but not specified")
    return Input(option, today_of(book, call), place)


def _target_range(body: JsonObject, text: str) -> str:
    """The range of the address, which the body may repeat but not contradict."""
    if body.get("range", text) != text:
        raise invalid(f"Requested writing within range [{text}], but tried writing to range [{body['range']}]")
    return text


def write_data(book: Book, target: SheetRange, data: JsonObject, given: Input) -> Written:
    """Write the values of a ValueRange, or of anything else that has `values` and `majorDimension`."""
    major = data.get("majorDimension", "ROWS")
    return write_values(book, target, columns_of(data.get("values", []), major), replace(given, major_dimension=major))


def settle(call: Call, book: Book, options: JsonObject) -> None:
    """Compute formulas now when the response shows their results; otherwise that is done when the book is saved."""
    if options.get("includeValuesInResponse"):
        recalculate(book, call.workbooks.clock())


def update_response(book: Book, sheet: Sheet, written: Written, options: JsonObject) -> JsonObject:
    """UpdateValuesResponse."""
    body: JsonObject = {"spreadsheetId": book.id, "updatedRange": name_of(sheet, written.rect)}
    if written.cells:
        body |= {
            "updatedRows": written.rect.rows,
            "updatedColumns": written.rect.columns,
            "updatedCells": written.cells,
        }
    if options.get("includeValuesInResponse"):
        body["updatedData"] = read_range(book, SheetRange(sheet, written.rect), options, "response")
    return body


def _room_for(
    book: Book, search: SheetRange, table: Rect | None, columns: list[list[JsonValue]], *, insert: bool
) -> SheetRange:
    """Where appended rows go: under the table, or at the range's corner; the sheet grows when they need it to."""
    sheet = search.sheet
    height = len(columns[0]) if columns else 0
    top, left = (table.bottom, table.left) if table else (search.rect.top, search.rect.left)
    if insert and height and top < sheet.rows:
        dimensions.insert(book, sheet, ROWS, top, top + height, inherit=top - 1 if top else None)
    for axis, end in ((ROWS, top + height), (COLUMNS, left + len(columns))):
        missing = end - dimensions.length_of(sheet, axis)
        if missing > 0:
            dimensions.append(book, sheet, axis, missing)
    return SheetRange(sheet, Rect(top, left, top + max(height, 1), left + max(len(columns), 1)))


def _option(name: str, prefix: str) -> str:
    return prefix + name[0].upper() + name[1:] if prefix else name

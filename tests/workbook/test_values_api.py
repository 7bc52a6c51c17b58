"""spreadsheets.values and partial responses, in the details that a client can see."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.wsgi import Api


def path(spreadsheet: str, range_: str, verb: str = "") -> str:
    return f"/v4/spreadsheets/{spreadsheet}/values/{range_}{verb}"


def test_blanks_at_the_end_of_rows_and_ranges_are_not_sent(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!B2", [["a", "", ""], ["", "", "b"], ["", "", ""]])
    rows = api.call("GET", path(spreadsheet, "Sheet1!A1:Z9"))
    assert rows == {
        "range": "Sheet1!A1:Z9",
        "majorDimension": "ROWS",
        "values": [[], ["", "a"], ["", "", "", "b"]],
    }
    columns = api.call("GET", path(spreadsheet, "Sheet1!A1:Z9"), majorDimension="COLUMNS")["values"]
    assert columns == [[], ["", "a"], [], ["", "", "b"]]


def test_range_without_values_has_no_values_field(api: Api, spreadsheet: str) -> None:
    assert api.call("GET", path(spreadsheet, "Sheet1!C3")) == {"range": "Sheet1!C3", "majorDimension": "ROWS"}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!b2:c", "Sheet1!B2:C1000"),
        ("Sheet1!2:3", "Sheet1!A2:Z3"),
        ("A1:AZ2000", "Sheet1!A1:Z1000"),
        ("'Sheet1'!R1C1:R2C2", "Sheet1!A1:B2"),
    ],
)
def test_range_is_answered_in_normal_form(api: Api, spreadsheet: str, asked: str, answered: str) -> None:
    assert api.call("GET", path(spreadsheet, asked))["range"] == answered


def test_title_with_blanks_is_quoted(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"addSheet": {"properties": {"title": "my trays/2"}}})
    assert api.write(spreadsheet, "my trays/2!A1", [["x"]])["updatedRange"] == "'my trays/2'!A1"


def test_null_leaves_a_cell_and_an_empty_text_clears_it(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a", "b", "c"]])
    answer = api.write(spreadsheet, "Sheet1!A1", [[None, "", "C"]])
    assert (answer["updatedColumns"], answer["updatedCells"]) == (3, 2)
    assert api.values(spreadsheet, "Sheet1!A1:C1") == [["a", "", "C"]]


def test_columns_can_be_written(api: Api, spreadsheet: str) -> None:
    body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c"]]}
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1:B2"), body, valueInputOption="RAW")
    assert answer["updatedRange"] == "Sheet1!A1:B2"
    assert api.values(spreadsheet, "Sheet1!A1:B2") == [["a", "c"], ["b"]]


def test_raw_text_stays_text_and_typed_text_is_read(api: Api, spreadsheet: str) -> None:
    typed = [["0012", "1,200", "=1+1", "2024-03-01", "TRUE", "'7"]]
    api.write(spreadsheet, "Sheet1!A1", typed)
    api.write(spreadsheet, "Sheet1!A2", typed, "USER_ENTERED")
    assert api.values(spreadsheet, "Sheet1!A1:F2") == [typed[0], [12, 1200, 2, 45352, True, "7"]]
    shown = api.values(spreadsheet, "Sheet1!A2:F2", valueRenderOption="FORMATTED_VALUE")
    assert shown == [["12", "1,200", "2", "2024-03-01", "TRUE", "7"]]


def test_cell_of_text_format_keeps_what_is_typed(api: Api, spreadsheet: str) -> None:
    cell = {"userEnteredFormat": {"numberFormat": {"type": "TEXT"}}}
    api.batch(spreadsheet, {"repeatCell": {"range": {"sheetId": 0}, "cell": cell, "fields": "userEnteredFormat"}})
    api.write(spreadsheet, "Sheet1!A1", [["0012", "=1+1"]], "USER_ENTERED")
    assert api.values(spreadsheet, "Sheet1!A1:B1") == [["0012", "=1+1"]]


@pytest.mark.parametrize(
    ("range_", "values", "message"),
    [
        ("Sheet1!A1:B2", [[1, 2, 3]], "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]"),
        (
            "Sheet1!A1:B2",
            [[1], [2], [3]],
            "Requested writing within range [Sheet1!A1:B2], but tried writing to row [3]",
        ),
        ("Sheet1!Z1000", [[1, 2]], "Requested writing within range [Sheet1!Z1000], but tried writing to column [AA]"),
        (
            "Sheet1!A1",
            [[{"a": 1}]],
            'Invalid values[0][0]: struct_value {\n  fields {\n    key: "a"\n    value {\n'
            "      number_value: 1\n    }\n  }\n}\n",
        ),
        ("Sheet1!A1", [["x", "y"], ["z", []]], "Invalid values[1][1]: list_value {\n}\n"),
    ],
)
def test_write_that_does_not_fit_is_refused(
    api: Api, spreadsheet: str, range_: str, values: list[list[Any]], message: str
) -> None:
    answer = api.write(spreadsheet, range_, values)
    assert answer["error"] == {"code": 400, "message": message, "status": "INVALID_ARGUMENT"}


def test_input_option_must_be_given(api: Api, spreadsheet: str) -> None:
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1"), {"values": [[1]]})
    assert answer["error"]["message"] == "'valueInputOption' is required but not specified"


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 400, "9" * 5000])
def test_number_beyond_the_largest_is_refused(api: Api, spreadsheet: str, number: str) -> None:
    body = f'{{"values": [[{number}]]}}'.encode()
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1"), body, valueInputOption="RAW")
    assert "Number exceeds the range of double." in answer["error"]["message"]
    assert api.values(spreadsheet, "Sheet1") == []


def test_long_whole_number_is_kept_as_a_double(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [[123456789012345678901234567890, 2**53]])
    assert api.values(spreadsheet, "Sheet1!A1:B1") == [[123456789012345678901234567890.0, 2**53]]


def test_batch_writes_all_or_nothing(api: Api, spreadsheet: str) -> None:
    data = [{"range": "Sheet1!A1", "values": [["x"]]}, {"range": "Nowhere!A1", "values": [["y"]]}]
    answer = api.call(
        "POST", f"/v4/spreadsheets/{spreadsheet}/values:batchUpdate", {"valueInputOption": "RAW", "data": data}
    )
    assert answer["error"]["message"] == "Invalid data[1]: Unable to parse range: Nowhere!A1"
    assert api.values(spreadsheet, "Sheet1") == []


@pytest.mark.parametrize(
    ("range_", "table"),
    [
        # the tables of Google's guide on values.append: A1:C2 and B4:D6
        ("Sheet1", "Sheet1!B4:D6"),
        ("Sheet1!B4", "Sheet1!B4:D6"),
        ("Sheet1!C5:D5", "Sheet1!B4:D6"),
        ("Sheet1!A1:A2", "Sheet1!A1:C2"),
        ("Sheet1!A10:G10", None),
    ],
)
def test_append_finds_the_table_that_the_range_touches(
    api: Api, spreadsheet: str, range_: str, table: str | None
) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["x", "y", "z"], ["x", "y", "z"]])
    api.write(spreadsheet, "Sheet1!B4", [["x", "y", "z"], ["", "y", "z"], ["", "y", ""]])
    answer = api.call("POST", path(spreadsheet, range_, ":append"), {"values": [["n"]]}, valueInputOption="RAW")
    assert answer.get("tableRange") == table
    below = {"Sheet1!B4:D6": "Sheet1!B7", "Sheet1!A1:C2": "Sheet1!A3", None: "Sheet1!A10"}[table]
    assert answer["updates"]["updatedRange"] == below


def test_append_pushes_rows_down_when_asked_to(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a"], [""], ["below"]])
    body = {"values": [["b"], ["c"]]}
    query = {"valueInputOption": "RAW", "insertDataOption": "INSERT_ROWS"}
    api.call("POST", path(spreadsheet, "Sheet1!A1", ":append"), body, **query)
    assert api.values(spreadsheet, "Sheet1") == [["a"], ["b"], ["c"], [], ["below"]]


def test_append_adds_rows_when_the_sheet_is_full(api: Api) -> None:
    full = api.create(sheets=[{"properties": {"title": "s", "gridProperties": {"rowCount": 1, "columnCount": 1}}}])
    api.write(full, "s!A1", [["a"]])
    answer = api.call("POST", path(full, "s", ":append"), {"values": [["b", "c"]]}, valueInputOption="RAW")
    assert answer["updates"]["updatedRange"] == "s!A2:B2"


def test_response_is_printed_as_asked(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a", 1], [], ["b"]])
    plain = api.send(
        "GET", path(spreadsheet, "Sheet1!A1:B3"), prettyPrint="false", valueRenderOption="UNFORMATTED_VALUE"
    )
    assert plain.text == '{"range":"Sheet1!A1:B3","majorDimension":"ROWS","values":[["a",1],[],["b"]]}'
    pretty = api.send("GET", path(spreadsheet, "Sheet1!A1:B1"))
    assert pretty.text == (
        '{\n  "range": "Sheet1!A1:B1",\n  "majorDimension": "ROWS",\n'
        '  "values": [\n    [\n      "a",\n      "1"\n    ]\n  ]\n}\n'
    )
    assert pretty.headers["Content-Type"] == "application/json; charset=UTF-8"


def test_only_the_fields_asked_for_are_sent(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a"]])
    assert api.call("GET", path(spreadsheet, "Sheet1!A1"), fields="values") == {"values": [["a"]]}
    assert api.get(spreadsheet, "sheets.properties(title,index)") == {
        "sheets": [{"properties": {"title": "Sheet1", "index": 0}}]
    }


def test_star_asks_for_cells_too(api: Api, spreadsheet: str) -> None:
    assert "data" in api.get(spreadsheet, "*", ranges="Sheet1!A1")["sheets"][0]
    assert "data" not in api.get(spreadsheet)["sheets"][0]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"{", "Invalid JSON payload received."),
        (b"[]", "Invalid JSON payload received."),
        (b'{"values": [["\xff"]]}', "Invalid JSON payload received. Encountered non UTF-8 code points."),
        (b"{values: 1}", "Invalid JSON payload received. Expected an object key or }.\nvalues: 1}\n^"),
        (b'{"values" 1}', "Invalid JSON payload received. Expected : between key:value pair.\n1}\n^"),
        (b'{"values": []} x', "Invalid JSON payload received. Parsing terminated before end of input.\nx\n^"),
        (b'{"values": NaN}', "Invalid JSON payload received."),
        (b'{"colour": 1}', "Invalid JSON payload received. Unknown name \"colour\" at 'data': Cannot find field."),
        (b'{"values": "x"}', "Invalid value at 'data.values' ("),
        (
            b'{"values": ["x"]}',
            "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), \"x\"",
        ),
        (
            b'{"values": [null]}',
            "Invalid value at 'data.values[0]' (type.googleapis.com/google.protobuf.ListValue), null",
        ),
        (b'{"majorDimension": "DIAGONAL"}', "Invalid value at 'data.major_dimension' (type.googleapis.com/"),
    ],
)
def test_body_that_is_wrong_is_refused_in_googles_words(api: Api, spreadsheet: str, body: bytes, message: str) -> None:
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1"), body, valueInputOption="RAW")
    assert answer["error"]["code"] == 400
    assert answer["error"]["message"].startswith(message)


def test_body_larger_than_google_takes_is_refused(api: Api, spreadsheet: str) -> None:
    answer = api.write(spreadsheet, "Sheet1!A1", [["x" * 50_000]] * 210)
    assert answer["error"]["message"] == "Request payload size exceeds the limit: 10485760 bytes."


def test_unknown_parameter_is_refused(api: Api, spreadsheet: str) -> None:
    answer = api.call("GET", path(spreadsheet, "Sheet1!A1"), colour="red")
    assert answer["error"]["message"] == (
        'Invalid JSON payload received. Unknown name "colour": Cannot bind query parameter. '
        "Field 'colour' could not be found in request message."
    )
    wrong = api.call("GET", path(spreadsheet, "Sheet1!A1"), majorDimension="DIAGONAL")
    assert wrong["error"]["message"].startswith("Invalid value at 'major_dimension' (")


def test_unknown_address_is_answered_in_googles_shape(api: Api) -> None:
    assert api.call("GET", "/v4/trays")["error"]["status"] == "NOT_FOUND"


def test_cell_that_is_none_is_named_as_it_was_sent(api: Api, spreadsheet: str) -> None:
    body = {"majorDimension": "COLUMNS", "values": [["a", "b"], ["c", {}]]}
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1"), body, valueInputOption="USER_ENTERED")
    assert answer["error"]["message"] == "Invalid values[1][1]: struct_value {\n}\n"


def test_option_that_is_none_is_refused_by_the_name_of_its_type(api: Api, spreadsheet: str) -> None:
    answer = api.call("PUT", path(spreadsheet, "Sheet1!A1"), {"values": [[1]]}, valueInputOption="COOKED")
    kind = "type.googleapis.com/google.apps.sheets.v4.ValueInputOption"
    assert answer["error"]["message"] == f"Invalid value at 'value_input_option' ({kind}), \"COOKED\""

"""google-api-python-client, which people use without a wrapper: every method of the Sheets API that it has."""

from __future__ import annotations

from typing import Any

import gspread
import pytest
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from tests.contract.conftest import Target


@pytest.fixture
def sheets(target: Target) -> Any:
    from google_auth_httplib2 import AuthorizedHttp  # type: ignore[import-untyped] # it ships no types

    http = AuthorizedHttp(target.credentials, http=target.http)
    return build("sheets", "v4", http=http, static_discovery=True).spreadsheets()


def test_spreadsheet_is_created_with_sheets_and_cells(target: Target, sheets: Any) -> None:
    cell = {"userEnteredValue": {"stringValue": "tray"}, "note": "code"}
    body = {
        "properties": {"title": "Greenhouse", "locale": "zh_CN", "timeZone": "Asia/Shanghai"},
        "sheets": [
            {
                "properties": {"title": "trays", "gridProperties": {"rowCount": 5, "columnCount": 4}},
                "data": [{"startRow": 1, "rowData": [{"values": [cell]}]}],
            }
        ],
    }
    made = sheets.create(body=body).execute()
    found = sheets.get(spreadsheetId=made["spreadsheetId"], includeGridData=True).execute()
    assert found["properties"]["timeZone"] == "Asia/Shanghai"
    properties = found["sheets"][0]["properties"]
    assert properties["gridProperties"] == {"rowCount": 5, "columnCount": 4}
    first = found["sheets"][0]["data"][0]["rowData"][1]["values"][0]
    assert (first["formattedValue"], first["note"]) == ("tray", "code")
    target.client.del_spreadsheet(made["spreadsheetId"])


def test_values_go_out_and_come_back(book: gspread.Spreadsheet, sheets: Any) -> None:
    values = sheets.values()
    body = {"values": [["=1+1", "50%", "2024-03-01", "'007", "TRUE"]]}
    values.update(spreadsheetId=book.id, range="Sheet1!A1", valueInputOption="USER_ENTERED", body=body).execute()

    def read(option: str) -> Any:
        return values.get(spreadsheetId=book.id, range="Sheet1!A1:E1", valueRenderOption=option).execute()["values"]

    assert read("FORMATTED_VALUE") == [["2", "50%", "2024-03-01", "007", "TRUE"]]
    assert read("UNFORMATTED_VALUE") == [[2, 0.5, 45352, "007", True]]
    assert read("FORMULA") == [["=1+1", 0.5, 45352, "007", True]]
    data = {
        "valueInputOption": "RAW",
        "data": [{"range": "Sheet1!A2", "values": [["x"]]}],
        "includeValuesInResponse": True,
    }
    answer = values.batchUpdate(spreadsheetId=book.id, body=data).execute()
    assert answer["responses"][0]["updatedData"]["values"] == [["x"]]
    ranges = ["Sheet1!A2:A3", "Sheet1!E1"]
    found = values.batchGet(spreadsheetId=book.id, ranges=ranges, majorDimension="COLUMNS").execute()
    assert [each["values"] for each in found["valueRanges"]] == [[["x"]], [["TRUE"]]]
    values.append(spreadsheetId=book.id, range="Sheet1!A1", valueInputOption="RAW", body={"values": [["y"]]}).execute()
    values.clear(spreadsheetId=book.id, range="Sheet1!A1:Z2").execute()
    values.batchClear(spreadsheetId=book.id, body={"ranges": ["Sheet1!A9"]}).execute()
    assert values.get(spreadsheetId=book.id, range="Sheet1").execute()["values"] == [[], [], ["y"]]


def test_ranges_are_named_by_data_filter(sheet: gspread.Worksheet, sheets: Any) -> None:
    identity = sheet.spreadsheet_id
    filters = {"dataFilters": [{"gridRange": {"sheetId": sheet.id, "endRowIndex": 2, "endColumnIndex": 1}}]}
    values = sheets.values()
    found = values.batchGetByDataFilter(spreadsheetId=identity, body=filters).execute()
    assert found["valueRanges"][0]["valueRange"]["values"] == [["tray"], ["T-1"]]
    data = [{"dataFilter": {"a1Range": "Sheet1!A2"}, "values": [["T-9"]]}]
    body = {"valueInputOption": "RAW", "data": data}
    assert values.batchUpdateByDataFilter(spreadsheetId=identity, body=body).execute()["totalUpdatedCells"] == 1
    got = sheets.getByDataFilter(
        spreadsheetId=identity, body=filters, fields="sheets.data.rowData.values.formattedValue"
    )
    rows = got.execute()["sheets"][0]["data"][0]["rowData"]
    assert [row["values"][0]["formattedValue"] for row in rows] == ["tray", "T-9"]
    cleared = values.batchClearByDataFilter(spreadsheetId=identity, body=filters).execute()
    assert cleared["clearedRanges"] == ["Sheet1!A1:A2"]


def test_developer_metadata_is_created_found_and_changed(book: gspread.Spreadsheet, sheets: Any) -> None:
    entry = {"metadataKey": "batch", "metadataValue": "7", "location": {"spreadsheet": True}, "visibility": "DOCUMENT"}
    body = {"requests": [{"createDeveloperMetadata": {"developerMetadata": entry}}]}
    reply = sheets.batchUpdate(spreadsheetId=book.id, body=body).execute()["replies"][0]
    identity = reply["createDeveloperMetadata"]["developerMetadata"]["metadataId"]
    got = sheets.developerMetadata().get(spreadsheetId=book.id, metadataId=identity).execute()
    assert got["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    filters = [{"developerMetadataLookup": {"metadataKey": "batch"}}]
    update = {"dataFilters": filters, "developerMetadata": {"metadataValue": "8"}, "fields": "metadataValue"}
    sheets.batchUpdate(spreadsheetId=book.id, body={"requests": [{"updateDeveloperMetadata": update}]}).execute()
    found = sheets.developerMetadata().search(spreadsheetId=book.id, body={"dataFilters": filters}).execute()
    assert found["matchedDeveloperMetadata"][0]["developerMetadata"]["metadataValue"] == "8"


@pytest.mark.parametrize(
    ("range_", "status", "message"),
    [
        ("Nowhere!A1", 400, "Unable to parse range: Nowhere!A1"),
        ("Sheet1!A1:", 400, "Unable to parse range: Sheet1!A1:"),
        ("Sheet1!A1001", 400, "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_range_that_is_none_is_refused(
    book: gspread.Spreadsheet, sheets: Any, range_: str, status: int, message: str
) -> None:
    with pytest.raises(HttpError) as caught:
        sheets.values().get(spreadsheetId=book.id, range=range_).execute()
    assert (caught.value.status_code, caught.value.reason) == (status, message)


def test_unknown_spreadsheet_is_not_found(sheets: Any) -> None:
    with pytest.raises(HttpError) as caught:
        sheets.get(spreadsheetId="1" * 44).execute()
    assert (caught.value.status_code, caught.value.reason) == (404, "Requested entity was not found.")

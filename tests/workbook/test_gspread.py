"""gspread at work on the service, as the other packages of the project use it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import gspread
import pytest
from flask import Flask
from gspread.http_client import BackOffHTTPClient
from gspread.utils import (
    DateTimeOption,
    Dimension,
    ValidationConditionType,
    ValueInputOption,
    ValueRenderOption,
)
from gspread.worksheet import ValueRange

from tests.workbook.wsgi import session_of
from web.workbook import Faults, Principal, Weather, create_app


@pytest.fixture
def book(client: gspread.Client) -> gspread.Spreadsheet:
    return client.create("Nursery")


def test_create_open_and_list_find_the_spreadsheet(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    assert client.open("Nursery").id == book.id
    assert client.open_by_key(book.id).title == "Nursery"
    assert [file["name"] for file in client.list_spreadsheet_files()] == ["Nursery"]
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Greenhouse")


def test_values_come_back_as_written(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.update([["tray", "seeds"], ["T-1", 20], ["0012", 2.5]], "A1", raw=True)

    assert sheet.get_all_values() == [["tray", "seeds"], ["T-1", "20"], ["0012", "2.5"]]
    assert sheet.acell("A3").value == "0012"
    assert getattr(sheet.find("T-1"), "address", None) == "A2"
    assert book.values_batch_get(["Sheet1!A:A"], {"majorDimension": "COLUMNS"})["valueRanges"][0]["values"] == [
        ["tray", "T-1", "0012"]
    ]


def test_append_goes_under_the_table(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.update([["tray", "seeds"], ["T-1", 20]], "A1")
    answer = sheet.append_rows([["T-2", 30], ["T-3", 40]], table_range="A1")

    assert answer["tableRange"] == "Sheet1!A1:B2"
    assert answer["updates"]["updatedRange"] == "Sheet1!A3:B4"
    assert sheet.col_values(1) == ["tray", "T-1", "T-2", "T-3"]


def test_sheets_are_added_renamed_moved_and_deleted(book: gspread.Spreadsheet) -> None:
    first = book.sheet1
    bench = book.add_worksheet("bench", rows=10, cols=5)
    bench.update_title("Bench 1")
    copy = bench.duplicate(new_sheet_name="Bench 2")
    book.reorder_worksheets([copy, bench, first])
    assert [sheet.title for sheet in book.worksheets()] == ["Bench 2", "Bench 1", "Sheet1"]

    book.del_worksheet(copy)
    assert [sheet.title for sheet in book.worksheets()] == ["Bench 1", "Sheet1"]
    assert (bench.row_count, bench.col_count) == (10, 5)


def test_rows_are_inserted_deleted_and_sorted(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.update([["b", 2], ["a", 10], ["c", 1]], "A1")
    sheet.insert_row(["top", 0], 1)
    sheet.delete_rows(3)
    assert sheet.get("A1:B4") == [["top", "0"], ["b", "2"], ["c", "1"]]

    sheet.sort((2, "asc"), range="A1:B3")
    assert sheet.col_values(1) == ["top", "c", "b"]


def test_sheet_takes_formats_notes_validation_and_protection(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.format("A1:B1", {"textFormat": {"bold": True}})
    sheet.insert_note("A1", "the code on the label")
    sheet.add_validation("B2:B9", ValidationConditionType.one_of_list, ["sown", "up"], showCustomUi=True)
    sheet.add_protected_range("A1:B1", editor_users_emails=["owner@example.org"])
    sheet.freeze(rows=1)
    sheet.set_basic_filter("A1:B9")

    data = book.fetch_sheet_metadata({"includeGridData": "true", "ranges": "Sheet1!A1:B2"})["sheets"][0]
    header = data["data"][0]["rowData"][0]["values"][0]
    assert header["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert sheet.get_note("A1") == "the code on the label"
    rule = data["data"][0]["rowData"][1]["values"][1]["dataValidation"]
    assert rule["condition"]["values"] == [{"userEnteredValue": "sown"}, {"userEnteredValue": "up"}]
    assert data["properties"]["gridProperties"]["frozenRowCount"] == 1
    assert data["basicFilter"]["range"]["endRowIndex"] == 9
    assert len(book.list_protected_ranges(0)) == 1


def test_drive_version_rises_with_every_change(client: gspread.Client, book: gspread.Spreadsheet) -> None:
    def version() -> tuple[int, str]:
        url = f"https://www.googleapis.com/drive/v3/files/{book.id}"
        file = client.http_client.request("get", url, params={"fields": "version,modifiedTime"}).json()
        return int(file["version"]), file["modifiedTime"]

    first = version()
    assert version() == first
    book.sheet1.update_acell("A1", "x")
    second = version()
    book.sheet1.format("A1", {"textFormat": {"bold": True}})
    assert first < second < version()


def test_spreadsheets_are_made_found_and_copied_in_folders(client: gspread.Client) -> None:
    first = client.create("Nursery", folder_id="folder-1")
    client.create("Nursery", folder_id="folder-2")
    assert [each["id"] for each in client.list_spreadsheet_files("Nursery", folder_id="folder-1")] == [first.id]
    assert client.list_spreadsheet_files(folder_id="folder") == []
    assert client.open("Nursery", folder_id="folder-1").id == first.id
    copy = client.copy(first.id, title="Nursery", folder_id="folder-3")
    assert client.open("Nursery", folder_id="folder-3").id == copy.id


def test_copy_has_the_permissions_and_comments_when_asked_for(
    client: gspread.Client, book: gspread.Spreadsheet
) -> None:
    url = "https://www.googleapis.com/drive/v3/files/{}/comments"
    for number in range(101):  # more than a page
        client.http_client.request("post", url.format(book.id), json={"content": str(number)}, params={"fields": "id"})
    book.share("gardener@example.org", "user", "writer")
    book.share("example.net", "domain", "reader")
    book.share("gardeners@example.org", "group", "commenter", notify=True, email_message="hello", with_link=True)
    copy = client.copy(book.id, copy_permissions=True, copy_comments=True)

    def kept(spreadsheet: gspread.Spreadsheet) -> tuple[set[str], list[str]]:
        permissions = {f"{each['type']} {each['role']} {each['id']}" for each in spreadsheet.list_permissions()}
        address = url.format(spreadsheet.id) + "?fields=comments/content&pageSize=100"
        answer = client.http_client.request("get", address).json()
        return permissions, [each["content"] for each in answer["comments"]]

    assert kept(copy) == kept(book)
    assert len(book.remove_permissions("example.net")) == 1
    assert book.remove_permissions("gardener@example.org", role="reader") == []


def test_ownership_is_offered_and_accepted(app: Flask, client: gspread.Client) -> None:
    book = client.create("Nursery")
    permission = book.share("editor@example.org", "user", "writer").json()["id"]
    book.transfer_ownership(permission)
    editor = gspread.Client(auth=cast(Any, None), session=session_of(app, "editor"))  # Any: as in conftest
    editor.open_by_key(book.id).accept_ownership(permission)
    assert {each["emailAddress"]: each["role"] for each in book.list_permissions()} == {
        "owner@example.org": "writer",
        "editor@example.org": "owner",
    }


def test_spreadsheet_of_others_is_a_permission_error_and_none_is_not_found(
    app: Flask, book: gspread.Spreadsheet
) -> None:
    stranger = gspread.Client(auth=cast(Any, None), session=session_of(app, "stranger"))  # Any: as in conftest
    with pytest.raises(PermissionError):
        stranger.open_by_key(book.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        stranger.open_by_key("1" * 44)


def test_values_are_read_with_every_argument(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    sheet.update([["a", "b"], ["c", "d"]], "A1")
    sheet.merge_cells("A1:B1")
    sheet.define_named_range("A1:B2", "trays")
    assert sheet.get("A1:B2", combine_merged_cells=True, pad_values=True) == [["a", "a"], ["c", "d"]]
    assert sheet.get("trays", combine_merged_cells=True, pad_values=True) == [["a", "a"], ["c", "d"]]
    assert sheet.get("A1:C3", maintain_size=True) == [["a", "", ""], ["c", "d", ""], ["", "", ""]]
    found = sheet.get("A2:B2", return_type=gspread.utils.GridRangeType.ValueRange)
    assert isinstance(found, ValueRange)
    assert (found.range, found.major_dimension, found.first()) == ("Sheet1!A2:B2", "ROWS", "c")
    assert [cell.value for cell in sheet.range("trays")] == ["a", "", "c", "d"]
    assert sheet.get_all_records(head=2, expected_headers=["c", "d"]) == []
    assert [cell.address for cell in sheet.findall(re.compile("[cd]"), in_row=2)] == ["A2", "B2"]
    assert sheet.find("D", in_column=2, case_sensitive=False) is not None


def test_values_are_written_with_every_argument(book: gspread.Spreadsheet) -> None:
    sheet = book.sheet1
    options: dict[str, Any] = {  # Any: each has a type of its own
        "include_values_in_response": True,
        "response_value_render_option": ValueRenderOption.unformatted,
        "response_date_time_render_option": DateTimeOption.formatted_string,
    }
    answer = sheet.update([["2024-03-01", "5"]], "A1", raw=False, major_dimension=Dimension.cols, **options)
    assert answer["updatedData"]["values"] == [["2024-03-01"], [5]]
    answer = sheet.batch_update([{"range": "B1", "values": [["7"]]}], raw=False, **options)
    assert answer["responses"][0]["updatedData"]["values"] == [[7]]
    answer = sheet.append_row(["=1+1"], ValueInputOption.user_entered, include_values_in_response=True)
    assert answer["updates"]["updatedData"]["values"] == [["2"]]


def test_client_that_waits_and_repeats_gets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """gspread's BackOffHTTPClient reads the errors of both APIs."""
    faults = Faults(lambda _: None, lambda _seconds, _run: None)
    app = create_app(tmp_path, tokens={"owner": Principal("owner@example.org")}, weather=Weather(faults=faults))
    waits: list[float] = []
    monkeypatch.setattr("gspread.http_client.time.sleep", waits.append)
    client = gspread.Client(cast(Any, None), session_of(app, "owner"), BackOffHTTPClient)  # Any: as in conftest
    faults.add("drive.files.create", "status", status=429)
    faults.add("reads", "status", status=503, times=2)
    book = client.create("Nursery")
    book.sheet1.update([["x"]], "A1")
    assert book.sheet1.acell("A1").value == "x"
    assert (len(waits), [each["usedUp"] for each in faults.report()["faults"]]) == (3, [True, True])
    app.extensions["workbooks"].database.close()

"""gspread at work on the service, as the other packages of the project use it."""

from __future__ import annotations

import gspread
import pytest
from gspread.utils import ValidationConditionType


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

"""Every public method of gspread, once at least. A test at the end fails when gspread has one that is missing here."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import gspread
import pytest
from gspread.utils import (
    DateTimeOption,
    Dimension,
    ExportFormat,
    InsertDataOption,
    MergeType,
    PasteOrientation,
    PasteType,
    ValidationConditionType,
    ValueInputOption,
    ValueRenderOption,
)

from tests.contract.conftest import Target

NOT_SENT = {
    "expiry": "looks at the credentials only",
    "set_timeout": "sets the session's timeout only",
    "accept_ownership": "needs the token of a second person: see tests/workbook/test_gspread.py",
    "login": "deprecated, refreshes the credentials only",
}


def formats(sheet: gspread.Worksheet, cell: str) -> Any:
    data = sheet.spreadsheet.fetch_sheet_metadata({"includeGridData": True, "ranges": f"{sheet.title}!{cell}"})
    return data["sheets"][0]["data"][0]["rowData"][0]["values"][0].get("userEnteredFormat")


def test_files_are_found_copied_renamed_and_removed(target: Target, book: gspread.Spreadsheet) -> None:
    client = target.client
    assert client.open_by_url(book.url).id == book.id
    assert book.id in [each.id for each in client.openall("Nursery")]
    assert book.id in [each["id"] for each in client.list_spreadsheet_files("Nursery")]
    assert client.open("Nursery").title == "Nursery"
    book.update_title("Nursery 2")
    book.update_locale("en_GB")
    book.update_timezone("Asia/Shanghai")
    assert (book.title, book.locale, book.timezone) == ("Nursery 2", "en_GB", "Asia/Shanghai")

    copy = client.copy(book.id, title="Nursery 3", copy_permissions=True, copy_comments=True)
    assert [each.title for each in copy.worksheets()] == [each.title for each in book.worksheets()]
    client.del_spreadsheet(copy.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open_by_key(copy.id)
    with pytest.raises(gspread.SpreadsheetNotFound):
        client.open("Greenhouse")


def test_times_of_a_file_are_told(target: Target, book: gspread.Spreadsheet) -> None:
    metadata = target.client.get_file_drive_metadata(book.id)
    book.update_drive_metadata()
    assert metadata["createdTime"] == book.creationTime
    with pytest.deprecated_call():
        assert book.lastUpdateTime >= book.creationTime
    assert book.get_lastUpdateTime() >= book.creationTime


def test_permissions_are_given_and_taken(target: Target, book: gspread.Spreadsheet) -> None:
    book.share("gardener@example.org", "user", "writer", notify=False)
    target.client.insert_permission(book.id, None, perm_type="anyone", role="reader")
    given = {(each.get("emailAddress"), each["role"]) for each in book.list_permissions()}
    assert {("gardener@example.org", "writer"), (None, "reader")} <= given
    gardener = next(each for each in book.list_permissions() if each.get("emailAddress") == "gardener@example.org")
    book.transfer_ownership(str(gardener["id"]))
    assert book.remove_permissions("gardener@example.org") == [gardener["id"]]
    for each in target.client.list_permissions(book.id):
        if each["type"] == "anyone":
            target.client.remove_permission(book.id, str(each["id"]))
    assert [each["role"] for each in book.list_permissions()] == ["owner"]


def test_csv_is_imported_and_exported(target: Target, book: gspread.Spreadsheet) -> None:
    book.add_worksheet("gone", 5, 5)
    target.client.import_csv(book.id, 'tray,seeds\nT-1,20\n"a, b",1.5\n')
    book = target.client.open_by_key(book.id)
    assert [each.get_all_values() for each in book.worksheets()] == [
        [["tray", "seeds"], ["T-1", "20"], ["a, b", "1.5"]]
    ]
    assert book.export(ExportFormat.CSV) == b'tray,seeds\r\nT-1,20\r\n"a, b",1.5'
    assert target.client.export(book.id, ExportFormat.EXCEL)[:2] == b"PK"


def test_sheets_are_found_added_ordered_and_removed(book: gspread.Spreadsheet) -> None:
    first = book.get_worksheet(0)
    bench = book.add_worksheet("bench", rows=10, cols=5, index=0)
    assert (bench.index, bench.row_count, bench.col_count, bench.column_count) == (0, 10, 5, 5)
    copy = book.duplicate_sheet(bench.id, new_sheet_name="bench 2", new_sheet_id=77)
    again = bench.duplicate(insert_sheet_index=3)
    assert book.get_worksheet_by_id(77).title == "bench 2"
    assert book.worksheet(again.title).id == again.id
    book.reorder_worksheets([first, again, copy, bench])
    assert [each.id for each in book.worksheets()] == [first.id, again.id, copy.id, bench.id]
    bench.update_index(0)
    assert book.sheet1.id == bench.id
    bench.hide()
    assert book.worksheet("bench").isSheetHidden
    assert [each.id for each in book.worksheets(exclude_hidden=True)] == [first.id, again.id, copy.id]
    bench.show()
    book.del_worksheet(again)
    book.del_worksheet_by_id(77)
    assert len(book.worksheets()) == 2
    with pytest.raises(gspread.WorksheetNotFound):
        book.worksheet("bench 2")


def test_sheet_looks_as_told(sheet: gspread.Worksheet) -> None:
    sheet.update_title("trays")
    sheet.update_tab_color("#ff8000")
    assert sheet.get_tab_color() == "#FF8000"
    sheet.clear_tab_color()
    sheet.freeze(rows=1, cols=2)
    assert (sheet.frozen_row_count, sheet.frozen_col_count) == (1, 2)
    sheet.hide_gridlines()
    assert sheet.is_gridlines_hidden
    sheet.show_gridlines()
    sheet.hide_rows(1, 3)
    sheet.unhide_rows(1, 3)
    sheet.hide_columns(0, 1)
    sheet.unhide_columns(0, 1)
    sheet.columns_auto_resize(0, 2)
    sheet.rows_auto_resize(0, 2)
    assert sheet.url.endswith(f"#gid={sheet.id}")


def test_values_are_read_in_every_form(sheet: gspread.Worksheet) -> None:
    assert sheet.row_values(2) == ["T-1", "20", "b"]
    assert sheet.row_values(2, value_render_option=ValueRenderOption.unformatted) == ["T-1", 20, "b"]
    assert sheet.col_values(2) == ["seeds", "20", "5", "12"]
    assert sheet.get("A2:B3", major_dimension=Dimension.cols) == [["T-1", "T-2"], ["20", "5"]]
    assert sheet.get_values("A2:B2") == [["T-1", "20"]]
    assert sheet.get_all_values() == sheet.get_values()
    assert sheet.get_all_records()[0] == {"tray": "T-1", "seeds": 20, "bench": "b"}
    assert sheet.batch_get(["A1", "B2:B3"])[1] == [["20"], ["5"]]
    assert (sheet.acell("B2").value, sheet.cell(3, 1).value) == ("20", "T-2")
    assert [cell.value for cell in sheet.range("A2:B2")] == ["T-1", "20"]
    assert len(sheet.get_all_cells()) == sheet.row_count * sheet.col_count
    assert sheet.expand("A1")[-1] == ["T-3", "12", "c"]
    assert [cell.address for cell in sheet.findall("a")] == ["C3"]
    found = sheet.find("T-3")
    assert found is not None
    assert found.row == 4


def test_values_are_written_in_every_form(book: gspread.Spreadsheet, sheet: gspread.Worksheet) -> None:
    sheet.update_acell("D1", "sown")
    sheet.update_cell(2, 4, "2024-03-01")
    cells = sheet.range("D3:D4")
    for cell in cells:
        cell.value = "x"
    sheet.update_cells(cells, value_input_option=ValueInputOption.user_entered)
    assert sheet.col_values(4) == ["sown", "2024-03-01", "x", "x"]
    sheet.batch_update([{"range": "D2", "values": [["2024-03-02"]]}], raw=False)
    assert sheet.get("D2", value_render_option=ValueRenderOption.unformatted) == [[45353]]
    option = DateTimeOption.formatted_string
    assert sheet.get("D2", value_render_option=ValueRenderOption.unformatted, date_time_render_option=option) == [
        ["2024-03-02"]
    ]
    assert book.values_update("Sheet1!E1", {"valueInputOption": "RAW"}, {"values": [["note"]]})["updatedCells"] == 1
    answer = book.values_batch_update({"valueInputOption": "RAW", "data": [{"range": "Sheet1!E2", "values": [["n"]]}]})
    assert answer["totalUpdatedCells"] == 1
    assert book.values_get("Sheet1!E1:E2")["values"] == [["note"], ["n"]]
    assert book.values_batch_get(["Sheet1!E1"])["valueRanges"][0]["values"] == [["note"]]
    assert book.values_clear("Sheet1!E1:E2")["clearedRange"] == "Sheet1!E1:E2"
    book.values_batch_clear(body={"ranges": ["Sheet1!D1:D4"]})
    assert sheet.batch_clear(["C1:C4"])["clearedRanges"] == ["Sheet1!C1:C4"]
    assert sheet.get_all_values()[1] == ["T-1", "20"]
    sheet.clear()
    assert sheet.get_all_values() == [[]]


def test_rows_are_appended_and_inserted(book: gspread.Spreadsheet, sheet: gspread.Worksheet) -> None:
    assert sheet.append_row(["T-4", 1, "d"])["updates"]["updatedRange"] == "Sheet1!A5:C5"
    option = InsertDataOption.insert_rows
    sheet.append_rows([["T-5", 2, "e"]], insert_data_option=option, table_range="A1:C1")
    answer = book.values_append("Sheet1!A1", {"valueInputOption": "RAW"}, {"values": [["T-6"]]})
    assert (answer["tableRange"], answer["updates"]["updatedRange"]) == ("Sheet1!A1:C6", "Sheet1!A7")
    sheet.insert_row(["T-0", 0, "z"], 2)
    sheet.insert_rows([["T-a"], ["T-b"]], 3, inherit_from_before=True)
    sheet.insert_cols([["n", 1, 2]], 2)
    assert sheet.get("A1:B4") == [["tray", "n"], ["T-0", "1"], ["T-a", "2"], ["T-b"]]
    sheet.delete_columns(2)
    sheet.delete_rows(3, 4)
    sheet.delete_dimension(Dimension.rows, 2)
    assert sheet.col_values(1) == ["tray", "T-1", "T-2", "T-3", "T-4", "T-5", "T-6"]


def test_size_follows_what_is_asked(sheet: gspread.Worksheet) -> None:
    sheet.resize(rows=10, cols=5)
    sheet.add_rows(2)
    sheet.add_cols(1)
    assert (sheet.row_count, sheet.col_count) == (12, 6)


def test_rows_are_sorted_filtered_and_grouped(sheet: gspread.Worksheet) -> None:
    sheet.sort((2, "des"), range="A2:C4")
    assert sheet.col_values(1) == ["tray", "T-1", "T-3", "T-2"]
    sheet.set_basic_filter("A1:C4")
    sheet.clear_basic_filter()
    sheet.add_dimension_group_rows(1, 3)
    sheet.add_dimension_group_columns(1, 2)
    assert len(sheet.list_dimension_group_rows()) == len(sheet.list_dimension_group_columns()) == 1
    sheet.delete_dimension_group_rows(1, 3)
    sheet.delete_dimension_group_columns(1, 2)
    assert sheet.list_dimension_group_rows() == []


def test_cells_are_formatted_merged_and_validated(sheet: gspread.Worksheet) -> None:
    sheet.format("A1:C1", {"textFormat": {"bold": True}})
    sheet.batch_format([{"range": "B2:B4", "format": {"numberFormat": {"type": "NUMBER", "pattern": "0.0"}}}])
    assert formats(sheet, "A1") == {"textFormat": {"bold": True}}
    assert sheet.col_values(2) == ["seeds", "20.0", "5.0", "12.0"]
    sheet.merge_cells("A6:B7")
    sheet.batch_merge([{"range": "D6:E7", "mergeType": MergeType.merge_rows}])
    sheet.unmerge_cells("A1:Z1000")
    sheet.add_validation("C2:C9", ValidationConditionType.one_of_list, ["a", "b"], strict=True, showCustomUi=True)


def test_cells_are_copied_and_cut(sheet: gspread.Worksheet) -> None:
    sheet.copy_range("A2:B2", "E1", PasteType.normal, PasteOrientation.transpose)
    sheet.cut_range("A4:C4", "A6")
    assert sheet.get("E1:E2") == [["T-1"], ["20"]]
    assert sheet.get("A4:A6") == [[], [], ["T-3"]]


def test_notes_are_kept(sheet: gspread.Worksheet) -> None:
    sheet.insert_note("A1", "one")
    sheet.update_note("A1", "two")
    sheet.insert_notes({"B1": "b"})
    sheet.update_notes({"C2": "c"})
    assert sheet.get_note("A1") == "two"
    assert sheet.get_notes()[:2] == [["two", "b", ""], ["", "", "c"]]
    sheet.clear_note("A1")
    sheet.clear_notes(["B1", "C2"])
    assert not any(note for row in sheet.get_notes() for note in row)


def test_ranges_are_named_and_protected(book: gspread.Spreadsheet, sheet: gspread.Worksheet) -> None:
    reply = sheet.define_named_range("A2:A4", "codes")["replies"][0]["addNamedRange"]["namedRange"]
    assert [cell.value for cell in book.named_range("codes")] == ["T-1", "T-2", "T-3"]
    assert book.list_named_ranges()[0]["name"] == "codes"
    sheet.delete_named_range(reply["namedRangeId"])
    sheet.add_protected_range("A1:C1", description="headings")
    protected = book.list_protected_ranges(sheet.id)
    assert protected[0]["description"] == "headings"
    sheet.delete_protected_range(protected[0]["protectedRangeId"])
    assert book.list_protected_ranges(sheet.id) == []


def test_sheet_is_copied_to_another_spreadsheet(
    target: Target, book: gspread.Spreadsheet, sheet: gspread.Worksheet
) -> None:
    other = target.client.create("Greenhouse")
    made = sheet.copy_to(other.id)
    assert (made["title"], other.get_worksheet_by_id(made["sheetId"]).acell("A2").value) == ("Copy of Sheet1", "T-1")
    target.client.del_spreadsheet(other.id)


def test_low_level_calls_are_the_same(target: Target, book: gspread.Spreadsheet, sheet: gspread.Worksheet) -> None:
    http = target.client.http_client
    assert http.spreadsheets_get(book.id, {"fields": "properties.title"}) == {"properties": {"title": "Nursery"}}
    made = http.spreadsheets_sheets_copy_to(book.id, sheet.id, book.id)
    book.batch_update({"requests": [{"deleteSheet": {"sheetId": made["sheetId"]}}]})
    assert http.request("get", f"https://www.googleapis.com/drive/v3/files/{book.id}").json()["kind"] == "drive#file"


def test_every_method_of_gspread_is_here() -> None:
    source = Path(__file__).read_text("utf-8") + Path(__file__).with_name("conftest.py").read_text("utf-8")
    classes = (gspread.Client, gspread.Spreadsheet, gspread.Worksheet, gspread.HTTPClient)
    names = {name for each in classes for name, _ in inspect.getmembers(each) if not name.startswith("_")}
    missing = {name for name in names if f".{name}" not in source} - set(NOT_SENT)
    assert missing - {"tab_color"} == set()

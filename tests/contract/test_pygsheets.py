"""pygsheets at the same everyday work."""

from __future__ import annotations

from typing import Any

import gspread
import pygsheets
import pytest
from pygsheets.client import Client

from tests.contract.conftest import Target


@pytest.fixture
def trays(target: Target, sheet: gspread.Worksheet) -> Any:
    client = Client(target.credentials, http=target.http)
    return client.open_by_key(sheet.spreadsheet_id).sheet1


def test_values_are_read_and_written(trays: Any) -> None:
    assert trays.get_value("A2") == "T-1"
    assert trays.get_row(2, include_tailing_empty=False) == ["T-1", "20", "b"]
    assert trays.get_col(1, include_tailing_empty=False) == ["tray", "T-1", "T-2", "T-3"]
    assert trays.get_all_records()[1] == {"tray": "T-2", "seeds": 5, "bench": "a"}
    trays.update_value("D1", "=2*3")
    assert trays.get_value("D1") == "6"
    trays.update_values("A5", [["T-4", 1], ["T-5", 2]])
    trays.append_table(["T-6", 3], start="A1")
    assert trays.get_values("A5", "B7") == [["T-4", "1"], ["T-5", "2"], ["T-6", "3"]]
    trays.clear("A5", "B7")
    assert [cell.label for cell in trays.find("T-2")] == ["A3"]


def test_rows_and_columns_are_inserted_resized_and_sorted(trays: Any) -> None:
    trays.insert_rows(1, values=["T-0", 1, "z"])
    trays.insert_cols(1, values=["n"])
    assert (trays.get_value("A2"), trays.get_value("B1")) == ("T-0", "n")
    trays.delete_rows(2)
    trays.delete_cols(2)
    trays.sort_range("A2", "C4", basecolumnindex=1, sortorder="DESCENDING")
    assert trays.get_col(1, include_tailing_empty=False) == ["tray", "T-1", "T-3", "T-2"]
    trays.adjust_column_width(1, pixel_size=150)
    trays.adjust_row_height(1, pixel_size=40)
    trays.frozen_rows = 1
    trays.resize(50, 10)
    assert (trays.rows, trays.cols) == (50, 10)


def test_cells_carry_formats_notes_and_merges(trays: Any) -> None:
    cell = trays.cell("B2")
    cell.set_text_format("bold", True)
    cell.set_number_format(pygsheets.FormatType.NUMBER, "0.00")
    cell.note = "counted twice"
    cell.color = (1.0, 0.5, 0.0, 0.0)
    again = trays.cell("B2")
    assert (again.value, again.note, again.text_format["bold"]) == ("20.00", "counted twice", True)
    trays.merge_cells("D1", "E2")
    trays.get_values("A1", "C4", returnas="range").name = "all_trays"
    assert [each.name for each in trays.get_named_ranges()] == ["all_trays"]
    protected = trays.create_protected_range("A1", "C1", returnas="json")
    assert protected["protectedRangeId"]


def test_sheets_are_added_copied_and_removed(target: Target, trays: Any) -> None:
    spreadsheet = trays.spreadsheet
    made = spreadsheet.add_worksheet("bench", rows=9, cols=3, index=0)
    copy = spreadsheet.add_worksheet("copy", src_worksheet=trays)
    assert {each.title for each in spreadsheet.worksheets()} == {"bench", "Sheet1", "copy"}
    made.title = "benches"
    made.hidden = True
    spreadsheet.del_worksheet(copy)
    spreadsheet.title = "Nursery B"
    assert {each.title for each in spreadsheet.worksheets()} == {"benches", "Sheet1"}
    spreadsheet.share("gardener@example.org", role="reader", type="user", sendNotificationEmail=False)
    assert {each["role"] for each in spreadsheet.permissions} == {"owner", "reader"}

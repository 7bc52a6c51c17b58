"""Files in other formats: what they hold, and which are refused."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from tests.workbook.wsgi import Api

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export(api: Api, spreadsheet: str, kind: str) -> bytes:
    return api.send("GET", f"/drive/v3/files/{spreadsheet}/export", mimeType=kind).content


def book_of(api: Api, spreadsheet: str) -> Any:  # openpyxl gives values of many types
    return openpyxl.load_workbook(io.BytesIO(export(api, spreadsheet, XLSX)))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("text/csv", '"a, b",50%,\r\n,2024-03-01,4'),
        ("text/tab-separated-values", "a, b\t50%\t\r\n\t2024-03-01\t4"),
    ],
)
def test_first_sheet_is_exported_as_people_see_it(api: Api, spreadsheet: str, kind: str, text: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["a, b", "50%"], ["", "2024-03-01", "=2*2"]], "USER_ENTERED")
    assert export(api, spreadsheet, kind).decode() == text


def test_xlsx_has_the_values_formulas_and_number_formats_of_all_sheets(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"addSheet": {"properties": {"title": "苗床", "hidden": True}}})
    api.write(spreadsheet, "Sheet1!A1", [["0012", "=1+1", True, 2.5]])
    api.write(spreadsheet, "苗床!A1", [["2024-03-01", "=1+1", "25%"]], "USER_ENTERED")
    book = book_of(api, spreadsheet)
    first, second = book["Sheet1"], book["苗床"]
    assert [cell.value for cell in first[1]] == ["0012", "=1+1", True, 2.5]
    assert (first["A1"].data_type, first["B1"].data_type) == ("s", "s")
    assert [cell.value for cell in second[1]] == [datetime(2024, 3, 1), "=1+1", 0.25]  # noqa: DTZ001 - no time zone
    assert (second["B1"].data_type, second["C1"].number_format, second.sheet_state) == ("f", "0%", "hidden")


def test_xlsx_keeps_what_is_merged_and_frozen(api: Api, spreadsheet: str) -> None:
    merged = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
    frozen = {"gridProperties": {"frozenRowCount": 1, "frozenColumnCount": 2}}
    api.batch(
        spreadsheet,
        {"mergeCells": {"range": merged, "mergeType": "MERGE_ALL"}},
        {"updateSheetProperties": {"properties": frozen, "fields": "gridProperties(frozenRowCount,frozenColumnCount)"}},
    )
    sheet = book_of(api, spreadsheet)["Sheet1"]
    assert ([str(each) for each in sheet.merged_cells.ranges], sheet.freeze_panes) == (["A2:B3"], "C2")


def test_title_that_xlsx_does_not_know_is_changed_and_formulas_follow(api: Api) -> None:
    titles = ["a/b:c*?", "long " * 8, "long " * 9, "'quoted'"]
    spreadsheet = api.create(sheets=[{"properties": {"title": title}} for title in titles])
    api.write(spreadsheet, "'a/b:c*?'!A1", [["x"]])
    api.write(spreadsheet, f"'{titles[1]}'!A1", [["='a/b:c*?'!A1"]], "USER_ENTERED")
    book = book_of(api, spreadsheet)
    assert book.sheetnames == ["a_b_c__", ("long " * 7)[:31], ("long " * 7)[:29] + " 2", "_quoted_"]
    assert book[book.sheetnames[1]]["A1"].value == "=a_b_c__!A1"


def test_sign_that_xml_does_not_know_is_left_out(api: Api, spreadsheet: str) -> None:
    api.write(spreadsheet, "Sheet1!A1", [["x\x01\x0by\tz", "\ufffe"]])
    assert book_of(api, spreadsheet)["Sheet1"]["A1"].value == "xy\tz"


@pytest.mark.parametrize(
    "kind", ["application/pdf", "application/zip", "application/x-vnd.oasis.opendocument.spreadsheet"]
)
def test_other_format_is_refused_by_its_name(api: Api, spreadsheet: str, kind: str) -> None:
    error = api.call("GET", f"/drive/v3/files/{spreadsheet}/export", mimeType=kind)["error"]
    assert (error["code"], error["message"]) == (400, f"The requested conversion to {kind} is not supported.")


def test_format_must_be_named(api: Api, spreadsheet: str) -> None:
    error = api.call("GET", f"/drive/v3/files/{spreadsheet}/export")["error"]
    assert (error["message"], error["errors"][0]["reason"]) == ("Required parameter: mimeType", "required")

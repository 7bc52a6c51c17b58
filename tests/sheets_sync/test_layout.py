"""Schema -> workbook, only the difference: against the real local workbook, through gspread, as staff use it too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.client import Workbook, open_workbook
from sheets_sync.config import Settings
from sheets_sync.errors import SchemaError
from sheets_sync.layout import FIELDS, Change, changes
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange, quoted
from sheets_sync.retry import Retry
from sheets_sync.schema import Package
from tests.sheets_sync.conftest import SchemaFolder

Json = dict[str, Any]  # bodies of the Sheets API


@dataclass
class Book:
    """A workbook, what the package says of it, and what staff do in it."""

    package: Package
    workbook: Workbook

    def read(self) -> Json:
        return dict(self.workbook.metadata(FIELDS, [f"{quoted(title)}!1:2" for title in self.workbook.sheet_ids()]))

    def plan(self) -> list[Change]:
        return changes(self.package, self.read())

    def apply(self) -> list[Change]:
        found = self.plan()
        self.workbook.update([request for change in found for request in change.requests])
        return found

    def title(self, tab: str) -> str:
        return self.package.by_name[tab].title["zh"]

    def sheet_id(self, tab: str) -> int:
        return self.workbook.sheet_ids()[self.title(tab)]

    def sheet(self, tab: str) -> Json:
        (found,) = [s for s in self.read()["sheets"] if s["properties"]["title"] == self.title(tab)]
        return dict(found)

    def heading(self, tab: str) -> list[CellValue]:
        columns = self.workbook.read([f"{quoted(self.title(tab))}!1:1"])[0]
        return [column[0] if column else "" for column in columns]

    def write(self, tab: str, cell: str, column: Sequence[CellValue]) -> None:
        self.workbook.write([CellRange(f"{quoted(self.title(tab))}!{cell}", [column])])


@pytest.fixture
def book(toy: Package, tmp_path: Path) -> Book:
    """A workbook just made, without anything of the nursery."""
    settings = Settings(workbook=f"local:{tmp_path / 'book'}")
    return Book(toy, open_workbook(settings, Retry(attempts=1), create_title="苗圃簿"))


def test_first_run_makes_every_tab_in_order_with_its_headings(book: Book) -> None:
    book.apply()
    titles = ["位置", "园丁", "苗盘", "浇水", "认领", "交苗", "花盆", "治疗", "浇水计划", "问题清单"]
    assert list(book.workbook.sheet_ids()) == titles
    for tab in book.package.tabs:
        assert book.heading(tab.name) == [f.title["zh"] for f in tab.fields]


def test_second_run_is_empty(book: Book) -> None:
    assert book.apply() != []
    assert book.plan() == []


def test_plan_alone_changes_nothing(book: Book) -> None:
    assert [c.what for c in book.plan()] == [c.what for c in book.plan()]
    assert "苗盘" not in book.workbook.sheet_ids()


def test_tab_gets_text_columns_dropdowns_locks_views_and_colours(book: Book) -> None:
    book.apply()
    sheet = book.sheet("trays")
    columns = {f.name: index for index, f in enumerate(book.package.by_name["trays"].fields)}
    cells = sheet["data"][0]["rowData"][1]["values"]
    formats = [cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") for cell in cells]
    assert [formats[columns[name]] for name in ("tray_id", "sown_on", "thirsty")] == ["TEXT"] * 3
    assert formats[columns["seeds"]] != "TEXT"
    rule = cells[columns["plant"]]["dataValidation"]
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == ["番茄", "罗勒"]
    assert not rule.get("strict")
    assert {lock["description"] for lock in sheet["protectedRanges"]} == {
        f"computed:{f.name}" for f in book.package.by_name["trays"].fields if f.computed
    }
    assert [view["title"] for view in sheet["filterViews"]] == ["缺水", "在管"]
    thirsty = sheet["filterViews"][0]
    assert thirsty["filterSpecs"][0]["columnIndex"] == columns["thirsty"]
    assert thirsty["filterSpecs"][0]["filterCriteria"]["condition"]["values"] == [{"userEnteredValue": "是"}]
    formulas = [f["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for f in sheet["conditionalFormats"]]
    assert formulas == ['=AND(ROW()>1,$L1<>"")', '=AND(ROW()>1,$J1="是")']


def test_tab_whose_rows_the_program_makes_is_locked_and_has_no_dropdowns(book: Book) -> None:
    book.apply()
    sheet, tab = book.sheet("watering_plan"), book.package.by_name["watering_plan"]
    cells = sheet["data"][0]["rowData"][1]["values"]
    formats = [cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") for cell in cells]
    assert [f.name for f, kind in zip(tab.fields, formats, strict=False) if kind != "TEXT"] == ["litres_given"]
    assert not any("dataValidation" in cell for cell in cells)
    assert {lock["description"] for lock in sheet["protectedRanges"]} == {f"computed:{f.name}" for f in tab.fields}
    (view,) = sheet["filterViews"]
    assert view["filterSpecs"][0]["filterCriteria"]["condition"]["values"] == [{"userEnteredValue": "漏浇"}]
    (colour,) = sheet["conditionalFormats"]
    assert colour["booleanRule"]["condition"]["values"] == [{"userEnteredValue": '=AND(ROW()>1,$F1="漏浇")'}]


def test_what_staff_made_is_left_as_it_is(book: Book) -> None:
    book.apply()
    sheet_id = book.sheet_id("trays")
    width = len(book.package.by_name["trays"].fields)
    area = {"sheetId": sheet_id, "startColumnIndex": width, "endColumnIndex": width + 1}
    book.write("trays", "M1", ["note of staff", "call back"])
    book.workbook.update(
        [
            {"addFilterView": {"filter": {"title": "mine", "range": {"sheetId": sheet_id}}}},
            {"addProtectedRange": {"protectedRange": {"range": area, "description": "mine", "warningOnly": True}}},
            {"addSheet": {"properties": {"title": "staff's own"}}},
        ]
    )
    before = book.read()
    assert book.plan() == []
    book.apply()
    assert book.read() == before


def test_row_inserted_directly_under_the_heading_changes_nothing_of_the_layout(book: Book) -> None:
    book.apply()
    for sheet in book.package.tabs:
        span = {"sheetId": book.sheet_id(sheet.name), "dimension": "ROWS", "startIndex": 1, "endIndex": 2}
        book.workbook.update([{"insertDimension": {"range": span, "inheritFromBefore": False}}])
    assert book.plan() == []


def test_missing_column_is_added_behind_what_staff_have(book: Book) -> None:
    book.apply()
    book.write("trays", "M1", ["note of staff"])
    book.write("trays", "G1", ["粒"])
    book.apply()
    heading = book.heading("trays")
    assert heading[6] == "粒"
    assert heading[12:] == ["note of staff", "粒数"]
    assert book.plan() == []


def test_missing_column_is_not_put_over_cells_without_a_heading(book: Book) -> None:
    book.apply()
    book.write("trays", "G1", [""])
    book.write("trays", "M2", ["call back"])
    book.apply()
    assert book.heading("trays")[12:] == ["", "粒数"]


def test_columns_that_were_moved_are_found_by_their_headings(book: Book) -> None:
    book.apply()
    span = {"sheetId": book.sheet_id("trays"), "dimension": "COLUMNS", "startIndex": 0, "endIndex": 1}
    book.workbook.update([{"insertDimension": {"range": span, "inheritFromBefore": False}}])
    before = book.heading("trays")
    book.apply()
    assert book.heading("trays") == before
    assert book.plan() == []


def test_headings_in_another_language_are_known(book: Book) -> None:
    book.apply()
    book.write("trays", "E1", ["Plant"])
    assert book.plan() == []


def test_title_that_staff_gave_the_workbook_stays(book: Book) -> None:
    properties = {"title": "our book", "timeZone": "Europe/Paris"}
    book.workbook.update([{"updateSpreadsheetProperties": {"properties": properties, "fields": "title,timeZone"}}])
    book.apply()
    assert book.read()["properties"] == {"title": "our book", "timeZone": "Asia/Shanghai"}


def test_sheet_with_cells_is_not_taken_for_a_tab(book: Book) -> None:
    (title,) = book.workbook.sheet_ids()
    book.workbook.write([CellRange(f"{quoted(title)}!A1", [["of staff"]])])
    book.apply()
    assert title in book.workbook.sheet_ids()
    assert book.workbook.read([quoted(title)]) == [[["of staff"]]]


def test_view_that_changed_is_corrected_and_not_doubled(book: Book, schemas: SchemaFolder) -> None:
    book.apply()
    changed = schemas.replace(
        "tabs/trays.yaml", "where: watched = true", "where: watched = false AND seeds >= 5"
    ).load()
    again = Book(changed, book.workbook)
    assert [change.kind for change in again.apply()] == ["updateFilterView"]
    assert [view["title"] for view in again.sheet("trays")["filterViews"]] == ["缺水", "在管"]
    assert again.plan() == []


def test_field_that_is_new_in_the_schema_is_added(book: Book, schemas: SchemaFolder) -> None:
    book.apply()
    line = "  - {name: pot, type: boolean, title: {zh: 盆, en: Pot}}\nforeignKeys:"
    again = Book(schemas.replace("tabs/trays.yaml", "foreignKeys:", line).load(), book.workbook)
    again.apply()
    assert again.heading("trays")[-1] == "盆"
    assert again.plan() == []


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("sown_on < '2020-02-20'", "compares text"),
        ("seeds >= 1 AND seeds <= 5", "'seeds' twice"),
    ],
)
def test_view_that_no_filter_can_say_is_refused(schemas: SchemaFolder, where: str, words: str) -> None:
    package = schemas.replace("tabs/trays.yaml", "where: watched = true", f"where: {where}").load()
    with pytest.raises(SchemaError, match=r"tabs/trays\.yaml:\d+: views\.watched") as raised:
        changes(package, {})
    assert words in str(raised.value)


def test_quotation_mark_in_a_choice_is_kept_in_the_formula_of_a_colour(schemas: SchemaFolder) -> None:
    schemas.replace("tabs/trays.yaml", "{zh: 番茄, en: Tomato}", "{zh: '番\"茄', en: Tomato}")
    package = schemas.replace("tabs/trays.yaml", "where: thirsty = true", "where: plant = 'tomato'").load()
    whats = [change.what for change in changes(package, {}) if change.kind == "addConditionalFormatRule"]
    assert 'colour red where =AND(ROW()>1,$E1="番""茄")' in whats


def test_spreadsheet_that_is_not_there_yet_is_told(tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"There is no workbook at local:.* yet\. Run `python -m sheets_sync apply`"):
        open_workbook(Settings(workbook=f"local:{tmp_path}"), Retry(attempts=1))

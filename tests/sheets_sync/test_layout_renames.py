"""What a workbook in use becomes when the schema changes: renamed, retired and retyped, with every value kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.client import open_workbook
from sheets_sync.config import Settings
from sheets_sync.layout import notices
from sheets_sync.retry import Retry
from sheets_sync.schema import Package
from tests.sheets_sync.conftest import SchemaFolder
from tests.sheets_sync.test_layout import Book

Json = dict[str, Any]  # bodies of the Sheets API

TRAYS = "tabs/trays.yaml"
WATERINGS = "tabs/waterings.yaml"
PLACES = "tabs/places.yaml"
PLANT = "name: plant\n    type: string\n    title: {zh: 品种, en: Plant}"
SEEDS = "{name: seeds, type: integer, title: {zh: 粒数, en: Seeds}, constraints: {minimum: 1, maximum: 500}}"

WITHOUT_PLANT = (
    ("buyer_name, plant, last_watered]", "buyer_name, last_watered]"),
    ("detail: [tray_id, plant, buyer_phone]", "detail: [tray_id, buyer_phone]", WATERINGS),
)

Change = Callable[..., Book]


@pytest.fixture
def change(toy: Package, tmp_path: Path, schemas: SchemaFolder) -> Change:
    """The nursery's workbook, provisioned, with cells in the trays, and then seen through changed schema files."""
    workbook = open_workbook(Settings(workbook=f"local:{tmp_path / 'book'}"), Retry(attempts=1), create_title="苗圃簿")
    before = Book(toy, workbook)
    before.apply()
    before.write("trays", "A2", ["T-1", "T-2"])
    before.write("trays", "E2", ["番茄", "罗勒"])
    before.write("trays", "G2", ["20", "many"])

    def make(*edits: tuple[str, ...]) -> Book:
        for old, new, *file in edits:
            schemas.replace(file[0] if file else TRAYS, old, new)
        return Book(schemas.load(), workbook)

    return make


def signs(book: Book) -> list[tuple[str, str]]:
    return [(change.sign.value, change.what) for change in book.apply()]


def column(book: Book, tab: str, title: str) -> list[object]:
    at = book.heading(tab).index(title)
    return list(book.workbook.read([f"'{book.title(tab)}'"])[0][at])


def cell_under(book: Book, title: str) -> Json:
    rows = book.sheet("trays")["data"][0]["rowData"]
    return dict(rows[1]["values"][book.heading("trays").index(title)])


def heading_of(book: Book, title: str) -> Json:
    rows = book.sheet("trays")["data"][0]["rowData"]
    return dict(rows[0]["values"][book.heading("trays").index(title)])


def hidden(book: Book, title: str) -> bool:
    fields = "sheets(properties.title,data.columnMetadata.hiddenByUser)"
    answer = book.workbook.metadata(fields, [f"'{book.title('trays')}'!1:2"])
    (sheet,) = [s for s in answer["sheets"] if "data" in s and s["properties"]["title"] == book.title("trays")]
    columns = sheet["data"][0]["columnMetadata"]
    return bool(columns[book.heading("trays").index(title)].get("hiddenByUser"))


@pytest.mark.parametrize("was", ["[品种]", "[品 种, 品种]", "[Plant]", "[plant]"])
def test_renamed_field_keeps_its_column_and_everything_in_it(change: Change, was: str) -> None:
    book = change(
        (PLANT, f"name: crop\n    type: string\n    title: {{zh: 作物, en: Crop}}\n    was: {was}"), *WITHOUT_PLANT
    )
    if was in {"[Plant]", "[plant]"}:
        book.write("trays", "E1", [was.strip("[]").upper()])  # a heading is compared as people compare words
    before = cell_under(book, book.heading("trays")[4])  # type: ignore[arg-type]  # a heading is text

    done = book.apply()

    assert [c.kind for c in done] == ["updateCells"]
    assert book.heading("trays")[4] == "作物"
    assert column(book, "trays", "作物") == ["作物", "番茄", "罗勒"]
    assert cell_under(book, "作物") == before
    assert book.plan() == []


def test_title_alone_can_be_renamed(change: Change) -> None:
    book = change(("title: {zh: 品种, en: Plant}", "title: {zh: 作物, en: Plant}\n    was: [品种]"))
    assert signs(book) == [("~", "column “品种” is called “作物” (plant)")]
    assert book.plan() == []


def test_renaming_leaves_note_format_and_own_columns_of_staff(change: Change) -> None:
    book = change((PLANT, PLANT.replace("品种", "作物") + "\n    was: [品种]"))
    book.write("trays", "M1", ["of staff", "call back"])
    start = {"sheetId": book.sheet_id("trays"), "rowIndex": 0, "columnIndex": 4}
    cell = {"note": "ask first", "userEnteredFormat": {"textFormat": {"italic": True}}}
    fields = "note,userEnteredFormat.textFormat.italic"
    book.workbook.update([{"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}])

    book.apply()

    assert heading_of(book, "作物")["note"] == "ask first"
    assert column(book, "trays", "of staff") == ["of staff", "call back"]


def test_both_headings_at_once_are_told_and_nothing_is_renamed(change: Change) -> None:
    book = change((PLANT, PLANT.replace("品种", "作物") + "\n    was: [品种]"))
    book.write("trays", "M1", ["作物"])
    before = book.heading("trays")

    (notice,) = notices(book.package, book.read())
    book.apply()

    assert "both “作物” (column M) and “品种” (column E)" in notice.what
    assert book.heading("trays") == before


def test_renamed_tab_keeps_its_sheet_and_rows(change: Change) -> None:
    book = change(("title: {zh: 苗盘, en: Trays}", "title: {zh: 育苗盘, en: Trays}\nwas: [苗盘]"))
    sheet_id = book.workbook.sheet_ids()["苗盘"]
    assert signs(book) == [("~", "tab “苗盘” is called “育苗盘”")]
    assert book.workbook.sheet_ids()["育苗盘"] == sheet_id
    assert column(book, "trays", "苗盘编号") == ["苗盘编号", "T-1", "T-2"]
    assert book.plan() == []


def test_both_tabs_at_once_are_told_and_nothing_is_renamed(change: Change) -> None:
    book = change(("title: {zh: 苗盘, en: Trays}", "title: {zh: 育苗盘, en: Trays}\nwas: [苗盘]"))
    book.workbook.update([{"addSheet": {"properties": {"title": "育苗盘"}}}])
    (notice,) = notices(book.package, book.read())
    assert "both “育苗盘” and “苗盘”, its former title, are tabs" in notice.what
    book.apply()
    assert {"育苗盘", "苗盘"} <= book.workbook.sheet_ids().keys()


def test_renamed_view_keeps_its_filter_view(change: Change) -> None:
    book = change(
        ("title: {zh: 缺水, en: Thirsty}\n    where", "title: {zh: 要浇, en: Thirsty}\n    was: [缺水]\n    where")
    )
    assert signs(book) == [("~", "filter view “要浇”, was “缺水”")]
    assert [view["title"] for view in book.sheet("trays")["filterViews"]] == ["要浇", "在管"]
    assert book.plan() == []


def test_view_that_left_the_schema_keeps_its_filter_view_and_loses_its_colour(change: Change) -> None:
    book = change(("    colour: red\n", ""))
    assert signs(book) == [("-", 'colour red where =AND(ROW()>1,$J1="是")')]
    assert [view["title"] for view in book.sheet("trays")["filterViews"]] == ["缺水", "在管"]
    assert book.plan() == []


def test_colour_that_staff_gave_stays(change: Change) -> None:
    book = change()
    condition = {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": '=$E1="番茄"'}]}
    colour = {"backgroundColor": {"red": 0.98, "green": 0.86, "blue": 0.85}}
    rule = {"ranges": [{"sheetId": book.sheet_id("trays")}], "booleanRule": {"condition": condition, "format": colour}}
    book.workbook.update([{"addConditionalFormatRule": {"rule": rule, "index": 0}}])
    assert book.plan() == []


def test_retired_field_is_hidden_and_marked_and_keeps_its_values(change: Change) -> None:
    book = change((PLANT, PLANT + "\n    retired: true"), *WITHOUT_PLANT)

    done = signs(book)

    assert done == [("-", "column “品种” (plant) is retired: hidden, its values stay"), ("-", "dropdown of “品种”")]
    assert column(book, "trays", "品种") == ["品种", "番茄", "罗勒"]
    assert hidden(book, "品种")
    assert heading_of(book, "品种")["note"].startswith("已停用")
    assert "dataValidation" not in cell_under(book, "品种")
    assert book.plan() == []


def test_retired_column_that_staff_show_again_stays_shown(change: Change) -> None:
    book = change((PLANT, PLANT + "\n    retired: true"), *WITHOUT_PLANT)
    book.apply()
    span = {"sheetId": book.sheet_id("trays"), "dimension": "COLUMNS", "startIndex": 4, "endIndex": 5}
    shown = {"range": span, "properties": {"hiddenByUser": False}, "fields": "hiddenByUser"}
    book.workbook.update([{"updateDimensionProperties": shown}])
    assert book.plan() == []


def test_retired_field_that_comes_back_shows_again(change: Change) -> None:
    change((PLANT, PLANT + "\n    retired: true"), *WITHOUT_PLANT).apply()
    book = change((PLANT + "\n    retired: true", PLANT))
    assert signs(book) == [("~", "column “品种” is in use again"), ("+", "dropdown of “品种”")]
    assert not hidden(book, "品种")
    assert heading_of(book, "品种").get("note", "") == ""
    assert book.plan() == []


def test_new_workbook_has_no_retired_column(schemas: SchemaFolder, tmp_path: Path) -> None:
    for old, new, *file in ((PLANT, PLANT + "\n    retired: true"), *WITHOUT_PLANT):
        schemas.replace(file[0] if file else TRAYS, old, new)
    package = schemas.load()
    workbook = open_workbook(Settings(workbook=f"local:{tmp_path / 'new'}"), Retry(attempts=1), create_title="x")
    book = Book(package, workbook)
    book.apply()
    assert "品种" not in book.heading("trays")


def test_retired_computed_column_loses_its_lock(change: Change) -> None:
    share = (
        "{name: share_watered, type: number, title: {zh: 浇过, en: Watered}, hint: {zh: 从 0 到 1, en: From 0 to 1}}"
    )
    book = change(
        (share, share.removesuffix("}") + ", retired: true}", PLACES),
        ("    - {field: share_watered, view: trays.thirsty, appearance: bar}\n", "", "datapackage.yaml"),
    )
    assert [what for _, what in signs(book)] == [
        "column “浇过” (share_watered) is retired: hidden, its values stay",
        "lock on share_watered, which is not computed",
    ]
    assert book.plan() == []


def test_number_that_becomes_text_gets_the_text_format(change: Change) -> None:
    book = change((SEEDS, "{name: seeds, type: string, title: {zh: 粒数, en: Seeds}}"))
    assert signs(book) == [("~", "column “粒数” keeps text as typed")]
    assert column(book, "trays", "粒数") == ["粒数", "20", "many"]
    assert book.plan() == []


def test_text_that_becomes_a_number_loses_the_text_format_and_keeps_what_was_typed(change: Change) -> None:
    field = "{name: sown_on, type: date, title: {zh: 播种日期, en: Sown on}}"
    book = change((field, field.replace("date", "integer")))
    assert signs(book) == [("~", "column “播种日期” holds numbers")]
    assert "numberFormat" not in cell_under(book, "播种日期").get("userEnteredFormat", {})
    assert book.plan() == []


def test_choices_that_go_take_their_dropdown_with_them(change: Change) -> None:
    choices = (
        "    choices:\n      - {name: tomato, title: {zh: 番茄, en: Tomato}, aliases: [西红柿]}\n"
        "      - {name: basil, title: {zh: 罗勒, en: Basil}}\n"
    )
    book = change((choices, ""))
    assert signs(book) == [("-", "dropdown of “品种”")]
    assert book.plan() == []


def test_choice_that_is_new_is_in_the_dropdown(change: Change) -> None:
    basil = "      - {name: basil, title: {zh: 罗勒, en: Basil}}\n"
    book = change((basil, basil + "      - {name: mint, title: {zh: 薄荷, en: Mint}}\n"))
    assert signs(book) == [("~", "dropdown of “品种”")]
    rule = cell_under(book, "品种")["dataValidation"]
    assert [value["userEnteredValue"] for value in rule["condition"]["values"]] == ["番茄", "罗勒", "薄荷"]
    assert book.plan() == []


def test_dropdown_that_staff_made_stays(change: Change) -> None:
    book = change()
    body = {"sheetId": book.sheet_id("trays"), "startRowIndex": 1, "startColumnIndex": 2, "endColumnIndex": 3}
    words = [{"userEnteredValue": "王小明"}]
    rule = {"condition": {"type": "ONE_OF_LIST", "values": words}, "showCustomUi": True, "strict": False}
    book.workbook.update([{"setDataValidation": {"range": body, "rule": rule}}])
    assert book.plan() == []


def test_column_that_becomes_computed_is_locked_and_one_that_people_fill_again_is_not(change: Change) -> None:
    computed = "    - {name: seeds, type: integer, title: {zh: 粒数, en: Seeds}}\n"
    watched = "    - {name: watched, type: boolean, title: {zh: 在管, en: Watched}}\n"
    seeds_sql = "any_value(trays.sown_on) IS NOT NULL AS watched"
    book = change((f"  - {SEEDS}\n", ""), (watched, watched + computed), (seeds_sql, f"{seeds_sql}, 1 AS seeds"))
    assert signs(book) == [("+", "lock on “粒数” (seeds)")]
    assert column(book, "trays", "粒数") == ["粒数", "20", "many"]
    assert book.plan() == []

    again = change((computed, ""), ("foreignKeys:", f"  - {SEEDS}\nforeignKeys:"))
    assert signs(again) == [("-", "lock on seeds, which is not computed")]
    assert again.plan() == []


def test_renamed_computed_column_keeps_its_lock_under_the_new_name(change: Change) -> None:
    share = "name: share_watered, type: number, title: {zh: 浇过, en: Watered}"
    book = change(
        (share, "name: wet_share, was: [share_watered, 浇过], type: number, title: {zh: 浇水率, en: Wet}", PLACES),
        ("AS share_watered", "AS wet_share", PLACES),
        ("field: share_watered", "field: wet_share", "datapackage.yaml"),
    )
    assert signs(book) == [
        ("~", "column “浇过” is called “浇水率” (wet_share)"),
        ("~", "lock on “浇水率” is that of wet_share"),
    ]
    assert book.plan() == []


def test_every_change_of_the_builder_is_done_by_one_apply(change: Change) -> None:
    book = change(
        *WITHOUT_PLANT,
        (PLANT, "name: crop\n    type: string\n    title: {zh: 作物, en: Crop}\n    was: [plant, 品种]"),
        (SEEDS, "{name: seeds, type: string, retired: true, title: {zh: 粒数, en: Seeds}}"),
        ("title: {zh: 苗盘, en: Trays}", "title: {zh: 育苗盘, en: Trays}\nwas: [苗盘]"),
        ("{name: sown_on, type: date", "{name: sown_on, type: integer"),
        ("foreignKeys:", "  - {name: pot, type: boolean, title: {zh: 盆, en: Pot}}\nforeignKeys:"),
    )
    book.apply()
    assert book.heading("trays")[4:7] == ["作物", "播种日期", "粒数"]
    assert book.heading("trays")[-1] == "盆"
    assert column(book, "trays", "粒数") == ["粒数", "20", "many"]
    assert book.plan() == []

"""The files of the forms: what stands in them, and that a spreadsheet runs none of it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from sheets_sync.errors import FileError
from sheets_sync.files.xlsform import Offered, XlsForm, offered_rows, write_forms
from sheets_sync.schema import Package
from tests.conftest import NURSERY
from tests.files.xlsform.conftest import SchemaFolder, built
from tests.sheets_sync.conftest import loaded


def offered(package: Package, compared: frozenset[str] = frozenset()) -> Offered:
    """The trays of the nursery as the gardeners' form offers them."""
    trays = loaded(package, NURSERY).engine.query("SELECT * FROM trays ORDER BY tray_id")
    (rows,) = offered_rows(package, [built(package)], {"trays": trays})
    return Offered(rows.package, rows.tab, rows.rows, rows.roles, compared)


def test_workbook_has_three_sheets_with_the_columns_that_are_filled(watering: XlsForm, tmp_path: Path) -> None:
    (path,) = write_forms([watering], [], tmp_path / "new")

    book = openpyxl.load_workbook(path)
    assert (path.name, book.sheetnames) == ("waterings.xlsx", ["survey", "choices", "settings"])
    headings = [cell.value for cell in book["survey"][1]]
    assert headings[:4] == ["type", "name", "label::中文 (zh)", "label::English (en)"]
    assert "choice_filter" not in headings
    settings = dict(zip(*book["settings"].iter_rows(values_only=True), strict=True))
    assert settings == {
        "form_title": "浇水登记 / Watering",
        "form_id": "nursery_waterings",
        "version": "20200220080000",
        "default_language": "中文 (zh)",
    }


def test_no_cell_is_a_formula_and_words_are_marked(schemas: SchemaFolder, tmp_path: Path) -> None:
    schemas.replace("tabs/waterings.yaml", "{zh: 水壶, en: Can}", "{zh: '=1+1', en: '-1'}")
    (path,) = write_forms([built(schemas.load())], [], tmp_path)

    book = openpyxl.load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet.rows for cell in row} == {"s", "n"}  # n: an empty one
    words = [cell for row in book["choices"].iter_rows(values_only=True) for cell in row]
    assert {"'=1+1", "'-1"} <= set(words)


def test_rows_are_offered_by_key_and_label_with_masks(toy: Package, tmp_path: Path) -> None:
    (path,) = write_forms([], [offered(toy)], tmp_path)

    assert path.name == "trays.csv"
    heading, first, second, *_ = csv.reader(path.read_text(encoding="utf-8").splitlines())
    assert heading == ["name", "label"]
    assert first == ["T-1", "王×× · T-1 · 番茄 · •••• 1234"]
    assert second == ["T-2", "欧×× · T-2 · 罗勒"]


def test_columns_that_a_choice_filter_compares_stand_as_a_form_stores_them(toy: Package) -> None:
    rows = offered(toy, frozenset({"plant", "sown_on", "thirsty"}))
    assert rows.heading == ["name", "label", "plant", "sown_on", "thirsty"]
    assert next(rows.lines())[2:] == ["tomato", "2020-02-01", "true"]


def test_row_without_a_key_is_not_offered(toy: Package) -> None:
    trays: list[dict[str, object]] = [
        {"tray_id": None, "place_id": "N-01-01", "buyer_name": "无号"},
        {"tray_id": "T-1"},
    ]
    rows = loaded(toy, {**NURSERY, "trays": trays}).engine.query("SELECT * FROM trays")
    (found,) = offered_rows(toy, [built(toy)], {"trays": rows})
    assert [key for key, *_ in found.lines()] == ["T-1"]


@pytest.mark.parametrize(("tab", "label"), [("gardeners", "钱园丁"), ("places", "苗圃"), ("waterings", "W-00001")])
def test_row_is_called_by_its_title_where_no_worklist_names_it(toy: Package, tab: str, label: str) -> None:
    rows = loaded(toy, NURSERY).engine.query(f"SELECT * FROM {tab} ORDER BY 1")
    assert next(Offered(toy, toy.by_name[tab], rows, ()).lines())[1] == label


def test_what_the_file_tells_of_people_is_said_before_it_is_handed_out(toy: Package) -> None:
    assert "trays.csv holds all 5 rows of “Trays”" in offered(toy).note["en"]


def test_a_folder_that_cannot_be_made_is_told(watering: XlsForm, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(FileError, match="taken"):
        write_forms([watering], [], tmp_path / "taken")

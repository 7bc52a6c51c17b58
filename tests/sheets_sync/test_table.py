"""A ValueRange -> a typed table: ragged columns, blank rows, headings that are missing, renamed or there twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sheets_sync.errors import HeaderError
from sheets_sync.problems import CellValue
from sheets_sync.schema import Package
from sheets_sync.table import BAD, ROW, BadCell, Table, find_columns, parse_table
from tests.sheets_sync.conftest import SchemaFolder

Columns = Sequence[Sequence[CellValue]]
OWN = ("苗盘编号", "位置", "订苗人", "订苗人电话", "品种", "播种日期", "粒数")


def tray_columns(*rows: Sequence[CellValue], heading: Sequence[str] = OWN) -> Columns:
    """Columns as the API sends them: no blanks at their ends."""
    columns: list[list[CellValue]] = [list(column) for column in zip(heading, *rows, strict=True)]
    for column in columns:
        while column and column[-1] in (None, ""):
            column.pop()
    return columns


def parse(package: Package, columns: Columns) -> Table:
    return parse_table(package, package.by_name["trays"], columns)


def row(tray: str, place: str = "N-01-01", buyer: str = "王小明", *rest: CellValue) -> list[CellValue]:
    return [tray, place, buyer, *rest, *([""] * (4 - len(rest)))]


def test_short_column_is_filled_with_none(toy: Package) -> None:
    table = parse(toy, tray_columns(row("T-1", "N", "王", "", "番茄"), row("T-2"), row("T-3")))
    assert table.data["plant"].to_pylist() == ["tomato", None, None]
    assert table.data["seeds"].to_pylist() == [None, None, None]
    assert table.height == 4


def test_column_without_cells_is_filled_with_none(toy: Package) -> None:
    columns = [*tray_columns(row("T-1")), [], ["staff's own", "x"]]
    assert parse(toy, columns).data.num_rows == 1


def test_blank_row_is_left_out_and_row_numbers_are_those_of_the_sheet(toy: Package) -> None:
    table = parse(toy, tray_columns(row("T-1"), ["", " ", "", "", "", "", ""], row("T-3")))
    assert table.data["tray_id"].to_pylist() == ["T-1", "T-3"]
    assert table.data[ROW].to_pylist() == [2, 4]


def test_row_with_one_cell_and_no_key_is_kept(toy: Package) -> None:
    table = parse(toy, tray_columns(["", "", "", "", "番茄", "", ""]))
    assert (table.data["tray_id"].to_pylist(), table.data["plant"].to_pylist()) == ([None], ["tomato"])


def test_tab_with_only_a_heading_has_no_rows(toy: Package) -> None:
    table = parse(toy, tray_columns())
    assert (table.data.num_rows, table.height) == (0, 1)
    assert table.data.column_names == [*(f.name for f in toy.by_name["trays"].own_fields), ROW, BAD]


def test_bad_cell_is_kept_as_it_stands_and_marked(toy: Package) -> None:
    table = parse(
        toy, tray_columns(row("T-1", "N", "王", "", "玫瑰", "昨天", 3), row("T-2", "N", "李", "", "", "", 2.5))
    )
    assert table.bad == (
        BadCell(2, "plant", "enum", "玫瑰"),
        BadCell(2, "sown_on", "type", "昨天"),
        BadCell(3, "seeds", "type", 2.5),
    )
    assert table.data[BAD].to_pylist() == [["plant", "sown_on"], ["seeds"]]
    assert table.data["plant"].to_pylist() == [None, None]


def test_true_and_one_in_a_column_are_told_apart(toy: Package) -> None:
    table = parse(toy, tray_columns(row("T-1", "N", "王", "", "", "", 1), row("T-2", "N", "王", "", "", "", True)))
    assert table.data["seeds"].to_pylist() == [1, None]


@pytest.mark.parametrize(
    "heading",
    [
        ("Tray number", "Place", "Buyer", "Phone of the buyer", "Plant", "Sown on", "Seeds"),
        ("tray_id", "place_id", "buyer_name", "buyer_phone", "plant", "sown_on", "seeds"),
        ("TRAY NUMBER", " 位置 ", "Buyer", "订苗人电话", "Ｐｌａｎｔ", "播种日期", "粒数"),
    ],
)
def test_heading_is_known_in_any_language_and_by_name(toy: Package, heading: tuple[str, ...]) -> None:
    assert parse(toy, tray_columns(row("T-1"), heading=heading)).data["tray_id"].to_pylist() == ["T-1"]


def test_columns_are_found_wherever_they_stand(toy: Package) -> None:
    columns = [["staff's own", "x"], *reversed(tray_columns(row("T-1", "N", "王", "", "番茄")))]
    table = parse(toy, columns)
    assert table.columns["tray_id"] == 7
    assert table.data["plant"].to_pylist() == ["tomato"]


def test_what_stands_in_computed_columns_is_kept_beside_the_rows(toy: Package) -> None:
    columns = [*tray_columns(row("T-1"), row("", "", ""), row("T-3")), ["缺水", "是", "否", "否"]]
    assert parse(toy, columns).written == {"thirsty": ["是", "否"]}


def test_two_equal_headings_are_refused_with_their_columns(toy: Package) -> None:
    with pytest.raises(HeaderError, match=r"“苗盘” \(trays\): the heading “位置” stands 2 times, in columns B, H;"):
        find_columns(toy.by_name["trays"], [*OWN, "Place"])


def test_missing_column_is_named_and_how_to_add_it(toy: Package) -> None:
    with pytest.raises(HeaderError, match=r"no column is headed “订苗人” \(buyer_name\)\. `.* apply` adds"):
        find_columns(toy.by_name["trays"], [word for word in OWN if word != "订苗人"])


def test_renamed_heading_is_named_with_what_stands_there_now(toy: Package) -> None:
    with pytest.raises(HeaderError, match=r"“播种日期” \(sown_on\).*belong to no field: 播种日\. If one was renamed"):
        find_columns(toy.by_name["trays"], [{"播种日期": "播种日"}.get(word, word) for word in OWN])


def test_all_faults_of_a_heading_are_told_at_once(toy: Package) -> None:
    with pytest.raises(HeaderError) as raised:
        find_columns(toy.by_name["trays"], ["苗盘编号", "苗盘编号", "位置"])
    for word in ("stands 2 times, in columns A, B", "buyer_name", "buyer_phone", "plant", "sown_on", "seeds"):
        assert word in str(raised.value)


def test_empty_sheet_lacks_every_column(toy: Package) -> None:
    with pytest.raises(HeaderError, match="tray_id"):
        parse(toy, [])


def test_computed_column_may_be_absent(toy: Package) -> None:
    assert "thirsty" not in find_columns(toy.by_name["trays"], OWN)


def test_former_heading_is_told_before_it_is_renamed(schemas: SchemaFolder) -> None:
    package = schemas.replace("tabs/trays.yaml", "title: {zh: 粒数,", "was: [粒数], title: {zh: 种子数,").load()
    with pytest.raises(
        HeaderError, match=r"renamed in the schema: “粒数” is “种子数” \(seeds\) now; .* apply"
    ) as raised:
        find_columns(package.by_name["trays"], OWN)
    assert "no column is headed" not in str(raised.value)


def test_retired_column_is_found_where_it_stands_and_not_missed_where_it_does_not(schemas: SchemaFolder) -> None:
    package = schemas.replace("tabs/trays.yaml", "title: {zh: 粒数,", "retired: true, title: {zh: 粒数,").load()
    tab = package.by_name["trays"]
    assert find_columns(tab, OWN)["seeds"] == OWN.index("粒数")
    assert "seeds" not in find_columns(tab, [word for word in OWN if word != "粒数"])

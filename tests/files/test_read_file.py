"""Files as people hand them over: what is a row, what is left out and why, and how cells are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.errors import UsageError
from sheets_sync.files import FileRows
from sheets_sync.files.manners import cells_of
from sheets_sync.problems import CellValue
from sheets_sync.schema import Package, Tab

Read = Callable[..., FileRows]
Make = Callable[..., Path]


def reasons(rows: FileRows) -> dict[int, str]:
    return {skipped.line: str(skipped.reason) for skipped in rows.skipped}


def notes(rows: FileRows) -> str:
    return "\n".join(note["en"] for note in rows.notes)


def test_every_line_is_a_row_or_is_skipped_with_its_reason(read: Read, book: Make) -> None:
    rows = read(book([
        ["订单（2020年2月）"],
        ["填表", "钱园丁"],
        ["序号", "架 号", "姓名", "联系电话（手机）"],
        [1, 101, "王小明", 13800138000],
        [None, None, None, None],
        ["二号棚", None, None, None],
        ["序号", "架 号", "姓名", "联系电话（手机）"],
        [2, "0102", "李四", None],
        ["合 计：", None, "2人", None],
        ["制表", None, None, None],
    ], ["A6:D6"]))  # fmt: skip

    assert rows.rows == (4, 8)
    assert reasons(rows) == {
        1: "above", 2: "above", 3: "heading", 5: "blank", 6: "section", 7: "heading", 9: "totals", 10: "unknown",
    }  # fmt: skip
    assert rows.lines == 10
    assert rows.headings == {"架 号": "shelf", "姓名": "buyer", "联系电话（手机）": "phone"}
    assert rows.ignored == ("序号",)
    assert rows.cells["shelf"] == ["0101", "0102"]
    assert rows.cells["phone"] == ["13800138000", None]
    assert rows.raw["phone"] == [13800138000, None]
    assert "Left out line 1-2: above the headings." in notes(rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
@given(st.lists(st.lists(st.sampled_from(["", "订苗人", "架号", "合计", "x", "13800138000"]), max_size=3), max_size=8))
def test_no_line_is_lost_whatever_stands_in_it(read: Read, text: Make, lines: list[list[str]]) -> None:
    content = "订苗人,架号,电话\n" + "".join(",".join(line) + "\n" for line in lines)

    rows = read(text(content))

    assert sorted([*rows.rows, *reasons(rows)]) == list(range(1, rows.lines + 1))
    assert rows.lines <= len(lines) + 1
    assert not any(cell for line in lines[rows.lines - 1 :] for cell in line)


@pytest.mark.parametrize("heading", ["联系电话", " 电 话 ", "电话（手机）", "ＰＨＯＮＥ", "Phone*", "【电话】"])
def test_a_heading_is_known_whatever_its_spaces_width_and_brackets(heading: str, read: Read, book: Make) -> None:
    rows = read(book([["订苗人", heading], ["王小明", "13800138000"]]))

    assert list(rows.cells) == ["buyer", "phone"]


def test_the_second_column_of_one_field_is_named_and_not_used(read: Read, book: Make) -> None:
    rows = read(book([["订苗人", "电话", "联系电话"], ["王小明", "13800138000", "13900139000"]]))

    assert rows.cells["phone"] == ["13800138000"]
    assert rows.ignored == ("联系电话",)


def test_a_merged_area_stands_in_each_of_its_lines(read: Read, book: Make) -> None:
    rows = read(book([["位置", "订苗人"], ["N-01", "王小明"], [None, "李四"], [None, "赵五"]], ["A2:A3"]))

    assert rows.cells["place_id"] == ["N-01", "N-01", None]
    assert "1 merged areas were filled" in notes(rows)


def test_the_sheet_whose_headings_fit_is_read_and_the_others_are_named(read: Read, tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.create_sheet("说明", 0).append(["怎样填"])
    sheet = made["Sheet"]
    sheet.append(["订苗人", "电话"])
    sheet.append(["王小明", "13800138000"])
    made.save(tmp_path / "two.xlsx")

    rows = read(tmp_path / "two.xlsx")

    assert rows.cells["buyer"] == ["王小明"]
    assert "The sheet read is “Sheet”; not read: 说明." in notes(rows)


def test_a_formula_without_a_saved_result_is_blank_and_told(read: Read, book: Make) -> None:
    rows = read(book([["订苗人", "盘数"], ["王小明", "=1+2"]]))

    assert rows.cells["trays"] == [None]
    assert "1 formulas were read" in notes(rows)
    assert "1 of them have no saved result" in notes(rows)


def test_a_formula_in_a_text_file_stays_text(read: Read, text: Make) -> None:
    assert read(text("订苗人,备注\n王小明,=SUM(A1)\n")).cells["remark"] == ["=SUM(A1)"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_text_is_read_in_its_encoding_and_delimiter(encoding: str, delimiter: str, read: Read, text: Make) -> None:
    content = "订苗人,电话,备注\n王小明,13800138000,𠮷\n".replace(",", delimiter)

    rows = read(text(content, encoding))

    assert {name: list(cells) for name, cells in rows.cells.items()} == {
        "buyer": ["王小明"], "phone": ["13800138000"], "remark": ["𠮷"],
    }  # fmt: skip
    assert encoding.removesuffix("-sig").upper() in notes(rows)


def test_line_numbers_are_those_of_the_file_when_a_cell_has_a_line_break(read: Read, text: Make) -> None:
    rows = read(text('订苗人,备注\n王小明,"一\n二"\n李四,\n'))

    assert rows.rows == (2, 4)


def test_a_file_with_headings_only_has_no_rows(read: Read, text: Make) -> None:
    rows = read(text("订苗人,电话\n"))

    assert (rows.rows, rows.lines) == ((), 1)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0rest", "old .xls"),
        (b"PK\x03\x04rest", "no whole .xlsx"),
        (b"\0\1\2", "neither"),
        ("订苗人,电话\n王\xff".encode("latin-1", "ignore"), "neither"),
        ('订苗人,电话\n"王小明,1\n'.encode(), "quotation mark"),
        ("一,二\n三,四\n".encode(), "no line among the first"),
        (b"", "no line among the first"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(
    content: bytes, word: str, read: Read, tmp_path: Path
) -> None:
    (tmp_path / "odd").write_bytes(content)

    with pytest.raises(UsageError, match=word):
        read(tmp_path / "odd")


def test_a_file_that_is_absent_is_refused(read: Read, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"absent\.csv"):
        read(tmp_path / "absent.csv")


def test_a_bare_date_is_of_the_year_of_most_dates(read: Read, text: Make) -> None:
    rows = read(text("订苗人,交货日期\n甲,2020-01-15\n乙,2月3日\n丙,43847\n丁,2019.12.31\n"))

    assert rows.cells["due_on"] == ["2020-01-15", "2020-02-03", "2020-01-17", "2019-12-31"]
    assert "2020 (the year of most dates in the file)" in notes(rows)


def test_a_bare_date_is_of_the_year_in_the_titles_when_no_date_has_one(read: Read, text: Make) -> None:
    rows = read(text("订单 2019年12月,\n订苗人,交货日期\n甲,2月3日\n"))

    assert rows.cells["due_on"] == ["2019-02-03"]
    assert "its titles" in notes(rows)


def test_a_year_that_is_given_goes_before_what_the_file_says(read: Read, text: Make) -> None:
    rows = read(text("订苗人,交货日期\n甲,2020-01-15\n乙,2月3日\n"), year=2021)

    assert rows.cells["due_on"] == ["2020-01-15", "2021-02-03"]


def test_a_bare_date_stays_as_it_stands_when_nothing_tells_its_year(read: Read, text: Make) -> None:
    rows = read(text("订苗人,交货日期\n甲,2月3日\n"))

    assert rows.cells["due_on"] == ["2月3日"]
    assert "--year" in notes(rows)


@pytest.mark.parametrize(
    ("field", "cell", "stands"),
    [
        ("phone", 13800138000, "13800138000"),
        ("phone", 13800138000.0, "13800138000"),
        ("phone", " 138-0013-8000 ", "13800138000"),
        ("phone", "１３８００１３８０００", "13800138000"),
        ("phone", "'13800138000", "13800138000"),
        ("phone", "1380-013", "1380-013"),
        ("phone", "4.21122E+17", "4.21122E+17"),
        ("shelf", 101, "0101"),
        ("shelf", "101架", "0101"),
        ("shelf", "00101", "00101"),
        ("shelf", "A1", "A1"),
        ("shelf", "架", "架"),
        ("buyer", " 王 小明 ", "王小明"),
        ("buyer", "'t Hart", "'tHart"),
        ("remark", "Ａ座 １号", "Ａ座 １号"),
        ("remark", "'=1+1", "=1+1"),
        ("trays", "6盘", 6),
        ("trays", "６", 6),
        ("trays", "六", "六"),
        ("trays", 6.5, 6.5),
        ("price", "3,5", 3.5),
        ("price", 3, 3.0),
        ("paid", "√", "是"),
        ("paid", "否", "否"),
        ("paid", True, "是"),
        ("paid", "也许", "也许"),
        ("plant", "西红柿", "番茄"),
        ("plant", "basil", "罗勒"),
        ("plant", "黄瓜", "黄瓜"),
        ("extras", "pot,土", "花盆、土"),
        ("due_on", date(2020, 2, 3), "2020-02-03"),
        ("due_on", "2020/2/3", "2020-02-03"),
        ("called_at", datetime(2020, 2, 3, 8, 30), "2020-02-03 08:30"),  # noqa: DTZ001 - local time of the workbook
        ("called_at", 43864.25, "2020-02-03 06:00"),
        ("remark", "   ", None),
    ],
)
def test_a_cell_is_written_in_the_workbooks_manner_or_stays(
    field: str, cell: object, stands: CellValue, read: Read, book: Make, orders: Tab
) -> None:
    rows = read(book([["订单号", orders.by_name[field].title["zh"]], ["Q-1", cell]]))

    assert rows.cells[field] == [stands]


Column = Callable[[str, Sequence[Any]], list[CellValue]]


@pytest.fixture(scope="module")
def column(nursery: Package, orders: Tab) -> Column:
    """The cells of one column of orders, as they shall stand."""
    return lambda field, raw: cells_of(nursery, orders, orders.by_name[field], raw, 2020)


@pytest.mark.parametrize("field", ["remark", "phone", "shelf", "trays", "price", "paid", "plant", "extras", "due_on"])
@given(raw=st.lists(st.none() | st.text(max_size=12) | st.integers() | st.floats(allow_nan=False) | st.booleans()))
def test_no_cell_is_lost_whatever_stands_in_it(field: str, column: Column, raw: Sequence[Any]) -> None:
    blank = [cell is None or (isinstance(cell, str) and not cell.strip()) for cell in raw]

    assert [cell is None for cell in column(field, raw)] == blank


@given(number=st.integers(0, 99_999))
def test_digits_are_padded_and_keep_their_number(column: Column, number: int) -> None:
    (cell,) = column("shelf", [number])

    assert isinstance(cell, str)
    assert int(cell) == number
    assert len(cell) == max(4, len(str(number)))


def test_fill_is_held_against_the_schema(read: Read, text: Make) -> None:
    path = text("订苗人,电话\n王小明,13800138000\n")

    assert read(path, fill={"plant": "tomato"}).fill == {"channel": "paper", "plant": "番茄"}
    assert read(path, fill={"channel": "phone"}).fill == {"channel": "phone"}
    with pytest.raises(UsageError, match="colour"):
        read(path, fill={"colour": "red"})
    with pytest.raises(UsageError, match="plant=黄瓜"):
        read(path, fill={"plant": "黄瓜"})

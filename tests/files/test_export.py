"""Tabs as files: what stands in them, and that what comes back is what went out."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.errors import FileError
from sheets_sync.files import FileRows, ImportPlan, export_tables
from sheets_sync.files import export as export_module
from sheets_sync.schema import Package
from tests.files.conftest import table_of

ROW = {
    "order_id": "Q-1", "place_id": "N-01", "shelf": "0101", "buyer": "=王", "phone": "13800138000", "trays": 3,
    "price": 3.5, "paid": "是", "plant": "番茄", "extras": "花盆、土", "due_on": "2020-02-03",
    "called_at": "2020-02-03 08:30", "remark": "-5",
}  # fmt: skip


def lines_of(path: Path, encoding: str = "utf-8") -> list[list[str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.reader(file))


def test_csv_has_the_schemas_names_and_no_byte_order_mark(nursery: Package, tmp_path: Path) -> None:
    (path,) = export_tables(nursery, {"orders": table_of(nursery, "orders", [ROW]).data}, tmp_path, "csv")

    assert path == tmp_path / "orders.csv"
    heading, row = lines_of(path)
    said = dict(zip(heading, row, strict=True))
    assert said == {
        "order_id": "Q-1", "place_id": "N-01", "shelf": "0101", "buyer": "'=王", "phone": "13800138000", "trays": "3",
        "price": "3.5", "paid": "true", "plant": "tomato", "extras": "pot、soil", "due_on": "2020-02-03",
        "called_at": "2020-02-03 08:30:00", "channel": "", "noted_at": "", "remark": "'-5",
    }  # fmt: skip


def test_csv_with_titles_is_made_for_excel(nursery: Package, tmp_path: Path) -> None:
    (path,) = export_tables(nursery, {"orders": table_of(nursery, "orders", [ROW]).data}, tmp_path, "csv", "en")

    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    heading, row = lines_of(path, "utf-8-sig")
    said = dict(zip(heading, row, strict=True))
    assert (said["Buyer"], said["Paid"], said["Plant"], said["Extras"]) == ("'=王", "Yes", "Tomato", "Pot、Soil")


def test_xlsx_is_one_workbook_with_a_sheet_a_tab(nursery: Package, tmp_path: Path) -> None:
    places = table_of(nursery, "places", [{"place_id": "N-01", "place_name": "一号棚"}])
    tables = {"orders": table_of(nursery, "orders", [ROW]).data, "places": places.data}

    (path,) = export_tables(nursery, tables, tmp_path, "xlsx")

    book = openpyxl.load_workbook(path)
    assert path.name == "nursery.xlsx"
    assert book.sheetnames == ["位置", "订单"]
    heading, row = book["订单"].iter_rows(values_only=True)
    said = dict(zip(heading, row, strict=True))
    assert (said["订苗人"], said["备注"], said["架号"], said["盘数"], said["单价"]) == ("'=王", "'-5", "0101", 3, 3.5)
    assert (said["已付"], said["品种"], said["交货日期"]) == ("是", "番茄", datetime(2020, 2, 3))  # noqa: DTZ001 - a day
    assert not any(cell.data_type == "f" for row in book["订单"].rows for cell in row)


def test_a_cell_that_does_not_parse_is_written_as_it_stands(nursery: Package, tmp_path: Path) -> None:
    table = table_of(nursery, "orders", [ROW, {**ROW, "order_id": "Q-2", "trays": "=三"}])

    (path,) = export_tables(nursery, {"orders": table.data}, tmp_path, "csv", None, {"orders": table.bad})

    heading, *rows = lines_of(path)
    assert [row[heading.index("trays")] for row in rows] == ["3", "'=三"]


def test_a_control_character_does_not_stop_a_workbook(nursery: Package, tmp_path: Path) -> None:
    table = table_of(nursery, "orders", [{**ROW, "remark": "\0a\x07b"}])

    (path,) = export_tables(nursery, {"orders": table.data}, tmp_path, "xlsx")

    *_, last = list(openpyxl.load_workbook(path)["订单"].iter_rows(values_only=True))[1]
    assert last == "'\ufffda\ufffdb"


def test_a_tab_without_rows_is_a_file_with_headings(nursery: Package, tmp_path: Path) -> None:
    (path,) = export_tables(nursery, {"orders": table_of(nursery, "orders", []).data}, tmp_path / "new", "csv")

    assert [line[0] for line in lines_of(path)] == ["order_id"]


@pytest.mark.parametrize(("limit", "value"), [("XLSX_ROWS", 2), ("XLSX_CHARACTERS", 5)])
def test_a_tab_beyond_what_excel_holds_is_refused_and_the_old_file_kept(
    limit: str, value: int, nursery: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = table_of(nursery, "orders", [ROW, {**ROW, "order_id": "Q-2"}])
    (path,) = export_tables(nursery, {"orders": table.data}, tmp_path, "xlsx")
    before = path.read_bytes()
    monkeypatch.setattr(export_module, limit, value)

    with pytest.raises(FileError, match="orders"):
        export_tables(nursery, {"orders": table.data}, tmp_path, "xlsx")

    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_told(nursery: Package, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")

    with pytest.raises(FileError, match="taken"):
        export_tables(nursery, {}, tmp_path / "taken", "csv")


ROWS = st.fixed_dictionaries(
    {
        "buyer": st.text("'=+-@０9王", min_size=1, max_size=5),
        "remark": st.text("'=+-@\t0 王\n", max_size=6),
        "trays": st.none() | st.integers(0, 10**6),
        "price": st.none() | st.floats(0, 1e6).map(lambda price: round(price, 2)),
        "paid": st.sampled_from(["", "是", "否"]),
        "extras": st.sampled_from(["", "花盆", "花盆、土"]),
        "due_on": st.none() | st.dates().map(str),
    }
)


RoundTrip = Callable[[Sequence[Mapping[str, Any]], Any, str | None], ImportPlan]  # Any: one of the two formats


@pytest.fixture
def round_trip(
    nursery: Package, tmp_path: Path, read: Callable[..., FileRows], plan: Callable[..., ImportPlan]
) -> RoundTrip:
    """Export an order book with these rows and plan the import of that file into it."""

    def export_and_plan(rows: Sequence[Mapping[str, Any]], format: Any, titles: str | None) -> ImportPlan:
        table = table_of(nursery, "orders", rows)
        (path,) = export_tables(nursery, {"orders": table.data}, tmp_path, format, titles)
        return plan(read(path), rows)

    return export_and_plan


@pytest.mark.parametrize(("format", "titles"), [("csv", None), ("csv", "en"), ("xlsx", "zh")])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(rows=st.lists(ROWS, min_size=1, max_size=4))
def test_what_is_exported_and_comes_back_changes_nothing(
    format: str, titles: str | None, round_trip: RoundTrip, rows: Sequence[Mapping[str, Any]]
) -> None:
    keyed = [{"order_id": f"Q-{number}", "place_id": "N-01", **row} for number, row in enumerate(rows)]

    planned = round_trip(keyed, format, titles)

    assert (planned.new, planned.changed, planned.kept) == ((), (), ())
    assert len(planned.matched) == len(rows)

"""A nursery's order book, as a tab that files are read into, and small files made in the test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_sync.computed import load_tabs
from sheets_sync.engine import Engine
from sheets_sync.files import FileRows, ImportPlan, plan_import, read_file
from sheets_sync.schema import Package, Tab, load_package
from sheets_sync.table import Table, parse_columns

NOW = datetime(2020, 2, 20, 8, 0)  # noqa: DTZ001 - local time of the workbook

ORDERS = r"""
name: orders
title: {zh: 订单, en: Orders}
primaryKey: order_id
keyPrefix: Q
access: none
fields:
  - {name: order_id, type: string, title: {zh: 订单号, en: Order}}
  - {name: place_id, type: string, title: {zh: 位置, en: Place}, aliases: [棚号]}
  - {name: shelf, type: string, title: {zh: 架号, en: Shelf}, import: {remove: '[架\s]', pad: 4}}
  - name: buyer
    type: string
    title: {zh: 订苗人, en: Buyer}
    aliases: [姓名]
    constraints: {required: true, maxLength: 20}
    import: {remove: '\s'}
  - name: phone
    type: string
    title: {zh: 电话, en: Phone}
    aliases: [联系电话]
    constraints: {pattern: '1[0-9]{10}'}
    import: {remove: '[-\s]'}
  - {name: trays, type: integer, title: {zh: 盘数, en: Trays}, import: {remove: '盘'}, constraints: {minimum: 1}}
  - {name: price, type: number, title: {zh: 单价, en: Price}}
  - {name: paid, type: boolean, title: {zh: 已付, en: Paid}, aliases: [是否付款]}
  - name: plant
    type: string
    title: {zh: 品种, en: Plant}
    choices:
      - {name: tomato, title: {zh: 番茄, en: Tomato}, aliases: [西红柿]}
      - {name: basil, title: {zh: 罗勒, en: Basil}}
  - name: extras
    type: list
    title: {zh: 附带, en: Extras}
    choices:
      - {name: pot, title: {zh: 花盆, en: Pot}}
      - {name: soil, title: {zh: 土, en: Soil}}
  - {name: due_on, type: date, title: {zh: 交货日期, en: Due on}}
  - {name: called_at, type: datetime, title: {zh: 联系时间, en: Called at}}
  - {name: channel, type: string, title: {zh: 来路, en: Channel}}
  - {name: noted_at, type: datetime, title: {zh: 登记时间, en: Noted at}}
  - {name: remark, type: string, title: {zh: 备注, en: Remark}}
foreignKeys:
  - {fields: place_id, reference: {resource: places, fields: place_id}}
import:
  key: [place_id, shelf]
  fill: {noted_at: now, channel: {value: paper}}
"""


@pytest.fixture(scope="session")
def nursery(toy_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The nursery with an order book."""
    folder = tmp_path_factory.mktemp("orders") / "schemas"
    shutil.copytree(toy_folder, folder)
    (folder / "tabs" / "orders.yaml").write_text(ORDERS, encoding="utf-8")
    head = folder / "datapackage.yaml"
    head.write_text(head.read_text(encoding="utf-8").replace("waterings,", "waterings, orders,"), encoding="utf-8")
    return load_package(folder)


@pytest.fixture(scope="session")
def orders(nursery: Package) -> Tab:
    return nursery.by_name["orders"]


Read = Callable[..., FileRows]


@pytest.fixture
def read(nursery: Package, orders: Tab) -> Read:
    """Read a file as orders."""

    def read_orders(path: Path, **given: Any) -> FileRows:  # Any: the keyword arguments of read_file
        return read_file(path, nursery, orders, **given)

    return read_orders


@pytest.fixture
def book(tmp_path: Path) -> Callable[..., Path]:
    """Make an .xlsx of rows, with merged areas."""

    def make(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), name: str = "book.xlsx") -> Path:
        made = openpyxl.Workbook()
        sheet = made["Sheet"]
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        made.save(tmp_path / name)
        return tmp_path / name

    return make


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Make a text file."""

    def make(content: str, encoding: str = "utf-8", name: str = "list.csv") -> Path:
        (tmp_path / name).write_bytes(content.encode(encoding))
        return tmp_path / name

    return make


def table_of(package: Package, name: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Rows of a tab as a pass reads them, from sheet row 2 on."""
    tab = package.by_name[name]
    cells = {f.name: [row.get(f.name) for row in rows] for f in tab.own_fields}
    data, bad = parse_columns(package, tab.own_fields, cells, range(2, len(rows) + 2))
    return Table(tab, data, {}, bad, {}, len(rows) + 1)


@pytest.fixture
def plan(nursery: Package) -> Callable[..., ImportPlan]:
    """Plan the import of a file into an order book with these rows; N-01 is the one place."""

    def make(file_rows: FileRows, rows: Sequence[Mapping[str, Any]] = ()) -> ImportPlan:
        current = table_of(nursery, "orders", rows)
        places = table_of(nursery, "places", [{"place_id": "N-01", "place_name": "一号棚"}])
        engine = Engine(nursery, NOW)
        load_tabs(engine, {"orders": current.data, "places": places.data})
        return plan_import(nursery, engine, file_rows, current)

    return make

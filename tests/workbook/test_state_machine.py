"""A sheet against a plain table of cells, through the API: write, clear, insert, delete, move, sort, merge, read.

Blocks are made four rows long, so that a dozen rows are cut as a street of 57,000 is. The plain model keeps a list of
rows; each cell is its value and its number format.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, assume, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.workbook.wsgi import Api
from web.workbook import Principal, create_app

VALUES = st.one_of(st.text("ab'=\n\"\\ü𠮷", max_size=4), st.integers(-50, 50), st.booleans(), st.just(0.5))
PATTERNS = ("0.00", "0%")
MAX_ROWS, MAX_COLUMNS = 24, 7


class SheetMachine(RuleBasedStateMachine):
    """Each rule does the same to the sheet and to `self.rows`."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.app = create_app(self.folder, tokens={"owner": Principal("owner@example.org")})
        self.api = Api(self.app, "owner")
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr("web.workbook.grid.cache.BLOCK_ROWS", 4)
        self.rows: list[list[tuple[Any, str]]] = []

    def teardown(self) -> None:
        self.patch.undo()
        self.app.extensions["workbooks"].database.close()
        shutil.rmtree(self.folder)

    @initialize(rows=st.integers(1, 14), columns=st.integers(1, 4))
    def create(self, rows: int, columns: int) -> None:
        grid = {"rowCount": rows, "columnCount": columns}
        self.id = self.api.create(sheets=[{"properties": {"title": "Sheet1", "gridProperties": grid}}])
        self.rows = [[("", "")] * columns for _ in range(rows)]
        self.copy: list[list[Any]] = [[""] * columns for _ in range(rows)]
        self.version = 1

    @property
    def width(self) -> int:
        return len(self.rows[0])

    def batch(self, kind: str, **body: Any) -> None:
        answer = self.api.batch(self.id, {kind: body})
        assert "replies" in answer, answer

    @rule(data=st.data())
    def write(self, data: st.DataObject) -> None:
        top, left, bottom, right = self.draw_rect(data)
        values = [[data.draw(VALUES) for _ in range(left, right)] for _ in range(top, bottom)]
        answer = self.api.write(self.id, f"R{top + 1}C{left + 1}", values)
        assert "error" not in answer, answer
        for row, line in enumerate(values, top):
            for column, value in enumerate(line, left):
                self.rows[row][column] = (value, self.rows[row][column][1])

    @rule(data=st.data(), pattern=st.sampled_from(PATTERNS))
    def give_format(self, data: st.DataObject, pattern: str) -> None:
        top, left, bottom, right = self.draw_rect(data)
        cell = {"userEnteredFormat": {"numberFormat": {"type": "NUMBER", "pattern": pattern}}}
        range_ = grid_range(top, left, bottom, right)
        self.batch("repeatCell", range=range_, cell=cell, fields="userEnteredFormat.numberFormat")
        for row in range(top, bottom):
            for column in range(left, right):
                self.rows[row][column] = (self.rows[row][column][0], pattern)

    @rule(data=st.data())
    def clear(self, data: st.DataObject) -> None:
        top, left, bottom, right = self.draw_rect(data)
        range_ = f"R{top + 1}C{left + 1}:R{bottom}C{right}"
        assert "error" not in self.api.call("POST", f"/v4/spreadsheets/{self.id}/values/{range_}:clear")
        for row in range(top, bottom):
            for column in range(left, right):
                self.rows[row][column] = ("", self.rows[row][column][1])

    @precondition(lambda self: len(self.rows) < MAX_ROWS)
    @rule(data=st.data(), count=st.integers(1, 6), before=st.booleans())
    def insert_rows(self, data: st.DataObject, count: int, before: bool) -> None:
        at = data.draw(st.integers(1, len(self.rows)) if before else st.integers(0, len(self.rows) - 1))
        self.batch("insertDimension", range=dimension("ROWS", at, at + count), inheritFromBefore=before)
        source = at - 1 if before else at
        formats = [cell[1] for cell in self.rows[source]]
        self.rows[at:at] = [[("", each) for each in formats] for _ in range(count)]

    @precondition(lambda self: self.width < MAX_COLUMNS)
    @rule(data=st.data(), count=st.integers(1, 2), before=st.booleans())
    def insert_columns(self, data: st.DataObject, count: int, before: bool) -> None:
        at = data.draw(st.integers(1, self.width) if before else st.integers(0, self.width - 1))
        self.batch("insertDimension", range=dimension("COLUMNS", at, at + count), inheritFromBefore=before)
        source = at - 1 if before else at
        for row in self.rows:
            row[at:at] = [("", row[source][1])] * count

    @rule(data=st.data())
    def delete_rows(self, data: st.DataObject) -> None:
        start, end = draw_span(data, len(self.rows))
        assume(end - start < len(self.rows))
        self.batch("deleteDimension", range=dimension("ROWS", start, end))
        del self.rows[start:end]

    @rule(data=st.data())
    def delete_columns(self, data: st.DataObject) -> None:
        start, end = draw_span(data, self.width)
        assume(end - start < self.width)
        self.batch("deleteDimension", range=dimension("COLUMNS", start, end))
        for row in self.rows:
            del row[start:end]

    @rule(data=st.data())
    def move_rows(self, data: st.DataObject) -> None:
        start, end = draw_span(data, len(self.rows))
        to = data.draw(st.integers(0, len(self.rows)))
        self.batch("unmergeCells", range={"sheetId": 0})
        self.batch("moveDimension", source=dimension("ROWS", start, end), destinationIndex=to)
        self.rows = moved(self.rows, start, end, to)

    @rule(data=st.data())
    def move_columns(self, data: st.DataObject) -> None:
        start, end = draw_span(data, self.width)
        to = data.draw(st.integers(0, self.width))
        self.batch("unmergeCells", range={"sheetId": 0})
        self.batch("moveDimension", source=dimension("COLUMNS", start, end), destinationIndex=to)
        self.rows = [moved(row, start, end, to) for row in self.rows]

    @rule(data=st.data(), descending=st.booleans())
    def sort(self, data: st.DataObject, descending: bool) -> None:
        top, left, bottom, right = self.draw_rect(data)
        by = data.draw(st.integers(left, right - 1))
        spec = {"dimensionIndex": by, "sortOrder": "DESCENDING" if descending else "ASCENDING"}
        self.batch("unmergeCells", range={"sheetId": 0})
        self.batch("sortRange", range=grid_range(top, left, bottom, right), sortSpecs=[spec])
        lines = [row[left:right] for row in self.rows[top:bottom]]
        filled = [line for line in lines if line[by - left][0] != ""]
        filled.sort(key=lambda line: sort_key(line[by - left][0]), reverse=descending)
        for row, line in enumerate(filled + [line for line in lines if line[by - left][0] == ""], top):
            self.rows[row][left:right] = line

    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        top, left, bottom, right = self.draw_rect(data)
        self.batch("unmergeCells", range={"sheetId": 0})
        self.batch("mergeCells", range=grid_range(top, left, bottom, right), mergeType="MERGE_ALL")
        for row in range(top, bottom):
            for column in range(left, right):
                if (row, column) != (top, left):
                    self.rows[row][column] = ("", self.rows[row][column][1])

    @invariant()
    def cells_are_those_of_the_model(self) -> None:
        if not self.rows:
            return
        expected = [trimmed([value for value, _ in row]) for row in self.rows]
        assert self.api.values(self.id, "Sheet1") == trimmed(expected, [])
        columns = [trimmed([row[column][0] for row in self.rows]) for column in range(self.width)]
        assert self.api.values(self.id, "Sheet1", majorDimension="COLUMNS") == trimmed(columns, [])

    @invariant()
    def copy_kept_by_the_change_feed_is_the_same(self) -> None:
        if not self.rows:
            return
        answer = self.api.call("GET", f"/v4/spreadsheets/{self.id}/changes", since=self.version)
        self.version = answer["version"]
        for change in answer["changes"]:
            self.copy = replayed(self.copy, change)
        assert self.copy == [[value for value, _ in row] for row in self.rows]

    @invariant()
    def formats_are_those_of_the_model(self) -> None:
        if not self.rows:
            return
        fields = "sheets(properties.gridProperties,data.rowData.values.userEnteredFormat.numberFormat.pattern)"
        sheet = self.api.get(self.id, fields)["sheets"][0]
        grid = sheet["properties"]["gridProperties"]
        assert (grid["rowCount"], grid["columnCount"]) == (len(self.rows), self.width)
        found = [
            [
                cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("pattern", "")
                for cell in row.get("values", [])
            ]
            for row in sheet["data"][0].get("rowData", [])
        ]
        expected = [trimmed([pattern for _, pattern in row]) for row in self.rows]
        assert trimmed([trimmed(row) for row in found], []) == trimmed(expected, [])

    def draw_rect(self, data: st.DataObject) -> tuple[int, int, int, int]:
        top, bottom = draw_span(data, len(self.rows))
        left, right = draw_span(data, self.width)
        return top, left, bottom, right


def replayed(rows: list[list[Any]], change: dict[str, Any]) -> list[list[Any]]:
    """What a client does with one entry of the change feed to keep its copy of a sheet."""
    start, end = change.get("startIndex", 0), change.get("endIndex", 0)
    if change["kind"] in ("insertDimension", "deleteDimension", "moveDimension"):
        lines = rows if change["dimension"] == "ROWS" else [list(column) for column in zip(*rows, strict=True)]
        if change["kind"] == "insertDimension":
            lines = [*lines[:start], *[[""] * len(lines[0]) for _ in range(start, end)], *lines[start:]]
        elif change["kind"] == "deleteDimension":
            lines = lines[:start] + lines[end:]
        else:
            lines = moved(lines, start, end, change["destinationIndex"])
        return lines if change["dimension"] == "ROWS" else [list(row) for row in zip(*lines, strict=True)]
    if "range" not in change:
        return rows
    top, left = change["range"]["startRowIndex"], change["range"]["startColumnIndex"]
    right = change["range"]["endColumnIndex"]
    if change["kind"] == "sortRange":
        before = [row[left:right] for row in rows]
        for place, row in enumerate(change["order"]):
            rows[top + place][left:right] = before[top + row]
    for number, column in enumerate(change.get("values", [])):
        for place, value in enumerate(column):
            rows[top + place][left + number] = value
    return rows


def draw_span(data: st.DataObject, length: int) -> tuple[int, int]:
    start = data.draw(st.integers(0, length - 1))
    return start, data.draw(st.integers(start + 1, length))


def moved(items: list[Any], start: int, end: int, to: int) -> list[Any]:
    if start <= to <= end:
        return items
    part, rest = items[start:end], items[:start] + items[end:]
    place = to - len(part) if to > start else to
    return rest[:place] + part + rest[place:]


def trimmed(items: list[Any], blank: Any = "") -> list[Any]:
    end = len(items)
    while end and items[end - 1] == blank and type(items[end - 1]) is type(blank):
        end -= 1
    return items[:end]


def sort_key(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    return (0, value) if isinstance(value, int | float) else (1, value.casefold())


def grid_range(top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": 0, **rows, "startColumnIndex": left, "endColumnIndex": right}


def dimension(kind: str, start: int, end: int) -> dict[str, Any]:
    return {"sheetId": 0, "dimension": kind, "startIndex": start, "endIndex": end}


TestSheet = SheetMachine.TestCase
TestSheet.settings = settings(
    max_examples=settings().max_examples * 2,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

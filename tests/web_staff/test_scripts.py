"""The pure parts of the grid's scripts, run where they run: in a browser."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web_staff.conftest import OpenGrid

pytestmark = pytest.mark.browser

APPLY = """async ([rows, record]) => {
    const { applyRecord } = await import("/staff/static/sheet.js");
    const held = rows.map((row, index) => ({ ...row, n: index + 1 }));
    const found = applyRecord(held, record);
    return [found, held.map(({ n, ...cells }) => cells[0] ?? ""), held.map((row) => row.n)];
}"""
VALUES = {"kind": "values", "range": {"startRowIndex": 2, "startColumnIndex": 0}, "values": [["x", ""]]}
INSERTED = {"kind": "insertDimension", "dimension": "ROWS", "startIndex": 2, "endIndex": 4}
DELETED = {"kind": "deleteDimension", "dimension": "ROWS", "startIndex": 1, "endIndex": 3}
SORTED = {"kind": "sortRange", "range": {"startRowIndex": 1, "endRowIndex": 4}, "order": [2, 0, 1]}
COLUMN = {"kind": "insertDimension", "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}


def test_change_feed_is_applied_to_the_rows(open_grid: OpenGrid) -> None:
    page = open_grid("trays").page
    rows = [{"0": "a"}, {"0": "b"}, {"0": "c"}]

    def applied(record: dict[str, Any]) -> list[Any]:  # Any: JSON
        found: list[Any] = page.evaluate(APPLY, [rows, record])
        return found

    assert applied(VALUES) == ["values", ["a", "x", ""], [1, 2, 3]]
    assert applied(INSERTED) == ["rows", ["a", "", "", "b", "c"], [1, 2, 3, 4, 5]]
    assert applied(DELETED) == ["rows", ["c"], [1]]
    assert applied(SORTED) == ["rows", ["c", "a", "b"], [1, 2, 3]]
    assert applied(COLUMN)[0] == "reload"
    assert applied({"kind": "somethingNew"})[0] == "reload"
    assert applied({"kind": "format"})[0] == ""


CONDITIONS = [
    ({"type": "BLANK"}, "", True),
    ({"type": "NOT_BLANK"}, "", False),
    ({"type": "TEXT_EQ", "values": [{"userEnteredValue": "Yes"}]}, "yes", True),
    ({"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "3"}]}, "1,200", True),
    ({"type": "NUMBER_LESS", "values": [{"userEnteredValue": "3"}]}, "", False),
]


def test_conditions_of_filters_read_the_shown_text(open_grid: OpenGrid) -> None:
    page = open_grid("trays").page
    test = """async ([condition, text]) => (await import("/staff/static/conditions.js")).cellTest(condition)(text)"""

    found = [page.evaluate(test, [condition, text]) for condition, text, _ in CONDITIONS]

    assert found == [wanted for _, _, wanted in CONDITIONS]


COLOURS = [
    ('=$B2<>""', {"1": "x"}, True),
    ('=$B2<>""', {}, False),
    ('=AND($A2="是",$B2>0)', {"0": "是", "1": "5"}, True),
    ('=AND($A2="是",$B2>0)', {"0": "是", "1": ""}, False),
    ('=$A2="a,""b"""', {"0": 'a,"b"'}, True),
    ('=AND(ROW()>1,$B2<>"")', {"1": "x"}, True),
    ('=$B3<>""', {"1": "x"}, False),
    ("=SUM(A1:A9)>3", {"0": "9"}, False),
]
PAINT = """async ([formula, row]) => {
    const { rowColour } = await import("/staff/static/conditions.js");
    const condition = { type: "CUSTOM_FORMULA", values: [{ userEnteredValue: formula }] };
    const format = { backgroundColor: { red: 1 } };
    return rowColour([{ ranges: [{ startRowIndex: 1 }], booleanRule: { condition, format } }])(row) !== undefined;
}"""


def test_colour_rules_that_are_understood_colour_rows(open_grid: OpenGrid) -> None:
    page = open_grid("trays").page

    found = [page.evaluate(PAINT, [formula, row]) for formula, row, _ in COLOURS]

    assert found == [wanted for _, _, wanted in COLOURS]

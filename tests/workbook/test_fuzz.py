"""Requests drawn from Google's schemas: whatever fits them is answered or refused, never met with a fault of ours.

The traffic check of the test client judges every answer, and fails at a 500.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import hypothesis.strategies as st
import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings

from tests.workbook.wsgi import Api
from web.workbook.batch_update import KINDS
from web.workbook.discovery import discovery

DEPTH = 5
TEXTS = st.sampled_from(
    ["", "a", "A1", "=A1+1", "=SUM(A:A)", "'", "1/2", "50%", "tray", "*", ",", "Sheet1", "Sheet1!A1", "[", "𠮷"]
)
SMALL = st.integers(-1, 6)
SPECIAL = {
    "sheetId": st.sampled_from([0, 0, 0, 5, 9]),
    "sourceSheetId": st.sampled_from([0, 5]),
    "fields": st.sampled_from(
        ["*", "*", "title", "note", "userEnteredValue", "range", "index", "pixelSize", "a.b", "("]
    ),
    "rowCount": st.integers(0, 30),
    "columnCount": st.integers(0, 9),
    "length": st.integers(-1, 5),
}


def values(schema: dict[str, Any], name: str, depth: int) -> st.SearchStrategy[Any]:
    """Values that fit a schema; small numbers, so that they often name something that is there."""
    if name in SPECIAL:
        return SPECIAL[name]
    if "$ref" in schema:
        return objects(schema["$ref"], depth - 1)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return st.lists(values(schema["items"], name, depth), max_size=2)
    if kind == "object":
        inner = schema.get("additionalProperties", {"type": "string"})
        return st.dictionaries(st.sampled_from(["0", "1"]), values(inner, "", depth - 1), max_size=1)
    return {"boolean": st.booleans(), "integer": SMALL, "number": SMALL | st.just(0.5)}.get(str(kind), TEXTS)


def objects(schema: str, depth: int) -> st.SearchStrategy[dict[str, Any]]:
    """Objects of a named schema, any of its fields present."""
    properties = discovery().schemas[schema].get("properties", {}) if depth > 0 else {}
    fields = {name: values(inner, name, depth) for name, inner in properties.items()}
    return st.fixed_dictionaries({}, optional=fields)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_request_of_any_shape_is_answered_or_refused(app: Flask, kind: str) -> None:
    api = Api(app, "owner")
    grid = {"rowCount": 6, "columnCount": 5}
    sheets = [{"properties": {"title": f"s{number}", "sheetId": number, "gridProperties": grid}} for number in (0, 5)]
    schema = discovery().schemas["Request"]["properties"][kind]["$ref"]

    @settings(
        max_examples=settings().max_examples // 7,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    @given(st.lists(objects(schema, DEPTH), min_size=1, max_size=2))
    def play(requests: list[dict[str, Any]]) -> None:
        spreadsheet = api.create(sheets=sheets)
        api.write(spreadsheet, "s0!A1", [["a", 1, "=B1*2"], ["b", True], [" c ", "", "x"]], "USER_ENTERED")
        answer = api.batch(spreadsheet, *[{kind: request} for request in requests])
        assert "replies" in answer or answer["error"]["code"] in (400, 501)
        api.get(spreadsheet, "*")

    play()


RANGES = st.lists(
    st.sampled_from(["s0", "!", ":", "A", "B2", "1", "'", "R1C1", "$", "Z99", " ", "苗", "9" * 12]), max_size=5
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "majorDimension": st.sampled_from(["ROWS", "COLUMNS", "X"]),
        "valueRenderOption": st.sampled_from(["FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"]),
        "dateTimeRenderOption": st.sampled_from(["SERIAL_NUMBER", "FORMATTED_STRING"]),
        "fields": st.sampled_from(["*", "values", "range", "x", "(" * 2000]),
    },
)


def test_range_of_any_shape_is_read_or_refused(app: Flask) -> None:
    api = Api(app, "owner")
    spreadsheet = api.create(sheets=[{"properties": {"title": "s0"}}])
    api.write(spreadsheet, "s0!A1", [["1/2/2024", "50%", "=A1", True, "x"]], "USER_ENTERED")

    @settings(max_examples=200, deadline=None, database=None)
    @given(RANGES, OPTIONS)
    def play(parts: list[str], options: dict[str, str]) -> None:
        text = "".join(parts).strip() or "s0"
        answer = api.call("GET", f"/v4/spreadsheets/{spreadsheet}/values/{quote(text, safe='')}", **options)
        assert "range" in answer or "values" in answer or "error" in answer or answer == {}

    play()


@pytest.mark.parametrize("depth", [50, 5_000])
def test_body_that_is_nested_deeply_is_refused(api: Api, spreadsheet: str, depth: int) -> None:
    path = f"/v4/spreadsheets/{spreadsheet}/values/A1"
    body = b'{"values":' + b"[" * depth + b"]" * depth + b"}"
    answer = api.call("PUT", path, body, valueInputOption="RAW")
    assert answer["error"]["code"] == 400

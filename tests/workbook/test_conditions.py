"""Which conditions data validation, conditional formats and filters take."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from tests.workbook.trays import rows
from tests.workbook.wsgi import Api
from web.workbook.conditions import VALUES, Use
from web.workbook.discovery import discovery

SAID = {Use.VALIDATION: "data validation", Use.FORMAT: "conditional formatting", Use.FILTER: "filters"}


def descriptions() -> dict[str, str]:
    """What Google's discovery document says of each kind of condition."""
    file = resources.files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    kinds = json.loads(file.read_text("utf-8"))["schemas"]["BooleanCondition"]["properties"]["type"]
    return dict(zip(kinds["enum"], kinds["enumDescriptions"], strict=True))


@pytest.mark.parametrize("kind", VALUES)
def test_kind_is_used_as_the_reference_says(kind: str) -> None:
    uses, least, most = VALUES[kind]
    text = descriptions()[kind].partition("Supported by ")[2].partition(". ")[0]
    assert {use for use, words in SAID.items() if words in text} == uses
    words = {
        (1, 1): "single ConditionValue",
        (2, 2): "exactly two",
        (0, 0): "no ConditionValues",
        (0, 2): "zero, one or",
    }
    assert words.get((least, most), "any number") in descriptions()[kind]


def test_kinds_left_out_are_those_of_data_sources() -> None:
    every = set(discovery().schemas["BooleanCondition"]["properties"]["type"]["enum"])
    assert every - set(VALUES) == {"CONDITION_TYPE_UNSPECIFIED", "TEXT_NOT_EQ", "DATE_NOT_EQ", "FILTER_EXPRESSION"}


def condition(kind: str, *values: str) -> dict[str, Any]:
    return {"type": kind, "values": [{"userEnteredValue": value} for value in values]}


def validation(given: dict[str, Any]) -> dict[str, Any]:
    return {"setDataValidation": {"range": rows(0, 1), "rule": {"condition": given}}}


def cell(given: dict[str, Any]) -> dict[str, Any]:
    data = {"dataValidation": {"condition": given}}
    return {"updateCells": {"start": {}, "rows": [{"values": [data]}], "fields": "dataValidation"}}


def repeated(given: dict[str, Any]) -> dict[str, Any]:
    data = {"dataValidation": {"condition": given}}
    return {"repeatCell": {"range": rows(0, 1), "cell": data, "fields": "dataValidation"}}


def looks(given: dict[str, Any]) -> dict[str, Any]:
    rule = {"ranges": [rows(0, 1)], "booleanRule": {"condition": given, "format": {}}}
    return {"addConditionalFormatRule": {"rule": rule}}


def view(given: dict[str, Any]) -> dict[str, Any]:
    return {"addFilterView": {"filter": {"range": rows(0, 1), "criteria": {"0": {"condition": given}}}}}


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (validation(condition("NOT_BLANK")), "Condition type NOT_BLANK is not supported by data validation."),
        (cell(condition("BLANK")), "Condition type BLANK is not supported by data validation."),
        (
            repeated(condition("TEXT_ENDS_WITH", "a")),
            "Condition type TEXT_ENDS_WITH is not supported by data validation.",
        ),
        (looks(condition("BOOLEAN")), "Condition type BOOLEAN is not supported by conditional formatting."),
        (view(condition("DATE_IS_VALID")), "Condition type DATE_IS_VALID is not supported by filters."),
        (
            validation(condition("NUMBER_BETWEEN", "1")),
            "Condition type NUMBER_BETWEEN requires 2 ConditionValues, but 1 were given.",
        ),
        (looks(condition("BLANK", "1")), "Condition type BLANK requires 0 ConditionValues, but 1 were given."),
    ],
    ids=lambda each: next(iter(each)) if isinstance(each, dict) else "",
)
def test_condition_is_refused_where_it_has_no_meaning(
    api: Api, spreadsheet: str, request_: dict[str, Any], message: str
) -> None:
    kind = next(iter(request_))
    assert api.batch(spreadsheet, request_)["error"]["message"] == f"Invalid requests[0].{kind}: {message}"

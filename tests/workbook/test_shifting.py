"""What hangs on rows and columns follows them when others are inserted, deleted or moved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.wsgi import Api

INSERT_B = {"insertDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}
DELETE_B = {"deleteDimension": {"range": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}}
MOVE_D_TO_A = {
    "moveDimension": {
        "source": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 3, "endIndex": 4},
        "destinationIndex": 0,
    }
}
INSERT_ROW = {"insertDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}}


def columns(start: int, end: int) -> dict[str, int]:
    return {"sheetId": 0, "startColumnIndex": start, "endColumnIndex": end}


def condition(formula: str, kind: str = "CUSTOM_FORMULA") -> dict[str, Any]:
    return {"type": kind, "values": [{"userEnteredValue": formula}]}


def rule(formula: str) -> dict[str, Any]:
    bold = {"textFormat": {"bold": True}}
    kept = {"condition": condition(formula), "format": bold}
    return {"ranges": [{"sheetId": 0, "startRowIndex": 1, "endRowIndex": 9}], "booleanRule": kept}


def formula_of(api: Api, spreadsheet: str) -> str:
    found = api.get(spreadsheet)["sheets"][0]["conditionalFormats"][0]["booleanRule"]["condition"]
    return str(found["values"][0]["userEnteredValue"])


@pytest.mark.parametrize(
    ("edit", "after"),
    [
        (INSERT_B, '=AND($D2>3,$A2<>"$C2")'),
        (DELETE_B, '=AND($B2>3,$A2<>"$C2")'),
        (MOVE_D_TO_A, '=AND($D2>3,$B2<>"$C2")'),
        (INSERT_ROW, '=AND($C3>3,$A3<>"$C2")'),
    ],
)
def test_conditional_format_formula_follows_its_cells(
    api: Api, spreadsheet: str, edit: dict[str, Any], after: str
) -> None:
    api.batch(spreadsheet, {"addConditionalFormatRule": {"rule": rule('=AND($C2>3,$A2<>"$C2")')}})
    api.batch(spreadsheet, edit)
    assert formula_of(api, spreadsheet) == after


def test_conditional_format_formula_loses_the_column_that_is_deleted(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"addConditionalFormatRule": {"rule": rule("=$B2>3")}})
    api.batch(spreadsheet, DELETE_B)
    assert formula_of(api, spreadsheet) == "=#REF!>3"


def test_gradient_point_that_is_a_formula_follows_its_cell(api: Api, spreadsheet: str) -> None:
    points = {"minpoint": {"type": "NUMBER", "value": "=$C$1"}, "maxpoint": {"type": "MAX"}}
    gradient = {"ranges": [columns(2, 3)], "gradientRule": points}
    api.batch(spreadsheet, {"addConditionalFormatRule": {"rule": gradient}}, INSERT_B)
    kept = api.get(spreadsheet)["sheets"][0]["conditionalFormats"][0]
    assert kept["gradientRule"]["minpoint"]["value"] == "=$D$1"


@pytest.mark.parametrize(
    ("edit", "sorts", "filters"),
    [
        (INSERT_B, [3, 2], [0, 2]),
        (DELETE_B, [1], [0]),
        (MOVE_D_TO_A, [3, 2], [1, 2]),
        (INSERT_ROW, [2, 1], [0, 1]),
    ],
)
@pytest.mark.parametrize("kind", ["filterViews", "basicFilter"])
def test_filter_sorts_and_filters_by_the_same_columns_as_before(
    api: Api, spreadsheet: str, kind: str, edit: dict[str, Any], sorts: list[int], filters: list[int]
) -> None:
    entry = {
        "range": columns(0, 5),
        "sortSpecs": [{"dimensionIndex": 2, "sortOrder": "DESCENDING"}, {"dimensionIndex": 1}],
        "filterSpecs": [
            {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["a"]}},
            {"columnIndex": 1, "filterCriteria": {"hiddenValues": ["b"]}},
        ],
    }
    api.batch(spreadsheet, {"addFilterView" if kind == "filterViews" else "setBasicFilter": {"filter": entry}})
    api.batch(spreadsheet, edit)
    sheet = api.get(spreadsheet)["sheets"][0]
    kept = sheet["filterViews"][0] if kind == "filterViews" else sheet["basicFilter"]
    assert [spec.get("dimensionIndex", 0) for spec in kept["sortSpecs"]] == sorts
    assert [spec.get("columnIndex", 0) for spec in kept["filterSpecs"]] == filters
    assert sorted(map(int, kept["criteria"])) == sorted(filters)


def test_filter_formula_follows_its_cells(api: Api, spreadsheet: str) -> None:
    spec = {"columnIndex": 2, "filterCriteria": {"condition": condition("=$C2=4")}}
    api.batch(spreadsheet, {"addFilterView": {"filter": {"range": columns(0, 5), "filterSpecs": [spec]}}}, INSERT_B)
    kept = api.get(spreadsheet)["sheets"][0]["filterViews"][0]
    assert kept["filterSpecs"] == [{"columnIndex": 3, "filterCriteria": {"condition": condition("=$D2=4")}}]


def validations(api: Api, spreadsheet: str, cell: str) -> list[str]:
    fields = "sheets.data.rowData.values.dataValidation"
    data = api.get(spreadsheet, fields, ranges=cell)["sheets"][0]["data"][0]
    return [
        cell["dataValidation"]["condition"]["values"][0]["userEnteredValue"]
        for row in data.get("rowData", [])
        for cell in row.get("values", [])
        if cell
    ]


def validate(api: Api, spreadsheet: str, formula: str) -> None:
    target = {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 4, "startColumnIndex": 2, "endColumnIndex": 3}
    chosen = {"condition": condition(formula, "ONE_OF_RANGE")}
    api.batch(spreadsheet, {"setDataValidation": {"range": target, "rule": chosen}})


def test_validation_by_a_range_follows_the_range(api: Api, spreadsheet: str) -> None:
    validate(api, spreadsheet, "=$E$2:$E$9")
    api.batch(spreadsheet, INSERT_B)
    assert validations(api, spreadsheet, "Sheet1!D1:D9") == ["=$F$2:$F$9"] * 3
    api.batch(spreadsheet, INSERT_ROW, DELETE_B)
    assert validations(api, spreadsheet, "Sheet1!C1:C9") == ["=$E$3:$E$10"] * 3


def test_validation_by_a_range_of_another_sheet_follows_its_rows_and_its_title(api: Api, spreadsheet: str) -> None:
    api.batch(spreadsheet, {"addSheet": {"properties": {"sheetId": 7, "title": "benches"}}})
    validate(api, spreadsheet, "=benches!$A$2:$A$9")
    row = {"sheetId": 7, "dimension": "ROWS", "startIndex": 4, "endIndex": 6}
    api.batch(
        spreadsheet,
        {"insertDimension": {"range": row}},
        {"updateSheetProperties": {"properties": {"sheetId": 7, "title": "old benches"}, "fields": "title"}},
    )
    assert validations(api, spreadsheet, "Sheet1!C1:C9") == ["='old benches'!$A$2:$A$11"] * 3


def test_validation_of_another_spreadsheet_stays(api: Api, spreadsheet: str) -> None:
    other = api.create()
    for each in (spreadsheet, other):
        validate(api, each, "=$E$2:$E$9")
    api.batch(spreadsheet, INSERT_B)
    assert validations(api, other, "Sheet1!C1:C9") == ["=$E$2:$E$9"] * 3


@pytest.mark.parametrize(
    ("fields", "given", "after"),
    [
        ("criteria", {"criteria": {"2": {"hiddenValues": ["c"]}}}, [2]),
        ("filterSpecs", {"filterSpecs": [{"columnIndex": 3, "filterCriteria": {"hiddenValues": ["d"]}}]}, [3]),
        ("filterSpecs", {}, []),
        ("criteria", {}, []),
        ("title", {"title": "dry"}, [0]),
    ],
)
def test_filter_view_takes_new_filters_by_either_name(
    api: Api, spreadsheet: str, fields: str, given: dict[str, Any], after: list[int]
) -> None:
    spec = {"columnIndex": 0, "filterCriteria": {"hiddenValues": ["a"]}}
    reply = api.batch(spreadsheet, {"addFilterView": {"filter": {"range": columns(0, 5), "filterSpecs": [spec]}}})
    number = reply["replies"][0]["addFilterView"]["filter"]["filterViewId"]
    api.batch(spreadsheet, {"updateFilterView": {"filter": {"filterViewId": number, **given}, "fields": fields}})
    kept = api.get(spreadsheet)["sheets"][0]["filterViews"][0]
    assert [each["columnIndex"] for each in kept.get("filterSpecs", [])] == after
    assert list(map(int, kept.get("criteria", {}))) == after


def test_what_names_the_cells_of_a_shifted_range_follows_them(api: Api, spreadsheet: str) -> None:
    """Ranges and references that lie in the columns that make room move down and up again; others stay."""

    def block(left: int, right: int) -> dict[str, int]:
        return {"sheetId": 0, "startRowIndex": 4, "endRowIndex": 6, "startColumnIndex": left, "endColumnIndex": right}

    api.batch(
        spreadsheet,
        {"mergeCells": {"range": block(1, 3), "mergeType": "MERGE_ALL"}},
        {"addNamedRange": {"namedRange": {"name": "inside", "range": block(1, 3)}}},
        {"addNamedRange": {"namedRange": {"name": "wider", "range": block(0, 3)}}},
    )
    api.write(spreadsheet, "Sheet1!F1", [["=B5", "=SUM(B5:C6)", "=SUM(A5:C6)"]], "USER_ENTERED")
    change = {"range": {**block(1, 3), "startRowIndex": 2, "endRowIndex": 4}, "shiftDimension": "ROWS"}

    def state() -> tuple[object, ...]:
        found = api.get(spreadsheet, "sheets.merges,namedRanges")
        merge, named = found["sheets"][0]["merges"][0], found["namedRanges"]
        formulas = api.values(spreadsheet, "Sheet1!F1:H1", valueRenderOption="FORMULA")
        return merge["startRowIndex"], *(each["range"]["startRowIndex"] for each in named), formulas

    before = (4, 4, 4, [["=B5", "=SUM(B5:C6)", "=SUM(A5:C6)"]])
    assert state() == before
    api.batch(spreadsheet, {"insertRange": change})
    assert state() == (6, 6, 4, [["=B7", "=SUM(B7:C8)", "=SUM(A5:C6)"]])
    api.batch(spreadsheet, {"deleteRange": change})
    assert state() == before
    api.batch(spreadsheet, {"insertRange": {**change, "shiftDimension": "COLUMNS"}})
    assert state() == before


def area(top: int, left: int, bottom: int, right: int) -> dict[str, int]:
    rows = {"startRowIndex": top, "endRowIndex": bottom}
    return {"sheetId": 0, **rows, "startColumnIndex": left, "endColumnIndex": right}


def kept_areas(api: Api, spreadsheet: str) -> dict[str, Any]:
    """Where each kind of object is, as A1-like corners, and the cells with a validation."""
    found = api.get(spreadsheet, "*")
    sheet = found["sheets"][0]
    data = sheet["data"][0].get("rowData", [])
    kept = {
        "merge": sheet.get("merges", []),
        "rule": [each for rule in sheet.get("conditionalFormats", []) for each in rule["ranges"]],
        "filter": [sheet["basicFilter"]["range"]] if "basicFilter" in sheet else [],
        "view": [each["range"] for each in sheet.get("filterViews", [])],
        "band": [each["range"] for each in sheet.get("bandedRanges", [])],
        "protected": [each["range"] for each in sheet.get("protectedRanges", [])],
        "named": [each["range"] for each in found.get("namedRanges", [])],
    }
    validated = [
        (top, left)
        for top, row in enumerate(data)
        for left, cell in enumerate(row.get("values", []))
        if "dataValidation" in cell
    ]
    return {**kept, "validated": validated}


@pytest.fixture
def marked(api: Api, spreadsheet: str) -> str:
    """A spreadsheet with one object of each kind on B5:C6."""
    place = area(4, 1, 6, 3)
    chosen = {"condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "a"}]}}
    colours = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
    answer = api.batch(
        spreadsheet,
        {"setDataValidation": {"range": place, "rule": chosen}},
        {"mergeCells": {"range": place, "mergeType": "MERGE_ALL"}},
        {"addConditionalFormatRule": {"rule": {**rule("=$B5>1"), "ranges": [place]}}},
        {"setBasicFilter": {"filter": {"range": place}}},
        {"addFilterView": {"filter": {"range": place}}},
        {"addBanding": {"bandedRange": {"range": place, "rowProperties": colours}}},
        {"addProtectedRange": {"protectedRange": {"range": place}}},
        {"addNamedRange": {"namedRange": {"name": "trays", "range": place}}},
    )
    assert "error" not in answer
    return spreadsheet


@pytest.mark.parametrize(
    ("gap", "dimension", "after"),
    [
        (area(1, 1, 3, 3), "ROWS", area(6, 1, 8, 3)),
        (area(4, 0, 6, 1), "COLUMNS", area(4, 2, 6, 4)),
        (area(1, 5, 3, 7), "ROWS", area(4, 1, 6, 3)),
    ],
)
def test_every_object_follows_the_cells_of_an_inserted_range_and_comes_back(
    api: Api, marked: str, gap: dict[str, int], dimension: str, after: dict[str, int]
) -> None:
    before = kept_areas(api, marked)
    change = {"range": gap, "shiftDimension": dimension}
    assert "error" not in api.batch(marked, {"insertRange": change})
    kept = kept_areas(api, marked)
    assert all(kept[name] == [after] for name in kept if name != "validated")
    assert kept["validated"][0] == (after["startRowIndex"], after["startColumnIndex"])
    assert "error" not in api.batch(marked, {"deleteRange": change})
    assert kept_areas(api, marked) == before


def test_every_object_goes_with_the_cells_of_a_deleted_range(api: Api, marked: str) -> None:
    api.batch(marked, {"deleteRange": {"range": area(4, 1, 6, 3), "shiftDimension": "ROWS"}})
    assert not any(kept_areas(api, marked).values())


@pytest.mark.parametrize("kind", ["insertRange", "deleteRange"])
@pytest.mark.parametrize(("part", "dimension"), [(area(1, 1, 3, 2), "ROWS"), (area(4, 0, 5, 1), "COLUMNS")])
def test_merge_is_not_torn_by_cells_that_move(
    api: Api, marked: str, kind: str, part: dict[str, int], dimension: str
) -> None:
    before = kept_areas(api, marked)
    answer = api.batch(marked, {kind: {"range": part, "shiftDimension": dimension}})
    assert "only a part of a merged cell" in answer["error"]["message"]
    assert kept_areas(api, marked) == before

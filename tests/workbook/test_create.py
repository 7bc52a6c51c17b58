"""New spreadsheets and sheets: what they may be made with, and what copies of them hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbook.wsgi import Api

AREA = {"sheetId": 4, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 2}
ROWS = {"sheetId": 4, "dimension": "ROWS", "startIndex": 5, "endIndex": 9}
RULE = {"ranges": [AREA], "booleanRule": {"condition": {"type": "BLANK"}, "format": {"textFormat": {"bold": True}}}}
COLOURS = {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}
OBJECTS: dict[str, Any] = {
    "merges": [AREA],
    "conditionalFormats": [RULE],
    "filterViews": [{"title": "dry", "range": AREA}],
    "basicFilter": {"range": AREA},
    "bandedRanges": [{"range": AREA, "rowProperties": COLOURS}],
    "rowGroups": [{"range": ROWS, "depth": 1}],
    "developerMetadata": [{"metadataKey": "kind", "visibility": "DOCUMENT", "location": {"sheetId": 4}}],
    "protectedRanges": [{"range": AREA}],
}


def made(api: Api, **sheet: Any) -> Any:
    return api.call("POST", "/v4/spreadsheets", {"sheets": [sheet]})


@pytest.mark.parametrize("name", OBJECTS)
def test_sheet_is_created_with_its_objects(api: Api, name: str) -> None:
    answer = made(api, properties={"sheetId": 4}, **{name: OBJECTS[name]})
    kept = api.get(answer["spreadsheetId"])["sheets"][0][name]
    assert kept == answer["sheets"][0][name]
    first = kept[0] if isinstance(kept, list) else kept
    given = OBJECTS[name][0] if isinstance(OBJECTS[name], list) else OBJECTS[name]
    assert first.keys() >= given.keys()
    ids = {"filterViews": "filterViewId", "bandedRanges": "bandedRangeId", "developerMetadata": "metadataId"}
    assert ids.get(name, "range") in first or name in ("merges", "conditionalFormats")


def test_objects_of_a_new_spreadsheet_can_be_edited_by_their_ids(api: Api) -> None:
    answer = api.call(
        "POST",
        "/v4/spreadsheets",
        {
            "sheets": [{"properties": {"sheetId": 4}, **OBJECTS}],
            "namedRanges": [{"name": "trays", "range": AREA}],
            "developerMetadata": [{"metadataKey": "k", "visibility": "DOCUMENT", "location": {"spreadsheet": True}}],
        },
    )
    sheet, identity = answer["sheets"][0], answer["spreadsheetId"]
    metadata = {"developerMetadataLookup": {"metadataId": answer["developerMetadata"][0]["metadataId"]}}
    reply = api.batch(
        identity,
        {"deleteFilterView": {"filterId": sheet["filterViews"][0]["filterViewId"]}},
        {"deleteBanding": {"bandedRangeId": sheet["bandedRanges"][0]["bandedRangeId"]}},
        {"deleteProtectedRange": {"protectedRangeId": sheet["protectedRanges"][0]["protectedRangeId"]}},
        {"deleteNamedRange": {"namedRangeId": answer["namedRanges"][0]["namedRangeId"]}},
        {"deleteDeveloperMetadata": {"dataFilter": metadata}},
    )
    assert "error" not in reply
    found = api.get(identity)
    assert not {"namedRanges", "developerMetadata"} & found.keys()
    assert not {"filterViews", "bandedRanges", "protectedRanges"} & found["sheets"][0].keys()


def test_sizes_come_with_the_cells(api: Api) -> None:
    data = {"startRow": 1, "rowMetadata": [{"pixelSize": 40}], "columnMetadata": [{}, {"pixelSize": 9}]}
    answer = made(api, data=[data])
    fields = "sheets.data(rowMetadata.pixelSize,columnMetadata.pixelSize)"
    found = api.get(answer["spreadsheetId"], fields, ranges="Sheet1!A1:B2")["sheets"][0]["data"][0]
    sizes = [[each["pixelSize"] for each in found[name]] for name in ("rowMetadata", "columnMetadata")]
    assert sizes == [[21, 40], [100, 9]]


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"gridProperties": {"rowCount": 0}}, "gridProperties.rowCount must be greater than or equal to 1, but was 0."),
    (
        {"gridProperties": {"columnCount": -5}},
        "gridProperties.columnCount must be greater than or equal to 1, but was -5.",
    ),
    (
        {"gridProperties": {"rowCount": 1_000_000}},
        "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
    ),
    (
        {"gridProperties": {"rowCount": 1, "columnCount": 18_279}},
        "This action would increase the number of columns above the limit of 18278.",
    ),
    ({"title": "x" * 101}, "Sheet name cannot be greater than 100 characters."),
    ({"sheetId": -4}, "sheetId[-4] must not be negative."),
    ({"sheetType": "OBJECT"}, "Sheets of type OBJECT are not served."),
]


@pytest.mark.parametrize(("properties", "message"), WRONG)
def test_sheet_that_cannot_be_is_refused(api: Api, spreadsheet: str, properties: dict[str, Any], message: str) -> None:
    assert made(api, properties=properties)["error"]["message"] == f"Invalid sheets[0]: {message}"
    answer = api.batch(spreadsheet, {"addSheet": {"properties": properties}})
    assert answer["error"]["message"] == f"Invalid requests[0].addSheet: {message}"
    assert len(api.get(spreadsheet)["sheets"]) == 1


def test_two_sheets_of_one_title_are_refused(api: Api) -> None:
    answer = api.call("POST", "/v4/spreadsheets", {"sheets": [{"properties": {"title": t}} for t in ("a", "A")]})
    assert answer["error"]["message"].startswith('Invalid sheets[1]: A sheet with the name "A" already exists.')


@pytest.mark.parametrize("name", ["charts", "slicers", "tables"])
def test_object_that_is_not_served_is_refused_by_its_name(api: Api, name: str) -> None:
    error = made(api, **{name: [{}]})["error"]
    assert (error["status"], error["message"]) == ("UNIMPLEMENTED", f"Invalid sheets[0].{name}: This is not served.")


def test_object_that_is_wrong_is_refused_by_its_place(api: Api) -> None:
    views = [{"range": {}}, {"range": {"sheetId": 9}}]
    assert made(api, filterViews=views)["error"]["message"] == "Invalid sheets[0].filterViews[1]: No grid with id: 9"


def objects_of(api: Api, spreadsheet: str, sheet_id: int) -> tuple[Any, set[int], set[int]]:
    """The sheet ids of all ranges, and the numbers of all objects, of a sheet."""
    sheets = api.get(spreadsheet)["sheets"]
    sheet = next(each for each in sheets if each["properties"]["sheetId"] == sheet_id)
    ranges = [*sheet["merges"], sheet["basicFilter"]["range"], sheet["rowGroups"][0]["range"]]
    ranges += sheet["conditionalFormats"][0]["ranges"]
    numbered = [sheet["filterViews"][0], sheet["bandedRanges"][0], sheet["protectedRanges"][0]]
    numbers = {each.get("filterViewId") or each.get("bandedRangeId") or each["protectedRangeId"] for each in numbered}
    return sheet, {each["sheetId"] for each in [*ranges, *(each["range"] for each in numbered)]}, numbers


@pytest.mark.parametrize("way", ["copyTo another", "copyTo the same", "duplicateSheet"])
def test_objects_of_a_copied_sheet_are_its_own(api: Api, way: str) -> None:
    source = made(api, properties={"sheetId": 4}, **OBJECTS)["spreadsheetId"]
    target = api.create() if way == "copyTo another" else source
    if way == "duplicateSheet":
        reply = api.batch(source, {"duplicateSheet": {"sourceSheetId": 4}})["replies"][0]
        copy = reply["duplicateSheet"]["properties"]["sheetId"]
    else:
        body = {"destinationSpreadsheetId": target}
        copy = api.call("POST", f"/v4/spreadsheets/{source}/sheets/4:copyTo", body)["sheetId"]
    _, own, numbers = objects_of(api, target, copy)
    assert own == {copy}
    assert not numbers & objects_of(api, source, 4)[2]


def test_copy_of_a_spreadsheet_has_the_same_ids(api: Api) -> None:
    source = made(api, properties={"sheetId": 4}, **OBJECTS)["spreadsheetId"]
    copy = api.call("POST", f"/drive/v3/files/{source}/copy", {"name": "Nursery 2"})["id"]
    assert objects_of(api, copy, 4) == objects_of(api, source, 4)


def test_spreadsheet_keeps_a_sheet_that_is_shown(api: Api, spreadsheet: str) -> None:
    hide = {"updateSheetProperties": {"properties": {"sheetId": 0, "hidden": True}, "fields": "hidden"}}
    assert "You can't hide all the sheets in a document." in api.batch(spreadsheet, hide)["error"]["message"]
    add = {"addSheet": {"properties": {"title": "bench", "sheetId": 5}}}
    assert "replies" in api.batch(spreadsheet, add, hide)
    answer = api.batch(spreadsheet, {"deleteSheet": {"sheetId": 5}})
    assert "You can't remove all the visible sheets in a document." in answer["error"]["message"]


def test_theme_is_that_of_a_new_spreadsheet(api: Api, spreadsheet: str) -> None:
    colours = api.get(spreadsheet)["properties"]["spreadsheetTheme"]["themeColors"]
    assert colours[2] == {
        "colorType": "ACCENT1",
        "color": {"rgbColor": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275}},
    }

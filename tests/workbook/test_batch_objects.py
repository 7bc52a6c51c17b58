"""batchUpdate: named ranges, filter views and developer metadata."""

from __future__ import annotations

from tests.workbook.trays import dimension, rows
from tests.workbook.wsgi import Api


def test_named_and_protected_ranges_follow_their_rows_and_go_with_them(api: Api, trays: str) -> None:
    added = api.batch(
        trays,
        {
            "addNamedRange": {
                "namedRange": {"name": "seeds_sown", "range": rows(1, 4, startColumnIndex=1, endColumnIndex=2)}
            }
        },
        {"addProtectedRange": {"protectedRange": {"range": rows(2, 3), "editors": {"users": ["owner@example.org"]}}}},
        {"insertDimension": {"range": dimension(0, 2)}},
    )
    assert added["replies"][0]["addNamedRange"]["namedRange"]["namedRangeId"]
    assert api.values(trays, "seeds_sown") == [[20], [5], [12]]
    assert api.get(trays)["sheets"][0]["protectedRanges"][0]["range"] == rows(4, 5)
    api.batch(trays, {"deleteDimension": {"range": dimension(4, 5)}})
    assert "protectedRanges" not in api.get(trays)["sheets"][0]


def test_filter_view_answers_criteria_both_ways(api: Api, trays: str) -> None:
    view = {
        "title": "few",
        "range": rows(0, 4),
        "criteria": {"1": {"condition": {"type": "NUMBER_LESS", "values": [{"userEnteredValue": "10"}]}}},
    }
    made = api.batch(trays, {"addFilterView": {"filter": view}})["replies"][0]["addFilterView"]["filter"]
    assert made["filterSpecs"][0]["columnIndex"] == 1
    api.batch(
        trays,
        {"updateFilterView": {"filter": {"filterViewId": made["filterViewId"], "title": "many"}, "fields": "title"}},
    )
    copied = api.batch(trays, {"duplicateFilterView": {"filterId": made["filterViewId"]}})
    assert copied["replies"][0]["duplicateFilterView"]["filter"]["title"] == "Copy of many"
    api.batch(trays, {"deleteFilterView": {"filterId": made["filterViewId"]}})
    assert len(api.get(trays, "sheets.filterViews")["sheets"][0]["filterViews"]) == 1


def test_developer_metadata_is_found_by_key_and_moves_with_its_column(api: Api, trays: str) -> None:
    location = {"dimensionRange": dimension(1, 2, "COLUMNS")}
    entry = {"metadataKey": "field", "metadataValue": "seeds", "location": location, "visibility": "DOCUMENT"}
    made = api.batch(
        trays,
        {"createDeveloperMetadata": {"developerMetadata": entry}},
        {"insertDimension": {"range": dimension(0, 1, "COLUMNS")}},
    )
    identity = made["replies"][0]["createDeveloperMetadata"]["developerMetadata"]["metadataId"]
    assert api.call("GET", f"/v4/spreadsheets/{trays}/developerMetadata/{identity}")["location"] == {
        "locationType": "COLUMN",
        "dimensionRange": dimension(2, 3, "COLUMNS"),
    }
    lookup = {"dataFilters": [{"developerMetadataLookup": {"metadataKey": "field"}}]}
    found = api.call(
        "POST", f"/v4/spreadsheets/{trays}/values:batchGetByDataFilter", lookup | {"majorDimension": "COLUMNS"}
    )
    assert found["valueRanges"][0]["valueRange"]["values"] == [["seeds", "20", "5", "12"]]
    reply = api.batch(trays, {"deleteDeveloperMetadata": {"dataFilter": lookup["dataFilters"][0]}})
    assert len(reply["replies"][0]["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1
    assert api.call("POST", f"/v4/spreadsheets/{trays}/developerMetadata:search", lookup) == {}


def test_name_needs_a_range(api: Api, spreadsheet: str) -> None:
    answer = api.batch(spreadsheet, {"addNamedRange": {"namedRange": {"name": "trays"}}})
    assert answer["error"]["message"] == "Invalid requests[0].addNamedRange: namedRange.range must be specified."

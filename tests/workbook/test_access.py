"""Who gets in, and what they may do."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.workbook.wsgi import Api


def share(api: Api, spreadsheet: str, **permission: str) -> Any:
    return api.call("POST", f"/drive/v3/files/{spreadsheet}/permissions", permission)


@pytest.fixture
def shared(app: Flask, api: Api, spreadsheet: str) -> str:
    share(api, spreadsheet, type="user", role="writer", emailAddress="editor@example.org")
    share(api, spreadsheet, type="user", role="reader", emailAddress="viewer@example.org")
    return spreadsheet


def test_call_without_a_token_is_refused_in_googles_words(app: Flask, spreadsheet: str) -> None:
    for token, start in (("", "Request is missing required"), ("wrong", "Request had invalid")):
        response = Api(app, token).send("GET", f"/v4/spreadsheets/{spreadsheet}")
        error = response.json()["error"]
        assert (error["code"], error["status"]) == (401, "UNAUTHENTICATED")
        assert error["message"].startswith(f"{start} authentication credential")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(
    ("who", "reads", "writes", "removes"),
    [
        ("owner", True, True, True),
        ("editor", True, True, False),
        ("viewer", True, False, False),
        ("stranger", False, False, False),
    ],
)
def test_role_decides(app: Flask, shared: str, who: str, reads: bool, writes: bool, removes: bool) -> None:
    api = Api(app, who)
    assert ("error" not in api.get(shared)) == reads
    answer = api.write(shared, "Sheet1!A1", [["x"]])
    assert ("error" not in answer) == writes
    if not writes:
        assert answer["error"]["message"] == "The caller does not have permission"
        assert answer["error"]["status"] == "PERMISSION_DENIED"
    listed = [file["id"] for file in api.call("GET", "/drive/v3/files")["files"]]
    assert (shared in listed) == reads
    assert (api.send("DELETE", f"/drive/v3/files/{shared}").status_code == 204) == removes


def test_link_opens_a_spreadsheet_to_everybody(app: Flask, api: Api, spreadsheet: str) -> None:
    share(api, spreadsheet, type="anyone", role="reader")
    assert "error" not in Api(app, "stranger").get(spreadsheet)


def test_ownership_is_only_given_on_purpose(app: Flask, api: Api, shared: str) -> None:
    permission = {"type": "user", "role": "owner", "emailAddress": "editor@example.org"}
    assert share(api, shared, **permission)["error"]["code"] == 403
    path = f"/drive/v3/files/{shared}/permissions"
    assert api.call("POST", path, permission, transferOwnership="true")["role"] == "owner"
    roles = {each["emailAddress"]: each["role"] for each in api.call("GET", path)["permissions"]}
    assert roles["owner@example.org"] == "writer"


def protect(api: Api, spreadsheet: str, **more: Any) -> None:
    range_ = {"sheetId": 0, "startRowIndex": 0, "endRowIndex": 1}
    api.batch(spreadsheet, {"addProtectedRange": {"protectedRange": {"range": range_, **more}}})


@pytest.mark.parametrize(
    "request_",
    [
        {"deleteDimension": {"range": {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}}},
        {"repeatCell": {"range": {"sheetId": 0}, "cell": {"note": "n"}, "fields": "note"}},
        {"sortRange": {"range": {"sheetId": 0, "endRowIndex": 5}, "sortSpecs": [{"dimensionIndex": 0}]}},
        {"mergeCells": {"range": {"sheetId": 0, "endRowIndex": 2}, "mergeType": "MERGE_ALL"}},
        {"findReplace": {"find": "head", "replacement": "x", "allSheets": True}},
        {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 0, "endIndex": 1}, "destinationIndex": 5}},
        {"deleteProtectedRange": {"protectedRangeId": 0}},
    ],
    ids=lambda request: next(iter(request)),
)
def test_protected_range_holds_for_those_it_does_not_name(
    app: Flask, api: Api, shared: str, request_: dict[str, Any]
) -> None:
    api.write(shared, "Sheet1!A1", [["heading"], ["row"]])
    protect(api, shared)
    identity = api.get(shared)["sheets"][0]["protectedRanges"][0]["protectedRangeId"]
    if "deleteProtectedRange" in request_:
        request_ = {"deleteProtectedRange": {"protectedRangeId": identity}}
    answer = Api(app, "editor").batch(shared, request_)
    assert "You are trying to edit a protected cell or object." in answer["error"]["message"]
    assert "replies" in api.batch(shared, request_)


def test_protected_range_lets_those_pass_that_it_names(app: Flask, api: Api, shared: str) -> None:
    protect(api, shared)
    editor = Api(app, "editor")
    assert "protected cell" in editor.write(shared, "Sheet1!A1", [["x"]])["error"]["message"]
    assert "error" not in editor.write(shared, "Sheet1!A2", [["x"]])
    identity = api.get(shared)["sheets"][0]["protectedRanges"][0]["protectedRangeId"]
    changed = {"protectedRangeId": identity, "editors": {"users": ["editor@example.org"]}}
    api.batch(shared, {"updateProtectedRange": {"protectedRange": changed, "fields": "editors"}})
    assert "error" not in editor.write(shared, "Sheet1!A1", [["x"]])


def test_warning_holds_nobody_back(app: Flask, api: Api, shared: str) -> None:
    protect(api, shared, warningOnly=True)
    assert "error" not in Api(app, "editor").write(shared, "Sheet1!A1", [["x"]])


def test_unprotected_part_of_a_protected_sheet_is_open(app: Flask, api: Api, shared: str) -> None:
    free = [{"sheetId": 0, "startColumnIndex": 1, "endColumnIndex": 2}]
    protected = {"range": {"sheetId": 0}, "unprotectedRanges": free}
    api.batch(shared, {"addProtectedRange": {"protectedRange": protected}})
    editor = Api(app, "editor")
    assert "error" not in editor.write(shared, "Sheet1!B5", [["x"]])
    assert "error" in editor.write(shared, "Sheet1!A5", [["x"]])


def test_sheet_that_is_protected_as_a_whole_keeps_its_title_and_its_place(app: Flask, api: Api, shared: str) -> None:
    api.batch(shared, {"addSheet": {"properties": {"title": "bench", "sheetId": 5}}})
    api.batch(shared, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 5}}}})
    title = {"properties": {"sheetId": 5, "title": "x"}, "fields": "title"}
    for request in ({"updateSheetProperties": title}, {"deleteSheet": {"sheetId": 5}}):
        assert "protected cell" in Api(app, "editor").batch(shared, request)["error"]["message"]
        assert "replies" in api.batch(shared, request)


ROW = {"sheetId": 0, "dimension": "ROWS", "startIndex": 3, "endIndex": 4}
RULE = {"ranges": [{"sheetId": 0}], "booleanRule": {"condition": {"type": "BLANK"}, "format": {}}}
BAND = {"range": {"sheetId": 0}, "rowProperties": {"firstBandColor": {"red": 1}, "secondBandColor": {"blue": 1}}}


@pytest.mark.parametrize(
    "request_",
    [
        {"insertDimension": {"range": ROW}},
        {"appendDimension": {"sheetId": 0, "dimension": "ROWS", "length": 1}},
        {
            "updateDimensionProperties": {
                "range": ROW,
                "properties": {"hiddenByUser": True},
                "fields": "hiddenByUser",
            }
        },
        {"autoResizeDimensions": {"dimensions": ROW}},
        {"addDimensionGroup": {"range": ROW}},
        {"addConditionalFormatRule": {"rule": RULE}},
        {"addBanding": {"bandedRange": BAND}},
        {"setBasicFilter": {"filter": {"range": {"sheetId": 0}}}},
        {"clearBasicFilter": {"sheetId": 0}},
    ],
    ids=lambda request: next(iter(request)),
)
def test_sheet_that_is_protected_as_a_whole_keeps_its_rows_and_its_looks(
    app: Flask, api: Api, shared: str, request_: dict[str, Any]
) -> None:
    api.batch(shared, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0}}}})
    assert "protected cell" in Api(app, "editor").batch(shared, request_)["error"]["message"]
    assert "replies" in api.batch(shared, request_)


def test_looks_that_lie_on_protected_cells_are_not_taken_away(app: Flask, api: Api, shared: str) -> None:
    reply = api.batch(shared, {"addConditionalFormatRule": {"rule": RULE}}, {"addBanding": {"bandedRange": BAND}})
    band = {"bandedRangeId": reply["replies"][1]["addBanding"]["bandedRange"]["bandedRangeId"]}
    protect(api, shared)
    for request in (
        {"deleteConditionalFormatRule": {"sheetId": 0, "index": 0}},
        {"updateConditionalFormatRule": {"index": 0, "rule": RULE}},
        {"updateBanding": {"bandedRange": {**band, **BAND}, "fields": "rowProperties"}},
        {"deleteBanding": band},
    ):
        assert "protected cell" in Api(app, "editor").batch(shared, request)["error"]["message"]


def test_row_is_not_inserted_into_protected_rows_but_into_a_protected_column(app: Flask, api: Api, shared: str) -> None:
    editor = Api(app, "editor")
    api.batch(shared, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 0, "startColumnIndex": 2}}}})
    assert "replies" in editor.batch(shared, {"insertDimension": {"range": ROW}})
    rows = {"sheetId": 0, "startRowIndex": 2, "endRowIndex": 6}
    api.batch(shared, {"addProtectedRange": {"protectedRange": {"range": rows}}})
    assert "protected cell" in editor.batch(shared, {"insertDimension": {"range": ROW}})["error"]["message"]
    before = {"insertDimension": {"range": {**ROW, "startIndex": 2, "endIndex": 3}}}
    assert "replies" in editor.batch(shared, before)


def test_csv_does_not_replace_what_is_protected(app: Flask, api: Api, shared: str) -> None:
    api.write(shared, "A1", [["kept"]])
    api.batch(shared, {"addSheet": {"properties": {"title": "bench", "sheetId": 5}}})
    api.batch(shared, {"addProtectedRange": {"protectedRange": {"range": {"sheetId": 5, "endRowIndex": 1}}}})
    path = f"/upload/drive/v2/files/{shared}"
    assert "protected cell" in Api(app, "editor").call("PUT", path, b"a,b", uploadType="media")["error"]["message"]
    assert api.values(shared, "Sheet1") == [["kept"]]


def test_range_open_to_the_domain_is_open_to_that_of_the_owner(app: Flask, api: Api, shared: str) -> None:
    share(api, shared, type="user", role="writer", emailAddress="visitor@example.net")
    protect(api, shared, editors={"domainUsersCanEdit": True})
    assert "error" not in Api(app, "editor").write(shared, "Sheet1!A1", [["x"]])
    assert "protected cell" in Api(app, "visitor").write(shared, "Sheet1!A1", [["x"]])["error"]["message"]


def test_editors_of_a_range_are_told_to_those_who_may_edit_it(app: Flask, api: Api, shared: str) -> None:
    protect(api, shared)
    for who, told in (("owner", True), ("editor", False), ("viewer", False)):
        protected = Api(app, who).get(shared)["sheets"][0]["protectedRanges"][0]
        assert ("editors" in protected, protected.get("requestingUserCanEdit", False)) == (told, told)

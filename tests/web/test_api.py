"""The JSON API, as scripts use it."""

from __future__ import annotations

import pytest
from flask import Flask

from sheets_sync.errors import StoreError
from sheets_sync.schema import Package
from sheets_sync.store import Outbox, State
from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import Script, SignScriptIn
from web.context import Gridbook

GOOD = {"tray_id": "T-1", "method": "can", "litres": 1.5, "seen": ["aphids"], "wilted": False}


@pytest.fixture
def script(script_of: SignScriptIn) -> Script:
    """G-1, of one bench."""
    return script_of("G-1")


def test_session_of_a_link_gives_role_and_scope(app: Flask, book: Gridbook) -> None:
    token = book.accounts.issue_links(["G-1"], book.clock())["G-1"]

    answer = app.test_client().post("/api/v1/session", json={"token": token, "pin": "0001"}).get_json()

    assert {**answer, "bearer": ""} == {"bearer": "", "role": "gardener", "place": "N-01-01"}


def test_session_is_refused_alike_for_every_reason(app: Flask, book: Gridbook) -> None:
    token = book.accounts.issue_links(["G-1"], book.clock())["G-1"]
    client = app.test_client()

    answers = [
        client.post("/api/v1/session", json=body)
        for body in ({"token": token, "pin": "9999"}, {"token": "unknown-token", "pin": "0001"})
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].get_json() == answers[1].get_json()


@pytest.mark.parametrize("body", [{}, [], {"token": "x"}, {"user": "clerk", "password": 7}, "text"])
def test_session_without_what_it_needs_is_a_bad_request(app: Flask, body: object) -> None:
    answer = app.test_client().post("/api/v1/session", json=body)

    assert answer.status_code == 400
    assert answer.get_json()["errors"]


def test_eleventh_failed_session_is_told_to_wait(app: Flask) -> None:
    client = app.test_client()
    body = {"user": "clerk", "password": "wrong"}
    statuses = [client.post("/api/v1/session", json=body).status_code for _ in range(11)]

    assert statuses == [403] * 10 + [429]


def test_me_says_who_asks(script: Script) -> None:
    assert script.get("/me").get_json() == {
        "user": "G-1",
        "title": "钱园丁",
        "pages": ["forms"],
        "role": "gardener",
        "place": "N-01-01",
    }


@pytest.mark.parametrize("path", ["/me", "/forms", "/forms/waterings", "/rows/trays", "/schema"])
def test_nobody_gets_nothing(app: Flask, path: str) -> None:
    client = app.test_client()

    assert client.get(f"/api/v1{path}").status_code == 401
    assert client.get(f"/api/v1{path}", headers={"Authorization": "Bearer made-up"}).status_code == 401


def test_forms_are_those_of_the_role(script: Script, script_of: SignScriptIn) -> None:
    forms = script.get("/forms").get_json()["forms"]

    assert forms[0] == {"tab": "waterings", "title": {"zh": "浇水登记", "en": "Watering"}}
    assert [form["tab"] for form in forms] == ["waterings", "claims", "handovers"]
    assert script_of("clerk").get("/forms").get_json() == {"forms": []}


def test_form_tells_its_fields_in_order(script: Script) -> None:
    fields = script.get("/forms/waterings").get_json()["fields"]

    assert [field["name"] for field in fields] == [
        "tray_id", "method", "litres", "seen", "wilted", "cans", "again_on", "remark"
    ]  # fmt: skip
    assert fields[0]["reference"] == "trays"
    assert fields[1]["choices"][0] == {"name": "can", "title": {"zh": "水壶", "en": "Can"}}
    assert {name: fields[2][name] for name in ("type", "required", "minimum", "maximum", "relevant")} == {
        "type": "number",
        "required": True,
        "minimum": 0.1,
        "maximum": 20,
        "relevant": "coalesce(method, 'can') <> 'none'",
    }


def test_entry_is_created_once_and_repeated_after_that(script: Script, book: Gridbook) -> None:
    first = script.file("waterings", "entry-0001", GOOD)
    second = script.file("waterings", "entry-0001", GOOD)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.get_json() == second.get_json() == {"receipt": "01-01-0001", "key": "W-00004"}
    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.id == "entry-0001"
    assert (entry.row["seen"], entry.row["wilted"], entry.row["method"]) == ("蚜虫", "否", "水壶")


def test_repeat_is_answered_although_the_rules_would_refuse_it_now(script: Script, book: Gridbook) -> None:
    script.file("waterings", "entry-0001", GOOD)
    fill_package(book.package, book.database, {**NURSERY, "trays": []}, LOCAL_MORNING)

    assert script.file("waterings", "entry-0001", GOOD).status_code == 200


def test_same_key_with_other_content_is_a_revision_under_the_same_receipt(script: Script, book: Gridbook) -> None:
    first = script.file("waterings", "entry-0001", GOOD)
    second = script.file("waterings", "entry-0001", {**GOOD, "litres": 2})

    assert second.status_code == 200
    assert second.get_json() == first.get_json()
    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["litres"] == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with space", "umlaut-ä"])
def test_entry_needs_a_usable_idempotency_key(script: Script, key: str) -> None:
    answer = script.file("waterings", key, GOOD)

    assert answer.status_code == 400
    assert answer.get_json()["errors"][0]["rule"] == "idempotency-key"


def test_key_of_somebody_else_is_refused(script: Script, script_of: SignScriptIn, book: Gridbook) -> None:
    script.file("waterings", "entry-0001", GOOD)

    answer = script_of("G-3").file("waterings", "entry-0001", {**GOOD, "tray_id": "T-4"})

    assert answer.status_code == 409
    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["tray_id"] == "T-1"


def test_wrong_entry_names_field_rule_and_reason_in_both_languages(script: Script) -> None:
    answer = script.file("waterings", "entry-0001", {**GOOD, "litres": 7})

    assert answer.status_code == 422
    assert answer.get_json() == {
        "errors": [
            {
                "field": "litres",
                "rule": "not-flooded",
                "message": {"zh": "一次不超过 5 升，分两次浇", "en": "No more than 5 litres at once; water twice"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("change", "field", "rule"),
    [
        ({"tray_id": "T-4"}, "tray_id", "foreign-key"),
        ({"tray_id": "T-99"}, "tray_id", "foreign-key"),
        ({"tray_id": None}, "tray_id", "required"),
        ({"method": "bucket"}, "method", "enum"),
        ({"litres": "much"}, "litres", "type"),
        ({"litres": 1e300}, "litres", "type"),
        ({"litres": {"of": "water"}}, "litres", "type"),
        ({"litres": 0}, "litres", "minimum"),
        ({"seen": ["aphids", "wolves"]}, "seen", "enum"),
        ({"wilted": "perhaps"}, "wilted", "type"),
        ({"remark": "字" * 201}, "remark", "maxLength"),
        ({"again_on": "someday"}, "again_on", "type"),
        ({"watered_at": "2020-01-01"}, "watered_at", "unknown-field"),
        ({"watering_id": "W-1"}, "watering_id", "unknown-field"),
    ],
)
def test_rule_is_named(script: Script, change: dict[str, object], field: str, rule: str) -> None:
    errors = script.file("waterings", "entry-0001", {**GOOD, **change}).get_json()["errors"]

    assert (field, rule) in [(error["field"], error["rule"]) for error in errors]


def test_choice_may_be_named_by_title_or_alias(script: Script, book: Gridbook) -> None:
    script.file("waterings", "entry-0001", {**GOOD, "method": "软管"})

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["method"] == "水管"


def test_text_is_kept_in_one_normal_form(script: Script, book: Gridbook) -> None:
    script.file("waterings", "entry-0001", {**GOOD, "remark": "cafe\u0301 𠮷 =1+1"})

    (entry,) = book.outbox.in_state(State.QUEUED)
    assert entry.row["remark"] == "café 𠮷 =1+1"


@pytest.mark.parametrize("body", [b'{"remark": "\\ud800"}', b"{", b"\xff", b"[]", b'"text"', b"null"])
def test_body_that_is_no_object_of_text_is_a_bad_request(script: Script, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {script.bearer}", "Idempotency-Key": "entry-0001"}

    answer = script.client.post("/api/v1/forms/waterings", data=body, headers=headers, content_type="application/json")

    assert answer.status_code == 400
    assert answer.get_json()["errors"]


def test_entry_with_thousands_of_fields_is_a_bad_request(script: Script) -> None:
    body = {f"field_{number}": "x" for number in range(10_000)}

    assert script.file("waterings", "entry-0001", body).status_code == 400


def test_store_that_fails_acknowledges_nothing(script: Script, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Outbox, "submit", full)

    answer = script.file("waterings", "entry-0001", GOOD)

    assert answer.status_code == 503
    assert answer.get_json()["errors"][0]["rule"] == "not-saved"


def test_rows_are_those_of_the_own_scope_newest_first(script: Script) -> None:
    answer = script.get("/rows/trays").get_json()

    assert [row["tray_id"] for row in answer["rows"]] == ["T-5", "T-2", "T-1"]
    assert answer["next"] is None


def test_rows_hold_names_dates_and_masks(script: Script) -> None:
    row = script.get("/rows/trays").get_json()["rows"][-1]

    assert row == {
        "tray_id": "T-1",
        "place_id": "N-01-01",
        "buyer_name": "王××",
        "buyer_phone": "•••• 1234",
        "plant": "tomato",
        "sown_on": "2020-02-01",
        "seeds": 20,
        "last_watered": "2020-02-19T07:00:00",
        "next_due": "2020-02-19T19:00:00",
        "thirsty": True,
        "watched": True,
        "row_note": None,
    }


def test_rows_are_unmasked_and_all_for_staff(script_of: SignScriptIn) -> None:
    rows = script_of("clerk").get("/rows/trays").get_json()["rows"]

    assert len(rows) == 5
    assert rows[-1]["buyer_name"] == "王小明"


def test_rows_are_all_but_masked_for_a_role_that_need_not_know(script_of: SignScriptIn) -> None:
    rows = script_of("owner").get("/rows/trays").get_json()["rows"]

    assert len(rows) == 5
    assert rows[-1]["buyer_name"] == "王××"


def test_rows_of_a_tab_without_scopes_are_not_for_people_of_one(script: Script, script_of: SignScriptIn) -> None:
    assert script.get("/rows/problems").status_code == 404
    assert script_of("clerk").get("/rows/problems").status_code == 200


def test_rows_that_a_query_gives_are_those_of_the_own_scope_and_masked(script: Script, script_of: SignScriptIn) -> None:
    rows = script.get("/rows/watering_plan").get_json()["rows"]

    assert [row["plan_id"] for row in rows] == [
        "T-2/2020-02-20", "T-2/2020-02-19", "T-1/2020-02-20", "T-1/2020-02-19"
    ]  # fmt: skip
    assert rows[-1] == {
        "plan_id": "T-1/2020-02-19",
        "tray_id": "T-1",
        "buyer_name": "王××",
        "plan_day": "2020-02-19",
        "litres_given": 1.5,
        "plan_state": "watered",
        "is_late": False,
        "seen": [],
    }
    assert len(script_of("clerk").get("/rows/watering_plan").get_json()["rows"]) == 8


def test_rows_come_in_pages_that_leave_nothing_out(script_of: SignScriptIn, book: Gridbook) -> None:
    trays = [{"tray_id": f"T-{n:03}", "place_id": "N-01-01", "buyer_name": "王"} for n in range(250)]
    fill_package(book.package, book.database, {**NURSERY, "trays": trays}, LOCAL_MORNING)
    script = script_of("G-1")

    seen, path = [], "/rows/trays"
    while path:
        answer = script.get(path).get_json()
        seen += [row["tray_id"] for row in answer["rows"]]
        path = f"/rows/trays?next={answer['next']}" if answer["next"] else ""

    assert seen == [tray["tray_id"] for tray in reversed(trays)]


def test_row_of_no_scope_is_only_for_those_who_see_all(script_of: SignScriptIn, book: Gridbook) -> None:
    trays = [{"tray_id": "T-1", "buyer_name": "王"}]
    fill_package(book.package, book.database, {**NURSERY, "trays": trays}, LOCAL_MORNING)

    assert script_of("G-2").get("/rows/trays").get_json()["rows"] == []
    assert len(script_of("clerk").get("/rows/trays").get_json()["rows"]) == 1


def test_schema_tells_staff_sheets_and_headings(script_of: SignScriptIn, script: Script, toy: Package) -> None:
    tabs = script_of("clerk").get("/schema").get_json()["tabs"]

    assert [tab["name"] for tab in tabs] == [tab.name for tab in toy.tabs]
    assert tabs[2]["sheet"] == "苗盘"
    assert tabs[2]["fields"][0] == {"name": "tray_id", "type": "string", "heading": "苗盘编号", "computed": False}
    assert tabs[2]["fields"][-1] == {"name": "row_note", "type": "string", "heading": "检查", "computed": True}
    assert {field["computed"] for tab in tabs if tab["name"] == "watering_plan" for field in tab["fields"]} == {True}
    assert script.get("/schema").status_code == 403


def test_bearer_of_somebody_whose_row_is_gone_is_of_no_use(script: Script, book: Gridbook) -> None:
    fill_package(book.package, book.database, {**NURSERY, "gardeners": []}, LOCAL_MORNING)

    assert script.get("/me").status_code == 401

"""Liveness, readiness, numbers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from sheets_sync.errors import StoreError, WorkbookError
from sheets_sync.store import Outbox
from tests.web.conftest import StoppedClock, Visitor
from web.health import BAD_FOR_S, GOOD_FOR_S, WorkbookProbe


def test_alive_before_anything_else_works(empty_app: Flask) -> None:
    assert empty_app.test_client().get("/healthz").status_code == 200


def test_ready_names_what_is_missing(empty_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(empty_app.extensions, "workbook_probe", WorkbookProbe(lambda: None, lambda: 0.0))

    answer = empty_app.test_client().get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json() == {"status": "failing", "failing": ["mirror"]}


def test_ready_when_store_mirror_and_workbook_can_be_used(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "workbook_probe", WorkbookProbe(lambda: None, lambda: 0.0))

    assert app.test_client().get("/readyz").status_code == 200


def test_not_ready_without_a_workbook(app: Flask) -> None:
    assert app.test_client().get("/readyz").get_json()["failing"] == ["workbook"]


def test_not_ready_when_the_store_fails(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(_: Outbox) -> None:
        raise StoreError("locked")

    monkeypatch.setattr(Outbox, "counts", locked)

    assert "store" in app.test_client().get("/readyz").get_json()["failing"]


def test_good_workbook_is_asked_again_only_after_a_while() -> None:
    now = [0.0]
    asked: list[float] = []
    probe = WorkbookProbe(lambda: asked.append(now[0]), lambda: now[0])
    for now[0] in (0.0, 1.0, GOOD_FOR_S - 1, GOOD_FOR_S):
        probe.fault()

    assert asked == [0.0, GOOD_FOR_S]


def test_failing_workbook_is_asked_again_soon() -> None:
    now = [0.0]
    answers = iter([WorkbookError("no answer"), None])

    def ask() -> None:
        answer = next(answers)
        if answer:
            raise answer

    probe = WorkbookProbe(ask, lambda: now[0])
    first = probe.fault()
    now[0] = BAD_FOR_S

    assert (first, probe.fault()) == ("no answer", "")


def test_metrics_count_entries_answers_and_the_age_of_the_mirror(gardener: Visitor, clock: StoppedClock) -> None:
    gardener.post("/forms/waterings", tray_id="T-1", method="can", litres="1")
    clock.move(timedelta(seconds=90))

    text = gardener.client.get("/metrics").get_data(as_text=True)

    assert 'gridbook_outbox_entries{state="queued"} 1' in text
    assert 'gridbook_responses_total{status="303"}' in text
    assert "gridbook_mirror_age_seconds 90" in text

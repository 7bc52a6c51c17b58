"""A form with added rows, a signature and a place, on a phone of 360 pixels with a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from sheets_sync.store import State
from tests.pictures import png
from web.context import Gridbook

PHONE = {"width": 360, "height": 740}
STREET = {"longitude": 113.0812345678, "latitude": 22.59, "accuracy": 11.2}


@pytest.fixture
def phone(app: Flask, book: Gridbook, browser: Browser) -> Iterator[Page]:
    """G-1 at the form, on a phone that knows where it is. Whatever the page complains of fails the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        has_touch=True,
        is_mobile=True,
        device_scale_factor=2,
        locale="zh-CN",
        geolocation=STREET,  # type: ignore[arg-type]  # playwright's own dict
        permissions=["geolocation"],
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
    page.goto(f"{url}/w/{book.accounts.issue_links(['G-1'], book.clock())['G-1']}")
    page.fill("input[name=pin]", "0001")
    page.locator("main form button").tap()
    page.wait_for_url("**/forms/")
    page.goto(f"{url}/forms/handovers?tray_id=T-1")
    yield page
    context.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert complaints == []


def rows(page: Page) -> Locator:
    return page.locator("[data-row]")


def fill_row(page: Page, at: int, kind: str, count: str) -> None:
    rows(page).nth(at).get_by_text(kind, exact=True).tap()
    rows(page).nth(at).get_by_label("盆数").fill(count)


def draw(page: Page) -> None:
    """A stroke across the box."""
    box = page.locator(".pad canvas").bounding_box()
    assert box
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 120, steps=5)
    page.mouse.move(box["x"] + 220, box["y"] + 50, steps=5)
    page.mouse.up()
    expect(page.get_by_text("✓ 已签")).to_be_visible()


def test_rows_are_added_removed_and_stored(phone: Page, book: Gridbook) -> None:
    add = phone.get_by_role("button", name="加一行")
    fill_row(phone, 0, "陶盆", "3")
    add.tap()
    expect(phone.get_by_role("heading", name="第 2 行")).to_be_focused()
    fill_row(phone, 1, "塑料盆", "2")
    add.tap()
    fill_row(phone, 2, "别的", "1")
    expect(rows(phone).nth(2).get_by_label("是什么盆")).to_be_visible()
    expect(rows(phone).nth(0).get_by_label("是什么盆")).to_be_hidden()
    expect(add).to_be_hidden()

    phone.once("dialog", lambda dialog: dialog.accept())
    phone.get_by_role("button", name="去掉第 2 行").tap()
    expect(rows(phone)).to_have_count(2)
    expect(phone.get_by_role("heading", name="第 2 行")).to_be_visible()
    rows(phone).nth(1).get_by_label("是什么盆").fill("竹筐")
    phone.get_by_label("取苗人", exact=False).first.fill("王小明")
    phone.get_by_role("button", name="提 交").tap()

    expect(phone.get_by_role("heading", name="已保存")).to_be_visible()
    pots = [entry.row for entry in book.outbox.in_state(State.QUEUED) if entry.tab == "pots"]
    assert [(pot["pot_kind"], pot["pot_count"], pot["pot_note"]) for pot in pots] == [
        ("陶盆", 3, ""), ("别的", 1, "竹筐")
    ]  # fmt: skip


def test_filled_row_is_removed_only_when_meant(phone: Page) -> None:
    phone.get_by_role("button", name="加一行").tap()
    fill_row(phone, 1, "塑料盆", "2")

    phone.once("dialog", lambda dialog: dialog.dismiss())
    phone.get_by_role("button", name="去掉第 2 行").tap()

    expect(rows(phone)).to_have_count(2)


def test_signature_photo_and_place_come_with_the_entry(phone: Page, book: Gridbook, tmp_path: Path) -> None:
    draw(phone)
    phone.get_by_role("button", name="填入我现在的位置").tap()
    expect(phone.get_by_text("误差约 12 米")).to_be_visible()
    phone.set_input_files("#f-proof", {"name": "photo.png", "mimeType": "image/png", "buffer": png(9)})
    fill_row(phone, 0, "陶盆", "3")
    phone.get_by_role("button", name="提 交").tap()
    expect(phone.get_by_text("还没有保存，有 1 处要改")).to_be_visible()
    expect(phone.get_by_text("签名已存好")).to_be_visible()
    phone.get_by_label("取苗人", exact=False).first.fill("王小明")
    phone.get_by_role("button", name="提 交").tap()

    expect(phone.get_by_role("heading", name="已保存")).to_be_visible()
    (handover,) = [entry.row for entry in book.outbox.in_state(State.QUEUED) if entry.tab == "handovers"]
    signature = book.attachments.read(str(handover["signed"]).removeprefix("/files/"))
    assert handover["spot"] == "113.081235, 22.590000"
    assert signature and signature[0] == "image/png" and len(signature[1]) > 1000
    assert str(handover["proof"]).startswith("/files/")


def test_page_fits_the_width_of_the_phone(phone: Page) -> None:
    phone.get_by_role("button", name="加一行").tap()

    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    small = phone.locator("main button:visible, main .chip:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 47 && !one.matches('.plain, .unseen')).length"
    )
    assert small == 0


def test_choices_follow_the_other_answer_and_what_is_chosen_stays_in_sight(phone: Page) -> None:
    phone.goto(phone.url.replace("handovers", "claims"))
    tools = phone.locator("#q-tools label")
    tool, job = tools.filter(visible=True), phone.locator("#q-job")
    expect(tool).to_have_text(["小铲", "花盆", "标签", "手套"])

    job.get_by_text("换盆").tap()
    expect(tool).to_have_text(["小铲", "花盆", "手套"])
    tools.get_by_text("小铲").tap()
    job.get_by_text("出售").tap()
    expect(tool).to_have_text(["小铲", "标签", "手套"])

    phone.get_by_role("button", name="提 交").tap()
    expect(phone.locator("#f-tools-wrong")).to_contain_text("现在可选：标签、手套")
    tools.get_by_text("小铲").tap()
    expect(tool).to_have_text(["标签", "手套"])

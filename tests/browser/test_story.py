"""The street from end to end, as its three kinds of people meet it: on a phone, in the grid, at the board."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, OpenPage, Served

CELLS = "revogr-data[type=rgRow] .rgCell"


def sign_in_by_link(page: Page, served: Served) -> None:
    page.goto(served.sign_ins["worker"]["link"])
    page.fill("input[name=pin]", served.sign_ins["worker"]["pin"])
    page.click("main form button")
    expect(page).to_have_url(f"{served.url}/forms/")


def sign_in(page: Page, served: Served, role: str) -> None:
    page.goto(f"{served.url}/login")
    page.fill("input[name=user]", served.sign_ins[role]["user"])
    page.fill("input[name=password]", served.sign_ins[role]["password"])
    page.click("main form button")
    expect(page).not_to_have_url(re.compile("/login"))


def key_of(link: Locator, parameter: str) -> str:
    return parse_qs(urlsplit(link.get_attribute("href") or "").query)[parameter][0]


def test_wrong_digits_open_nothing_and_the_right_ones_do(served: Served, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    page.goto(served.sign_ins["worker"]["link"])
    page.fill("input[name=pin]", "x" + served.sign_ins["worker"]["pin"][1:])
    page.click("main form button")
    expect(page.get_by_role("alert")).to_be_visible()

    sign_in_by_link(page, served)


def test_worker_files_a_check_in_that_becomes_a_row_and_is_computed(served: Served, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    sign_in_by_link(page, served)
    scope = served.package.demo_scope
    own = {row["person_id"] for row in served.rows("persons") if _grid_of(served, row["household_id"]) == scope}
    section = page.locator("section[aria-labelledby=list-checkins]")
    links = section.locator("a[href*='person_id=']")
    keys = [key_of(links.nth(at), "person_id") for at in range(links.count())]
    overdue = {row["person_id"] for row in served.rows("persons") if row["overdue"] == "是"}
    assert keys
    assert set(keys) <= own
    assert [key in overdue for key in keys] == sorted((key in overdue for key in keys), reverse=True)

    links.first.click()
    page.get_by_role("link", name="EN").click()
    expect(page.get_by_role("heading", name="Check-in")).to_be_visible()
    page.get_by_role("link", name="中").click()
    expect(page.get_by_role("heading", name="体温登记")).to_be_visible()

    page.fill("input[name=temp_c]", "366")
    page.get_by_role("button", name="提 交").click()
    beside = page.locator("#q-temp_c .wrong-text")
    expect(beside).to_contain_text("34 到 43")
    expect(page.locator("input[name=temp_c]")).to_have_value("366")

    page.fill("input[name=temp_c]", "36,6")
    page.get_by_text("早", exact=True).click()
    page.get_by_role("button", name="提 交").click()
    receipt = page.locator(".receipt-number")
    expect(receipt).to_contain_text(re.compile(r"03-05-\d{4}"))
    served.eventually(lambda: _checkins_of(served, keys[0], 36.6))
    expect(page.locator("#sent")).to_be_visible(timeout=30_000)

    (row,) = _checkins_of(served, keys[0], 36.6)
    assert (row["slot"], row["checked_at"] is not None) == ("早", True)
    served.eventually(lambda: _person(served, keys[0])["last_checkin"] == row["checked_at"])
    page.get_by_role("link", name="回到今天").click()
    expect(page.locator("main")).to_contain_text("已送达")


def _grid_of(served: Served, household: object) -> object:
    if not hasattr(_grid_of, "known"):
        _grid_of.known = {row["household_id"]: row["grid_id"] for row in served.rows("households")}  # type: ignore[attr-defined]
    return _grid_of.known.get(household)  # type: ignore[attr-defined]


def _checkins_of(served: Served, person: str, temperature: float) -> list[dict[str, object]]:
    return [
        dict(row)
        for row in served.rows("checkins")
        if row["person_id"] == person and row["temp_c"] == temperature and row["submission_id"]
    ]


def _person(served: Served, key: str) -> dict[str, object]:
    return dict(next(row for row in served.rows("persons") if row["person_id"] == key))


def test_guard_cannot_let_a_fever_pass_and_is_told_what_to_do(served: Served, open_page: OpenPage) -> None:
    page = open_page(PHONE)
    sign_in_by_link(page, served)
    page.locator("section[aria-labelledby=list-gate_entries] a[href*='checkpoint_id=']").first.click()
    expect(page.get_by_role("heading", name="通行登记")).to_be_visible()
    expect(page.locator("input[name=plate_no]")).to_be_hidden()

    page.fill("input[name=visitor_name]", "演示过路人")
    page.fill("input[name=temp_c]", "37.8")
    page.get_by_role("button", name="提 交").click()
    expect(page.locator("#q-gate_decision .wrong-text")).to_contain_text("发热不能放行")

    page.locator("#q-gate_decision").get_by_text("就地隔离并上报", exact=True).click()
    page.fill("textarea[name=remark]", "已报网格长，120 接走")
    page.get_by_role("button", name="提 交").click()
    expect(page.locator(".receipt-number")).to_be_visible()

    def entered() -> list[dict[str, object]]:
        return [dict(row) for row in served.rows("gate_entries") if row["visitor_name"] == "演示过路人"]

    served.eventually(entered)
    assert [(row["gate_direction"], row["gate_decision"]) for row in entered()] == [("进", "就地隔离并上报")]


def test_clerk_sees_a_short_number_reported_until_it_is_mended(served: Served, open_page: OpenPage) -> None:
    first = next(row for row in served.rows("households") if row["phone"])
    key, phone = str(first["household_id"]), str(first["phone"])
    page = open_page(DESK)
    sign_in(page, served, "staff")
    page.goto(f"{served.url}/staff/households")
    expect(page.locator("#grid-page[data-ready=true]")).to_be_visible(timeout=30_000)

    _type_into(page, page.locator(CELLS).get_by_text(phone, exact=True).first, phone[:-1])

    served.eventually(lambda: _problems(served, key))
    (problem,) = _problems(served, key)
    assert (problem["problem_tab"], problem["problem_field"], problem["problem_rule"]) == ("住户", "电话", "pattern")
    assert "11" in str(problem["reason_zh"])
    assert "11" in str(problem["reason_en"])
    household = next(row for row in served.rows("households") if row["household_id"] == key)
    assert household["phone"] == phone[:-1]
    assert "电话" in str(household["row_check"])
    expect(page.locator(CELLS).get_by_text("手机号是 1 开头的 11 位数字").first).to_be_visible(timeout=15_000)

    _type_into(page, page.locator(CELLS).get_by_text(phone[:-1], exact=True).first, phone)

    served.eventually(lambda: not _problems(served, key))
    household = next(row for row in served.rows("households") if row["household_id"] == key)
    assert (household["phone"], household["row_check"] or None) == (phone, None)


def _type_into(page: Page, cell: Locator, text: str) -> None:
    cell.dblclick()
    page.locator("revogr-edit input").fill(text)
    page.keyboard.press("Enter")
    expect(page.locator("#state[data-state=saved]")).to_be_visible(timeout=15_000)


def _paste(page: Page, text: str) -> None:
    """Paste into the focused cell, as if it came from another program."""
    page.evaluate(
        """text => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/plain", text);
            document.dispatchEvent(new ClipboardEvent("paste", {clipboardData, bubbles: true, cancelable: true}));
        }""",
        text,
    )
    expect(page.locator("#state[data-state=saved]")).to_be_visible(timeout=15_000)


def _problems(served: Served, key: str) -> list[dict[str, object]]:
    return [dict(row) for row in served.rows("problems") if row["problem_key"] == key]


def test_row_that_a_clerk_types_without_a_key_gets_one(served: Served, open_page: OpenPage) -> None:
    page = open_page(DESK)
    sign_in(page, served, "staff")
    page.goto(f"{served.url}/staff/tasks")
    expect(page.locator("#grid-page[data-ready=true]")).to_be_visible(timeout=30_000)
    page.click("#new-row")
    expect(page.locator(".selection-border-range").first).to_be_visible()  # the frame of the focused cell is drawn
    names = [field.name for field in served.package.by_name["tasks"].fields]
    _paste(page, "\t" * names.index("task_title") + "给 3 栋换门锁")

    def typed() -> list[object]:
        return [row["task_id"] for row in served.rows("tasks") if row["task_title"] == "给 3 栋换门锁"]

    served.eventually(typed)
    served.eventually(lambda: str(typed()[0] or "").startswith("T-"))


def test_leader_goes_from_the_street_to_the_rows_and_every_figure_is_its_rows(
    served: Served, open_page: OpenPage
) -> None:
    page = open_page(DESK)
    sign_in(page, served, "leader")
    expect(page).to_have_url(f"{served.url}/board/")
    expect(page.locator("main")).to_contain_text("数据截至")
    assert page.locator("main table tbody tr").count() == 13

    page.locator("main table tbody tr a").first.click()
    grids = page.locator("main table tbody tr")
    assert grids.count() in (7, 8)
    link = page.locator("main table tbody a[href*='households.not_visited']").first
    figure = int(re.sub(r"\D", "", link.inner_text()))
    link.click()

    expect(page.locator("main")).to_contain_text(str(figure))
    scope = urlsplit(page.url).path.split("/")[2]
    behind = [row for row in served.rows("households") if row["needs_visit"] == "是" and _below(row["grid_id"], scope)]
    assert len(behind) == figure


def test_leader_finds_the_checkpoint_that_nobody_came_to(served: Served, open_page: OpenPage) -> None:
    page = open_page(DESK)
    sign_in(page, served, "leader")
    figure = page.locator(".figures a[href$='checkpoints.unmanned']")
    expect(figure).to_contain_text("缺岗卡点")
    expect(figure.locator(".figure-value")).to_contain_text("1")

    figure.click()
    expect(page.locator("table.rows tbody tr")).to_have_count(1)
    expect(page.locator("table.rows tbody")).to_contain_text("滨江东门卡点")


def _below(grid: object, scope: str) -> bool:
    return grid == scope or str(grid).startswith(scope + "-")


def test_workbook_holds_the_leaders_views_as_filter_views(served: Served) -> None:
    answer = served.workbook.metadata("sheets(properties(title),filterViews(title))")
    found = {s["properties"]["title"]: {v["title"] for v in s.get("filterViews", [])} for s in answer["sheets"]}
    wanted = {tab.title["zh"]: {view.title["zh"] for view in tab.views} for tab in served.package.tabs}

    assert found == wanted
    figures = {(figure.tab, figure.view) for figure in served.package.board.figures}
    assert figures <= {(tab.name, view.name) for tab in served.package.tabs for view in tab.views}

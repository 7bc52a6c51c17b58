"""The grid in a real browser, on the nursery's workbook."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import Route, expect

from sheets_sync.client import Workbook
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange
from tests.web_staff.conftest import DATA, OpenGrid

pytestmark = pytest.mark.browser


def column(workbook: Workbook, letter: str) -> Sequence[CellValue]:
    """The cells of a column of the trays below the heading."""
    (columns,) = workbook.read([f"苗盘!{letter}2:{letter}"])
    return columns[0] if columns else []


def test_typed_cell_is_stored_as_it_was_typed(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    with grid.saving():
        grid.type_into(grid.cell("王小明"), "0012")

    assert column(workbook, "C")[0] == "0012"


def test_letter_and_tab_in_one_go_are_kept(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    grid.cell("王小明").click()
    expect(grid.page.locator(".focused-cell")).not_to_have_count(0)
    with grid.saving():
        grid.page.keyboard.press("x")
        grid.page.keyboard.press("Tab")
    expect(grid.cell("x")).to_be_visible()

    assert column(workbook, "C")[0] == "x"


def test_cell_with_choices_offers_them(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    grid.cell("番茄").dblclick()
    select = grid.page.locator("revogr-edit select")
    expect(select.locator("option")).to_have_text(["", "番茄", "罗勒"])
    with grid.saving():
        select.select_option("罗勒")

    assert column(workbook, "E")[0] == "罗勒"


def test_computed_columns_are_marked_and_cannot_be_opened(open_grid: OpenGrid) -> None:
    grid = open_grid("trays")
    heading = grid.page.locator(".rgHeaderCell").filter(has_text="检查")

    expect(heading.locator(".lock")).to_be_visible()
    locked = grid.page.locator("revogr-viewport-scroll.colPinEnd .rgCell.locked").first
    locked.dblclick()

    expect(grid.page.locator("revogr-edit")).to_have_count(0)


def test_pasted_block_at_the_end_becomes_new_rows_in_one_call(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")
    lines = [f"T-{number}\tN-01-02\t买家{number}\t0{number}" for number in range(100, 250)]

    grid.page.locator("#new-row").click()
    with grid.saving():
        grid.paste("\n".join(lines))
    expect(grid.page.locator("#count")).to_have_text("155 行")

    assert list(column(workbook, "A")) == [f"T-{n}" for n in (*range(1, 6), *range(100, 250))]
    assert column(workbook, "D")[5] == "0100"


def test_pasted_block_leaves_computed_cells_out_and_says_how_many(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    grid.cell("20").click()
    with grid.saving():
        grid.paste("7\tlocked\tlocked\n8\tlocked\tlocked")

    expect(grid.page.locator("#message")).to_contain_text("4")
    assert [str(cell) for cell in column(workbook, "G")[:2]] == ["7", "8"]
    assert not column(workbook, "H")


def test_edit_without_network_is_kept_and_sent_later(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    grid.page.context.set_offline(True)
    grid.type_into(grid.cell("王小明"), "后来的")
    grid.unsaved()
    assert column(workbook, "C")[0] == "王小明"
    grid.page.context.set_offline(False)
    grid.saved()

    assert column(workbook, "C")[0] == "后来的"


def test_new_row_is_added_once_when_the_reply_is_lost(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")
    lost: list[str] = []

    def lose_reply(route: Route) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    grid.page.route("**:append*", lose_reply, times=1)
    grid.page.locator("#new-row").click()
    grid.paste("T-9\tN-01-02\t新买家")
    grid.unsaved()
    grid.saved()

    assert lost
    assert list(column(workbook, "A")) == ["T-1", "T-2", "T-3", "T-4", "T-5", "T-9"]


def test_refused_cell_stays_marked_until_it_is_typed_again(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")
    refusal = {"error": {"code": 400, "message": "Not like this.", "status": "INVALID_ARGUMENT"}}
    grid.page.route("**/values:batchUpdate", lambda route: route.fulfill(status=400, json=refusal), times=1)

    grid.type_into(grid.cell("王小明"), "错的")
    expect(grid.page.locator("#message")).to_contain_text("Not like this.")
    expect(grid.page.locator(f"{DATA} .unsaved")).to_have_text("错的")
    with grid.saving():
        grid.type_into(grid.cell("错的"), "对的")

    expect(grid.page.locator(f"{DATA} .unsaved")).to_have_count(0)
    assert column(workbook, "C")[0] == "对的"


def test_change_of_somebody_else_appears_by_itself(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    workbook.write([CellRange("苗盘!C3", [["别人改的"]])])

    expect(grid.cell("别人改的")).to_be_visible()


def test_edit_follows_its_row_when_somebody_sorts(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")
    sort = {"range": {"sheetId": workbook.sheet_ids()["苗盘"], "startRowIndex": 1, "endRowIndex": 6}}
    sort["sortSpecs"] = [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]  # type: ignore[assignment]  # JSON

    grid.cell("王小明").dblclick()
    workbook.update([{"sortRange": sort}])
    grid.page.locator("revogr-edit input").fill("一号买家")
    with grid.saving():
        grid.page.keyboard.press("Enter")

    rows = dict(zip(column(workbook, "A"), column(workbook, "C"), strict=True))
    assert list(rows) == ["T-5", "T-4", "T-3", "T-2", "T-1"]
    assert rows["T-1"] == "一号买家" and rows["T-5"] == "吴六"


def test_filter_view_shows_its_rows_and_changes_nothing_for_others(open_grid: OpenGrid, workbook: Workbook) -> None:
    workbook.write([CellRange("苗盘!J2:J6", [["是", "否", "是", "否", "否"]])])
    grid = open_grid("trays")

    grid.page.get_by_role("button", name="缺水").click()

    expect(grid.page.locator("#count")).to_have_text("2 行")
    expect(grid.cell("欧阳娜")).to_have_count(0)
    assert list(column(workbook, "A")) == ["T-1", "T-2", "T-3", "T-4", "T-5"]


def test_row_whose_mark_is_filled_is_coloured(open_grid: OpenGrid, workbook: Workbook) -> None:
    grid = open_grid("trays")

    workbook.write([CellRange("苗盘!L3", [["少一位"]])])

    expect(grid.cell("少一位")).to_be_visible()
    expect(grid.cell("欧阳娜")).to_have_css("background-color", "rgb(250, 219, 217)")


def test_tabs_stand_below_and_lead_to_their_sheets(open_grid: OpenGrid) -> None:
    grid = open_grid("trays")

    expect(grid.page.locator("#tabs a")).to_have_text(
        ["位置", "园丁", "苗盘", "浇水", "认领", "交苗", "花盆", "治疗", "浇水计划", "问题清单"]
    )
    expect(grid.page.locator("#tabs a[aria-current=page]")).to_have_text("苗盘")
    expect(grid.page.locator("#tabs a").first).to_have_attribute("href", "/staff/places")


def test_address_of_a_picture_is_a_link_and_other_text_is_not(open_grid: OpenGrid, workbook: Workbook) -> None:
    address = f"/files/{'0' * 64}.png"
    workbook.write([CellRange("苗盘!C2:C2", [[address]])])
    grid = open_grid("trays")

    link = grid.page.locator(f"{DATA} a")
    expect(link).to_have_count(1)
    expect(link).to_have_text("看图片")
    assert link.get_attribute("href") == address
    expect(grid.cell("欧阳娜")).to_be_visible()

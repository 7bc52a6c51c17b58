"""The pages of the board: what stands on them, and who may open them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.conftest import LOCAL_MORNING, NURSERY, fill_package
from tests.web.conftest import StoppedClock, Visitor
from web.context import Gridbook

LINK = re.compile(r'<a href="(/board/[^"?]+\.[^"]+)"[^>]*>(.*?)</a>', re.DOTALL)
TOTAL = re.compile(r'data-total="(\d+)"')


def test_first_page_shows_the_top_and_those_below_it(owner: Visitor) -> None:
    page = owner.get("/board/")

    assert "<h1>苗圃</h1>" in page
    assert page.index("二号棚") > 0 and page.index("一号棚") > 0
    assert "数据截至 08:00:00" in page


def test_every_figure_on_the_pages_is_the_number_of_rows_behind_it(owner: Visitor) -> None:
    links = [found for place in ("", "N-01", "N-01-01") for found in LINK.findall(owner.get(f"/board/{place}"))]

    wrong = []
    for address, content in links:
        words = re.sub(r"<[^>]+>|[^\d%.]", "", content)
        total = TOTAL.search(owner.get(address))
        assert total
        if "%" not in words and words != total[1]:
            wrong.append((address, words, total[1]))

    assert links and not wrong


def test_rows_are_masked_as_the_role_says(owner: Visitor) -> None:
    page = owner.get("/board/N/trays.thirsty")

    assert "王××" in page and "王小明" not in page
    assert "•••• 1234" in page and "10000001234" not in page


def test_staff_see_rows_without_masks(visitor: Visitor, accounts: None) -> None:
    visitor.post("/login", user="clerk", password="green-fingers")

    assert "王小明" in visitor.get("/board/N/trays.thirsty")


def test_picture_is_a_link_unless_it_is_masked(owner: Visitor, book: Gridbook) -> None:
    address = f"/files/{'0' * 64}.png"
    row = {"handover_id": "H-1", "tray_id": "T-1", "proof": address, "signed": f"/files/{'1' * 64}.png"}
    fill_package(book.package, book.database, {**NURSERY, "handovers": [row]}, LOCAL_MORNING)

    page = owner.get("/board/N/handovers.handed")

    assert f'<a href="{address}">看图片</a>' in page
    assert "1" * 64 not in page


def test_places_in_rows_are_called_by_their_titles(owner: Visitor) -> None:
    assert "一号棚1台" in owner.get("/board/N/trays.thirsty")


def test_rows_that_a_query_gives_are_those_of_the_place_and_masked(owner: Visitor) -> None:
    everywhere, house = owner.get("/board/N/watering_plan.missed"), owner.get("/board/N-01-01/watering_plan.missed")

    assert 'data-total="2"' in everywhere and "李××" in everywhere
    assert 'data-total="1"' in house and "欧××" in house and "李××" not in house


def test_old_data_is_said_to_be_old(owner: Visitor, clock: StoppedClock) -> None:
    clock.move(timedelta(minutes=6))

    assert "已超过 5 分钟没有更新" in owner.get("/board/")


def test_board_speaks_english_when_asked(owner: Visitor) -> None:
    page = owner.get("/board/?lang=en")

    assert "Thirsty" in page and "the worst first" in page


@pytest.mark.parametrize(
    "address", ["/board/N-99", "/board/N/trays.nothing", "/board/N/nothing.thirsty", "/board/N-99/trays.thirsty"]
)
def test_place_or_view_that_is_not_there_is_not_found(owner: Visitor, address: str) -> None:
    assert owner.client.get(address).status_code == 404


def test_tab_without_places_is_not_on_the_board(owner: Visitor) -> None:
    assert owner.client.get("/board/N/problems.all").status_code == 404


@pytest.mark.parametrize("address", ["/board/", "/board/N", "/board/N/trays.thirsty", "/staff/", "/staff/trays"])
def test_nobody_is_sent_to_sign_in(visitor: Visitor, address: str) -> None:
    answer = visitor.client.get(address)

    assert (answer.status_code, answer.location) == (303, f"/login?next={address}")


def test_role_without_the_page_is_refused_in_words(gardener: Visitor, owner: Visitor) -> None:
    assert gardener.client.get("/board/").status_code == 403
    assert owner.client.get("/staff/").status_code == 403
    assert "权限" in owner.get("/staff/")

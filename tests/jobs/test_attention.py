"""What makes a pass due: changes of the tabs, but not of staff's own tabs, and not what a pass wrote itself."""

from __future__ import annotations

from sheets_sync.jobs.attention import Seen, seen_after
from sheets_sync.jobs.sync import run_pass
from sheets_sync.ranges import CellRange
from tests.nursery import Nursery, OpenNursery


def passed(nursery: Nursery) -> Seen:
    workbook = nursery.street.workbook
    before, written = workbook.version(), workbook.writes
    run_pass(nursery.street)
    return seen_after(workbook, before, workbook.writes - written)


def news(nursery: Nursery, seen: Seen) -> bool:
    return seen.news(nursery.street.workbook, nursery.street.package)


def test_first_look_is_news(nursery: Nursery) -> None:
    assert news(nursery, Seen())


def test_own_writes_of_a_pass_are_no_news(nursery: Nursery) -> None:
    assert not news(nursery, passed(nursery))


def test_edit_of_a_tab_is_news(nursery: Nursery) -> None:
    seen = passed(nursery)
    nursery.type("trays", 2, "seeds", 30)

    assert news(nursery, seen)


def test_edit_of_a_tab_that_staff_added_is_no_news(nursery: Nursery) -> None:
    nursery.street.workbook.update([{"addSheet": {"properties": {"title": "我的草稿"}}}])
    seen = passed(nursery)
    nursery.street.workbook.write([CellRange("'我的草稿'!A1", [["x"]])])

    assert not news(nursery, seen)


def test_edit_of_somebody_else_during_a_pass_is_news_after_it(nursery: Nursery, open_nursery: OpenNursery) -> None:
    workbook = nursery.street.workbook
    before, written = workbook.version(), workbook.writes
    run_pass(nursery.street)
    open_nursery().type("trays", 2, "seeds", 30)

    assert news(nursery, seen_after(workbook, before, workbook.writes - written))


def test_workbook_without_a_feed_is_looked_at_again_after_a_pass_that_wrote(nursery: Nursery) -> None:
    nursery.street.workbook._has_feed = False  # as Google's

    assert news(nursery, passed(nursery))
    assert not news(nursery, passed(nursery))

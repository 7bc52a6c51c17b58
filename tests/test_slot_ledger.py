"""The slot ledger of schemas/tabs/slots.yaml, held against the timelines of slot_timelines.md, which are made by hand.

Each is judged by the ledger's own SQL over one person, their check-ins and a clock, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sheets_sync.engine import Engine
from sheets_sync.examples import parse
from sheets_sync.schema import Package, load_package

PACKAGE = load_package(Path(__file__).parents[1] / "schemas")
PAGE = Path(__file__).with_name("slot_timelines.md")
STATUS = {
    "not_due_yet": ".",
    "due_now": "due",
    "seen_ok": "ok",
    "seen_not_ok": "ill",
    "seen_late": "late",
    "missed": "MISS",
    "not_needed": "-",
}
SLOTS = {"morning": "m", "evening": "e", "after_release": "c"}
WORDS = {
    "morning": ("slot", "morning"),
    "evening": ("slot", "evening"),
    "call": ("slot", "after_release"),
    "unseen": ("fu_status", "missed"),
    "not-tried": ("fu_status", "not_attempted"),
    "unwell": ("fu_status", "seen_not_ok"),
    "feverish": ("symptoms", "fever"),
}
PERSON = {"person_id": "P-1", "monitor_type": "home", "final_status": "under_follow_up"}


@dataclass(frozen=True)
class Timeline:
    """A line of a table: a plan, what people wrote, the time at which one looks, and the slots that must stand then.

    `asked` are the columns of the table: a slot of another kind of day is not looked at.
    """

    person: Mapping[str, str]
    records: tuple[Mapping[str, str], ...]
    now: datetime
    slots: Mapping[str, str]
    asked: tuple[str, ...] = ()


def february(text: str) -> str:
    """`10` -> 2020-02-10 and `10 18:00` -> 2020-02-10 18:00; other words stay."""
    found = re.fullmatch(r"(\d\d)( \d\d:\d\d)?", text)
    return f"2020-02-{found[1]}{found[2] or ''}" if found else text


def record(text: str, number: int) -> dict[str, str]:
    """`10 18:00 evening 36.5`, as the page says, as a row."""
    day, time, *words = text.split()
    said = dict(WORDS.get(word, ("temp_c", word)) for word in words)
    return {"checkin_id": f"C-{number}", "person_id": "P-1", "checked_at": february(f"{day} {time}"), **said}


def timeline(plan: str, person: str = "", records: str = "", now: str = "10 12:00", **slots: str) -> Timeline:
    first, last = plan.split("-") if plan else ("", "")
    changes = dict(change.split("=") for change in person.split(", ") if change)
    return Timeline(
        {**PERSON, "isolation_start": first, "isolation_end": last, **changes},
        tuple(record(text, number) for number, text in enumerate(records.split(", "), 1) if text),
        datetime.fromisoformat(february(now)),
        {slot: status for slot, status in slots.items() if status},
        tuple(slots),
    )


def timelines() -> Iterator[Any]:  # Any: pytest's parameter sets
    """Every line of every table of the page, named after its heading and its first cell."""
    headings: list[str] = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            headings = []
            continue
        what, *cells = (cell.strip() for cell in line.strip("|").split("|"))
        if not headings:
            headings = cells
        elif not what.startswith("-"):
            (plan, person, records, now), marks = cells[:4], dict(zip(headings[4:], cells[4:], strict=True))
            yield pytest.param(timeline(plan, person, records, now, **marks), id=what.replace(" ", "-"))


def ledger(given: Timeline, package: Package = PACKAGE) -> list[dict[str, Any]]:
    """The rows of the ledger, as a pass at the timeline's time makes them."""
    engine = Engine(package, given.now)
    person = {name: february(value) for name, value in given.person.items() if value}
    for tab, rows in (("persons", [person]), ("checkins", given.records)):
        data, bad = parse(package, tab, rows)
        assert not bad
        engine.load(tab, data)
    return engine.rows(package.by_name["slots"].sql or "")


def shown(given: Timeline, package: Package = PACKAGE) -> dict[str, str]:
    """The status of each slot, as the page writes it."""
    rows = ledger(given, package)
    return {f"{row['slot_day']:%d}{SLOTS[row['slot']]}": STATUS[row["slot_status"]] for row in rows}


def with_setting(name: str, value: int) -> Package:
    changed = (replace(s, value=value) if s.name == name else s for s in PACKAGE.settings)
    return replace(PACKAGE, settings=tuple(changed))


@pytest.mark.parametrize("given", list(timelines()))
def test_ledger_says_of_each_slot_what_the_page_says(given: Timeline) -> None:
    kinds = {slot[-1] for slot in given.asked if slot[-1] == "c"} or {"m", "e"}
    found = shown(given)
    assert {slot: status for slot, status in found.items() if slot in given.asked or slot[-1] in kinds} == given.slots


def test_page_has_sixty_timelines_and_more() -> None:
    assert len(list(timelines())) >= 60


@pytest.mark.parametrize(
    ("plan", "exposed", "days", "last"),
    [
        ("10-16", "", 14, "16e"),  # seven days planned stay seven
        ("10-23", "", 7, "23e"),  # what is typed is never cut short
        ("01-14", "03", 14, "16e"),  # two days in, two days more
        ("01-14", "14", 14, "27e"),  # on the last day a whole observation more
        ("01-07", "05", 7, "11e"),  # the shorter rule
        ("01-14", "05", 7, "14e"),  # a new exposure never shortens
        ("10-23", "10", 14, "23e"),  # the first day is no new exposure
    ],
)
def test_new_exposure_counts_the_days_again_by_the_setting(plan: str, exposed: str, days: int, last: str) -> None:
    exposure = timeline(plan, f"last_exposed={exposed}", now=f"{plan[:2]} 06:00")
    assert list(shown(exposure, with_setting("observation_days", days)))[-1] == last


ONE_EVENING = timeline("10-10", "", "10 20:00 evening 36.5, 10 20:30 evening 36.9, 10 18:30 evening unseen", "10 22:00")


@pytest.mark.parametrize(("hour", "status"), [(19, "late"), (20, "ok"), (21, "ok")])
def test_windows_are_the_settings(hour: int, status: str) -> None:
    assert shown(ONE_EVENING, with_setting("evening_to", hour)) == {"10e": status}


def test_row_names_the_window_and_the_check_in_that_answers_it() -> None:
    (row,) = ledger(ONE_EVENING)
    assert (row["slot_id"], row["slot_day_no"]) == ("P-1-20200210-2", 1)
    assert (f"{row['due_from']:%d %H:%M}", f"{row['due_to']:%d %H:%M}") == ("10 17:00", "10 21:00")
    assert (row["checkin_id"], f"{row['answered_at']:%d %H:%M}") == ("C-1", "10 20:00")
    assert (row["highest_temp"], row["entry_count"]) == (36.9, 3)


def test_order_in_which_records_stand_does_not_matter() -> None:
    assert ledger(replace(ONE_EVENING, records=ONE_EVENING.records[::-1])) == ledger(ONE_EVENING)


def test_ledger_holds_no_more_than_its_days_however_wrong_a_plan_is() -> None:
    endless = replace(ONE_EVENING, person={**PERSON, "isolation_start": "1920-02-10", "isolation_end": "2120-02-23"})
    assert len(ledger(endless)) == 2 * (28 + 1 + 28)


def test_rows_of_the_ledger_have_the_columns_of_its_fields() -> None:
    (row,) = ledger(ONE_EVENING)
    assert list(row) == [field.name for field in PACKAGE.by_name["slots"].fields]

"""The figures as values: colour, share, order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from sheets_sync.engine import Engine
from sheets_sync.schema import Figure, Package
from sheets_sync.store import Database, Mirror
from tests.conftest import LOCAL_MORNING, FillMirror
from web.board.figures import Shown, read_figures, worst_first
from web.board.rows import Question, count_rows, read_page
from web.identity import Identity
from web.reader import MirrorReader

BENCH = "N-01-01"


def of(engine: Engine, key: str) -> dict[str, Shown]:
    return {shown.figure.field: shown for shown in read_figures(engine, [key])[key]}


@pytest.fixture
def engine(toy: Package, store: Database, fill_mirror: FillMirror) -> Iterator[Engine]:
    """The nursery's rows at 08:00."""
    fill_mirror(store)
    opened = MirrorReader(toy, Mirror(store), LOCAL_MORNING).open(LOCAL_MORNING)
    with closing(opened.connection):
        yield opened


@pytest.fixture
def owner(toy: Package) -> Identity:
    """Somebody who sees all places, with masks."""
    return Identity("password", "owner", "owner", toy.role("owner"), None)


def share(value: float | None) -> Shown:
    return Shown(Figure("share_watered", "trays", "thirsty", "bar"), {"en": "Watered"}, value, "")


def test_count_is_every_row_behind_it_in_every_place(engine: Engine, owner: Identity, toy: Package) -> None:
    below = {"N": ["N", "N-01", "N-01-01", "N-01-02", "N-02", "N-02-01"], "N-01": ["N-01", "N-01-01", "N-01-02"]}
    below |= {key: [key] for key in ("N-01-01", "N-01-02", "N-02-01")} | {"N-02": ["N-02", "N-02-01"]}

    compared = [
        (shown.value, count_rows(engine, question))
        for key, scopes in below.items()
        for shown in read_figures(engine, [key])[key]
        if not shown.is_share
        for tab in [toy.by_name[shown.figure.tab]]
        for question in [Question(owner, tab, tab.view(shown.figure.view), tuple(scopes))]
    ]

    assert [figure for figure, _ in compared] == [rows for _, rows in compared]
    assert sum(rows for _, rows in compared) > 0


def test_count_of_a_coloured_view_is_green_when_there_are_none(engine: Engine) -> None:
    assert (of(engine, "N-01-01")["trays_thirsty"].value, of(engine, "N-01-01")["trays_thirsty"].colour) == (1, "red")
    assert of(engine, "N-01-01")["trays_all"].colour == ""


@pytest.mark.parametrize(
    ("value", "percent"),
    [(0.9999, 99.9), (1, 100), (0.961, 96.1), (0.29, 29.0), (0, 0), (None, 0), (1.2, 100), (-1, 0)],
)
def test_share_is_rounded_down_and_stays_within_its_bar(value: float | None, percent: float) -> None:
    assert share(value).percent == percent


def test_places_are_listed_worst_first(engine: Engine) -> None:
    figures = read_figures(engine, ["N-02", "N-01"])

    assert worst_first(figures) == sorted(figures, key=lambda key: -(figures[key][0].value or 0))


def test_places_are_listed_by_the_figure_asked_for(engine: Engine) -> None:
    figures = read_figures(engine, ["N-02", "N-01"])

    assert worst_first(figures, "trays_all")[0] == "N-01"
    assert worst_first(figures, "no_such_figure") == worst_first(figures)


def test_place_that_is_not_there_has_no_figures(engine: Engine) -> None:
    assert read_figures(engine, ["N-99"]) == {}


def test_rows_of_a_person_with_a_place_of_their_own_are_theirs_alone(engine: Engine, toy: Package) -> None:
    tab = toy.by_name["trays"]
    identity = Identity("link", "G-1", "G-1", toy.role("gardener"), (BENCH,))

    assert count_rows(engine, Question(identity, tab, tab.view("watched"), ("N", "N-01", BENCH, "N-02-01"))) == 2


def test_page_beyond_the_last_is_the_last(
    engine: Engine, owner: Identity, toy: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.board.rows.PAGE", 2)
    monkeypatch.setattr("web.board.rows.shown", lambda _field, value: str(value))
    monkeypatch.setattr("web.board.rows.seen_by", lambda _role, _tab, _field, value: value)  # pages, not masks
    tab = toy.by_name["trays"]
    question = Question(owner, tab, tab.view("watched"), ("N-01-01", "N-01-02", "N-02-01"))

    page = read_page(engine, question, 9)

    assert (page.total, page.number, len(page.rows)) == (4, 2, 2)
    assert page.rows[-1][0] == "T-4"


def test_figure_of_a_place_without_a_value_is_least_bad(engine: Engine) -> None:
    known = share(0.5)

    assert worst_first({"new": (share(None),), "old": (known,)}) == ["old", "new"]

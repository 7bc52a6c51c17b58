"""The mirror as requests see it."""

from __future__ import annotations

import pytest

from sheets_sync.schema import Package
from sheets_sync.store import Database, Mirror
from tests.conftest import LOCAL_MORNING, NURSERY, FillMirror
from web.reader import LOOK_AGAIN_S, MirrorReader, NotReadyError


class Seconds:
    """A clock of seconds that is moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    """Stands still."""
    return Seconds()


@pytest.fixture
def reader(toy: Package, store: Database, seconds: Seconds) -> MirrorReader:
    """A reader of an empty store."""
    return MirrorReader(toy, Mirror(store), LOCAL_MORNING, tick=seconds)


def test_reader_is_not_ready_before_the_first_pass(reader: MirrorReader) -> None:
    with pytest.raises(NotReadyError):
        reader.open(LOCAL_MORNING)


def test_reader_sees_a_new_pass_within_a_second(
    reader: MirrorReader, store: Database, fill_mirror: FillMirror, seconds: Seconds
) -> None:
    fill_mirror(store)
    before = _trays(reader)
    fill_mirror(store, {**NURSERY, "trays": NURSERY["trays"][:2]})
    at_once = _trays(reader)
    seconds.now += LOOK_AGAIN_S

    assert (before, at_once, _trays(reader)) == (5, 5, 2)


def test_request_sees_one_state_although_a_pass_ends_meanwhile(
    reader: MirrorReader, store: Database, fill_mirror: FillMirror, seconds: Seconds
) -> None:
    fill_mirror(store)
    request = reader.open(LOCAL_MORNING)
    first = request.rows('SELECT count(*) AS n FROM "places"')
    fill_mirror(store, {**NURSERY, "trays": []})
    seconds.now += LOOK_AGAIN_S
    assert _trays(reader) == 0

    assert first == [{"n": 6}]
    assert request.rows('SELECT count(*) AS n FROM "trays"') == [{"n": 5}]


def test_column_that_the_last_pass_did_not_know_is_empty(
    reader: MirrorReader, store: Database, toy: Package, fill_mirror: FillMirror
) -> None:
    fill_mirror(store)
    held = Mirror(store).read("trays")
    assert held
    Mirror(store).replace({"trays": held.data.drop_columns(["seeds"])}, LOCAL_MORNING)

    rows = reader.open(LOCAL_MORNING).rows('SELECT DISTINCT "seeds" FROM "trays"')

    assert rows == [{"seeds": None}]


def test_scopes_are_a_tree_and_a_circle_in_it_is_cut(
    reader: MirrorReader, store: Database, fill_mirror: FillMirror
) -> None:
    circle = [
        {"place_id": "N", "place_name": "苗圃", "parent_id": "N-1"},
        {"place_id": "N-1", "place_name": "一号棚", "parent_id": "N"},
        {"place_id": "N-2", "place_name": "二号棚", "parent_id": "N-0"},
    ]
    fill_mirror(store, {"places": circle})

    scopes = reader.snapshot().scopes

    assert scopes.subtree("N") == ("N", "N-1")
    assert scopes.children(None) == ("N-2",)
    assert scopes.subtree("N-0") == ()


def _trays(reader: MirrorReader) -> int:
    engine = reader.open(LOCAL_MORNING)
    try:
        count: int = engine.rows('SELECT count(*) AS n FROM "trays"')[0]["n"]
    finally:
        engine.connection.close()
    return count

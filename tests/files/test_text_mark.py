"""The apostrophe that marks a text: nothing that a spreadsheet would run is left without, and it comes off again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.files.text_mark import marked, unmarked

NASTY = st.text(alphabet="'=+-@\t\r\n\0＝＋－＠0a 周", max_size=6)


@given(NASTY | st.text())
def test_unmarked_gives_back_what_was_marked(text: str) -> None:
    assert unmarked(marked(text)) == text


@given(NASTY)
def test_marked_never_begins_like_a_formula(text: str) -> None:
    assert not marked(text).startswith(tuple("=+-@\t\r\n\0＝＋－＠"))


@pytest.mark.parametrize("text", ["'t Hart", "", "'", "周", "0012", "3-4"])
def test_a_text_that_no_spreadsheet_runs_is_left_alone(text: str) -> None:
    assert marked(text) == text
    assert unmarked(text) == text

"""Columns of retired fields: they stay with their values, hidden and marked; what the program had put on them goes.

The note on the heading is the sign that a column has been retired already: staff may show it again, and it stays shown.
"""

from __future__ import annotations

from collections.abc import Iterator

from sheets_sync.headings import match_headings
from sheets_sync.layout.change import Change, SheetOfTab, Sign
from sheets_sync.layout.columns import heading_words, is_own_dropdown
from sheets_sync.layout.shapes import column_range, first_cell_of, hidden_request, note_request
from sheets_sync.problems import say


def retired_changes(of: SheetOfTab) -> Iterator[Change]:
    """What is still to do about the retired columns that stand in the sheet; their locks are taken off by `locks`."""
    rows = of.first_rows
    headings = match_headings(of.tab, heading_words(rows))
    marks = say("retired-note", of.package)
    for field in of.tab.retired_fields:
        at = headings.column(field)
        if at is None:
            continue
        word, note = headings.words[at], first_cell_of(rows, 0, at).get("note", "")
        if not note.startswith(tuple(marks.values())):
            marked = "\n".join(part for part in (marks[of.package.language], note) if part)
            requests = (note_request(of, at, marked), hidden_request(of, at, hidden=True))
            yield of.change(Sign.TAKE, f"column “{word}” ({field.name}) is retired: hidden, its values stay", *requests)
        if is_own_dropdown(of.package, first_cell_of(rows, 1, at).get("dataValidation")):
            body = {**column_range(of, at), "startRowIndex": 1}
            yield of.change(Sign.TAKE, f"dropdown of “{word}”", {"setDataValidation": {"range": body}})

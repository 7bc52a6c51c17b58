"""What somebody must decide before the layout can be right: nothing is done about it, and it is told every time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sheets_sync.headings import match_headings
from sheets_sync.layout.change import SheetOfTab
from sheets_sync.layout.columns import heading_words
from sheets_sync.layout.tabs import sheets_by_title
from sheets_sync.ranges import column_letters
from sheets_sync.rows import Json
from sheets_sync.schema import Package, Tab
from sheets_sync.words import fold


@dataclass(frozen=True)
class Notice:
    """`what` says what was found and what to do."""

    tab: str
    what: str


def notices(package: Package, spreadsheet: Json) -> list[Notice]:
    """Tabs and columns that stand under today's and under a former word at once, so that nothing is renamed."""
    sheets = sheets_by_title(spreadsheet)
    found = []
    for tab in package.tabs:
        title = tab.title[package.language]
        if title in sheets:
            found += [Notice(tab.name, words) for words in _two_tabs(tab, title, list(sheets))]
            of = SheetOfTab(package, tab, sheets[title])
            found += [Notice(tab.name, words) for words in _two_columns(of)]
    return found


def hints(package: Package, spreadsheet: Json) -> list[Notice]:
    """Sheets that get new columns while some of theirs belong to no field: `was` may have been forgotten."""
    found = []
    for tab in package.tabs:
        sheet = sheets_by_title(spreadsheet).get(tab.title[package.language])
        if sheet is None:
            continue
        of = SheetOfTab(package, tab, sheet)
        headings = match_headings(tab, heading_words(of.first_rows))
        strange = [headings.words[column] for column in headings.strange]
        if strange and any(headings.column(field) is None for field in tab.fields):
            words = "、".join(strange)
            found.append(
                Notice(tab.name, f"no field has the heading {words}; was a new one called so? Then add `was:`")
            )
    return found


def _two_tabs(tab: Tab, title: str, titles: list[str]) -> Iterator[str]:
    former = {fold(word) for word in tab.was}
    for other in titles:
        if fold(other) in former and other != title:
            yield (
                f"both “{title}” and “{other}”, its former title, are tabs. “{title}” is used and nothing is renamed."
                f" Bring the rows together in one; then delete the empty one, or take {other} out of `was`."
            )


def _two_columns(of: SheetOfTab) -> Iterator[str]:
    headings = match_headings(of.tab, heading_words(of.first_rows))
    for field in of.tab.fields:
        if field.name in headings.now and field.name in headings.before:
            here, there = headings.now[field.name][0], headings.before[field.name][0]
            title, other = headings.words[here], headings.words[there]
            yield (
                f"both “{title}” (column {column_letters(here)}) and “{other}” (column {column_letters(there)}), its"
                f" former heading, are columns. “{title}” is used and nothing is renamed. Bring the values together in"
                f" one; then delete the empty one, or take {other} out of `was`."
            )

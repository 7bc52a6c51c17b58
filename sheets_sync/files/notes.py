"""What was recognised in a file, in sentences for the person who hands it over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sheets_sync.files.lines import Layout, SkipReason
from sheets_sync.problems import say
from sheets_sync.schema import Package, Tab, Text


@dataclass(frozen=True)
class Year:
    """The year of dates without one, and where it was found, as a message id."""

    value: int
    source: str


def notes_of(package: Package, tab: Tab, layout: Layout, year: Year | None, bare_dates: int) -> Iterator[Text]:
    """The notes in reading order. `bare_dates` counts the dates without a year."""
    if layout.others:
        yield say("file-sheet", package, name=layout.sheet.name, others=_listed(layout.others))
    yield from layout.sheet.notes
    headings = layout.headings
    line = layout.sheet.numbers[headings.index]
    yield say("file-headings", package, line=str(line), known=_recognised(package, tab, headings.words))
    unused = (*headings.ignored, *headings.repeated)
    if unused:
        yield say("file-ignored", package, headings=_listed(unused))
    for reason in SkipReason:
        lines = [skipped.line for skipped in layout.skipped if skipped.reason is reason]
        if lines and reason is not SkipReason.HEADING:
            yield say("file-skipped", package, lines=spans(lines), reason=say(f"skip-{reason}", package))
    if layout.merges:
        yield say("file-merged", package, count=str(len(layout.merges)))
    if bare_dates and year:
        yield say("file-year", package, year=str(year.value), source=say(year.source, package))
    elif bare_dates:
        yield say("file-no-year", package, count=str(bare_dates))


def spans(lines: list[int]) -> str:
    """Line numbers in words: 1-3, 28, 53."""
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _recognised(package: Package, tab: Tab, words: Mapping[str, str]) -> Text:
    """Each heading, with the field's title where that is another word."""
    said = {}
    for language in package.languages:
        pairs = ((word, tab.by_name[field].title[language]) for word, field in words.items())
        said[language] = _listed(tuple(word if word == title else f"{word} → {title}" for word, title in pairs))
    return said


def _listed(words: tuple[str, ...]) -> str:
    return "、".join(words)

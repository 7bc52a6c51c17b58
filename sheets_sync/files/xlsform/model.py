"""An XLSForm as values: the lines of its three sheets, and what could not be said in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sheets_sync.schema import Tab, Text

Line = Mapping[str, str]
"""One line of a sheet: cells by heading; what is absent is empty."""

LANGUAGE_NAMES = {"zh": "中文", "en": "English"}


@dataclass(frozen=True)
class XlsForm:
    """The form of one tab.

    `offered` are the tabs whose rows are choices in it, each with the columns that a choice_filter compares. `notes`
    tell the person who exports what the form lacks, and what to do about it.
    """

    tab: Tab
    survey: tuple[Line, ...]
    choices: tuple[Line, ...]
    settings: Line
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()


def language_name(code: str) -> str:
    """A language as XLSForm heads its columns: the name, with the code that machines read."""
    return f"{LANGUAGE_NAMES.get(code, code)} ({code})"


def words(column: str, text: Text | None) -> dict[str, str]:
    """The cells of a translated column."""
    return {f"{column}::{language_name(code)}": word for code, word in (text or {}).items()}

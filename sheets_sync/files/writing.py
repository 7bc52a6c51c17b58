"""What all files for people have in common: an earlier one is replaced by a whole one, and an .xlsx can be opened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from sheets_sync.problems import CellValue

Cell = CellValue | date | datetime


def written_whole(path: Path, write: Callable[[Path], None]) -> Path:
    """Write beside `path` and put the file in its place when it is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path


def bold(sheet: Any, heading: str) -> Any:  # Any: openpyxl ships no types
    """A heading of an .xlsx."""
    cell = WriteOnlyCell(sheet, heading)
    cell.font = Font(bold=True)
    return cell


def for_xml(text: str) -> str:
    """The text without the control characters that XML cannot hold; U+FFFD says where one was."""
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)

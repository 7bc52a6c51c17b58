"""Evaluate formulas with formualizer; nothing else in the service knows it.

The engine is given the values that the formulas refer to and the formulas themselves, and gives back values as Sheets
has them: numbers, texts, booleans, serial numbers for dates, and errors as their texts. A formula that spills gives the
value of its own cell only.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import formualizer

from web.workbook.json_types import JsonValue
from web.workbook.values.serial import DAY_S, EPOCH
from web.workbook.values.tokens import CellValue

ERROR_TEXTS = {
    "Null": "#NULL!",
    "Div": "#DIV/0!",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Name": "#NAME?",
    "Num": "#NUM!",
    "Na": "#N/A",
    "NImpl": "#NAME?",
    "Circ": "#REF!",
    "Spill": "#REF!",
    "Calc": "#N/A",
}
OTHER_ERROR = "#ERROR!"


@dataclass(frozen=True)
class Block:
    """Values from a corner on, one list per row; a blank is the empty string."""

    sheet: str
    row: int
    column: int
    values: Sequence[Sequence[CellValue]]


@dataclass(frozen=True)
class Outcome:
    """What a formula came to: its value, and the type of number format that a date or a time asks for."""

    value: CellValue
    format_type: str = ""


@dataclass(frozen=True)
class Formula:
    """A formula in its cell, counted from zero."""

    sheet: str
    row: int
    column: int
    text: str


def evaluate(
    sheets: Sequence[str], blocks: Sequence[Block], formulas: Sequence[Formula], now: datetime
) -> list[Outcome]:
    """What each formula comes to; `now` is what TODAY and NOW answer, in the spreadsheet's time zone."""
    workbook = formualizer.Workbook()
    for sheet in sheets:
        workbook.add_sheet(sheet)
    offset = now.utcoffset() or timedelta()
    workbook.set_deterministic_clock(now.astimezone(UTC), int(offset.total_seconds()))
    for block in blocks:
        rows = [[None if value == "" else value for value in row] for row in block.values]
        workbook.set_values_batch(block.sheet, block.row + 1, block.column + 1, rows)
    broken = set()
    for number, formula in enumerate(formulas):
        try:
            workbook.set_formula(formula.sheet, formula.row + 1, formula.column + 1, formula.text)
        except (ValueError, RuntimeError, formualizer.ParserError, formualizer.TokenizerError):
            broken.add(number)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook.evaluate_all()
    return [
        Outcome(OTHER_ERROR)
        if number in broken
        else _outcome(workbook.get_value(each.sheet, each.row + 1, each.column + 1))
        for number, each in enumerate(formulas)
    ]


def _outcome(value: JsonValue) -> Outcome:
    """A value of the engine as Sheets has it."""
    if isinstance(value, dict):
        return Outcome(ERROR_TEXTS.get(str(value.get("kind")), OTHER_ERROR))
    if isinstance(value, list):
        return _outcome(value[0][0]) if value and value[0] else Outcome("")
    if isinstance(value, datetime):
        return Outcome((value.replace(tzinfo=None) - EPOCH).total_seconds() / DAY_S, "DATE_TIME")
    if isinstance(value, date):
        return Outcome((value - EPOCH.date()).days, "DATE")
    if isinstance(value, time):
        seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
        return Outcome(seconds / DAY_S, "TIME")
    if isinstance(value, timedelta):
        return Outcome(value.total_seconds() / DAY_S)
    return Outcome(0 if value is None else value)

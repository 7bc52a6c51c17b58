"""Evaluate formulas with formualizer; nothing else in the service knows it.

The engine is given the values that the formulas refer to and the formulas themselves, and gives back values as Sheets
has them: numbers, texts, booleans, serial numbers for dates, and errors as their texts. A formula that fills cells
beside its own gives the values of all of them.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

import formualizer

from web.workbook.a1 import cell_name, column_number, quoted_title
from web.workbook.formulas.sheets_functions import FUNCTIONS, SPILLING
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
    spill: tuple[tuple[CellValue, ...], ...] = ()
    """Where it fills more than its own cell: all values, one tuple per row."""


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
    for name, (function, least, most) in FUNCTIONS.items():
        workbook.register_function(name, function, min_args=least, max_args=most, allow_override_builtin=True)
    for sheet in sheets:
        workbook.add_sheet(sheet)
    offset = now.utcoffset() or timedelta()
    workbook.set_deterministic_clock(now.astimezone(UTC), int(offset.total_seconds()))
    fill = _fill_runs if any(SPILLING.search(each.text) for each in formulas) else _fill
    for block in blocks:
        fill(workbook, block)
    broken: dict[int, str] = {}
    for number, formula in enumerate(formulas):
        try:
            workbook.set_formula(formula.sheet, formula.row + 1, formula.column + 1, formula.text)
        except (ValueError, RuntimeError, formualizer.ParserError, formualizer.TokenizerError) as error:
            broken[number] = ERROR_TEXTS["Circ"] if "#CIRC!" in str(error) else OTHER_ERROR
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        workbook.evaluate_all()
    return [
        Outcome(broken[number]) if number in broken else _result(workbook, each) for number, each in enumerate(formulas)
    ]


def _fill(workbook: formualizer.Workbook, block: Block) -> None:
    rows = [[None if value == "" else value for value in row] for row in block.values]
    workbook.set_values_batch(block.sheet, block.row + 1, block.column + 1, rows)


def _fill_runs(workbook: formualizer.Workbook, block: Block) -> None:
    """As `_fill`, but no cell is made where there is no value: sums would not see what is spilled into one."""
    for number, column in enumerate(zip(*block.values, strict=True), block.column + 1):
        row = block.row + 1
        for is_blank, run in groupby(column, key=lambda value: value == ""):
            values = [[value] for value in run]
            if not is_blank:
                workbook.set_values_batch(block.sheet, row, number, values)
            row += len(values)


def _result(workbook: formualizer.Workbook, formula: Formula) -> Outcome:
    outcome = _outcome(workbook.get_value(formula.sheet, formula.row + 1, formula.column + 1))
    if not SPILLING.search(formula.text):
        return outcome
    spill = workbook.inspect_cell(cell_range(formula.sheet, formula.row, formula.column)).cell.spill
    if spill is None or spill.extent is None:
        return outcome
    bottom, right = last_cell(spill.extent)
    rows = tuple(
        tuple(
            _outcome(workbook.get_value(formula.sheet, row + 1, column + 1), blank="").value
            for column in range(formula.column, right + 1)
        )
        for row in range(formula.row, bottom + 1)
    )
    return replace(outcome, spill=rows)


def cell_range(sheet: str, row: int, column: int) -> str:
    """A cell as the engine is asked for it."""
    return f"{quoted_title(sheet)}!{cell_name(row, column)}"


def last_cell(extent: str) -> tuple[int, int]:
    """Row and column of the last cell of a range as the engine names it, from zero."""
    found = re.search(r"\$?([A-Z]+)\$?(\d+)\Z", extent)
    assert found, extent
    return int(found[2]) - 1, column_number(found[1])


def _outcome(value: JsonValue, blank: CellValue = 0) -> Outcome:
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
    return Outcome(blank if value is None else value)

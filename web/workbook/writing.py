"""Put values into cells: the one way in for values.update, values.append, pasted and imported data.

Checks the grid's limits and protections, notes the values before and after, and reads what was typed when the caller
asks for USER_ENTERED.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from web.workbook import a1
from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonValue
from web.workbook.ranges import SheetRange, to_grid_range
from web.workbook.values.entered import read_entered
from web.workbook.values.tokens import check_cell, raw_tokens, token_of, values_of


@dataclass(frozen=True)
class Input:
    """How values are to be read: `option` is RAW or USER_ENTERED, `today` the day in the spreadsheet's time zone;
    `place` and `major_dimension` say how a message names a cell of what was sent.
    """

    option: str
    today: date
    place: str = "values"
    major_dimension: str = "ROWS"

    def place_in(self, column: int) -> str:
        """The name of a cell of a column, with `{}` for its row."""
        return f"{self.place}[{column}][{{}}]" if self.major_dimension == "COLUMNS" else f"{self.place}[{{}}][{column}]"


@dataclass(frozen=True)
class Written:
    """What a write did: the cells it covered, and how many it changed (a null leaves its cell alone)."""

    rect: Rect
    cells: int


def columns_of(values: Sequence[Sequence[JsonValue]], major_dimension: str) -> list[list[JsonValue]]:
    """Values as one list per column; null where a list is shorter than the longest."""
    if major_dimension == "COLUMNS":
        longest = max(map(len, values), default=0)
        return [[*column, *[None] * (longest - len(column))] for column in values]
    return [list(column) for column in zip_longest(*values)]


def write_values(book: Book, target: SheetRange, columns: list[list[JsonValue]], given: Input) -> Written:
    """Write columns of cells from the corner of a range on; the range must hold them unless it is one cell."""
    sheet, rect = target.sheet, target.rect
    height = len(columns[0]) if columns else 0
    covered = Rect(rect.top, rect.left, rect.top + height, rect.left + len(columns))
    _require_within(target, covered)
    if not height:
        return Written(Rect(rect.top, rect.left, rect.top + 1, rect.left + 1), 0)
    require_editable(book, sheet, covered)
    before = shown_columns(sheet, covered)
    written = 0
    for number, cells in enumerate(columns):
        typed = replace(given, place=given.place_in(number))
        written += _write_column(book, sheet, (covered.top, covered.left + number), cells, typed)
    record_values(book, sheet, covered, before)
    return Written(covered, written)


def clear_values(book: Book, target: SheetRange) -> None:
    """Empty cells; their formats stay."""
    require_editable(book, target.sheet, target.rect)
    before = shown_columns(target.sheet, target.rect)
    if not any(any(value != "" for value in column) for column in before):
        return
    for column in range(target.rect.left, target.rect.right):
        target.sheet.grid.write(column, target.rect.top, ['""'] * target.rect.rows)
    record_values(book, target.sheet, target.rect, before)


def shown_columns(sheet: Sheet, rect: Rect) -> list[list[JsonValue]]:
    """The values of cells as the history keeps them: one list per column, a formula in place of its result."""
    shown: list[list[JsonValue]] = []
    for number, tokens in enumerate(sheet.grid.read_rect(rect), rect.left):
        values: list[JsonValue] = list(values_of(tokens))
        for row, formula in sheet.grid.formulas(number, rect.top, rect.bottom).items():
            values[row - rect.top] = formula
        shown.append(values)
    return shown


def record_values(book: Book, sheet: Sheet, rect: Rect, before: list[list[JsonValue]]) -> None:
    """Note new values, with those they replaced."""
    book.record(
        "values",
        sheet.sheet_id,
        range=to_grid_range(sheet, rect),
        majorDimension="COLUMNS",
        before=before,
        values=shown_columns(sheet, rect),
    )


def _require_within(target: SheetRange, covered: Rect) -> None:
    """Google's words for data that is larger than the range it was sent to, or than the sheet."""
    limits = Rect(0, 0, target.sheet.rows, target.sheet.columns) if target.is_cell else target.rect
    requested = f"Requested writing within range [{target.text or target.name}], but tried writing to"
    if covered.bottom > limits.bottom:
        raise invalid(f"{requested} row [{limits.bottom + 1}]")
    if covered.right > limits.right:
        raise invalid(f"{requested} column [{a1.column_letters(limits.right)}]")


def _write_column(book: Book, sheet: Sheet, corner: tuple[int, int], cells: list[JsonValue], given: Input) -> int:
    top, column = corner
    if given.option == "RAW":
        tokens = raw_tokens(cells, given.place)
        formulas: dict[int, str] = {}
    else:
        tokens, formulas = _read_typed(book, sheet, corner, cells, given)
    skipped = tokens.count(None)
    if not skipped:
        sheet.grid.write(column, top, [token for token in tokens if token is not None])
    else:
        for row, token in enumerate(tokens, top):
            if token is not None:
                sheet.grid.write(column, row, [token])
    for row, formula in formulas.items():
        sheet.grid.set_formula(row, column, formula)
    return len(tokens) - skipped


def _read_typed(
    book: Book, sheet: Sheet, corner: tuple[int, int], cells: list[JsonValue], given: Input
) -> tuple[list[str | None], dict[int, str]]:
    """Tokens and formulas of typed cells; number formats that come with them go to cells that have none."""
    top, column = corner
    locale = book.state["properties"].get("locale", "en_US")
    styles = sheet.grid.styles(column, top, top + len(cells))
    tokens: list[str | None] = []
    formulas: dict[int, str] = {}
    for number, cell in enumerate(cells):
        if cell is None:
            tokens.append(None)
            continue
        value = check_cell(cell, given.place, number)
        held = book.styles.number_format(styles[number])
        if not isinstance(value, str) or not value or (held and held.get("type") == "TEXT"):
            tokens.append(token_of(value))
            continue
        entered = read_entered(value, locale, given.today)
        tokens.append(token_of(entered.value))
        if entered.formula is not None:
            formulas[top + number] = entered.formula
        elif entered.number_format and not held:
            cell_rect = Rect(top + number, column, top + number + 1, column + 1)
            book.styles.give_number_format(sheet.grid, cell_rect, entered.number_format)
    return tokens, formulas

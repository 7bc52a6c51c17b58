"""Requests that tidy up what cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable

from web.workbook.access import require_editable
from web.workbook.batch_update.registry import Batch, request
from web.workbook.book import Sheet
from web.workbook.errors import invalid
from web.workbook.grid.chunk import BLANK
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, to_grid_range
from web.workbook.sorting import reorder
from web.workbook.values.entered import read_entered
from web.workbook.values.render import formatted
from web.workbook.values.tokens import token_of, value_of
from web.workbook.writing import Input, record_values, shown_columns, write_values


@request("findReplace")
def find_replace(batch: Batch, given: JsonObject) -> JsonObject:
    """Replace text in cells, and in formulas when asked to; what comes out is read as if it were typed."""
    pattern = _pattern(given)
    replacement = given.get("replacement", "")
    replacement = (
        re.sub(r"\$(\d)", r"\\\1", replacement) if given.get("searchByRegex") else replacement.replace("\\", r"\\")
    )
    counts = {"occurrencesChanged": 0, "valuesChanged": 0, "formulasChanged": 0, "rowsChanged": 0, "sheetsChanged": 0}
    for target in _searched(batch, given):
        before = shown_columns(target.sheet, target.rect)
        rows: set[int] = set()
        for column in range(target.rect.left, target.rect.right):
            rows |= _replace_in_column(batch, target, column, (pattern, replacement), given, counts)
        if rows:
            counts["rowsChanged"] += len(rows)
            counts["sheetsChanged"] += 1
            record_values(batch.book, target.sheet, target.rect, before)
    return {name: count for name, count in counts.items() if count}


@request("deleteDuplicates")
def delete_duplicates(batch: Batch, given: JsonObject) -> JsonObject:
    """Take out rows of a range that repeat an earlier one in the columns compared; those below move up."""
    target = batch.cells(given.get("range", {}))
    sheet, rect = target.sheet, target.rect
    require_editable(batch.book, sheet, rect)
    compared = _compared(given, rect)
    columns = [sheet.grid.read(column, rect.top, rect.bottom) for column in compared]
    seen: set[tuple[str, ...]] = set()
    kept, gone = [], []
    for row, key in enumerate(zip(*columns, strict=True)):
        folded = tuple(token.casefold() for token in key)
        if folded in seen and any(token != BLANK for token in key):
            gone.append(row)
        else:
            seen.add(folded)
            kept.append(row)
    if gone:
        before = shown_columns(sheet, rect)
        reorder(sheet, rect, kept + gone)
        for column in range(rect.left, rect.right):
            sheet.grid.write(column, rect.bottom - len(gone), [BLANK] * len(gone))
        record_values(batch.book, sheet, rect, before)
    return {"duplicatesRemovedCount": len(gone)} if gone else {}


@request("trimWhitespace")
def trim_whitespace(batch: Batch, given: JsonObject) -> JsonObject:
    """Take blanks off both ends of texts, and leave one between words."""
    target = batch.cells(given.get("range", {}))
    changed = _map_texts(batch, target, lambda text: re.sub(r"\s+", " ", text).strip())
    return {"cellsChangedCount": changed} if changed else {}


@request("textToColumns")
def text_to_columns(batch: Batch, given: JsonObject) -> None:
    """Split the texts of one column over it and the columns after it."""
    target = batch.cells(given.get("source", {}))
    if target.rect.columns != 1:
        raise invalid("The source range must be a single column.")
    marks = {"COMMA": ",", "SEMICOLON": ";", "PERIOD": ".", "SPACE": " ", "CUSTOM": given.get("delimiter", "")}
    kind = given.get("delimiterType", "COMMA")
    texts = [
        formatted(value_of(token), None)
        for token in target.sheet.grid.read(target.rect.left, target.rect.top, target.rect.bottom)
    ]
    mark = _detected(texts) if kind not in marks else marks[kind]
    if not mark:
        raise invalid("A custom delimiter must be given.")
    rows = [text.split(mark) if text else [] for text in texts]
    width = max(map(len, rows), default=0)
    columns = [[row[number] if number < len(row) else None for row in rows] for number in range(width)]
    corner = SheetRange(target.sheet, target.rect, is_cell=True)
    write_values(batch.book, corner, columns, Input("USER_ENTERED", batch.today(), "source"))


@request("randomizeRange")
def randomize_range(batch: Batch, given: JsonObject) -> None:
    """Shuffle the rows of a range."""
    target = batch.cells(given.get("range", {}))
    require_editable(batch.book, target.sheet, target.rect)
    draw = batch.call.workbooks.chance.sheet_id
    order = sorted(range(target.rect.rows), key=lambda _: draw())
    reorder(target.sheet, target.rect, order)
    batch.book.record("sortRange", target.sheet.sheet_id, range=to_grid_range(target.sheet, target.rect), order=order)


def _pattern(given: JsonObject) -> re.Pattern[str]:
    find = given.get("find", "")
    if not find:
        raise invalid("The text to find must not be empty.")
    text = find if given.get("searchByRegex") else re.escape(find)
    if given.get("matchEntireCell"):
        text = f"(?:{text})\\Z"
    try:
        return re.compile(text, 0 if given.get("matchCase") else re.IGNORECASE)
    except re.error as error:
        raise invalid(f"The regular expression is not valid: {error}") from error


def _searched(batch: Batch, given: JsonObject) -> list[SheetRange]:
    if "range" in given:
        return [batch.cells(given["range"])]
    if "sheetId" in given:
        sheets = [batch.sheet(given["sheetId"])]
    elif given.get("allSheets"):
        sheets = [batch.sheet(head.sheet_id) for head in batch.book.heads]
    else:
        raise invalid("Must specify a range, a sheet, or all sheets.")
    return [SheetRange(sheet, Rect(0, 0, sheet.rows, sheet.columns)) for sheet in sheets]


def _replace_in_column(
    batch: Batch,
    target: SheetRange,
    column: int,
    change: tuple[re.Pattern[str], str],
    given: JsonObject,
    counts: dict[str, int],
) -> set[int]:
    """Replace in one column; the rows that changed."""
    grid, rect = target.sheet.grid, target.rect
    formulas = grid.formulas(column, rect.top, rect.bottom)
    rows: set[int] = set()
    for row, token in enumerate(grid.read(column, rect.top, rect.bottom), rect.top):
        if token == BLANK and row not in formulas:
            continue
        if row in formulas and not given.get("includeFormulas"):
            continue
        number_format = batch.book.styles.number_format(grid.style(row, column))
        text = formulas.get(row) or formatted(value_of(token), number_format)
        found = change[0].match(text) if given.get("matchEntireCell") else change[0].search(text)
        if not found:
            continue
        after, times = change[0].subn(change[1], text)
        require_editable(batch.book, target.sheet, Rect(row, column, row + 1, column + 1))
        counts["occurrencesChanged"] += times
        counts["formulasChanged" if row in formulas else "valuesChanged"] += 1
        rows.add(row)
        entered = read_entered(after, batch.book.state["properties"].get("locale", "en_US"), batch.today())
        grid.write(column, row, [token_of(entered.value)])
        if entered.formula:
            grid.set_formula(row, column, entered.formula)
    return rows


def _map_texts(batch: Batch, target: SheetRange, change: Callable[[str], str]) -> int:
    """Change the texts of a range; the number of cells that are different after it."""
    sheet, rect = target.sheet, target.rect
    require_editable(batch.book, sheet, rect)
    before = shown_columns(sheet, rect)
    changed = 0
    for column in range(rect.left, rect.right):
        formulas = sheet.grid.formulas(column, rect.top, rect.bottom)
        changed += _map_column(sheet, column, rect, change, set(formulas))
    if changed:
        record_values(batch.book, sheet, rect, before)
    return changed


def _map_column(sheet: Sheet, column: int, rect: Rect, change: Callable[[str], str], skipped: set[int]) -> int:
    changed = 0
    for row, token in enumerate(sheet.grid.read(column, rect.top, rect.bottom), rect.top):
        if token[0] != '"' or token == BLANK or row in skipped:
            continue
        text = str(value_of(token))
        if change(text) != text:
            sheet.grid.write(column, row, [token_of(change(text))])
            changed += 1
    return changed


def _compared(given: JsonObject, rect: Rect) -> list[int]:
    spans = given.get("comparisonColumns", [])
    if not spans:
        return list(range(rect.left, rect.right))
    columns = [c for span in spans for c in range(span.get("startIndex", rect.left), span.get("endIndex", rect.right))]
    if any(not rect.left <= column < rect.right for column in columns):
        raise invalid("Comparison columns must be within the range.")
    return sorted(set(columns))


def _detected(texts: list[str]) -> str:
    return max((",", ";", ".", " "), key=lambda mark: sum(mark in text for text in texts))

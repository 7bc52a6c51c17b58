"""Cells taken out of a sheet, to be put down elsewhere: what copy, cut, fill, insert and delete of ranges share."""

from __future__ import annotations

from dataclasses import dataclass

from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.formulas.references import translated
from web.workbook.grid.chunk import BLANK, NO_TEXT
from web.workbook.grid.rect import Rect
from web.workbook.grid_input import record_formats
from web.workbook.json_types import JsonObject
from web.workbook.writing import record_values, shown_columns


@dataclass(frozen=True)
class Clip:
    """The cells of a rectangle, one list per column; formulas by row of the clip."""

    rect: Rect
    tokens: list[list[str]]
    styles: list[list[int]]
    formulas: list[dict[int, str]]


@dataclass(frozen=True)
class Parts:
    """What of a cell is put down: its value, its formula rather than the result, its style, or only a part of that."""

    values: bool = True
    formulas: bool = True
    styles: bool = True
    style_fields: tuple[str, ...] = ()


def take(sheet: Sheet, rect: Rect) -> Clip:
    """Copy the cells of a rectangle."""
    columns = range(rect.left, rect.right)
    return Clip(
        rect,
        sheet.grid.read_rect(rect),
        [sheet.grid.styles(column, rect.top, rect.bottom) for column in columns],
        [
            {row - rect.top: text for row, text in sheet.grid.formulas(column, rect.top, rect.bottom).items()}
            for column in columns
        ],
    )


def transposed(clip: Clip) -> Clip:
    """The clip with rows and columns exchanged."""
    rect = clip.rect
    formulas: list[dict[int, str]] = [{} for _ in range(rect.rows)]
    for column, texts in enumerate(clip.formulas):
        for row, text in texts.items():
            formulas[row][column] = text
    return Clip(
        Rect(rect.top, rect.left, rect.top + rect.columns, rect.left + rect.rows),
        [list(row) for row in zip(*clip.tokens, strict=True)],
        [list(row) for row in zip(*clip.styles, strict=True)],
        formulas,
    )


def put(book: Book, sheet: Sheet, corner: tuple[int, int], clip: Clip, parts: Parts) -> None:
    """Put a clip down with its corner at (row, column); relative references of its formulas move with it."""
    top, left = corner
    rect = Rect(top, left, top + clip.rect.rows, left + clip.rect.columns)
    require_editable(book, sheet, rect)
    before = shown_columns(sheet, rect) if parts.values else None
    rows, columns = top - clip.rect.top, left - clip.rect.left
    for number in range(clip.rect.columns):
        if parts.values:
            tokens = clip.tokens[number]
            sheet.grid.write(left + number, top, [BLANK if token == NO_TEXT else token for token in tokens])
            for row, text in clip.formulas[number].items() if parts.formulas else ():
                sheet.grid.set_formula(top + row, left + number, translated(text, rows, columns))
        if parts.styles:
            _put_styles(book, sheet, (top, left + number), clip.styles[number], parts.style_fields)
    if before is not None:
        record_values(book, sheet, rect, before)
    if parts.styles:
        record_formats(book, sheet, rect)


def wipe(book: Book, sheet: Sheet, rect: Rect, parts: Parts) -> None:
    """Empty the cells of a rectangle."""
    require_editable(book, sheet, rect)
    if parts.values:
        before = shown_columns(sheet, rect)
        for column in range(rect.left, rect.right):
            sheet.grid.write(column, rect.top, [BLANK] * rect.rows)
        record_values(book, sheet, rect, before)
    if parts.styles:
        sheet.grid.map_styles(rect, lambda _: 0)
        record_formats(book, sheet, rect)


def _put_styles(book: Book, sheet: Sheet, corner: tuple[int, int], ids: list[int], fields: tuple[str, ...]) -> None:
    top, column = corner
    if fields:
        ids = [
            _mixed(book, old, new, fields)
            for old, new in zip(sheet.grid.styles(column, top, top + len(ids)), ids, strict=True)
        ]
    sheet.grid.set_styles(column, top, ids)


def _mixed(book: Book, old: int, new: int, fields: tuple[str, ...]) -> int:
    """The old style with some fields as in the new one; a dot reaches into the format."""
    made: JsonObject = {name: value for name, value in book.styles.get(old).items() if name not in fields}
    given = book.styles.get(new)
    for name in fields:
        if name == "borders":
            made["userEnteredFormat"] = dict(made.get("userEnteredFormat", {}))
            made["userEnteredFormat"].pop("borders", None)
            borders = given.get("userEnteredFormat", {}).get("borders")
            made["userEnteredFormat"] |= {"borders": borders} if borders else {}
        elif name in given:
            made[name] = given[name]
    return book.styles.intern(made)

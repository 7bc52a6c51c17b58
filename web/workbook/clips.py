"""Cells taken out of a sheet, to be put down elsewhere: what copy, cut, fill, insert and delete of ranges share."""

from __future__ import annotations

from dataclasses import dataclass

from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.errors import invalid
from web.workbook.formulas.references import translated
from web.workbook.grid.chunk import BLANK, NO_TEXT
from web.workbook.grid.rect import Rect
from web.workbook.grid_input import record_formats
from web.workbook.json_types import JsonObject
from web.workbook.ranges import overlap, rect_of, to_grid_range
from web.workbook.styles import STYLE_FIELDS
from web.workbook.writing import record_values, shown_columns


@dataclass(frozen=True)
class Clip:
    """The cells of a rectangle, one list per column; formulas by row of the clip; merges counted from its corner."""

    rect: Rect
    tokens: list[list[str]]
    styles: list[list[int]]
    formulas: list[dict[int, str]]
    merges: list[Rect]


@dataclass(frozen=True)
class Parts:
    """What of a cell is put down: its value, its formula rather than the result, these fields of its style, with its
    borders or those that are there, and the merge that it is in.
    """

    values: bool = True
    formulas: bool = True
    style_fields: frozenset[str] = STYLE_FIELDS
    borders: bool = True
    merges: bool = True


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
        [
            _moved(held, -rect.top, -rect.left)
            for held in (rect_of(merge, sheet) for merge in sheet.objects.get("merges", []))
            if overlap(held, rect) == held
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
        [Rect(each.left, each.top, each.right, each.bottom) for each in clip.merges],
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
        if parts.style_fields:
            _put_styles(book, sheet, (top, left + number), clip.styles[number], parts)
    if parts.merges:
        _put_merges(book, sheet, rect, [_moved(each, top, left) for each in clip.merges])
    if before is not None:
        record_values(book, sheet, rect, before)
    if parts.style_fields:
        record_formats(book, sheet, rect)


def wipe(book: Book, sheet: Sheet, rect: Rect, parts: Parts) -> None:
    """Empty the cells of a rectangle."""
    require_editable(book, sheet, rect)
    if parts.values:
        before = shown_columns(sheet, rect)
        for column in range(rect.left, rect.right):
            sheet.grid.write(column, rect.top, [BLANK] * rect.rows)
        record_values(book, sheet, rect, before)
    if parts.merges:
        _put_merges(book, sheet, rect, [])
    if parts.style_fields:
        sheet.grid.map_styles(rect, lambda _: 0)
        record_formats(book, sheet, rect)


def _moved(rect: Rect, rows: int, columns: int) -> Rect:
    return Rect(rect.top + rows, rect.left + columns, rect.bottom + rows, rect.right + columns)


def _put_merges(book: Book, sheet: Sheet, rect: Rect, merges: list[Rect]) -> None:
    """Put merges in place of those within a rectangle; refused where it holds only a part of one."""
    held = [(merge, rect_of(merge, sheet)) for merge in sheet.objects.get("merges", [])]
    if any(overlap(each, rect) not in (None, each) for _, each in held):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    kept = [merge for merge, each in held if not overlap(each, rect)]
    made = [*kept, *(to_grid_range(sheet, each) for each in merges)]
    if made != [merge for merge, _ in held]:
        sheet.objects["merges"] = made
        book.record("merge", sheet.sheet_id, range=to_grid_range(sheet, rect))


def _put_styles(book: Book, sheet: Sheet, corner: tuple[int, int], ids: list[int], parts: Parts) -> None:
    top, column = corner
    if parts.style_fields != STYLE_FIELDS or not parts.borders:
        ids = [
            _mixed(book, old, new, parts)
            for old, new in zip(sheet.grid.styles(column, top, top + len(ids)), ids, strict=True)
        ]
    sheet.grid.set_styles(column, top, ids)


def _mixed(book: Book, old: int, new: int, parts: Parts) -> int:
    """The old style with some fields as in the new one."""
    held, given = book.styles.get(old), book.styles.get(new)
    made: JsonObject = {name: value for name, value in held.items() if name not in parts.style_fields}
    made |= {name: value for name, value in given.items() if name in parts.style_fields}
    if not parts.borders:
        borders = held.get("userEnteredFormat", {}).get("borders")
        cell_format = {name: value for name, value in made.get("userEnteredFormat", {}).items() if name != "borders"}
        made["userEnteredFormat"] = cell_format | ({"borders": borders} if borders else {})
    return book.styles.intern(made)

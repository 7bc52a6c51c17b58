"""Change the texts of formulas all over a spreadsheet, when rows, columns or titles they refer to have changed.

Formulas stand in cells, and in the conditions of conditional format rules, filters and data validation.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from web.workbook import store
from web.workbook.book import Book, Sheet
from web.workbook.formulas.recalculate import has_formulas
from web.workbook.json_types import JsonObject, JsonValue

Change = Callable[[Sheet, str], str]
"""From the sheet that a formula is on and its text to its text afterwards."""

CONDITIONAL = ("conditionalFormats", "filterViews", "basicFilter")
FORMULA_NAMES = frozenset({"userEnteredValue", "value"})
"""The fields of a ConditionValue and of an InterpolationPoint that may hold a formula."""


def rewrite_formulas(book: Book, change: Change) -> None:
    """Apply `change` to every formula."""
    if has_formulas(book):
        for sheet in book.sheets():
            _rewrite_cells(sheet, change)
    for sheet in book.sheets():
        _rewrite_objects(sheet, change)
    validations = store.styles_with_formulas(book.connection)
    if validations:
        for sheet in book.sheets():
            _rewrite_validations(book, sheet, validations, change)


def _rewrite_cells(sheet: Sheet, change: Change) -> None:
    for (row, column), text in sheet.grid.all_formulas().items():
        after = change(sheet, text)
        if after != text:
            sheet.grid.set_formula(row, column, after)
            sheet.edited = True


def _rewrite_objects(sheet: Sheet, change: Change) -> None:
    for name in CONDITIONAL:
        before = sheet.objects.get(name)
        after = rewritten(before, lambda text: change(sheet, text))
        if after != before:
            sheet.objects[name] = after
            sheet.edited = True


def _rewrite_validations(book: Book, sheet: Sheet, styles: dict[int, str], change: Change) -> None:
    """Give cells whose validation has a formula another style; most spreadsheets have no such cell."""
    replaced = {}
    for number, body in styles.items():
        style: JsonObject = json.loads(body)
        after = {**style, "dataValidation": rewritten(style["dataValidation"], lambda text: change(sheet, text))}
        if after != style:
            replaced[number] = after
    if replaced:
        found = sheet.grid.replace_styles(replaced.keys(), lambda number: book.styles.intern(replaced[number]))
        sheet.edited = sheet.edited or found


def rewritten(value: JsonValue, change: Callable[[str], str]) -> JsonValue:
    """The value with `change` applied to the formulas in it."""
    if isinstance(value, list):
        return [rewritten(item, change) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: change(inner)
        if name in FORMULA_NAMES and isinstance(inner, str) and inner.startswith("=")
        else rewritten(inner, change)
        for name, inner in value.items()
    }

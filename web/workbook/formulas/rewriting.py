"""Change the texts of formulas all over a spreadsheet, when rows, columns or titles they refer to have changed."""

from __future__ import annotations

from collections.abc import Callable

from web.workbook.book import Book, Sheet
from web.workbook.formulas.recalculate import has_formulas


def rewrite_formulas(book: Book, change: Callable[[Sheet, str], str]) -> None:
    """Apply `change` to every formula; it is told the sheet that the formula is on."""
    if not has_formulas(book):
        return
    for sheet in book.sheets():
        for (row, column), text in sheet.grid.all_formulas().items():
            after = change(sheet, text)
            if after != text:
                sheet.grid.set_formula(row, column, after)
                sheet.edited = True

"""Conditional formats that go with cells which are pasted."""

from __future__ import annotations

from web.workbook.access import require_editable
from web.workbook.book import Book, Sheet
from web.workbook.formulas.references import translated
from web.workbook.formulas.rewriting import rewritten
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.ranges import SheetRange, overlap, rect_of, to_grid_range

LIST = "conditionalFormats"


def copy_rules(book: Book, source: SheetRange, sheet: Sheet, corner: tuple[int, int]) -> None:
    """Let the rules of a range hold for as many cells from a corner on; where one holds already, nothing is added."""
    rows, columns = corner[0] - source.rect.top, corner[1] - source.rect.left
    for rule in list(source.sheet.objects.get(LIST, [])):
        areas = [rect_of(each, source.sheet) for each in rule["ranges"]]
        parts = [each for each in (overlap(area, source.rect) for area in areas) if each]
        moved = [Rect(p.top + rows, p.left + columns, p.bottom + rows, p.right + columns) for p in parts]
        held = areas if sheet is source.sheet else []
        new = [each for each in moved if not any(overlap(each, area) == each for area in held)]
        if new:
            require_editable(book, sheet, new[0])
            sheet.listed(LIST).append(_rule(rule, areas[0], sheet, new))
            book.record("conditionalFormat", sheet.sheet_id)


def _rule(rule: JsonObject, first: Rect, sheet: Sheet, areas: list[Rect]) -> JsonObject:
    """The rule on other cells; its formulas are those of the first cell of the first range."""
    rows, columns = areas[0].top - first.top, areas[0].left - first.left
    kept: JsonObject = {name: value for name, value in rule.items() if name != "ranges"}
    made: JsonObject = rewritten(kept, lambda text: translated(text, rows, columns))
    return {**made, "ranges": [to_grid_range(sheet, each) for each in areas]}

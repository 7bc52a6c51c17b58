"""Bring the results of formulas up to date after an edit.

Which formulas an edit touches is found from their references: nothing is computed when the cells that changed, and
those that depend on them, are not among them. The engine gets only the values that the touched formulas refer to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfoNotFoundError

from web.workbook import store
from web.workbook.a1 import cell_name, quoted_title
from web.workbook.book import Book, Sheet
from web.workbook.formulas import spills
from web.workbook.formulas.areas import Area, Areas
from web.workbook.formulas.engine import Block, Formula, Outcome, evaluate
from web.workbook.formulas.references import Reference, references, with_ranges
from web.workbook.formulas.sheets_functions import SPILLING
from web.workbook.grid.chunk import NO_TEXT
from web.workbook.grid.rect import Rect
from web.workbook.json_types import JsonObject
from web.workbook.locales import zone_of
from web.workbook.ranges import overlap, rect_of, to_grid_range
from web.workbook.values.tokens import token_of, values_of

VOLATILE = re.compile(r"\b(?:NOW|TODAY|RAND|RANDBETWEEN|INDIRECT|OFFSET)\s*\(", re.IGNORECASE)
VALUE_KINDS = frozenset({"values", "results"})
QUIET_KINDS = frozenset({"format", "filterView", "basicFilter", "protection", "conditionalFormat", "permissions"})


@dataclass(frozen=True)
class Cell:
    """A formula at its place, with the cells that it refers to."""

    sheet: Sheet
    row: int
    column: int
    text: str
    needs: tuple[Area, ...]

    @property
    def area(self) -> Area:
        """The cell itself."""
        return self.sheet.sheet_id, Rect(self.row, self.column, self.row + 1, self.column + 1)


def recalculate(book: Book, now: datetime) -> None:
    """Compute what the records of this transaction touched; results that differ are stored and recorded."""
    if not book.records or not (has_formulas(book) or spills.areas_of(book.opened())):
        return
    cells = _all_cells(book)
    held = spills.areas_of(book.sheets())
    touched = _touched(book, cells, held)
    if not touched and not held:
        return
    if not held and not any(SPILLING.search(cell.text) for cell in touched):
        for cell, outcome in zip(touched, _evaluated(book, touched, now), strict=True):
            _store(book, cell, outcome)
        return
    before = spills.clear(book, Areas(_changed_areas(book) or []))
    outcomes = _unblocked(book, cells, _evaluated(book, cells, now), now)
    after: dict[spills.Place, str] = {}
    for cell, outcome in zip(cells, outcomes, strict=True):
        _store(book, cell, outcome)
        if outcome.spill:
            after |= spills.fill(cell.sheet, _rect(cell, outcome), outcome.spill)
    spills.record(book, before, after)


def _evaluated(book: Book, cells: list[Cell], now: datetime, refused: frozenset[Area] = frozenset()) -> list[Outcome]:
    needed = sorted({area for cell in cells for area in cell.needs}, key=repr)
    blocks = [_block(book, area) for area in needed]
    ranges = _named_ranges(book)
    formulas = [
        Formula(
            cell.sheet.title,
            cell.row,
            cell.column,
            "=#REF!" if cell.area in refused else with_ranges(cell.text, ranges),
        )
        for cell in cells
    ]
    return evaluate([head.title for head in book.heads], blocks, formulas, _local(book, now))


def _unblocked(book: Book, cells: list[Cell], outcomes: list[Outcome], now: datetime) -> list[Outcome]:
    """The outcomes as they are when formulas that would fill cells of others come to #REF! instead."""
    taken: list[Area] = []
    refused = set()
    for cell, outcome in zip(cells, outcomes, strict=True):
        if not outcome.spill:
            continue
        area = (cell.sheet.sheet_id, _rect(cell, outcome))
        if Areas(taken).meets(area) or not spills.is_free(cell.sheet, area[1]):
            refused.add(cell.area)
        else:
            taken.append(area)
    return _evaluated(book, cells, now, frozenset(refused)) if refused else outcomes


def _rect(cell: Cell, outcome: Outcome) -> Rect:
    return Rect(cell.row, cell.column, cell.row + len(outcome.spill), cell.column + len(outcome.spill[0]))


def has_formulas(book: Book) -> bool:
    """Whether any cell of the spreadsheet is computed."""
    return any(sheet.grid.has_formulas() for sheet in book.opened()) or store.has_formulas(book.connection, book.id)


def _all_cells(book: Book) -> list[Cell]:
    cells = []
    for sheet in book.sheets():
        for (row, column), text in sheet.grid.all_formulas().items():
            needs = [_area(book, sheet, reference) for reference in references(text)]
            needs += _named_areas(book, text)
            cells.append(Cell(sheet, row, column, text, tuple(area for area in needs if area)))
    return cells


def _touched(book: Book, cells: list[Cell], spilled: list[Area]) -> list[Cell]:
    """The formulas to compute: those an edit changed or that depend, over any number of steps, on what it changed.

    All of them, where it changed a cell that a formula fills, or may have made room for one that had none.
    """
    changed = _changed_areas(book)
    if changed is None or any(Areas(changed).meets(area) for area in spilled):
        return cells
    if changed and any(_is_refused(cell) for cell in cells):
        return cells
    touched: dict[Area, Cell] = {}
    areas = Areas(changed)
    waiting = [c for c in cells if VOLATILE.search(c.text) or areas.meets(c.area) or _meets(c, areas)]
    while waiting:
        touched |= {cell.area: cell for cell in waiting}
        areas = Areas(cell.area for cell in waiting)
        waiting = [cell for cell in cells if cell.area not in touched and _meets(cell, areas)]
    return list(touched.values())


def _is_refused(cell: Cell) -> bool:
    refused = token_of("#REF!")
    return bool(SPILLING.search(cell.text)) and cell.sheet.grid.read(cell.column, cell.row, cell.row + 1) == [refused]


def _changed_areas(book: Book) -> list[Area] | None:
    """Where values changed, or None when rows or sheets moved and everything has to be looked at."""
    areas: list[Area] = []
    for record in book.records:
        if record["kind"] in VALUE_KINDS:
            sheet_id = record["sheetId"]
            areas.append((sheet_id, rect_of(record["range"], book.sheet(sheet_id))))
        elif record["kind"] not in QUIET_KINDS:
            return None
    return areas


def _meets(cell: Cell, areas: Areas) -> bool:
    return any(areas.meets(need) for need in cell.needs)


def _area(book: Book, sheet: Sheet, reference: Reference) -> Area | None:
    if reference.sheet is not None:
        head = book.head_by_title(reference.sheet)
        if head is None:
            return None
        sheet = book.sheet(head.sheet_id)
    first, last = reference.first, reference.end
    rows = sorted((first.row or 0, sheet.rows - 1 if last.row is None else last.row))
    columns = sorted((first.column or 0, sheet.columns - 1 if last.column is None else last.column))
    rect = overlap(Rect(rows[0], columns[0], rows[1] + 1, columns[1] + 1), Rect(0, 0, sheet.rows, sheet.columns))
    return (sheet.sheet_id, rect) if rect else None


def _named_areas(book: Book, text: str) -> list[Area | None]:
    named = book.state.get("namedRanges", [])
    folded = text.casefold()
    found = [each["range"] for each in named if each["name"].casefold() in folded]
    return [(each.get("sheetId", 0), rect_of(each, book.sheet(each.get("sheetId", 0)))) for each in found]


def _named_ranges(book: Book) -> dict[str, str]:
    """The range of each name, in a form that stays the same in every cell."""
    found = {}
    for named in book.state.get("namedRanges", []):
        sheet = book.sheet(named["range"].get("sheetId", 0))
        rect = rect_of(named["range"], sheet)
        first, last = cell_name(rect.top, rect.left), cell_name(rect.bottom - 1, rect.right - 1)
        found[named["name"].casefold()] = f"{quoted_title(sheet.title)}!{first}:{last}"
    return found


def _block(book: Book, area: Area) -> Block:
    sheet = book.sheet(area[0])
    rect = area[1]
    columns = [values_of(tokens) for tokens in sheet.grid.read_rect(rect)]
    return Block(sheet.title, rect.top, rect.left, list(zip(*columns, strict=True)))


def _store(book: Book, cell: Cell, outcome: Outcome) -> None:
    grid = cell.sheet.grid
    token = NO_TEXT if outcome.value == "" else token_of(outcome.value)
    if grid.read(cell.column, cell.row, cell.row + 1) == [token]:
        return
    grid.set_result(cell.row, cell.column, token)
    cell.sheet.edited = True
    if outcome.format_type and not book.styles.number_format(grid.style(cell.row, cell.column)):
        book.styles.give_number_format(grid, cell.area[1], {"type": outcome.format_type})
    where: JsonObject = to_grid_range(cell.sheet, cell.area[1])
    book.record(
        "results", cell.sheet.sheet_id, range=where, majorDimension="COLUMNS", values=[list(values_of([token]))]
    )


def _local(book: Book, now: datetime) -> datetime:
    try:
        return now.astimezone(zone_of(book.state["properties"].get("timeZone", "Etc/GMT")))
    except (ZoneInfoNotFoundError, ValueError):
        return now

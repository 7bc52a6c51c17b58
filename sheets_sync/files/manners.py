"""A file's cell -> the cell as it shall stand in the sheet.

What a clerk's program did to a value is taken back (a number for a text, full-width digits, an Excel day count, lost
zeros), and a value is written in the workbook's one manner. What still does not fit its field stays exactly as it
stands in the file, so that the problem list shows what the clerk sees.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sheets_sync.cells import Bad, format_cell, parser
from sheets_sync.files.dates import spelt_out
from sheets_sync.files.text_mark import unmarked
from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, FieldType, Package, Tab


def cells_of(package: Package, tab: Tab, field: Field, raw: Sequence[CellValue], year: int | None) -> list[CellValue]:
    """The cells of one column; blank ones become None. `year` is that of dates without one."""
    clean = _cleaner(tab, field, year)
    parse = parser(package, field)
    cells: list[CellValue] = []
    for cell in raw:
        value = parse(clean(cell)) if not is_blank(cell) else None
        if isinstance(value, Bad) or (value is None and not is_blank(cell)):
            cells.append(_as_it_stands(field, cell))
        else:
            cells.append(None if value is None else format_cell(package, field, value))
    return _unless_pattern_fails(field, raw, cells)


def is_blank(cell: CellValue) -> bool:
    """Whether nothing stands in the cell, or white space only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _cleaner(tab: Tab, field: Field, year: int | None) -> Callable[[CellValue], CellValue]:
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        return lambda cell: spelt_out(cell, year)
    removed = re.compile(field.read.remove) if field.read.remove else None
    plain_forms = _is_a_code(tab, field)

    def clean(cell: CellValue) -> CellValue:
        if isinstance(cell, bool) or (isinstance(cell, int | float) and field.type is not FieldType.STRING):
            return cell
        text = unmarked(_text(cell)).strip()
        if plain_forms:
            text = unicodedata.normalize("NFKC", text)
        if removed:
            text = removed.sub("", text)
        return text.zfill(field.read.pad) if field.read.pad and text.isascii() and text.isdigit() else text

    return clean


def _is_a_code(tab: Tab, field: Field) -> bool:
    """Whether width has no meaning in this field: keys and numbers, but not names and sentences."""
    return (
        field.constraints.pattern is not None
        or field.read.pad is not None
        or field.name == tab.primary_key
        or field.name in tab.references
    )


def _unless_pattern_fails(field: Field, raw: Sequence[CellValue], cells: list[CellValue]) -> list[CellValue]:
    """The cells, but as they stand in the file where they break the field's pattern."""
    if field.constraints.pattern is None or field.type is not FieldType.STRING or field.choices:
        return cells
    # Arrow and DuckDB, which judges the same pattern later, both use RE2; Python's re is another language.
    fits = pc.match_substring_regex(pa.array(cells, pa.string()), rf"\A(?:{field.constraints.pattern})\z").to_pylist()
    return [
        _as_it_stands(field, was) if fit is False else cell for cell, was, fit in zip(cells, raw, fits, strict=True)
    ]


def _as_it_stands(field: Field, cell: CellValue) -> CellValue:
    return _text(cell) if field.type is FieldType.STRING else cell


def _text(cell: CellValue) -> str:
    """A cell as text: all digits of a number, for 1.38E+10 is what Excel shows and not what stands in the file."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return str(cell)

"""The columns of a tab: headings, text formats, dropdowns, hidden columns.

A column whose heading is a former word of its field gets today's heading, and nothing else of it is touched. When the
type or the choices of a field change, its format and its dropdown follow; the values stay as typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sheets_sync.headings import Headings, match_headings
from sheets_sync.layout.change import COLOURS, Change, SheetOfTab, Sign
from sheets_sync.layout.locks import lock_request
from sheets_sync.layout.shapes import column_range, first_cell_of, hidden_request, note_request
from sheets_sync.problems import say
from sheets_sync.rows import Json
from sheets_sync.schema import Field, FieldType, Package

SPARE_COLUMNS = 6


@dataclass(frozen=True)
class Column:
    """A field and where it stands: 0-based column, and what the heading and row 2 have there (CellData)."""

    field: Field
    index: int
    heading: Json
    cell: Json


def place_columns(of: SheetOfTab) -> tuple[list[Column], list[Field]]:
    """The columns that are there, and the fields that stand nowhere yet."""
    rows = of.first_rows
    headings = match_headings(of.tab, heading_words(rows))
    columns, missing = [], []
    for field in of.tab.fields:
        at = headings.column(field)
        if at is None:
            missing.append(field)
        else:
            columns.append(Column(field, at, first_cell_of(rows, 0, at), first_cell_of(rows, 1, at)))
    return columns, missing


def heading_words(rows: Sequence[Sequence[Json]]) -> list[str]:
    """The words of the heading row."""
    return [cell.get("formattedValue", "") for cell in (rows[0] if rows else [])]


def new_places(of: SheetOfTab, missing: Sequence[Field]) -> dict[str, int]:
    """Where columns will be added: behind all cells of the first rows, with a heading or not."""
    width = max((len(row) for row in of.first_rows), default=0)
    return {field.name: width + index for index, field in enumerate(missing)}


def column_changes(of: SheetOfTab, columns: Sequence[Column]) -> Iterator[Change]:
    """What the columns that are there lack."""
    headings = match_headings(of.tab, heading_words(of.first_rows))
    for column in columns:
        yield from _renamed(of, column, headings)
        yield from _in_use_again(of, column)
        yield from _formatted(of, column)


def added_columns(of: SheetOfTab, places: dict[str, int]) -> Iterator[Change]:
    """Each new column with its heading, format, dropdown and lock; the first makes room for all."""
    grid = of.sheet["properties"].get("gridProperties", {})
    lacking = max(places.values(), default=-1) + 1 - grid.get("columnCount", 26)
    if lacking > 0:
        span = {"sheetId": of.sheet_id, "dimension": "COLUMNS", "length": lacking + SPARE_COLUMNS}
        room: tuple[Json, ...] = ({"appendDimension": span},)
    else:
        room = ()
    for name, index in places.items():
        field = of.tab.by_name[name]
        title = field.title[of.package.language]
        requests = [_heading(of, field, index), *_format(of, field, index, {}), *_dropdown(of, field, index, {})]
        if field.computed:
            requests.append(lock_request(of, field, index))
        if field.appearance == "hidden":
            requests.append(hidden_request(of, index, hidden=True))
        what = f"column “{title}” ({name}, {'computed, ' if field.computed else ''}{field.type})"
        yield of.change(Sign.ADD, what, *room, *requests)
        room = ()


def _renamed(of: SheetOfTab, column: Column, headings: Headings) -> Iterator[Change]:
    if headings.renamed(column.field) is None:
        return
    title = column.field.title[of.package.language]
    cells = {
        "start": {"sheetId": of.sheet_id, "rowIndex": 0, "columnIndex": column.index},
        "rows": [{"values": [{"userEnteredValue": {"stringValue": title}}]}],
        "fields": "userEnteredValue",
    }
    what = f"column “{headings.words[column.index]}” is called “{title}” ({column.field.name})"
    yield of.change(Sign.CHANGE, what, {"updateCells": cells})


def _in_use_again(of: SheetOfTab, column: Column) -> Iterator[Change]:
    """A column that had been retired shows again, without the note that said so."""
    note = column.heading.get("note", "")
    mark = next((mark for mark in say("retired-note", of.package).values() if note.startswith(mark)), None)
    if mark is None:
        return
    requests = [note_request(of, column.index, note.removeprefix(mark).lstrip("\n"))]
    if column.field.appearance != "hidden":
        requests.append(hidden_request(of, column.index, hidden=False))
    yield of.change(Sign.CHANGE, f"column “{column.field.title[of.package.language]}” is in use again", *requests)


def _formatted(of: SheetOfTab, column: Column) -> Iterator[Change]:
    title = column.field.title[of.package.language]
    for request in _format(of, column.field, column.index, column.cell):
        words = "holds numbers" if _is_number(column.field) else "keeps text as typed"
        yield of.change(Sign.CHANGE, f"column “{title}” {words}", request)
    for request in _dropdown(of, column.field, column.index, column.cell):
        if "rule" not in request["setDataValidation"]:
            yield of.change(Sign.TAKE, f"dropdown of “{title}”", request)
        else:
            sign = Sign.CHANGE if "dataValidation" in column.cell else Sign.ADD
            yield of.change(sign, f"dropdown of “{title}”", request)


def _heading(of: SheetOfTab, field: Field, index: int) -> Json:
    language = of.package.language
    cell = {
        "userEnteredValue": {"stringValue": field.title[language]},
        "userEnteredFormat": {
            "textFormat": {"bold": True},
            "wrapStrategy": "WRAP",
            **({"backgroundColor": COLOURS["grey"]} if field.computed else {}),
        },
        **({"note": field.hint[language]} if field.hint else {}),
    }
    return {
        "updateCells": {
            "start": {"sheetId": of.sheet_id, "rowIndex": 0, "columnIndex": index},
            "rows": [{"values": [cell]}],
            "fields": "userEnteredValue,userEnteredFormat(textFormat.bold,wrapStrategy,backgroundColor),note",
        }
    }


def _is_number(field: Field) -> bool:
    return field.type in (FieldType.INTEGER, FieldType.NUMBER)


def _format(of: SheetOfTab, field: Field, index: int, cell: Json) -> Iterator[Json]:
    """Text format on a column of text, so that nothing typed turns into a number; taken off a column of numbers."""
    is_text = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type") == "TEXT"
    if is_text == (not _is_number(field)):
        return
    wanted: Json = {} if is_text else {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
    body = {**column_range(of, index), "startRowIndex": 1}
    yield {"repeatCell": {"range": body, "cell": wanted, "fields": "userEnteredFormat.numberFormat"}}


def _dropdown(of: SheetOfTab, field: Field, index: int, cell: Json) -> Iterator[Json]:
    rule, have = _validation(of.package, field), cell.get("dataValidation")
    body = {**column_range(of, index), "startRowIndex": 1}
    if rule is None and is_own_dropdown(of.package, have):
        yield {"setDataValidation": {"range": body}}
    if rule and (have is None or (have.get("condition"), have.get("inputMessage")) != _said(rule)):
        yield {"setDataValidation": {"range": body, "rule": rule}}


def _said(rule: Json) -> tuple[Json, str]:
    return rule["condition"], rule["inputMessage"]


def is_own_dropdown(package: Package, rule: Json | None) -> bool:
    """Whether a dropdown is one of the program's, which its message tells; staff make some of their own."""
    return rule is not None and rule.get("inputMessage") in say("dropdown-note", package).values()


def _validation(package: Package, field: Field) -> Json | None:
    """A dropdown that suggests and does not refuse: a wrong entry stays as typed and is reported."""
    if field.computed or field.type is FieldType.LIST:
        return None
    if field.choices:
        words = [choice.title[package.language] for choice in field.choices]
    elif field.type is FieldType.BOOLEAN:
        words = [words[package.language] for words in package.booleans.values()]
    else:
        return None
    return {
        "condition": {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": word} for word in words]},
        "inputMessage": say("dropdown-note", package)[package.language],
        "showCustomUi": True,
        "strict": False,
    }

"""The columns of a tab: headings, text formats, dropdowns, hidden columns, locks on what the program writes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sheets_sync.layout.change import COLOURS, Change, first_rows, sheet_id_of
from sheets_sync.rows import Json
from sheets_sync.schema import Field, FieldType, Package, Tab
from sheets_sync.words import fold

SPARE_COLUMNS = 6
LOCK = "computed:"


@dataclass(frozen=True)
class Column:
    """A field and where it stands: 0-based column, and what row 2 has there (CellData), empty for a new column."""

    field: Field
    index: int
    cell: Json
    new: bool


def column_changes(package: Package, tab: Tab, sheet: Json) -> tuple[list[Column], list[Change]]:
    """Where each field stands (new ones behind the last heading), and what its column lacks."""
    columns, found = _columns(package, tab, sheet)
    for column in columns:
        found += _column(package, tab, sheet_id_of(sheet), column)
    found += _locks(tab, sheet, columns)
    return columns, found


def _columns(package: Package, tab: Tab, sheet: Json) -> tuple[list[Column], list[Change]]:
    """Where each field stands, and the headings to add behind all cells for those that stand nowhere."""
    rows = first_rows(sheet)
    width = max((len(row) for row in rows), default=0)
    heading = [cell.get("formattedValue", "") for cell in (rows[0] if rows else [])]
    second = rows[1] if len(rows) > 1 else []
    words = {fold(text): index for index, text in reversed(list(enumerate(heading))) if text}
    columns: list[Column] = []
    missing: list[Field] = []
    for field in tab.fields:
        at = next((words[fold(w)] for w in (*field.title.values(), field.name) if fold(w) in words), None)
        if at is None:
            at = width + len(missing)
            missing.append(field)
            columns.append(Column(field, at, {}, new=True))
        else:
            columns.append(Column(field, at, second[at] if at < len(second) else {}, new=False))
    if not missing:
        return columns, []
    return columns, [_headings(package, tab, sheet, width, missing)]


def _headings(package: Package, tab: Tab, sheet: Json, start: int, missing: list[Field]) -> Change:
    properties = sheet["properties"]
    sheet_id = sheet_id_of(sheet)
    width = properties.get("gridProperties", {}).get("columnCount", 26)
    requests: list[Json] = []
    if start + len(missing) > width:
        more = start + len(missing) - width + SPARE_COLUMNS
        requests.append({"appendDimension": {"sheetId": sheet_id, "dimension": "COLUMNS", "length": more}})
    cells = [
        {
            "userEnteredValue": {"stringValue": field.title[package.language]},
            "userEnteredFormat": {
                "textFormat": {"bold": True},
                "wrapStrategy": "WRAP",
                **({"backgroundColor": COLOURS["grey"]} if field.computed else {}),
            },
            **({"note": field.hint[package.language]} if field.hint else {}),
        }
        for field in missing
    ]
    requests.append(
        {
            "updateCells": {
                "start": {"sheetId": sheet_id, "rowIndex": 0, "columnIndex": start},
                "rows": [{"values": cells}],
                "fields": "userEnteredValue,userEnteredFormat(textFormat.bold,wrapStrategy,backgroundColor),note",
            }
        }
    )
    names = "、".join(field.title[package.language] for field in missing)
    return Change("updateCells", tab.name, f"headings {names}", tuple(requests))


def _column(package: Package, tab: Tab, sheet_id: int, column: Column) -> Iterator[Change]:
    field, title = column.field, column.field.title[package.language]
    body = {**_column_range(sheet_id, column.index), "startRowIndex": 1}
    text = field.type not in (FieldType.INTEGER, FieldType.NUMBER)
    have = column.cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
    if text and have != "TEXT":
        cell: Json = {"userEnteredFormat": {"numberFormat": {"type": "TEXT", "pattern": "@"}}}
        repeat = {"repeatCell": {"range": body, "cell": cell, "fields": "userEnteredFormat.numberFormat"}}
        yield Change("repeatCell", tab.name, f"column “{title}” keeps text as typed", (repeat,))
    rule = _validation(package, field)
    if rule and not _same_rule(rule, column.cell.get("dataValidation")):
        yield Change(
            "setDataValidation",
            tab.name,
            f"dropdown of “{title}”",
            ({"setDataValidation": {"range": body, "rule": rule}},),
        )
    if column.new and field.appearance == "hidden":
        span = {"sheetId": sheet_id, "dimension": "COLUMNS", "startIndex": column.index, "endIndex": column.index + 1}
        hide = {
            "updateDimensionProperties": {"range": span, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}
        }
        yield Change("updateDimensionProperties", tab.name, f"column “{title}” hidden", (hide,))


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
    values = [{"userEnteredValue": word} for word in words]
    return {"condition": {"type": "ONE_OF_LIST", "values": values}, "showCustomUi": True, "strict": False}


def _same_rule(want: Json, have: Json | None) -> bool:
    return have is not None and have.get("condition") == want["condition"]


def _locks(tab: Tab, sheet: Json, columns: Iterable[Column]) -> Iterator[Change]:
    have = {found.get("description", "") for found in sheet.get("protectedRanges", [])}
    sheet_id = sheet_id_of(sheet)
    for column in columns:
        description = LOCK + column.field.name
        if column.field.computed and description not in have:
            locked = {"range": _column_range(sheet_id, column.index), "description": description, "warningOnly": False}
            yield Change(
                "addProtectedRange",
                tab.name,
                f"lock on {column.field.name}",
                ({"addProtectedRange": {"protectedRange": locked}},),
            )


def _column_range(sheet_id: int, column: int) -> Json:
    return {"sheetId": sheet_id, "startColumnIndex": column, "endColumnIndex": column + 1}

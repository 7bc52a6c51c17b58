"""One cell <-> one value of a field's type.

Reading is forgiving about manners (full-width digits, 2020/2/3, a choice in either language) and never guesses:
what does not parse is `Bad` and stays in the cell as it is. Writing has one manner only, that of the workbook's
language. `parse_cell` gives back every value that `format_cell` wrote, times to the minute.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, FieldType, Package
from sheets_sync.words import LIST_SEPARATOR, fold

Value = str | int | float | bool | date | datetime | list[str] | None
Parser = Callable[[CellValue], "Value | Bad"]

_LIST_SPLIT = re.compile(r"[、,，;；|\n]+")
_ISO = re.compile(r"\d{8}|\d{4}-\d\d-\d\d([ Tt].*)?")
_SURROGATE = re.compile(r"[\ud800-\udfff]")  # half a character, which no file and no database can hold
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_TIME = re.compile(r"(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2})?)?\s*[秒]?")
_GEOPOINT = re.compile(r"(-?\d{1,3}(?:\.\d+)?)\s*[,，;\s]\s*(-?\d{1,2}(?:\.\d+)?)")
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d{1,2}|\.\d+)?")


@dataclass(frozen=True)
class Bad:
    """A cell that is not of the field's type: `rule` is "type", or "enum" for a field with choices."""

    rule: str


def parser(package: Package, field: Field) -> Parser:
    """The function that reads a cell of `field`.

    It takes what a ValueRange holds with UNFORMATTED_VALUE, or text typed in a form. Blank (None, or only white space)
    gives None.
    """
    if field.choices:
        names = _choice_names(field)
        if field.type is FieldType.LIST:
            return _blank_is_none(lambda cell: _parse_list(cell, names))
        return _blank_is_none(lambda cell: names.get(fold(cell_text(cell)), Bad("enum")))
    if field.type is FieldType.BOOLEAN:
        truths = _truths(package)
        return _blank_is_none(
            lambda cell: cell if isinstance(cell, bool) else truths.get(fold(cell_text(cell)), Bad("type"))
        )
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        parse = _parse_date if field.type is FieldType.DATE else _parse_datetime
        zone = ZoneInfo(package.timezone)
        return _blank_is_none(lambda cell: parse(cell, zone))
    return _blank_is_none(_PARSERS[field.type])


def parse_cell(package: Package, field: Field, cell: CellValue) -> "Value | Bad":
    """Read one cell; for a column make the `parser` once."""
    return parser(package, field)(cell)


def format_cell(package: Package, field: Field, value: Any) -> CellValue:  # Any: a value that DuckDB or Arrow gave back
    """Write a value as it stands in a cell of the workbook; None gives the empty string, which clears the cell."""
    if value is None:
        return ""
    if field.choices:
        titles = {c.name: c.title[package.language] for c in field.choices}
        names = value if isinstance(value, list) else [value]
        return LIST_SEPARATOR.join(titles.get(name, str(name)) for name in names)
    if isinstance(value, bool):
        return package.booleans[value][package.language]
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, int | float) else str(value)


def format_column(package: Package, field: Field, values: Iterable[Any]) -> list[CellValue]:  # Any: as above
    """`format_cell` of each value of a column, all of the field's type; each different one is formatted once."""
    memo: dict[object, CellValue] = {}
    cells = []
    for value in values:
        key = tuple(value) if isinstance(value, list) else value
        if key not in memo:
            memo[key] = format_cell(package, field, value)
        cells.append(memo[key])
    return cells


def cell_text(cell: CellValue) -> str:
    """A cell as text: a number without a needless `.0`; None is not meant."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e18:
        return str(int(cell))
    return str(cell)


def _blank_is_none(parse: Parser) -> Parser:
    def parse_or_none(cell: CellValue) -> Value | Bad:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            return None
        return parse(cell)

    return parse_or_none


def _choice_names(field: Field) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for choice in field.choices:
        for word in (choice.name, *choice.title.values(), *choice.aliases):
            names.setdefault(fold(word), choice.name)
    return names


def _truths(package: Package) -> Mapping[str, bool]:
    truths = {
        "true": True,
        "false": False,
        "√": True,
        "✓": True,
        "×": False,
        "1": True,
        "0": False,
        "y": True,
        "n": False,
    }
    return truths | {fold(word): value for value, words in package.booleans.items() for word in words.values()}


def _parse_list(cell: CellValue, names: Mapping[str, str]) -> Value | Bad:
    text = cell_text(cell)
    # Words may be parted by commas and spaces too, but a title may hold them itself, so it is tried whole first.
    for words in (text.split(LIST_SEPARATOR), _LIST_SPLIT.split(text), _LIST_SPLIT.sub(" ", text).split()):
        found = [names.get(fold(word)) for word in words if word.strip()]
        known = [name for name in found if name is not None]
        if len(known) == len(found):
            return list(dict.fromkeys(known))
    return Bad("enum")


def _parse_string(cell: CellValue) -> Value | Bad:
    text = cell_text(cell).strip()
    return Bad("type") if _SURROGATE.search(text) else text


def _parse_integer(cell: CellValue) -> Value | Bad:
    if isinstance(cell, bool):
        return Bad("type")
    text = fold(cell_text(cell))
    return int(text) if _INTEGER.fullmatch(text) else Bad("type")


def _parse_number(cell: CellValue) -> Value | Bad:
    if isinstance(cell, bool):
        return Bad("type")
    text = fold(cell_text(cell))
    if isinstance(cell, str) and not _NUMBER.fullmatch(text):
        return Bad("type")
    number = float(text.replace(",", "."))
    return number if math.isfinite(number) else Bad("type")


def _parse_date(cell: CellValue, zone: ZoneInfo) -> Value | Bad:
    moment = _parse_datetime(cell, zone)
    return moment.date() if isinstance(moment, datetime) else moment


def _parse_datetime(cell: CellValue, zone: ZoneInfo) -> Value | Bad:
    if not isinstance(cell, str):
        return Bad("type")
    if not _ISO.fullmatch(cell):  # fromisoformat takes other digits too, those of a telephone number for one
        return _parse_spelt_datetime(fold(cell))
    try:
        moment = datetime.fromisoformat(cell)
        return moment.astimezone(zone).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return _parse_spelt_datetime(fold(cell))


def _parse_spelt_datetime(text: str) -> Value | Bad:
    day = _DATE.match(text)
    if day is None:
        return Bad("type")
    rest = text[day.end() :].strip().lstrip("t").strip()
    time = _TIME.fullmatch(rest) if rest else None
    if rest and time is None:
        return Bad("type")
    year, month, number = (int(part) for part in day.groups())
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    try:
        return datetime(year, month, number, hour, minute, second)  # noqa: DTZ001 - local time of the workbook
    except ValueError:
        return Bad("type")


def _parse_geopoint(cell: CellValue) -> Value | Bad:
    """Table Schema's default form, longitude first, in degrees."""
    place = _GEOPOINT.fullmatch(fold(cell_text(cell)))
    if place is None or abs(float(place[1])) > 180 or abs(float(place[2])) > 90:
        return Bad("type")
    return f"{place[1]}, {place[2]}"


_PARSERS: Mapping[FieldType, Parser] = {
    FieldType.STRING: _parse_string,
    FieldType.GEOPOINT: _parse_geopoint,
    FieldType.INTEGER: _parse_integer,
    FieldType.NUMBER: _parse_number,
}

"""The views of a tab: filter views, and rows in colour. Both put a `Condition` into the words of Sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_sync.errors import SchemaError
from sheets_sync.layout.change import COLOURS, Change, SheetOfTab, Sign
from sheets_sync.ranges import column_letters
from sheets_sync.rows import Json
from sheets_sync.schema import Condition, FieldType, Package, Tab, View
from sheets_sync.words import fold

OWN_FORMULA = "=AND(ROW()>1,"
NEAR = 0.01

_NUMBER_CONDITIONS = {
    "=": "NUMBER_EQ",
    "<": "NUMBER_LESS",
    "<=": "NUMBER_LESS_THAN_EQ",
    ">": "NUMBER_GREATER",
    ">=": "NUMBER_GREATER_THAN_EQ",
}


def view_changes(of: SheetOfTab, where: Mapping[str, int]) -> Iterator[Change]:
    """The colours and filter views that differ; `where` gives the 0-based column of each field.

    A filter view that left the schema stays, since staff may use it; a colour of the program's own that says what no
    view says any more is taken off.

    Raises:
        SchemaError: a view compares a date or a time, or one column twice, which a sheet's filter cannot do.
    """
    yield from _colours(of, where)
    yield from _filter_views(of, where)


def _colours(of: SheetOfTab, where: Mapping[str, int]) -> Iterator[Change]:
    """Rows of a coloured view, and rows with a mark, in colour. The latest added wins, so the mark comes last.

    The range begins at the heading, which the formula leaves out: a row that staff insert directly under the heading is
    coloured like the others, and the rule stays as it is. Rules are named by their place, so the last goes first.
    """
    tab = of.tab
    wanted = [(_formula(of.package, tab, view, where), view.colour) for view in tab.views if view.colour]
    if tab.mark:
        filled = f'${column_letters(where[tab.mark.name])}1<>""'
        wanted.append((f"={_below_heading([filled])}", "red"))
    have = [(_formula_of(rule), _colour_of(rule)) for rule in of.sheet.get("conditionalFormats", [])]
    for index, rule in reversed(list(enumerate(have))):
        formula, colour = rule
        if colour and formula.startswith(OWN_FORMULA) and rule not in wanted:
            request = {"deleteConditionalFormatRule": {"sheetId": of.sheet_id, "index": index}}
            yield of.change(Sign.TAKE, f"colour {colour} where {formula}", request)
    for formula, colour in dict.fromkeys(wanted):
        if (formula, colour) not in have:
            yield of.change(Sign.ADD, f"colour {colour} where {formula}", _colour_request(of, formula, colour))


def _colour_request(of: SheetOfTab, formula: str, colour: str) -> Json:
    rule = {
        "ranges": [{"sheetId": of.sheet_id, "startRowIndex": 0}],
        "booleanRule": {
            "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]},
            "format": {"backgroundColor": COLOURS[colour]},
        },
    }
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def _colour_of(rule: Json) -> str | None:
    """Which of our colours a rule gives; a sheet keeps them to a few digits."""
    given = rule.get("booleanRule", {}).get("format", {}).get("backgroundColor", {})
    for name, colour in COLOURS.items():
        if all(abs(given.get(part, 0.0) - value) < NEAR for part, value in colour.items()):
            return name
    return None


def _formula_of(rule: Json) -> str:
    values = rule.get("booleanRule", {}).get("condition", {}).get("values", [{}])
    return str(values[0].get("userEnteredValue", "")) if values else ""


def _formula(package: Package, tab: Tab, view: View, where: Mapping[str, int]) -> str:
    parts = [_comparison(package, tab, c, where) for c in view.conditions]
    return f"={_below_heading(parts)}"


def _below_heading(parts: list[str]) -> str:
    return f"AND({','.join(['ROW()>1', *parts])})"


def _comparison(package: Package, tab: Tab, condition: Condition, where: Mapping[str, int]) -> str:
    cell = f"${column_letters(where[condition.field])}1"
    if condition.op == "is null":
        return f'{cell}=""'
    if condition.op == "is not null":
        return f'{cell}<>""'
    word = _cell_text(package, tab, condition)
    if _is_number(tab, condition):
        return f"{cell}{condition.op}{word}"
    quoted = word.replace('"', '""')
    return f'{cell}{condition.op}"{quoted}"'


def _filter_views(of: SheetOfTab, where: Mapping[str, int]) -> Iterator[Change]:
    have = {fold(view.get("title", "")): view for view in of.sheet.get("filterViews", [])}
    for view in of.tab.views:
        wanted = _filter_view(of, view, where)
        title = wanted["title"]
        found = next((have[fold(word)] for word in (title, *view.was) if fold(word) in have), None)
        if found is None:
            yield of.change(Sign.ADD, f"filter view “{title}”", {"addFilterView": {"filter": wanted}})
        elif _specs(found) != _specs(wanted) or found["title"] != title:
            update = {**wanted, "filterViewId": found["filterViewId"]}
            former = f", was “{found['title']}”" if found["title"] != title else ""
            request = {"updateFilterView": {"filter": update, "fields": "title,sortSpecs,filterSpecs"}}
            yield of.change(Sign.CHANGE, f"filter view “{title}”{former}", request)


def _filter_view(of: SheetOfTab, view: View, where: Mapping[str, int]) -> Json:
    package, tab = of.package, of.tab
    named = [condition.field for condition in view.conditions]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise SchemaError(
            f"{tab.at(f'views.{view.name}')}: compares {twice!r} twice, and a sheet's filter knows one"
            " condition a column. Make a computed column that says true or false and filter on it."
        )
    return {
        "title": view.title[package.language],
        "range": {"sheetId": of.sheet_id, "startRowIndex": 0, "startColumnIndex": 0},
        "sortSpecs": [
            {"dimensionIndex": where[name], "sortOrder": "DESCENDING" if descending else "ASCENDING"}
            for name, descending in view.sort
        ],
        "filterSpecs": [
            {"columnIndex": where[c.field], "filterCriteria": _criteria(package, tab, c)} for c in view.conditions
        ],
    }


def _specs(view: Json) -> tuple[object, object]:
    """Google leaves out what is zero or empty, so absent and default must compare equal."""
    sort = [(s.get("dimensionIndex", 0), s.get("sortOrder", "ASCENDING")) for s in view.get("sortSpecs", [])]
    filters = sorted((s.get("columnIndex", 0), repr(s.get("filterCriteria", {}))) for s in view.get("filterSpecs", []))
    return sort, filters


def _criteria(package: Package, tab: Tab, condition: Condition) -> Json:
    if condition.op == "is null":
        return {"condition": {"type": "BLANK"}}
    if condition.op == "is not null":
        return {"condition": {"type": "NOT_BLANK"}}
    word = _cell_text(package, tab, condition)
    if condition.op == "<>":
        return {"hiddenValues": [word]}
    kind = _NUMBER_CONDITIONS[condition.op] if _is_number(tab, condition) else "TEXT_EQ"
    return {"condition": {"type": kind, "values": [{"userEnteredValue": word}]}}


def _is_number(tab: Tab, condition: Condition) -> bool:
    number = tab.by_name[condition.field].type in (FieldType.INTEGER, FieldType.NUMBER)
    if not number and condition.op not in ("=", "<>"):
        view = next(view for view in tab.views if condition in view.conditions)
        raise SchemaError(
            f"{tab.at(f'views.{view.name}')}: {condition.field} {condition.op} ... compares text, which a sheet's"
            " filter cannot. Make a computed column that says true or false and filter on it."
        )
    return number


def _cell_text(package: Package, tab: Tab, condition: Condition) -> str:
    """The literal of a condition as it stands in a cell."""
    field, value = tab.by_name[condition.field], condition.value
    if isinstance(value, bool):
        return package.booleans[value][package.language]
    titles = {choice.name: choice.title[package.language] for choice in field.choices}
    return titles.get(str(value), str(value))

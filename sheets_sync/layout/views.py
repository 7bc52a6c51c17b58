"""The views of a tab: filter views, and rows in colour. Both put a `Condition` into the words of Sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sheets_sync.errors import SchemaError
from sheets_sync.layout.change import COLOURS, Change, sheet_id_of
from sheets_sync.ranges import column_letters
from sheets_sync.rows import Json
from sheets_sync.schema import Condition, FieldType, Package, Tab, View

_NUMBER_CONDITIONS = {
    "=": "NUMBER_EQ",
    "<": "NUMBER_LESS",
    "<=": "NUMBER_LESS_THAN_EQ",
    ">": "NUMBER_GREATER",
    ">=": "NUMBER_GREATER_THAN_EQ",
}


def view_changes(package: Package, tab: Tab, sheet: Json, where: Mapping[str, int]) -> Iterator[Change]:
    """The colours and filter views that the sheet lacks; `where` gives the 0-based column of each field.

    Raises:
        SchemaError: a view compares a date or a time, or one column twice, which a sheet's filter cannot do.
    """
    yield from _colours(package, tab, sheet, where)
    yield from _filter_views(package, tab, sheet, where)


def _colours(package: Package, tab: Tab, sheet: Json, where: Mapping[str, int]) -> Iterator[Change]:
    """Rows of a coloured view, and rows with a mark, in colour. The latest added wins, so the mark comes last.

    The range begins at the heading, which the formula leaves out: a row that staff insert directly under the heading is
    coloured like the others, and the rule stays as it is.
    """
    have = {_formula_of(rule) for rule in sheet.get("conditionalFormats", [])}
    wanted = [(_formula(package, tab, view, where), view.colour) for view in tab.views if view.colour]
    if tab.mark:
        filled = f'${column_letters(where[tab.mark.name])}1<>""'
        wanted.append((f"={_below_heading([filled])}", "red"))
    sheet_id = sheet_id_of(sheet)
    for formula, colour in wanted:
        if formula in have or colour is None:
            continue
        rule = {
            "ranges": [{"sheetId": sheet_id, "startRowIndex": 0}],
            "booleanRule": {
                "condition": {"type": "CUSTOM_FORMULA", "values": [{"userEnteredValue": formula}]},
                "format": {"backgroundColor": COLOURS[colour]},
            },
        }
        yield Change(
            "addConditionalFormatRule",
            tab.name,
            f"colour {colour} where {formula}",
            ({"addConditionalFormatRule": {"rule": rule, "index": 0}},),
        )


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


def _filter_views(package: Package, tab: Tab, sheet: Json, where: Mapping[str, int]) -> Iterator[Change]:
    have = {view.get("title"): view for view in sheet.get("filterViews", [])}
    for view in tab.views:
        wanted = _filter_view(package, tab, view, sheet_id_of(sheet), where)
        found = have.get(wanted["title"])
        if found is None:
            yield Change(
                "addFilterView", tab.name, f"filter view “{wanted['title']}”", ({"addFilterView": {"filter": wanted}},)
            )
        elif _specs(found) != _specs(wanted):
            update = {**wanted, "filterViewId": found["filterViewId"]}
            request: Json = {"updateFilterView": {"filter": update, "fields": "sortSpecs,filterSpecs"}}
            yield Change("updateFilterView", tab.name, f"filter view “{wanted['title']}”", (request,))


def _filter_view(package: Package, tab: Tab, view: View, sheet_id: int, where: Mapping[str, int]) -> Json:
    named = [condition.field for condition in view.conditions]
    twice = next((name for name in named if named.count(name) > 1), None)
    if twice:
        raise SchemaError(
            f"tabs/{tab.name}.yaml: views: {view.name} compares {twice!r} twice, and a sheet's filter knows one"
            " condition a column. Make a computed column that says true or false and filter on it."
        )
    return {
        "title": view.title[package.language],
        "range": {"sheetId": sheet_id, "startRowIndex": 0, "startColumnIndex": 0},
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
        raise SchemaError(
            f"tabs/{tab.name}.yaml: views: {condition.field} {condition.op} ... compares text, which a sheet's filter"
            " cannot. Make a computed column that says true or false and filter on it."
        )
    return number


def _cell_text(package: Package, tab: Tab, condition: Condition) -> str:
    """The literal of a condition as it stands in a cell."""
    field, value = tab.by_name[condition.field], condition.value
    if isinstance(value, bool):
        return package.booleans[value][package.language]
    titles = {choice.name: choice.title[package.language] for choice in field.choices}
    return titles.get(str(value), str(value))

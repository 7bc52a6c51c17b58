"""Requests about conditional format rules: an ordered list on each sheet."""

from __future__ import annotations

from web.workbook.access import require_editable
from web.workbook.batch_update.registry import Batch, request
from web.workbook.book import Sheet
from web.workbook.colours import matched_colours
from web.workbook.conditions import Use, check_condition
from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject
from web.workbook.ranges import grid_range, rect_of

LIST = "conditionalFormats"


@request("addConditionalFormatRule")
def add_rule(batch: Batch, given: JsonObject) -> None:
    """Put a rule at a place in the list of its sheet."""
    rule = matched_colours(given.get("rule", {}))
    sheet = _sheet_of(batch, rule)
    _require_editable(batch, sheet, rule)
    rules = sheet.listed(LIST)
    index = given.get("index", 0)
    if not 0 <= index <= len(rules):
        raise invalid(f"index[{index}] is out of range: there are {len(rules)} conditional format rules.")
    rules.insert(index, rule)
    batch.book.record("conditionalFormat", sheet.sheet_id)


@request("updateConditionalFormatRule")
def update_rule(batch: Batch, given: JsonObject) -> JsonObject:
    """Replace a rule, or move it within the list."""
    rule = matched_colours(given.get("rule"))
    sheet = _sheet_of(batch, rule) if rule else batch.sheet(given.get("sheetId", 0))
    rules = sheet.listed(LIST)
    index = given.get("index", 0)
    old = _at(sheet, index)
    _require_editable(batch, sheet, old)
    if rule:
        _require_editable(batch, sheet, rule)
        rules[index] = rule
        reply: JsonObject = {"newRule": rule, "newIndex": index, "oldRule": old, "oldIndex": index}
    else:
        new_index = given.get("newIndex", 0)
        if not 0 <= new_index <= len(rules):
            raise invalid(f"newIndex[{new_index}] is out of range: there are {len(rules)} conditional format rules.")
        place = new_index - 1 if new_index > index else new_index
        rules.insert(place, rules.pop(index))
        reply = {"newRule": old, "newIndex": place, "oldRule": old, "oldIndex": index}
    batch.book.record("conditionalFormat", sheet.sheet_id)
    return reply


@request("deleteConditionalFormatRule")
def delete_rule(batch: Batch, given: JsonObject) -> JsonObject:
    """Take a rule out; those after it move up."""
    sheet = batch.sheet(given.get("sheetId", 0))
    rules = sheet.listed(LIST)
    rule = _at(sheet, given.get("index", 0))
    _require_editable(batch, sheet, rule)
    rules.pop(given.get("index", 0))
    batch.book.record("conditionalFormat", sheet.sheet_id)
    return {"rule": rule}


def _sheet_of(batch: Batch, rule: JsonObject) -> Sheet:
    ranges = rule.get("ranges", [])
    if not ranges:
        raise invalid("ConditionalFormatRule.ranges must not be empty.")
    sheets = {grid_range(batch.book, each).sheet.sheet_id for each in ranges}
    if len(sheets) > 1:
        raise invalid("ConditionalFormatRule.ranges must all be on the same sheet.")
    if not rule.get("booleanRule") and not rule.get("gradientRule"):
        raise invalid("ConditionalFormatRule.rule must be specified.")
    if rule.get("booleanRule"):
        check_condition(rule["booleanRule"].get("condition", {}), Use.FORMAT)
    return batch.sheet(sheets.pop())


def _require_editable(batch: Batch, sheet: Sheet, rule: JsonObject) -> None:
    for each in rule["ranges"]:
        require_editable(batch.book, sheet, rect_of(each, sheet))


def _at(sheet: Sheet, index: int) -> JsonObject:
    rules = sheet.listed(LIST)
    if not 0 <= index < len(rules):
        raise invalid(f"No conditional format on sheet: {sheet.sheet_id} at index: {index}")
    return rules[index]

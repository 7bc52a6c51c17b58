"""The conditions of data validation, conditional formats and filters: which kinds each of them may have.

Source: the descriptions of ConditionType in the API's reference.
"""

from __future__ import annotations

from enum import Enum

from web.workbook.errors import invalid
from web.workbook.json_types import JsonObject

ANY_NUMBER = 500


class Use(Enum):
    """What a condition is for, as messages say it."""

    VALIDATION = "data validation"
    FORMAT = "conditional formatting"
    FILTER = "filters"


EVERYWHERE = frozenset(Use)
ON_VALIDATION = frozenset({Use.VALIDATION})
ON_LOOKS = frozenset({Use.FORMAT, Use.FILTER})
VALUES = {
    "NUMBER_GREATER": (EVERYWHERE, 1, 1),
    "NUMBER_GREATER_THAN_EQ": (EVERYWHERE, 1, 1),
    "NUMBER_LESS": (EVERYWHERE, 1, 1),
    "NUMBER_LESS_THAN_EQ": (EVERYWHERE, 1, 1),
    "NUMBER_EQ": (EVERYWHERE, 1, 1),
    "NUMBER_NOT_EQ": (EVERYWHERE, 1, 1),
    "NUMBER_BETWEEN": (EVERYWHERE, 2, 2),
    "NUMBER_NOT_BETWEEN": (EVERYWHERE, 2, 2),
    "TEXT_CONTAINS": (EVERYWHERE, 1, 1),
    "TEXT_NOT_CONTAINS": (EVERYWHERE, 1, 1),
    "TEXT_STARTS_WITH": (ON_LOOKS, 1, 1),
    "TEXT_ENDS_WITH": (ON_LOOKS, 1, 1),
    "TEXT_EQ": (EVERYWHERE, 1, 1),
    "TEXT_IS_EMAIL": (ON_VALIDATION, 0, 0),
    "TEXT_IS_URL": (ON_VALIDATION, 0, 0),
    "DATE_EQ": (EVERYWHERE, 1, 1),
    "DATE_BEFORE": (EVERYWHERE, 1, 1),
    "DATE_AFTER": (EVERYWHERE, 1, 1),
    "DATE_ON_OR_BEFORE": (ON_VALIDATION, 1, 1),
    "DATE_ON_OR_AFTER": (ON_VALIDATION, 1, 1),
    "DATE_BETWEEN": (ON_VALIDATION, 2, 2),
    "DATE_NOT_BETWEEN": (ON_VALIDATION, 2, 2),
    "DATE_IS_VALID": (ON_VALIDATION, 0, 0),
    "ONE_OF_RANGE": (ON_VALIDATION, 1, 1),
    "ONE_OF_LIST": (ON_VALIDATION, 1, ANY_NUMBER),
    "BLANK": (ON_LOOKS, 0, 0),
    "NOT_BLANK": (ON_LOOKS, 0, 0),
    "CUSTOM_FORMULA": (EVERYWHERE, 1, 1),
    "BOOLEAN": (ON_VALIDATION, 0, 2),
}
"""For each kind of condition where it may be used, and how many values it has at least and at most."""


def check_condition(condition: JsonObject, use: Use) -> None:
    """Raises `ApiError` for a kind of condition that this use does not know, or too few or too many values."""
    kind = condition.get("type", "CONDITION_TYPE_UNSPECIFIED")
    uses, least, most = VALUES.get(kind, (frozenset(), 0, 0))
    if use not in uses:
        raise invalid(f"Condition type {kind} is not supported by {use.value}.")
    count = len(condition.get("values", []))
    if not least <= count <= most:
        wanted = str(least) if least == most else f"{least} to {most}"
        raise invalid(f"Condition type {kind} requires {wanted} ConditionValues, but {count} were given.")

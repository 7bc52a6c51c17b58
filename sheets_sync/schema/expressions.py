"""The two small languages of the schema files.

SQL with `:name` parameters is handed to DuckDB after `to_duckdb`; the conditions of a view are a subset of SQL so
small that a Sheets filter can say the same (`parse_conditions`).
"""

import re
from typing import Any, Literal, cast

from sheets_sync.schema.model import Condition

_PARAMETER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|(?<![:\w]):([a-z_]\w*)")
_IDENTIFIER = re.compile(r"'(?:[^']|'')*'|--[^\n]*|([A-Za-z_]\w*)")
_UNQUALIFIED = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\b([A-Za-z_]\w*)\b(?!\"?\s*\.)")
_CHOICE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\bchoice\.([A-Za-z_]\w*)")
_CONDITION = re.compile(
    r"""\s*(?P<field>[a-z]\w*)\s*
        (?: (?P<null>is\s+(?:not\s+)?null)
          | (?P<op>=|<>|<=|>=|<|>)\s*(?:'(?P<text>(?:[^']|'')*)'|(?P<word>true|false)|(?P<number>-?\d+(?:\.\d+)?)) )
        \s*(?:\band\b|$)""",
    re.IGNORECASE | re.VERBOSE,
)

ALLOWED = "field = literal, <>, <, <=, >, >=, field IS NULL or field IS NOT NULL, joined by AND"


def to_duckdb(sql: str) -> str:
    """Write `:name` as DuckDB's `$name`, but not in a string, in a comment or in a `::type` cast."""
    return _PARAMETER.sub(lambda m: f"${m[1]}" if m[1] else m[0], sql)


def parameters(sql: str) -> frozenset[str]:
    """The names of the `:name` parameters in `sql`."""
    return frozenset(m[1] for m in _PARAMETER.finditer(sql) if m[1])


def used(sql: str, values: dict[str, Any]) -> dict[str, Any]:  # Any: what DuckDB takes as a parameter
    """Those of `values` that `sql` uses: DuckDB refuses a parameter that a query does not name."""
    names = parameters(sql)
    return {name: value for name, value in values.items() if name in names}


def identifiers(sql: str) -> frozenset[str]:
    """Every bare word of `sql` in lower case: fields, tabs, functions and keywords alike."""
    return frozenset(m[1].lower() for m in _IDENTIFIER.finditer(sql) if m[1])


def unqualified(sql: str) -> frozenset[str]:
    """The bare words of `sql` behind which no dot stands: of a tab's name that its rows are read, not just its own."""
    return frozenset(m[1].lower() for m in _UNQUALIFIED.finditer(sql) if m[1])


def choice_names(sql: str) -> frozenset[str]:
    """What a choice_filter compares: every NAME of its choice.NAME."""
    return frozenset(m[1].lower() for m in _CHOICE.finditer(sql) if m[1])


def parse_conditions(where: str) -> tuple[Condition, ...]:
    """Read the `where` of a view.

    Raises:
        ValueError: the text is not a conjunction of simple comparisons; the message says where it stops making sense.
    """
    found, position = [], 0
    while position < len(where.rstrip()):
        match = _CONDITION.match(where, position)
        if match is None:
            raise ValueError(f"cannot read {where[position:].strip()!r}; allowed is {ALLOWED}")
        found.append(_condition(match))
        position = match.end()
    if not found or where.rstrip().lower().endswith(" and"):
        raise ValueError(f"is empty or ends in AND; allowed is {ALLOWED}")
    return tuple(found)


def _condition(match: re.Match[str]) -> Condition:
    if match["null"]:
        op = cast(Literal["is null", "is not null"], " ".join(match["null"].lower().split()))
        return Condition(match["field"], op)
    value: str | float | int | bool
    if match["text"] is not None:
        value = match["text"].replace("''", "'")
    elif match["word"]:
        value = match["word"].lower() == "true"
    else:
        value = float(match["number"]) if "." in match["number"] else int(match["number"])
    return Condition(match["field"], cast(Any, match["op"]), value)  # Any: the pattern admits only Literal's members


def condition_sql(conditions: tuple[Condition, ...]) -> str:
    """The conditions as SQL; TRUE when there are none."""
    return " AND ".join(_one(c) for c in conditions) or "TRUE"


def _one(condition: Condition) -> str:
    if condition.op in ("is null", "is not null"):
        return f'"{condition.field}" {condition.op.upper()}'
    if isinstance(condition.value, str):
        literal = "'" + condition.value.replace("'", "''") + "'"
    else:
        literal = str(condition.value).lower()
    return f'"{condition.field}" {condition.op} {literal}'

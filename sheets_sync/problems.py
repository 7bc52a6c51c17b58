"""A problem: one cell (or row) that breaks one rule, as a value in a report.

The words come from messages.yaml, or from the schema where it has better ones. Both languages are made at once,
because the problem list holds both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from sheets_sync.schema import Check, Constraints, Field, FieldType, Package, Tab, Text, UniqueKey
from sheets_sync.words import LIST_SEPARATOR

CellValue = str | int | float | bool | None


@dataclass(frozen=True)
class Problem:
    """`row` is the 1-based number of the row in the sheet or file it was read from; `key` may be empty there."""

    tab: str
    row: int
    key: str
    field: str | None
    rule: str
    value: str
    message: Text


@cache
def catalogue() -> Mapping[str, Text]:
    """The engine's own messages by rule id."""
    text = (Path(__file__).parent / "messages.yaml").read_text(encoding="utf-8")
    return cast(Mapping[str, Text], yaml.safe_load(text))


def say(message_id: str, package: Package, **values: Text | str) -> Text:
    """The message of that id in every language of the package; a value may itself be a `Text`.

    A language that messages.yaml lacks is answered in English.
    """
    template = catalogue()[message_id]
    return {
        language: template.get(language, template["en"]).format(
            **{name: value if isinstance(value, str) else value[language] for name, value in values.items()}
        )
        for language in package.languages
    }


def message_of(
    package: Package, tab: Tab, field_name: str | None, rule: str, value: str, told: str | None = None
) -> Text:
    """What to tell the person whose cell `value` in `field_name` breaks `rule`.

    `told` is what the rule's own `value` gave for this row; None where it has none, or where that is empty.
    """
    ruled: tuple[Check | UniqueKey, ...] = (*tab.checks, *tab.unique_keys)
    for named in ruled:
        if named.name == rule:
            return named.message if named.value is None else _telling(named.message, told)
    field = tab.by_name[field_name or tab.primary_key]
    if rule == "required" and field.required_message:
        return field.required_message
    if (rule == "constraint" or rule in _CONSTRAINT_ATTRIBUTE) and field.constraint_message:
        return say("found", package, value=_short(value), message=field.constraint_message)
    if rule == "choice-filter" and field.choices:
        return say(
            "choice-filter",
            package,
            value=_short(value),
            allowed=_titles(package, field, (told or "").split(LIST_SEPARATOR)),
        )
    message = {"type": f"type-{field.type}", "choice-filter": "choice-filter-reference"}.get(rule, rule)
    return say(message, package, title=field.title, value=_short(value), allowed=_allowed(package, tab, field, rule))


def _telling(message: Text, told: str | None) -> Text:
    """The message with {value} replaced; whatever else stands in braces is left alone."""
    return {language: words.replace("{value}", _short(told or "—", 200)) for language, words in message.items()}


_CONSTRAINT_ATTRIBUTE = {
    "pattern": "pattern",
    "minimum": "minimum",
    "maximum": "maximum",
    "minLength": "min_length",
    "maxLength": "max_length",
}


def _allowed(package: Package, tab: Tab, field: Field, rule: str) -> Text | str:
    if rule in ("foreign-key", "choice-filter"):
        return package.by_name[tab.references[field.name].tab].title
    if rule == "enum":
        return _titles(package, field, [choice.name for choice in field.choices])
    if field.type is FieldType.BOOLEAN:
        return {
            language: "/".join(words[language] for words in package.booleans.values()) for language in package.languages
        }
    return _limit(field.constraints, rule)


def _titles(package: Package, field: Field, names: Sequence[str]) -> Text:
    titles = [choice.title for choice in field.choices if choice.name in names] or [say("nothing", package)]
    return {language: LIST_SEPARATOR.join(title[language] for title in titles) for language in package.languages}


def _limit(constraints: Constraints, rule: str) -> str:
    limit = getattr(constraints, _CONSTRAINT_ATTRIBUTE[rule]) if rule in _CONSTRAINT_ATTRIBUTE else ""
    return f"{limit:g}" if isinstance(limit, float) else str(limit)


def _short(value: str, most: int = 40) -> str:
    return value if len(value) <= most else value[: most - 1] + "…"

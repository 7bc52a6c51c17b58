"""The engine's own messages: each in both languages, and each rule has one."""

from __future__ import annotations

import string

import pytest

from sheets_sync.problems import catalogue, message_of, say
from sheets_sync.schema import FieldType, Package

RULES = ("required", "unique", "primary-key", "pattern", "minimum", "maximum", "minLength", "maxLength")


@pytest.mark.parametrize("message_id", list(catalogue()))
def test_message_is_in_every_language_with_the_same_values(toy: Package, message_id: str) -> None:
    texts = catalogue()[message_id]
    assert set(texts) >= set(toy.languages)
    values = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in texts.values()]
    assert values == [values[0]] * len(values)


@pytest.mark.parametrize("kind", list(FieldType))
def test_every_type_says_what_is_no_value_of_it(kind: FieldType) -> None:
    assert kind is FieldType.LIST or f"type-{kind}" in catalogue()


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_of_a_field_has_words(toy: Package, rule: str) -> None:
    text = message_of(toy, toy.by_name["trays"], "seeds", rule, "7")
    assert all(text[language] for language in toy.languages)


def test_long_value_is_cut_in_the_message(toy: Package) -> None:
    text = message_of(toy, toy.by_name["trays"], "plant", "enum", "x" * 100)
    assert "x" * 39 + "…" in text["en"]
    assert "x" * 40 not in text["en"]


def test_value_with_braces_is_not_read_as_a_template(toy: Package) -> None:
    assert "{title}" in message_of(toy, toy.by_name["trays"], "plant", "enum", "{title}")["en"]


def test_language_that_the_catalogue_lacks_is_answered_in_english(toy: Package) -> None:
    package = Package("toy", {"de": "Gärtnerei"}, "Asia/Shanghai", ("de",), toy.booleans, ())
    assert say("pattern", package, value="x") == {"de": "“x” is not written as it should be."}

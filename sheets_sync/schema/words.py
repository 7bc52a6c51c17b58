"""The words that people see: every one in every language, and no heading, choice or tab title that means two things.

A cell is read back by its word, so a word that means two choices would turn one into the other without a sign.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sheets_sync.schema.model import Field, FieldType, Package, Tab, Text
from sheets_sync.schema.source import Source
from sheets_sync.words import LIST_SEPARATOR, fold

Key = list[str | int]

_TEXTS = {"title", "description", "hint", "constraint_message", "required_message", "purpose", "message", "invented"}
_DATA = {"examples", "fill", "retention", "properties"}  # keys below which nothing is a word of the schema's own


def check_words(source: Source, tab: Tab, package: Package) -> None:
    """Compare the words of a tab's file.

    Raises:
        SchemaError: one lacks a language, or two headings or two choices of a field share a word.
    """
    _check_languages(source, package)
    fields = [_key(source, f) for f in (*tab.own_fields, *tab.retired_fields, *_computed(tab))]
    heads = {fold(word): tab.mark.name for word in _words(tab.mark)} if tab.mark else {}
    for key, field in fields:
        for word in _words(field):
            other = heads.setdefault(fold(word), field.name)
            if other != field.name:
                raise source.error([*key, "title"], f"“{word}” heads {other!r} too; a column is found by its heading")
        _check_choices(source, key, field)
    for key, field in fields:
        for word in field.was:
            other = heads.setdefault(fold(word), field.name)
            if other != field.name:
                raise source.error([*key, "was"], f"“{word}” is {other!r} too; a former word is that of one column")


def check_package_words(source: Source, sources: Mapping[str, Source], package: Package) -> None:
    """Compare the words of datapackage.yaml, and the tabs' titles with each other.

    Raises:
        SchemaError: one lacks a language, or two tabs share a title.
    """
    _check_languages(source, package)
    titles: dict[str, str] = {}
    for tab in package.tabs:
        title = tab.title[package.language]
        other = titles.setdefault(fold(title), tab.name)
        if other != tab.name:
            raise sources[tab.name].error(["title"], f"“{title}” is the title of {other} too; a tab is found by it")
    for tab in package.tabs:
        for word in tab.was:
            other = titles.setdefault(fold(word), tab.name)
            if other != tab.name or (word in package.by_name and word != tab.name):
                called = word if word in package.by_name else other
                raise sources[tab.name].error(["was"], f"“{word}” is {called!r} too; a former word is that of one tab")


def check_playbook_words(source: Source, package: Package) -> None:
    """The words of a playbook's file, in every language.

    Raises:
        SchemaError: one lacks a language.
    """
    _check_languages(source, package)


def _computed(tab: Tab) -> Sequence[Field]:
    return tab.computed.fields if tab.computed else ()


def _key(source: Source, field: Field) -> tuple[Key, Field]:
    """Where a field stands in its file: one that is computed, or was before it was retired, below `computed`."""
    own = any(item["name"] == field.name for item in source.data["fields"])
    return source.item(*(("fields",) if own else ("computed", "fields")), field.name), field


def _words(field: Field) -> Iterator[str]:
    yield field.name
    yield from field.title.values()


def _check_choices(source: Source, key: Key, field: Field) -> None:
    meaning: dict[str, str] = {}
    for index, choice in enumerate(field.choices):
        for word in (choice.name, *choice.title.values(), *choice.aliases):
            other = meaning.setdefault(fold(word), choice.name)
            if other != choice.name:
                raise source.error([*key, "choices", index], f"“{word}” means {other!r} too; a choice is read by it")
            if field.type is FieldType.LIST and LIST_SEPARATOR in word:
                raise source.error(
                    [*key, "choices", index], f"found “{word}”, but “{LIST_SEPARATOR}” parts the choices of a list"
                )


def _check_languages(source: Source, package: Package) -> None:
    for key, text in _texts(source.data, []):
        for language in package.languages:
            if language not in text:
                speaks = ", ".join(package.languages)
                raise source.error(key, f"lacks the language {language!r}; the package speaks {speaks}")


def _texts(data: Any, key: Key) -> Iterator[tuple[Key, Text]]:  # Any: YAML that the profile has admitted
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name in _DATA:
                continue
            is_text = name in _TEXTS or key == ["booleans"]
            if is_text and isinstance(value, Mapping):
                yield [*key, name], value
            else:
                yield from _texts(value, [*key, name])
    elif isinstance(data, Sequence) and not isinstance(data, str):
        for index, value in enumerate(data):
            yield from _texts(value, [*key, index])

"""A YAML file as plain data that remembers on which line each key stands.

The one place where a mistake in a schema file gets its words: file, line, key, what was found, what is allowed.
"""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from sheets_sync.errors import SchemaError
from sheets_sync.schema.model import Piece

Key = tuple[str | int, ...]


class Source:
    """One file. `data` is what it says; `error` makes the exception for a place in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise SchemaError(
                f"{path}: the file is missing. It is named in the data package; add it or take the name out."
            ) from error
        except (OSError, UnicodeDecodeError) as error:
            raise SchemaError(f"{path}: cannot be read: {error}. It must be a UTF-8 text file.") from error
        try:
            loader = yaml.SafeLoader(text)
            node = loader.get_single_node()
            self.data: Any = loader.construct_document(node) if node else None  # Any: not yet checked
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise SchemaError(
                f"{path}:{line}: is not YAML: {error.problem}. Look at the indent and the quotes there."
            ) from error
        except yaml.reader.ReaderError as error:
            line = text.count("\n", 0, error.position) + 1
            raise SchemaError(f"{path}:{line}: is not YAML: {error.reason}. Take that character out.") from error
        places = list(_places(node, (), 1)) if node else []
        self._lines: dict[Key, int] = {key: line for key, line, _ in places}
        self._text_lines: dict[Key, int] = {key: _text_begins(at) for key, _, at in places}
        _refuse_duplicates(node, (), self)

    def error(self, key: Sequence[str | int], problem: str) -> SchemaError:
        """The exception for `key`: a path such as ("fields", 2, "type"); the line is that of the nearest key known."""
        known = tuple(key)
        while known and known not in self._lines:
            known = known[:-1]
        return SchemaError(f"{self.path}:{self._lines.get(known, 1)}: {_spell(key)}: {problem}")

    def has(self, key: Sequence[str | int]) -> bool:
        """Whether something stands at `key`."""
        return tuple(key) in self._lines

    def item(self, *key: str) -> list[str | int]:
        """The key of what has the last of `key` as its name in the list at the others: ["fields", 2]."""
        *place, name = key
        items = self.data
        for part in place:
            items = items[part]
        return [*place, next(index for index, item in enumerate(items) if item["name"] == name)]

    def piece(self, key: Sequence[str | int]) -> Piece:
        """What stands at `key`: the line on which it begins, for a block (`|`) the one below its key, and its text."""
        found = self.data
        for part in key:
            found = found[part]
        return Piece(self._text_lines[tuple(key)], found if isinstance(found, str) else "")

    def validate(self, definition: str, profile: Path) -> None:
        """Hold the data against `definition` of the profile.

        Raises:
            SchemaError: it does not fit; the message says what is allowed there.
        """
        error = best_match(_validator(profile, definition).iter_errors(self.data))
        if error is not None:
            raise self.error(list(error.absolute_path), _explain(error))


@cache
def _validator(profile: Path, definition: str) -> Draft202012Validator:
    try:
        schema = json.loads(profile.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SchemaError(f"{profile}: the file is missing. It comes with the program; put it back.") from error
    return Draft202012Validator({"$defs": schema["$defs"], "$ref": f"#/$defs/{definition}"})


def _places(node: yaml.Node, key: Key, line: int) -> Iterator[tuple[Key, int, yaml.Node]]:
    """(key, line of the key, node) of everything in the file."""
    yield key, line, node
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            yield from _places(value, (*key, name.value), name.start_mark.line + 1)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            yield from _places(value, (*key, index), value.start_mark.line + 1)


def _text_begins(node: yaml.Node) -> int:
    """The line of a text's first word: a block (`|`) begins below its key."""
    is_block = isinstance(node, yaml.ScalarNode) and node.style in ("|", ">")
    return node.start_mark.line + (2 if is_block else 1)


def _refuse_duplicates(node: yaml.Node | None, key: Key, source: Source) -> None:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for name, value in node.value:
            if name.value in seen:
                raise source.error((*key, name.value), "stands twice; YAML would keep only the last. Take one out.")
            seen.add(name.value)
            _refuse_duplicates(value, (*key, name.value), source)
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _refuse_duplicates(value, (*key, index), source)


def _spell(key: Sequence[str | int]) -> str:
    spelt = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return spelt.lstrip(".") or "the file"


def _explain(error: ValidationError) -> str:
    schema = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and isinstance(error.instance, dict):
        allowed = schema.get("properties", {})
        unknown = sorted(set(error.instance) - set(allowed))
        return f"unknown key {', '.join(map(repr, unknown))}; allowed are {', '.join(allowed)}"
    if error.validator == "required" and isinstance(error.instance, dict):
        missing = [name for name in schema["required"] if name not in error.instance]
        return f"lacks {', '.join(map(repr, missing))}"
    if error.validator == "enum":
        return f"found {error.instance!r}; allowed are {', '.join(map(str, schema['enum']))}"
    meaning = schema.get("description", "")
    return f"{error.message}. {meaning}".strip()

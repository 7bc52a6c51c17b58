"""The reference of the schema files, written from profile.json: `python -m sheets_sync.schema.reference`.

It prints schemas/README.md; a test holds that the file is what is printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Definition = Mapping[str, Any]  # a JSON Schema

OPENING = """# The schema files

The whole domain stands here: one file for the workbook, one for each tab. A field, a rule, a computed column, a view, a
form, a tab: one edit of one file, and no code; [the builder's guide](../docs/builder.md) shows each job. After an edit:

    python -m sheets_sync check --examples   the files' own examples, judged by their own rules
    python -m sheets_sync plan               what would change in the workbook, which rows are newly rejected
    python -m sheets_sync apply              do it

A mistake is told with file, line, key and what is allowed. SQL is DuckDB's; a cell that is empty, or does not parse, is
NULL. Rules that the engine knows by itself: `type`, `required`, `unique`, `enum`, `pattern`, `minimum`, `maximum`,
`minLength`, `maxLength`, `constraint`, `choice-filter`, `primary-key`, `foreign-key`; the others are the names of
checks and of uniqueKeys.

This page is written from profile.json; edit that.
"""
SECTIONS = (
    ("package", "datapackage.yaml"),
    ("role", "roles"),
    ("tab", "tabs/NAME.yaml"),
    ("field", "fields"),
    ("choice", "choices"),
    ("constraints", "constraints"),
    ("check", "checks"),
    ("uniqueKey", "uniqueKeys"),
    ("computed", "computed"),
    ("view", "views"),
    ("form", "form"),
    ("worklist", "form.worklist"),
    ("repeat", "form.repeats"),
    ("fill", "fill"),
    ("examples", "examples"),
    ("playbook", "playbooks/NAME.yaml"),
    ("step", "steps"),
)


def reference(profile: Definition) -> str:
    """The page, in Markdown; each definition of the profile is a section with its keys."""
    definitions: Mapping[str, Definition] = profile["$defs"]
    parts = [OPENING, *(_section(title, definitions[name]) for name, title in SECTIONS)]
    return "\n".join(parts)


def _section(title: str, definition: Definition) -> str:
    lines = [f"## {title}", "", definition.get("description", ""), ""]
    properties: Mapping[str, Definition] = definition.get("properties", {})
    if properties:
        required = set(definition.get("required", ()))
        lines += ["| key | | what it is |", "| --- | --- | --- |"]
        lines += list(_rows("", properties, required))
        lines.append("")
    return "\n".join(lines)


def _rows(prefix: str, properties: Mapping[str, Definition], required: set[str]) -> Iterator[str]:
    for name, definition in properties.items():
        must = "required" if name in required else ""
        yield f"| `{prefix}{name}` | {must} | {_meaning(definition)} |"
        if "properties" in definition:
            yield from _rows(f"{prefix}{name}.", definition["properties"], set(definition.get("required", ())))


def _meaning(definition: Definition) -> str:
    words = [definition.get("description", "")]
    if "enum" in definition:
        words.append("One of: " + ", ".join(f"`{value}`" for value in definition["enum"]) + ".")
    target = definition.get("$ref") or definition.get("items", {}).get("$ref", "")
    if target:
        words.append(f"({target.rpartition('/')[2]})")
    if "const" in definition:
        words.append(f"`{definition['const']}`")
    return " ".join(word for word in words if word).replace("|", "\\|")


def main() -> None:
    """Print the page for the profile in schemas/."""
    print(reference(json.loads(Path("schemas/profile.json").read_text(encoding="utf-8"))), end="")


if __name__ == "__main__":
    main()

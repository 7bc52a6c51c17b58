"""Rename a tab or a field in schema files as a builder does: its name wherever it is used, and `was` with it."""

from __future__ import annotations

import re
from pathlib import Path


def rename_tab(folder: Path, old: str, new: str, title: str = "") -> None:
    """Call a tab `new`, and its sheet by `title` where one is given (the workbook's language is that of the toy)."""
    _everywhere(folder, old, new)
    file = folder / "tabs" / f"{new}.yaml"
    (folder / "tabs" / f"{old}.yaml").rename(file)
    text = file.read_text(encoding="utf-8")
    former = [old, *re.findall(r"^title: \{zh: (\w+),", text, re.MULTILINE)] if title else [old]
    text = text.replace(f"name: {new}\n", f"name: {new}\nwas: [{', '.join(former)}]\n", 1)
    if title:
        text = re.sub(r"^title: \{zh: \w+,", f"title: {{zh: {title},", text, count=1, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")


def rename_field(folder: Path, tab: str, old: str, new: str) -> None:
    """Call a field `new`; its name must be one that no other tab has."""
    _everywhere(folder, old, new)
    file = folder / "tabs" / f"{tab}.yaml"
    text = file.read_text(encoding="utf-8")
    changed = re.sub(rf"- (\{{?)name: {new}(,|\n   )", rf"- \1name: {new}\2 was: [{old}]\2", text, count=1)
    assert changed != text
    file.write_text(changed, encoding="utf-8")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Put `new` in place of `old`, which the file must have."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def _everywhere(folder: Path, old: str, new: str) -> None:
    for file in folder.rglob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(rf"(?<![\w-]){old}(?![\w-])", new, text), encoding="utf-8")

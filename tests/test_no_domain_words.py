"""The domain lives in schemas/ alone: no name of its files occurs in code, pages, scripts, styles or messages.

Python is read by its tokens: identifiers, attributes and string literals, docstrings and comments left out. Of other
files every word counts, comments aside.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from sheets_sync.schema import Package, load_package

ROOT = Path(__file__).parents[1]
PACKAGE = load_package(ROOT / "schemas")

GENERAL: Mapping[str, str] = {
    "address": "of a workbook, of a page",
    "cases": "of SQL's CASE",
    "closed": "what a quotation mark is not",
    "coverage": "of the API by the service",
    "duplicate": "a line of a file that means the same row",
    "evening": "a part of the day",
    "factory": "a function that makes an application",
    "gone": "a row that was there before",
    "health": "the address /healthz",
    "households": "the size of the demo: an option of its command, fixed for those who script it",
    "item": "of a list, in the words of the API",
    "large": "too large",
    "late": "after the time",
    "let": "JavaScript's word",
    "lost": "an entry whose row never came",
    "morning": "a part of the day",
    "name": "Table Schema's word",
    "none": "the word of CSS, and of the format of schemas/",
    "not_found": "an answer of HTTP",
    "open": "what is done to a file",
    "other": "another of the same kind",
    "overdue": "a key of `worklist` in the format of schemas/",
    "own": "a scope of roles in the format of schemas/",
    "phone": "what the pages are made for",
    "problems": "the tab that the engine fills: `source: problems`",
    "refused": "a call that was not done",
    "self": "Python's word",
    "size": "how many cells",
    "slots": "Python's word for the attributes of a class",
    "small": "too small; an element of HTML",
    "staff": "the address /staff/, fixed for those who script it",
    "submission_id": "the id of a submission, in whatever field the schema keeps it",
    "tasks": "the rows of a worklist",
    "unit": "of a date's format",
    "waiting": "entries of the outbox, tabs to be computed",
    "window": "JavaScript's word, and where one signs in again",
}
"""Words of general use that are also names in schemas/, each with what it means in the code."""

CODE = [
    file
    for package in ("sheets_sync", "web")
    for file in sorted((ROOT / package).rglob("*"))
    if file.suffix in {".py", ".html", ".js", ".css", ".yaml", ".svg"}
    and not {"node_modules", "__pycache__", "dist", "vendor"} & set(file.parts)
]


def domain_names(package: Package) -> frozenset[str]:
    """Every name that the schema files give to something of their own."""
    names = {setting.name for setting in package.settings} | {macro.name for macro in package.macros}
    names |= {role.name for role in package.roles}
    for tab in package.tabs:
        names |= {tab.name, *(view.name for view in tab.views), *(check.name for check in tab.checks)}
        for field in tab.fields:
            names |= {field.name, *(choice.name for choice in field.choices)}
    return frozenset(names)


def words_of_python(text: str) -> Iterator[tuple[int, str]]:
    """(line, word) of identifiers, attributes, keywords of calls and string literals."""
    tree = ast.parse(text)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if id(node) not in docstrings:
                yield from ((line, word) for word in words(node.value))
        elif isinstance(node, ast.alias):
            yield from ((line, word) for word in re.split(r"\W+", f"{node.name} {node.asname or ''}"))
        else:
            for part in ("id", "attr", "arg", "name", "module"):
                word = getattr(node, part, None)
                if isinstance(word, str):
                    yield line, word


def words(text: str) -> list[str]:
    """The words of a text; a rule id such as not-here is one, as are its parts."""
    found = re.findall(r"[A-Za-z_][\w-]*", text)
    return [part for word in found for part in (word, *word.split("-"))]


def words_of_other(text: str, suffix: str) -> Iterator[tuple[int, str]]:
    comment = {".yaml": r"#.*", ".html": r"\{#.*?#\}|<!--.*?-->"}.get(suffix, r"/\*.*?\*/|//[^\n]*")
    blank = re.sub(comment, lambda m: "\n" * m[0].count("\n"), text, flags=0 if suffix == ".yaml" else re.DOTALL)
    for number, line in enumerate(blank.splitlines(), start=1):
        yield from ((number, word) for word in words(line))


def found_in(text: str, suffix: str, names: frozenset[str]) -> list[tuple[int, str]]:
    """(line, name) of each name in the text of a file."""
    everything = words_of_python(text) if suffix == ".py" else words_of_other(text, suffix)
    return sorted({(line, word) for line, word in everything if word in names})


NAMES = domain_names(PACKAGE) - GENERAL.keys()


@pytest.mark.parametrize("file", [pytest.param(file, id=str(file.relative_to(ROOT))) for file in CODE])
def test_no_name_of_the_domain_is_in_code(file: Path) -> None:
    assert found_in(file.read_text(encoding="utf-8"), file.suffix, NAMES) == []


@pytest.mark.parametrize(
    ("text", "suffix"),
    [
        ("{word} = 1", ".py"),
        ("row.{word}", ".py"),
        ("call({word}=1)", ".py"),
        ("def {word}(): ...", ".py"),
        ("import a.{word}", ".py"),
        ("x = 'SELECT {word} FROM t'", ".py"),
        ("x = f'{{y}} {word}'", ".py"),
        ("<p>{{{{ row.{word} }}}}</p>", ".html"),
        ("const a = '{word}';", ".js"),
        (".{word} {{ color: red }}", ".css"),
        ("key: see {word}", ".yaml"),
    ],
)
@pytest.mark.parametrize("word", ["household_id", "checkins", "fever_c", "under_follow_up", "id_check_ok"])
def test_planted_word_is_found(text: str, suffix: str, word: str) -> None:
    assert found_in(text.format(word=word), suffix, NAMES) == [(1, word)]


def test_planted_rule_is_found() -> None:
    assert (1, "isolation-has-worker") in found_in("rule == 'isolation-has-worker'", ".py", NAMES)


def test_docstrings_and_comments_may_tell_an_example() -> None:
    assert found_in('"""As household_id."""\nx = 1  # household_id\n', ".py", NAMES) == []


def test_general_words_are_names_of_the_domain_that_the_code_uses() -> None:
    names = domain_names(PACKAGE)
    used = {word for file in CODE for _, word in found_in(file.read_text(encoding="utf-8"), file.suffix, names)}
    assert GENERAL.keys() - used == set()

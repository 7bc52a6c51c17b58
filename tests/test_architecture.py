"""Imports go one way: web -> sheets_sync; jobs -> client, store and the pure modules.

The workbook service and its client share nothing, so that a mistake cannot agree with itself.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PURE = (
    "schema", "words", "errors", "cells", "table", "checks", "computed", "judge", "plan", "layout", "problem_list",
    "made_rows", "dependencies", "playbooks", "rows", "ranges", "problems", "engine", "sql_errors", "headings",
    "expressions", "masks",
)  # fmt: skip
IMPURE = ("client", "transport", "retry", "store", "config", "jobs", "cli", "files")


def modules() -> dict[str, frozenset[str]]:
    """What each module of sheets_sync and web imports, {module: modules and names}."""
    files = [file for package in ("sheets_sync", "web") for file in (ROOT / package).rglob("*.py")]
    return {name_of(file): frozenset(imports(file)) for file in files if "node_modules" not in file.parts}


def name_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> Iterator[str]:
    """The modules that a file imports, also within functions; of `from a import b` both a and a.b."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def offences(importer: str, imported: str, but: str = "-") -> list[tuple[str, str]]:
    """(module, import) of every module of package `importer` that imports something of `imported`; `but` may."""
    return [
        (module, name)
        for module, names in sorted(MODULES.items())
        if within(module, importer) and not within(module, but)
        for name in sorted(names)
        if within(name, imported) and not within(name, but)
    ]


MODULES = modules()


def test_engine_imports_nothing_of_the_web() -> None:
    assert offences("sheets_sync", "web") == []


def test_workbook_service_imports_nothing_of_the_project() -> None:
    assert offences("web.workbook", "sheets_sync") == []
    assert offences("web.workbook", "web", but="web.workbook") == []


@pytest.mark.parametrize("module", PURE)
def test_pure_module_imports_nothing_that_does_io(module: str) -> None:
    assert f"sheets_sync.{module}" in MODULES
    assert [found for other in IMPURE for found in offences(f"sheets_sync.{module}", f"sheets_sync.{other}")] == []


@pytest.mark.parametrize("library", ["gspread", "sqlalchemy", "requests", "flask", "click", "time", "random", "socket"])
@pytest.mark.parametrize("module", PURE)
def test_pure_module_uses_no_library_of_io_or_chance(module: str, library: str) -> None:
    assert offences(f"sheets_sync.{module}", library) == []


def test_only_the_client_imports_gspread() -> None:
    assert {module for module, _ in offences("sheets_sync", "gspread") + offences("web", "gspread")} == {
        "sheets_sync.client"
    }


def test_only_the_command_line_imports_jobs() -> None:
    importers = {module for module, names in MODULES.items() for name in names if within(name, "sheets_sync.jobs")}
    assert {m for m in importers if not within(m, "sheets_sync.jobs") and not within(m, "sheets_sync.cli")} == set()


def test_client_and_store_do_not_know_each_other_nor_the_pure_deciders() -> None:
    deciders = (
        "checks",
        "computed",
        "judge",
        "plan",
        "layout",
        "problem_list",
        "made_rows",
        "dependencies",
        "table",
        "engine",
    )
    for other in ("store", "jobs", *deciders):
        assert offences("sheets_sync.client", f"sheets_sync.{other}") == []
    for other in ("client", "jobs", *deciders):
        assert offences("sheets_sync.store", f"sheets_sync.{other}") == []


def test_offence_is_found() -> None:
    assert ("sheets_sync.jobs.street", "sheets_sync.store") in offences("sheets_sync.jobs", "sheets_sync.store")
    assert offences("sheets_sync.jobs", "sheets_sync.store", but="sheets_sync.jobs") == []

"""Turn schemas/ into a `Package`.

Each file is first held against profile.json (what keys there are, of which shape), then built into objects, then the
names that files use of each other are looked up (`references`) and the words that people see compared (`words`).
Whatever is wrong is a `SchemaError` that names file, line and key.
SQL is not run here: `sheets_sync.engine.Engine` compiles it and reports through the same `Source.error`.
"""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets_sync.schema.building import Data, build_playbook, build_tab
from sheets_sync.schema.model import (
    Board,
    Field,
    FieldType,
    Figure,
    Macro,
    Package,
    People,
    Playbook,
    Role,
    Scope,
    Setting,
    Tab,
)
from sheets_sync.schema.references import check_package_references, check_playbook_references, check_references
from sheets_sync.schema.source import Source
from sheets_sync.schema.words import check_package_words, check_playbook_words, check_words


def load_package(folder: Path) -> Package:
    """Read datapackage.yaml and the files of tabs and playbooks that it names.

    Raises:
        SchemaError: a file is missing, is not YAML, does not fit profile.json, or names something that does not exist.
    """
    profile = folder / "profile.json"
    source = Source(folder / "datapackage.yaml")
    source.validate("package", profile)
    data: Data = source.data
    _check_package(source, data)
    mark = Field(data["mark"]["name"], data["mark"]["title"], FieldType.STRING, computed=True)
    tabs, sources = [], {}
    for name in data["tabs"]:
        tab_source = Source(folder / "tabs" / f"{name}.yaml")
        tab_source.validate("tab", profile)
        tabs.append(build_tab(tab_source, name, mark))
        sources[name] = tab_source
    playbooks = [_playbook(folder, profile, name) for name in data.get("playbooks", ())]
    package = _package(source, tuple(tabs), tuple(playbook for _, playbook in playbooks))
    for tab in package.tabs:
        check_references(sources[tab.name], tab, package)
        check_words(sources[tab.name], tab, package)
    for playbook_source, playbook in playbooks:
        check_playbook_references(playbook_source, playbook, package)
        check_playbook_words(playbook_source, package)
    check_package_references(source, package)
    check_package_words(source, sources, package)
    return package


def _playbook(folder: Path, profile: Path, name: str) -> tuple[Source, Playbook]:
    source = Source(folder / "playbooks" / f"{name}.yaml")
    source.validate("playbook", profile)
    return source, build_playbook(source, name)


def _package(source: Source, tabs: tuple[Tab, ...], playbooks: tuple[Playbook, ...]) -> Package:
    data: Data = source.data
    figures = data.get("board", {}).get("figures", ())
    return Package(
        name=data["name"],
        title=data["title"],
        timezone=data["timezone"],
        languages=tuple(data["languages"]),
        booleans={True: data["booleans"]["true"], False: data["booleans"]["false"]},
        tabs=tabs,
        settings=tuple(Setting(name, s["value"], s["title"]) for name, s in data.get("settings", {}).items()),
        macros=tuple(Macro(name, tuple(m["params"]), m["sql"]) for name, m in data.get("macros", {}).items()),
        playbooks=playbooks,
        roles=tuple(Role(**{**r, "pages": tuple(r["pages"])}) for r in data.get("roles", ())),
        scope=Scope(**data["scope"]) if "scope" in data else None,
        people=People(**data["people"]) if "people" in data else None,
        board=Board(tuple(_figure(f) for f in figures)),
        totals=tuple(data.get("import", {}).get("totals", ())),
        invented=data.get("invented"),
        demo_scope=data.get("demo", {}).get("scope"),
        lines={f"macros.{name}": source.piece(["macros", name, "sql"]) for name in data.get("macros", {})},
    )


def _figure(data: Data) -> Figure:
    tab, _, view = data["view"].partition(".")
    return Figure(data["field"], tab, view, data.get("appearance"))


def _check_package(source: Source, data: Data) -> None:
    try:
        ZoneInfo(data["timezone"])
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise source.error(
            ["timezone"], f"{data['timezone']!r} is no time zone; allowed are IANA names such as Asia/Shanghai"
        ) from error

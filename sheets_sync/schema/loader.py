"""Turn schemas/ into a `Package`.

Each file is first held against profile.json (what keys there are, of which shape), then built into objects, then the
names that files use of each other are looked up (`references`) and the words that people see compared (`words`).
Whatever is wrong is a `SchemaError` that names file, line and key.
SQL is not run here: `sheets_sync.engine.Engine` compiles it and reports through the same `Source.error`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets_sync.schema.expressions import parse_conditions
from sheets_sync.schema.fields import check_fields
from sheets_sync.schema.model import (
    Access,
    Board,
    Check,
    Choice,
    Computed,
    Constraints,
    Examples,
    Field,
    FieldImport,
    FieldType,
    Figure,
    Fill,
    ForeignKey,
    Form,
    ImportRules,
    Macro,
    Package,
    People,
    Role,
    Scope,
    Setting,
    Tab,
    View,
    Worklist,
)
from sheets_sync.schema.references import check_package_references, check_references
from sheets_sync.schema.source import Source
from sheets_sync.schema.words import check_package_words, check_words

Data = dict[str, Any]  # one YAML mapping that profile.json has already admitted


def load_package(folder: Path) -> Package:
    """Read datapackage.yaml and the tab files it names.

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
        tabs.append(_tab(tab_source, tab_source.data, name, mark))
        sources[name] = tab_source
    package = _package(data, tuple(tabs))
    for tab in package.tabs:
        check_references(sources[tab.name], tab, package)
        check_words(sources[tab.name], tab, package)
    check_package_references(source, package)
    check_package_words(source, sources, package)
    return package


def _package(data: Data, tabs: tuple[Tab, ...]) -> Package:
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
        roles=tuple(Role(**{**r, "pages": tuple(r["pages"])}) for r in data.get("roles", ())),
        scope=Scope(**data["scope"]) if "scope" in data else None,
        people=People(**data["people"]) if "people" in data else None,
        board=Board(tuple(_figure(f) for f in figures)),
        totals=tuple(data.get("import", {}).get("totals", ())),
        invented=data.get("invented"),
        demo_scope=data.get("demo", {}).get("scope"),
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


def _tab(source: Source, data: Data, name: str, mark: Field) -> Tab:
    if data["name"] != name:
        raise source.error(["name"], f"found {data['name']!r}; the file is named {name}.yaml, so {name!r} is allowed")
    made = "source" in data
    computed = data.get("computed")
    tab = Tab(
        name=name,
        title=data["title"],
        primary_key=data["primaryKey"],
        key_prefix=data["keyPrefix"],
        own_fields=tuple(_field(f, computed=made) for f in data["fields"]),
        computed=Computed(tuple(_field(f, computed=True) for f in computed["fields"]), computed["sql"])
        if computed
        else None,
        mark=None if made else mark,
        description=data.get("description"),
        access=_access(data.get("access", "none")),
        foreign_keys=tuple(
            ForeignKey(k["fields"], k["reference"]["resource"], k["reference"]["fields"])
            for k in data.get("foreignKeys", ())
        ),
        checks=tuple(Check(c["name"], c["where"], c["message"], c.get("field")) for c in data.get("checks", ())),
        views=tuple(_view(source, v, i) for i, v in enumerate(data.get("views", ()))),
        form=_form(data["form"]) if "form" in data else None,
        import_rules=ImportRules(tuple(data.get("import", {}).get("key", ())), _fills(data.get("import", {}))),
        retention=data.get("retention"),
        examples=_examples(data.get("examples", {})),
        source=data.get("source"),
    )
    check_fields(source, tab)
    return tab


def _field(data: Data, *, computed: bool) -> Field:
    limits = data.get("constraints", {})
    read = data.get("import", {})
    return Field(
        name=data["name"],
        title=data["title"],
        type=FieldType(data["type"]),
        hint=data.get("hint"),
        aliases=tuple(data.get("aliases", ())),
        choices=tuple(Choice(c["name"], c["title"], tuple(c.get("aliases", ()))) for c in data.get("choices", ())),
        constraints=Constraints(
            required=limits.get("required", False),
            unique=limits.get("unique", False),
            pattern=limits.get("pattern"),
            minimum=limits.get("minimum"),
            maximum=limits.get("maximum"),
            min_length=limits.get("minLength"),
            max_length=limits.get("maxLength"),
        ),
        constraint_message=data.get("constraint_message"),
        required_message=data.get("required_message"),
        relevant=data.get("relevant"),
        mask=data.get("mask"),
        purpose=data.get("purpose"),
        appearance=data.get("appearance"),
        default=data.get("default"),
        read=FieldImport(read.get("remove"), read.get("pad")),
        source=data.get("from"),
        computed=computed,
    )


def _access(data: str | Mapping[str, str]) -> Access | None:
    if isinstance(data, str):
        return None
    (path,) = data.values()
    own, _, target = (part.strip() for part in path.partition("->"))
    other, _, field = target.partition(".")
    return Access(own, other, field) if target else Access(own)


def _view(source: Source, data: Data, index: int) -> View:
    try:
        conditions = parse_conditions(data["where"])
    except ValueError as error:
        raise source.error(
            ["views", index, "where"], f"{error}. For anything else make a computed column and filter on it"
        ) from error
    order = tuple((term.split()[0], term.lower().endswith(" desc")) for term in data.get("sort", ()))
    return View(data["name"], data["title"], conditions, order, tuple(data.get("fields", ())), data.get("colour"))


def _form(data: Data) -> Form:
    work = data.get("worklist")
    return Form(
        title=data["title"],
        roles=tuple(data["roles"]),
        fields=tuple(data["fields"]),
        submission=data["submission"],
        fill=_fills(data),
        worklist=Worklist(
            field=work["field"],
            where=work["where"],
            title=tuple(work["title"]),
            sort=tuple(work.get("sort", ())),
            detail=tuple(work.get("detail", ())),
            due=work.get("due"),
            overdue=work.get("overdue"),
        )
        if work
        else None,
    )


def _fills(data: Data) -> dict[str, Fill]:
    return {
        name: Fill("value", f["value"]) if isinstance(f, dict) else Fill(f) for name, f in data.get("fill", {}).items()
    }


def _examples(data: Data) -> Examples:
    return Examples(
        passing=tuple(data.get("pass", ())),
        failing=tuple((e["row"], e["rule"], e.get("field")) for e in data.get("fail", ())),
        given={tab: tuple(rows) for tab, rows in data.get("given", {}).items()},
    )

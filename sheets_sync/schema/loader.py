"""Turn schemas/ into a `Package`.

Each file is first held against profile.json (what keys there are, of which shape), then built into objects, then the
names that files use of each other are looked up. Whatever is wrong is a `SchemaError` that names file, line and key.
SQL is not run here: `sheets_sync.engine.Engine` compiles it and reports through the same `Source.error`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sheets_sync.schema.expressions import parse_conditions
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
from sheets_sync.schema.source import Source

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
        _look_up(sources[tab.name], tab, package)
    _look_up_package(source, package)
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
    _check_fields(source, tab)
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
    return Access(own, target.split(".")[0] if target else None)


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


def _check_fields(source: Source, tab: Tab) -> None:
    names = [f.name for f in tab.fields]
    for index, name in enumerate(names):
        if name in names[:index]:
            raise source.error(
                ["fields"], f"the name {name!r} stands twice; every column of a tab has a name of its own"
            )
    if tab.primary_key != names[0] or tab.own_fields[0].type is not FieldType.STRING:
        raise source.error(
            ["primaryKey"], f"found {tab.primary_key!r}; the key must be the first field, of type string"
        )
    if tab.source and tab.own_fields[0].source:
        raise source.error(["fields", 0, "from"], "the engine makes this key; take `from` out")
    for index, field in enumerate(tab.own_fields):
        pattern = field.constraints.pattern
        try:
            re.compile(pattern or "")
        except re.error as error:
            raise source.error(
                ["fields", index, "constraints", "pattern"], f"is no regular expression: {error}"
            ) from error
        if field.type is FieldType.LIST and not field.choices:
            raise source.error(["fields", index], "a list field needs choices")
    _refuse_twice(source, "views", [view.name for view in tab.views])
    _refuse_twice(source, "checks", [check.name for check in tab.checks])


def _refuse_twice(source: Source, part: str, names: list[str]) -> None:
    for index, name in enumerate(names):
        if name in names[:index]:
            raise source.error([part, index, "name"], f"{name!r} stands twice")


def _look_up(source: Source, tab: Tab, package: Package) -> None:
    """Every name that the tab's file uses must exist."""
    fields, tabs = tab.by_name, package.by_name
    for index, key in enumerate(tab.foreign_keys):
        _known(source, ["foreignKeys", index, "fields"], key.field, fields)
        _known(source, ["foreignKeys", index, "reference", "resource"], key.tab, tabs)
        if key.target != tabs[key.tab].primary_key:
            raise source.error(
                ["foreignKeys", index, "reference", "fields"],
                f"found {key.target!r}; allowed is the primary key of {key.tab}, {tabs[key.tab].primary_key!r}",
            )
    for index, check in enumerate(tab.checks):
        if check.field:
            _known(source, ["checks", index, "field"], check.field, fields)
    for index, view in enumerate(tab.views):
        for name in (*(c.field for c in view.conditions), *(name for name, _ in view.sort), *view.fields):
            _known(source, ["views", index], name, fields)
    for name in (*tab.import_rules.key, *tab.import_rules.fill):
        _known(source, ["import"], name, fields)
    if tab.access:
        _known(source, ["access"], tab.access.field, fields)
        if tab.access.tab:
            _known(source, ["access"], tab.access.tab, tabs)
    for name in tab.examples.given:
        _known(source, ["examples", "given"], name, tabs)
    if tab.form:
        _look_up_form(source, tab, tab.form, package)


def _look_up_form(source: Source, tab: Tab, form: Form, package: Package) -> None:
    for name in (*form.fields, form.submission, *form.fill):
        _known(source, ["form"], name, tab.by_name)
        if tab.by_name[name].computed:
            raise source.error(["form"], f"{name!r} is computed; a form fills only columns that people fill")
    for role in form.roles:
        _known(source, ["form", "roles"], role, [r.name for r in package.roles])
    if form.worklist:
        work = form.worklist
        _known(source, ["form", "worklist", "field"], work.field, tab.references)
        target = package.by_name[tab.references[work.field].tab].by_name
        for name in (*work.title, *work.detail, *(n for n in (work.due, work.overdue) if n)):
            _known(source, ["form", "worklist"], name, target)


def _look_up_package(source: Source, package: Package) -> None:
    tabs = package.by_name
    if package.scope:
        _known(source, ["scope", "tab"], package.scope.tab, tabs)
        for part in ("parent", "title"):
            _known(source, ["scope", part], getattr(package.scope, part), tabs[package.scope.tab].by_name)
    if package.people:
        _known(source, ["people", "tab"], package.people.tab, tabs)
        for part in ("pin", "title", "scope"):
            _known(source, ["people", part], getattr(package.people, part), tabs[package.people.tab].by_name)
        _known(source, ["people", "role"], package.people.role, [r.name for r in package.roles])
    for index, figure in enumerate(package.board.figures):
        if package.scope is None:
            raise source.error(["board"], "figures need a `scope`, whose rows carry them")
        _known(source, ["board", "figures", index, "field"], figure.field, tabs[package.scope.tab].by_name)
        _known(source, ["board", "figures", index, "view"], figure.tab, tabs)
        _known(source, ["board", "figures", index, "view"], figure.view, [v.name for v in tabs[figure.tab].views])
    for language in package.languages:
        if language not in package.title:
            raise source.error(
                ["title"], f"lacks the language {language!r}; the package speaks {', '.join(package.languages)}"
            )


def _known(source: Source, key: list[str | int], name: str, allowed: Iterable[str]) -> None:
    if name not in allowed:
        raise source.error(key, f"{name!r} does not exist; allowed are {', '.join(allowed)}")

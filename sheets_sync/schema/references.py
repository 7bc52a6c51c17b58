"""Every name that one part of the schema files uses of another must exist there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sheets_sync.schema.expressions import choice_names
from sheets_sync.schema.model import Field, Form, Package, Playbook, Repeat, Role, Tab, Worklist
from sheets_sync.schema.source import Source

Key = list[str | int]


def check_references(source: Source, tab: Tab, package: Package) -> None:
    """Look up the names that a tab's file uses.

    Raises:
        SchemaError: one does not exist; the message lists those that do.
    """
    fields = tab.by_name
    _check_foreign_keys(source, tab, package)
    for index, check in enumerate(tab.checks):
        if check.field:
            _known(source, ["checks", index, "field"], check.field, fields)
    for index, view in enumerate(tab.views):
        place: Key = ["views", index]
        for condition in view.conditions:
            _known(source, [*place, "where"], condition.field, fields)
        _all_known(source, [*place, "sort"], (name for name, _ in view.sort), fields)
        _all_known(source, [*place, "fields"], view.fields, fields)
    _all_known(source, ["import", "key"], tab.import_rules.key, fields)
    for name in tab.import_rules.fill:
        _known(source, ["import", "fill", name], name, fields)
    for index, unique in enumerate(tab.unique_keys):
        _all_known(source, ["uniqueKeys", index, "fields"], unique.fields, fields)
    if tab.submission:
        _filled(source, ["submission"], tab.submission, tab)
    if tab.retention:
        _known(source, ["retention", "after"], tab.retention.after, fields)
    for field in tab.own_fields:
        _check_field(source, source.item("fields", field.name), tab, field, package)
    for index, field in enumerate(tab.computed.fields if tab.computed else ()):
        _check_mask(source, ["computed", "fields", index], field, package)
    for name in tab.examples.given:
        _known(source, ["examples", "given", name], name, [other.name for other in package.filled_tabs])
    _check_access(source, tab, package)
    if tab.form:
        _check_form(source, tab, tab.form, package)


def check_package_references(source: Source, package: Package) -> None:
    """Look up the names that datapackage.yaml uses of tabs, fields, views and roles.

    Raises:
        SchemaError: as `check_references`.
    """
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
    for index, role in enumerate(package.roles):
        if "staff" in role.pages and (role.scope != "all" or _sees_masks(role, package)):
            raise source.error(
                ["roles", index, "pages"],
                "the page 'staff' shows every cell of every row as it stands; allowed for a role of scope all that"
                " sees no masks",
            )
    for index, figure in enumerate(package.board.figures):
        if package.scope is None:
            raise source.error(["board"], "figures need a `scope`, whose rows carry them")
        place: Key = ["board", "figures", index]
        _known(source, [*place, "field"], figure.field, tabs[package.scope.tab].by_name)
        _known(source, [*place, "view"], figure.tab, tabs)
        _known(source, [*place, "view"], figure.view, [v.name for v in tabs[figure.tab].views])


def _sees_masks(role: Role, package: Package) -> bool:
    return any(role.mask_of(field) for tab in package.tabs for field in tab.fields)


def check_playbook_references(source: Source, playbook: Playbook, package: Package) -> None:
    """Look up the names that a playbook uses of tabs, fields and its own steps.

    Raises:
        SchemaError: as `check_references`.
    """
    _known(source, ["tab"], playbook.tab, [tab.name for tab in package.filled_tabs])
    before: list[str] = []
    for index, step in enumerate(playbook.steps):
        place: Key = ["steps", index]
        if step.name in before:
            raise source.error([*place, "name"], f"{step.name!r} stands twice; each needs a name of its own")
        _known(source, [*place, "tab"], step.tab, [tab.name for tab in package.filled_tabs])
        made = package.by_name[step.tab]
        if made.submission is None:
            raise source.error(
                [*place, "tab"], f"{made.name} needs `submission`, the field that tells which step made the row"
            )
        for name in step.fields:
            _filled(source, [*place, "fields", name], name, made)
            if name in (made.primary_key, made.submission):
                raise source.error([*place, "fields", name], "is given by the program; take it out")
        _all_known(source, [*place, "after"], step.after, before)
        before.append(step.name)


def _check_mask(source: Source, place: Key, field: Field, package: Package) -> None:
    if isinstance(field.mask, Mapping):
        _all_known(source, [*place, "mask"], field.mask, [role.name for role in package.roles])


def _check_field(source: Source, place: Key, tab: Tab, field: Field, package: Package) -> None:
    _check_mask(source, place, field, package)
    for name in sorted(choice_names(field.choice_filter or "")):
        _known(source, [*place, "choice_filter"], name, _compared(tab, field, package))


def _compared(tab: Tab, field: Field, package: Package) -> list[str]:
    """What a choice_filter may compare."""
    if not field.choices:
        return list(package.by_name[tab.references[field.name].tab].by_name)
    return ["name", *dict.fromkeys(name for choice in field.choices for name in choice.properties)]


def _check_foreign_keys(source: Source, tab: Tab, package: Package) -> None:
    for index, key in enumerate(tab.foreign_keys):
        place: Key = ["foreignKeys", index]
        _known(source, [*place, "fields"], key.field, tab.by_name)
        _known(source, [*place, "reference", "resource"], key.tab, package.by_name)
        target = package.by_name[key.tab].primary_key
        if key.target != target:
            raise source.error(
                [*place, "reference", "fields"],
                f"found {key.target!r}; allowed is the primary key of {key.tab}, {target!r}",
            )


def _check_access(source: Source, tab: Tab, package: Package) -> None:
    if tab.access is None:
        return
    _known(source, ["access"], tab.access.field, tab.by_name)
    if tab.access.tab is None:
        return
    _known(source, ["access"], tab.access.tab, package.by_name)
    other = package.by_name[tab.access.tab]
    if other.access is None:
        raise source.error(["access"], f"{other.name} has no access of its own, so the way to the scope ends there")
    if tab.access.target != other.access.field:
        raise source.error(
            ["access"],
            f"found {tab.access.target!r}; allowed is {other.access.field!r}, where the access of {other.name} begins",
        )
    path = [tab.name]
    while tab.access and tab.access.tab:
        tab = package.by_name[tab.access.tab]
        if tab.name in path:
            raise source.error(["access"], f"goes in a circle: {' -> '.join([*path, tab.name])}")
        path.append(tab.name)


def _check_form(source: Source, tab: Tab, form: Form, package: Package) -> None:
    _all_known(source, ["form", "roles"], form.roles, [r.name for r in package.roles])
    if tab.submission is None:
        raise source.error(["form"], "needs `submission`, the field that holds the id of an entry")
    for index, name in enumerate(form.fields):
        _filled(source, ["form", "fields", index], name, tab)
    for name in form.fill:
        _filled(source, ["form", "fill", name], name, tab)
    if form.worklist:
        _check_worklist(source, tab, form.worklist, package)
    for index, repeat in enumerate(form.repeats):
        _check_repeat(source, ["form", "repeats", index], tab, form, repeat, package)


def _check_repeat(source: Source, place: Key, tab: Tab, form: Form, repeat: Repeat, package: Package) -> None:
    _known(source, [*place, "tab"], repeat.tab, package.by_name)
    other = package.by_name[repeat.tab]
    if [one.tab for one in form.repeats].count(repeat.tab) > 1:
        raise source.error([*place, "tab"], f"{repeat.tab!r} stands twice; a form takes the rows of a tab once")
    if other is tab:
        raise source.error([*place, "tab"], f"found {tab.name!r}; allowed is another tab, whose rows refer to this one")
    if other.submission is None:
        raise source.error([*place, "tab"], f"{other.name} needs `submission`, the field that holds the id of an entry")
    _known(source, [*place, "field"], repeat.field, [k.field for k in other.foreign_keys if k.tab == tab.name])
    for index, name in enumerate(repeat.fields):
        _filled(source, [*place, "fields", index], name, other)
    for name in repeat.fill:
        _filled(source, [*place, "fill", name], name, other)
    if repeat.minimum > repeat.maximum:
        raise source.error([*place, "minimum"], f"found {repeat.minimum}; allowed is up to maximum, {repeat.maximum}")


def _filled(source: Source, place: Key, name: str, tab: Tab) -> None:
    """The field exists and people fill it."""
    _known(source, place, name, tab.by_name)
    if tab.by_name[name].computed:
        raise source.error(place, f"{name!r} is computed; allowed are columns that people fill")


def _check_worklist(source: Source, tab: Tab, work: Worklist, package: Package) -> None:
    place: Key = ["form", "worklist"]
    _known(source, [*place, "field"], work.field, tab.references)
    target = package.by_name[tab.references[work.field].tab].by_name
    _all_known(source, [*place, "title"], work.title, target)
    _all_known(source, [*place, "detail"], work.detail, target)
    for part, name in (("due", work.due), ("overdue", work.overdue)):
        if name:
            _known(source, [*place, part], name, target)


def _all_known(source: Source, key: Key, names: Iterable[str], allowed: Iterable[str]) -> None:
    allowed = list(allowed)
    for index, name in enumerate(names):
        _known(source, [*key, index], name, allowed)


def _known(source: Source, key: Key, name: str, allowed: Iterable[str]) -> None:
    if name not in allowed:
        raise source.error(key, f"{name!r} does not exist; allowed are {', '.join(allowed)}")

"""One YAML mapping that profile.json has admitted -> the object it describes: `Tab`, `Field`, `Form`, `Playbook`.

What a mapping of the right shape can still get wrong by itself is told here; names that it uses of other files are
looked up in `references`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sheets_sync.schema.expressions import parse_conditions
from sheets_sync.schema.fields import check_fields
from sheets_sync.schema.model import (
    Access,
    Check,
    Choice,
    Computed,
    Constraints,
    Examples,
    Field,
    FieldImport,
    FieldType,
    Fill,
    ForeignKey,
    Form,
    ImportRules,
    Piece,
    Playbook,
    Repeat,
    Retention,
    Step,
    Tab,
    UniqueKey,
    View,
    Worklist,
)
from sheets_sync.schema.source import Source

Data = dict[str, Any]  # one YAML mapping that profile.json has already admitted


def build_tab(source: Source, name: str, mark: Field) -> Tab:
    """The tab of a file that is named `name`; `mark` is the column that the program adds to tabs that people fill.

    Raises:
        SchemaError: the file is named otherwise than it says, or does not agree with itself.
    """
    data: Data = source.data
    if data["name"] != name:
        raise source.error(["name"], f"found {data['name']!r}; the file is named {name}.yaml, so {name!r} is allowed")
    made = "source" in data
    computed = data.get("computed")
    own = [_field(f, computed=made) for f in data["fields"] if not _retired(f)]
    columns = [_field(f, computed=True) for f in (computed or {}).get("fields", ()) if not _retired(f)]
    retired = [_field(f, computed=False) for f in _all_fields(data) if _retired(f)]
    tab = Tab(
        name=name,
        title=data["title"],
        primary_key=data["primaryKey"],
        key_prefix=data["keyPrefix"],
        own_fields=tuple(own),
        retired_fields=tuple(retired),
        computed=Computed(tuple(columns), computed["sql"]) if computed and columns else None,
        mark=None if made else mark,
        description=data.get("description"),
        access=_access(data.get("access", "none")),
        foreign_keys=tuple(
            ForeignKey(k["fields"], k["reference"]["resource"], k["reference"]["fields"])
            for k in data.get("foreignKeys", ())
        ),
        checks=tuple(
            Check(c["name"], c["where"], c["message"], c.get("field"), c.get("value")) for c in data.get("checks", ())
        ),
        views=tuple(_view(source, v, i) for i, v in enumerate(data.get("views", ()))),
        form=_form(data["form"]) if "form" in data else None,
        import_rules=ImportRules(tuple(data.get("import", {}).get("key", ())), _fills(data.get("import", {}))),
        unique_keys=tuple(
            UniqueKey(u["name"], tuple(u["fields"]), u["message"], u.get("where"), u.get("value"))
            for u in data.get("uniqueKeys", ())
        ),
        submission=data.get("submission"),
        retention=Retention(**data["retention"]) if "retention" in data else None,
        examples=_examples(data.get("examples", {})),
        source=data.get("source"),
        sql=data.get("sql"),
        was=tuple(data.get("was", ())),
        lines=dict(_pieces(source)),
    )
    check_fields(source, tab)
    return tab


def build_playbook(source: Source, name: str) -> Playbook:
    """The playbook of a file that is named `name`.

    Raises:
        SchemaError: the file is named otherwise than it says.
    """
    data: Data = source.data
    if data["name"] != name:
        raise source.error(["name"], f"found {data['name']!r}; the file is named {name}.yaml, so {name!r} is allowed")
    steps = tuple(
        Step(s["name"], s["tab"], s["fields"], s.get("join", ""), s.get("part"), tuple(s.get("after", ())))
        for s in data["steps"]
    )
    return Playbook(name, data["title"], data["tab"], data["where"], steps, dict(_playbook_pieces(source)))


def _all_fields(data: Data) -> Iterator[Data]:
    yield from data["fields"]
    yield from data.get("computed", {}).get("fields", ())


def _retired(data: Data) -> bool:
    return bool(data.get("retired", False))


def _pieces(source: Source) -> Iterator[tuple[str, Piece]]:
    """(place, piece) of the SQL in a tab's file, of its fields, views and examples, as errors name places."""
    data: Data = source.data
    for name in ("sql", "computed.sql", "form.worklist.where"):
        key = name.split(".")
        if source.has(key):
            yield name, source.piece(key)
    parts = {
        "fields": "relevant constraint choice_filter calculation",
        "checks": "where value",
        "uniqueKeys": "where value",
        "views": "where",
    }
    for part, words in parts.items():
        for index, item in enumerate(data.get(part, ())):
            yield from (
                (f"{part}.{item['name']}.{word}", source.piece([part, index, word]))
                for word in words.split()
                if word in item
            )
            yield f"{part}.{item['name']}", source.piece([part, index])
    for kind in ("pass", "fail"):
        for index in range(len(data.get("examples", {}).get(kind, ()))):
            yield f"examples.{kind}.{index}", source.piece(["examples", kind, index])


def _playbook_pieces(source: Source) -> Iterator[tuple[str, Piece]]:
    yield "where", source.piece(["where"])
    for index, step in enumerate(source.data["steps"]):
        key: list[str | int] = ["steps", index]
        yield from ((f"steps.{step['name']}.{w}", source.piece([*key, w])) for w in ("join", "part") if w in step)
        for name in step["fields"]:
            yield f"steps.{step['name']}.fields.{name}", source.piece([*key, "fields", name])


def _field(data: Data, *, computed: bool) -> Field:
    limits = data.get("constraints", {})
    read = data.get("import", {})
    return Field(
        name=data["name"],
        title=data["title"],
        type=FieldType(data["type"]),
        hint=data.get("hint"),
        aliases=tuple(data.get("aliases", ())),
        choices=tuple(
            Choice(c["name"], c["title"], tuple(c.get("aliases", ())), c.get("properties", {}))
            for c in data.get("choices", ())
        ),
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
        constraint=data.get("constraint"),
        choice_filter=data.get("choice_filter"),
        calculation=data.get("calculation"),
        mask=data.get("mask"),
        purpose=data.get("purpose"),
        appearance=data.get("appearance"),
        default=data.get("default"),
        read=FieldImport(read.get("remove"), read.get("pad")),
        source=data.get("from"),
        computed=computed,
        was=tuple(data.get("was", ())),
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
    return View(
        name=data["name"],
        title=data["title"],
        conditions=conditions,
        sort=order,
        fields=tuple(data.get("fields", ())),
        colour=data.get("colour"),
        was=tuple(data.get("was", ())),
    )


def _form(data: Data) -> Form:
    work = data.get("worklist")
    return Form(
        title=data["title"],
        roles=tuple(data["roles"]),
        fields=tuple(data["fields"]),
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
        repeats=tuple(
            Repeat(
                tab=r["tab"],
                field=r["field"],
                title=r["title"],
                fields=tuple(r["fields"]),
                minimum=r.get("minimum", 0),
                maximum=r.get("maximum", 20),
                fill=_fills(r),
            )
            for r in data.get("repeats", ())
        ),
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

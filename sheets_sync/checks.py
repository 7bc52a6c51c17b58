"""Table Schema -> SQL that returns (row, key, field, rule id, value).

The same rules judge a whole tab at a sync, one row of a form and the rows of a file: `find_problems` looks at every
row, or at those alone that were laid over the tab (`Engine.overlay`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import duckdb

from sheets_sync.cells import Value, cell_text, format_cell
from sheets_sync.engine import CANDIDATE, Engine, sql_error
from sheets_sync.problems import Problem, message_of
from sheets_sync.schema import Check, Field, FieldType, Package, Tab
from sheets_sync.schema.expressions import identifiers
from sheets_sync.table import BAD, ROW, BadCell
from sheets_sync.words import LIST_SEPARATOR


def find_problems(
    engine: Engine, tab: Tab, bad: Sequence[BadCell] = (), *, candidates_only: bool = False
) -> list[Problem]:
    """Every cell of `tab` that breaks a rule, by row and then in the order of the columns.

    `bad` are the cells that did not parse; checks that mention such a cell are not asked about its row.

    Raises:
        SchemaError: a rule's SQL does not run.
    """
    package = engine.package
    only = f" AND {ROW} >= {CANDIDATE}" if candidates_only else ""
    rules = list(_rules(tab, only))
    try:
        result = engine.query(" UNION ALL ".join(sql for _, sql in rules)) if rules else None
    except duckdb.Error:
        _name_the_broken(engine, tab, rules)
        raise
    keys = _keys(engine, tab, {cell.row for cell in bad})
    found = [(cell.row, keys.get(cell.row, ""), cell.field, cell.rule, _readable(cell_text(cell.raw))) for cell in bad]
    if result is not None:
        rows = zip(*(result[name].to_pylist() for name in ("r", "k", "f", "rule", "v")), strict=True)
        found += [(row, key or "", field, rule, _shown(package, tab, field, v)) for row, key, field, rule, v in rows]
    order = {f.name: index for index, f in enumerate(tab.fields)}
    found.sort(key=lambda p: (p[0], order.get(p[2] or "", -1), p[3]))
    return [
        Problem(tab.name, row, key, field, rule, value, message_of(package, tab, field, rule, value))
        for row, key, field, rule, value in found
    ]


def validate_sql(package: Package, engine: Engine) -> None:
    """Compile every rule, condition and worklist of the package against the tabs that `engine` holds.

    Raises:
        SchemaError: names the file and the key, with the engine's hint.
    """
    for tab in package.tabs:
        for place, sql in (*_rules(tab, ""), *_form_sql(tab)):
            try:
                engine.query(f"SELECT * FROM ({sql}) LIMIT 0")
            except duckdb.Error as error:
                raise sql_error(tab, place, error) from error


def _form_sql(tab: Tab) -> Iterator[tuple[str, str]]:
    if tab.form and tab.form.worklist:
        work = tab.form.worklist
        order = f" ORDER BY {', '.join(work.sort)}" if work.sort else ""
        yield "form.worklist", f'SELECT * FROM "{tab.references[work.field].tab}" WHERE {work.where}{order}'


def _name_the_broken(engine: Engine, tab: Tab, rules: list[tuple[str, str]]) -> None:
    for place, sql in rules:
        try:
            engine.query(sql)
        except duckdb.Error as error:
            raise sql_error(tab, place, error) from error


def _rules(tab: Tab, only: str) -> Iterator[tuple[str, str]]:
    """(place in the file, SQL) of each rule of the tab."""
    if tab.source:
        return
    key = tab.primary_key
    yield (
        "primaryKey",
        _select(
            tab,
            key,
            "primary-key",
            f'"{key}" IS NOT NULL',
            only,
            f'QUALIFY row_number() OVER (PARTITION BY "{key}" ORDER BY {ROW}) > 1',
        ),
    )
    for field in tab.own_fields:
        for rule, where in _constraints(tab, field):
            yield (
                f"fields.{field.name}",
                _select(tab, field.name, rule, f"({where}) AND {_not_bad(_asked(tab, field, rule))}", only),
            )
        if field.constraints.unique:
            repeated = f'QUALIFY count(*) OVER (PARTITION BY "{field.name}") > 1'
            yield (
                f"fields.{field.name}",
                _select(tab, field.name, "unique", f'"{field.name}" IS NOT NULL', only, repeated),
            )
    for reference in tab.foreign_keys:
        known = f'SELECT "{reference.target}" FROM "{reference.tab}" WHERE "{reference.target}" IS NOT NULL'
        yield (
            f"foreignKeys.{reference.field}",
            _select(
                tab,
                reference.field,
                "foreign-key",
                f'"{reference.field}" IS NOT NULL AND "{reference.field}" NOT IN ({known})',
                only,
            ),
        )
    for check in tab.checks:
        yield f"checks.{check.name}", _check(tab, check, only)


def _select(tab: Tab, field: str | None, rule: str, where: str, only: str, qualify: str = "") -> str:
    """One rule as a query. A window looks at every row; `only` narrows what is reported."""
    value = "NULL" if field is None else _as_text(tab.by_name[field])
    name = f"'{field}'" if field else "NULL::VARCHAR"
    source = f'SELECT * FROM "{tab.name}" WHERE {where} {qualify}' if qualify else f'SELECT * FROM "{tab.name}"'
    rest = "TRUE" if qualify else where
    alias = f'"{tab.name}"'
    return (
        f"SELECT {ROW} AS r, \"{tab.primary_key}\" AS k, {name} AS f, '{rule}' AS rule, {value} AS v"
        f" FROM ({source}) AS {alias} WHERE ({rest}){only}"
    )


def _as_text(field: Field) -> str:
    if field.type is FieldType.LIST:
        return f"array_to_string(\"{field.name}\", '{LIST_SEPARATOR}')"
    return f'CAST("{field.name}" AS VARCHAR)'


def _constraints(tab: Tab, field: Field) -> Iterator[tuple[str, str]]:
    limits, name = field.constraints, f'"{field.name}"'
    if limits.required and field.name != tab.primary_key:
        blank = f"len({name}) = 0 OR {name} IS NULL" if field.type is FieldType.LIST else f"{name} IS NULL"
        yield "required", f"({blank})" + (f" AND coalesce(({field.relevant}), FALSE)" if field.relevant else "")
    if limits.pattern is not None:
        pattern = limits.pattern.replace("'", "''")
        yield "pattern", f"NOT regexp_full_match(CAST({name} AS VARCHAR), '{pattern}')"
    for rule, op, limit in (("minimum", "<", limits.minimum), ("maximum", ">", limits.maximum)):
        if limit is not None:
            yield rule, f"{name} {op} {_literal(field, limit)}"
    for rule, op, length in (("minLength", "<", limits.min_length), ("maxLength", ">", limits.max_length)):
        if length is not None:
            yield rule, f"length({name}) {op} {length}"


def _literal(field: Field, limit: float | str) -> str:
    if field.type in (FieldType.DATE, FieldType.DATETIME):
        kind = "DATE" if field.type is FieldType.DATE else "TIMESTAMP"
        return f"{kind} '{limit}'"
    return str(limit)


def _check(tab: Tab, check: Check, only: str) -> str:
    mentioned = [f.name for f in tab.fields if f.name in identifiers(check.where)]
    guard = f" AND {_not_bad(mentioned)}" if mentioned else ""
    return _select(tab, check.field, check.name, f"({check.where}){guard}", only)


def _asked(tab: Tab, field: Field, rule: str) -> list[str]:
    """The fields that a constraint looks at: where it is required also those that tell whether it is relevant."""
    words = identifiers(field.relevant or "") if rule == "required" else frozenset()
    return [f.name for f in tab.fields if f.name in words or f is field]


def _not_bad(fields: Sequence[str]) -> str:
    names = ", ".join(f"'{name}'" for name in fields)
    return f"({BAD} IS NULL OR NOT list_has_any({BAD}, [{names}]))"


def _keys(engine: Engine, tab: Tab, rows: set[int]) -> dict[int, str]:
    if not rows:
        return {}
    listed = ", ".join(map(str, sorted(rows)))
    found = engine.rows(f'SELECT {ROW} AS r, "{tab.primary_key}" AS k FROM "{tab.name}" WHERE {ROW} IN ({listed})')
    return {row["r"]: row["k"] or "" for row in found}


def _shown(package: Package, tab: Tab, field_name: str | None, text: str | None) -> str:
    """A value, which SQL gave as text, as it stands in the cell."""
    if field_name is None or text is None:
        return ""
    field = tab.by_name[field_name]
    return cell_text(format_cell(package, field, _value(field, text)))


def _value(field: Field, text: str) -> Value:
    if field.type is FieldType.LIST:
        return text.split(LIST_SEPARATOR)
    if field.type is FieldType.BOOLEAN:
        return text == "true"
    if field.type is FieldType.NUMBER:
        return float(text)
    return datetime.fromisoformat(text) if field.type is FieldType.DATETIME else text


def _readable(text: str) -> str:
    """Half a character, which a cell may hold and the problem list may not, becomes a question mark."""
    return text.encode("utf-8", "replace").decode()

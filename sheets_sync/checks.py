"""Run the rules of a tab: which cells break which rule.

The same rules judge a whole tab at a sync, one row of a form and the rows of a file: `find_problems` looks at every
row, or at those alone that were laid over the tab (`Engine.overlay`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb

from sheets_sync.cells import Value, cell_text, format_cell
from sheets_sync.computed import load_tabs
from sheets_sync.engine import CANDIDATE, VALUE_ERRORS, Engine
from sheets_sync.playbooks import compile_playbook
from sheets_sync.problems import Problem, message_of, say
from sheets_sync.rules import Rule, rules_of
from sheets_sync.schema import Field, FieldType, Package, Tab
from sheets_sync.sql_errors import sql_error
from sheets_sync.table import ROW, BadCell
from sheets_sync.words import LIST_SEPARATOR


def find_problems(
    engine: Engine, tab: Tab, bad: Sequence[BadCell] = (), *, candidates_only: bool = False
) -> list[Problem]:
    """Every cell of `tab` that breaks a rule, by row and then in the order of the columns.

    `bad` are the cells that did not parse; checks that mention such a cell are not asked about its row. A rule that
    some value makes fail (a cast, say) stops no other: it is a problem of the heading row, but not told where only
    candidates are judged, because who files one can do nothing about it.

    Raises:
        SchemaError: a rule's SQL does not fit the tabs.
    """
    package = engine.package
    only = f" AND {ROW} >= {CANDIDATE}" if candidates_only else ""
    rules = list(rules_of(tab))
    result, failed = _judged(engine, tab, rules, only)
    keys = _keys(engine, tab, {cell.row for cell in bad})
    found: list[tuple[int, str, str | None, str, str, str | None]] = [
        (cell.row, keys.get(cell.row, ""), cell.field, cell.rule, _readable(cell_text(cell.raw)), None) for cell in bad
    ]
    found += [
        (row["r"], row["k"] or "", row["f"], row["rule"], _shown(package, tab, row["f"], row["v"]), row["t"])
        for row in result
    ]
    order = {f.name: index for index, f in enumerate(tab.fields)}
    found.sort(key=lambda p: (p[0], order.get(p[2] or "", -1), p[3]))
    problems = [
        Problem(tab.name, row, key, field, rule, value, message_of(package, tab, field, rule, value, told))
        for row, key, field, rule, value, told in found
    ]
    return problems if candidates_only else [*(_failure(package, tab, *one) for one in failed), *problems]


def _judged(
    engine: Engine, tab: Tab, rules: Sequence[Rule], only: str
) -> tuple[list[dict[str, Any]], list[tuple[Rule, str]]]:
    """What the rules found, and the rules that some value made fail, each with the engine's words."""
    try:
        return engine.rows(_query(tab, rules, only)) if rules else [], []
    except duckdb.DataError:
        pass  # one of them: each alone tells which
    except duckdb.Error as error:
        _compile(engine, tab, _rule_sql(tab, rules))
        if not isinstance(error, duckdb.InvalidInputException):  # that is how a subquery with two rows ends
            raise
    found: list[dict[str, Any]] = []
    failed = []
    for rule in rules:
        for attempt in (rule, replace(rule, value=None)):  # a rule whose {value} alone fails judges without it
            try:
                found += engine.rows(_query(tab, [attempt], only))
                break
            except VALUE_ERRORS as error:
                if attempt is rule:
                    failed.append((rule, str(error).splitlines()[0]))
    return found, failed


def _failure(package: Package, tab: Tab, rule: Rule, words: str) -> Problem:
    message = say("rule-failed", package, title=tab.at(rule.place), value=words)
    return Problem(tab.name, 1, "", rule.field, rule.name, "", message)


def validate(package: Package, now: datetime) -> None:
    """Run or compile every piece of SQL of the package on empty tabs.

    Raises:
        SchemaError: as `validate_sql`.
    """
    engine = Engine(package, now)
    load_tabs(engine, {})
    validate_sql(package, engine)


def validate_sql(package: Package, engine: Engine) -> None:
    """Compile all SQL of the package but computed columns against the tabs that `engine` holds.

    Raises:
        SchemaError: names the file and the key, with the engine's hint.
    """
    for tab in package.tabs:
        _compile(engine, tab, (*_query_sql(tab), *_form_sql(tab), *_rule_sql(tab, list(rules_of(tab)))))
    for playbook in package.playbooks:
        compile_playbook(engine, playbook)


def _compile(engine: Engine, tab: Tab, queries: Iterable[tuple[str, str]]) -> None:
    """Refuse the first of the queries, (place, SQL), that does not fit the tabs."""
    for place, sql in queries:
        try:
            engine.rows(f"SELECT * FROM ({sql}) LIMIT 0")
        except duckdb.Error as error:
            raise sql_error(tab, place, error) from error


def _rule_sql(tab: Tab, rules: Sequence[Rule]) -> Iterator[tuple[str, str]]:
    for rule in rules:
        yield rule.place, f'SELECT {ROW} FROM "{tab.name}" WHERE {rule.where}'
        if rule.value:
            yield f"{rule.place}.value", f'SELECT {_told(rule)} FROM "{tab.name}"'


def _query_sql(tab: Tab) -> Iterator[tuple[str, str]]:
    if tab.sql is not None:
        yield "sql", tab.sql


def _form_sql(tab: Tab) -> Iterator[tuple[str, str]]:
    for field in tab.own_fields:
        for word, sql in (("relevant", field.relevant), ("calculation", field.calculation)):
            if sql:
                yield f"fields.{field.name}.{word}", f'SELECT ({sql}) FROM "{tab.name}"'
    if tab.form and tab.form.worklist:
        work = tab.form.worklist
        order = f" ORDER BY {', '.join(work.sort)}" if work.sort else ""
        yield "form.worklist", f'SELECT * FROM "{tab.references[work.field].tab}" WHERE {work.where}{order}'


def _query(tab: Tab, rules: Sequence[Rule], only: str) -> str:
    """One query for all rules: (r, k, f, rule, v, t) of each cell that breaks one.

    Rules about a row alone share one scan: rows that break any are kept, and tell which. One that looks elsewhere is a
    join of its own.
    """
    alone = [rule for rule in rules if not rule.looks_elsewhere]
    groups = ([alone] if alone else []) + [[rule] for rule in rules if rule.looks_elsewhere]
    return " UNION ALL ".join(_one_scan(tab, group, only) for group in groups)


def _one_scan(tab: Tab, rules: Sequence[Rule], only: str) -> str:
    broken = " OR ".join(f"({rule.where})" for rule in rules)
    if len(rules) == 1:
        found, where = _finding(tab, rules[0]), f"({broken}){only}"
    else:
        cases = ", ".join(f"CASE WHEN {rule.where} THEN {_finding(tab, rule)} END" for rule in rules)
        # Over a whole tab few rows break any rule, and only those are looked at twice; a few rows are looked at once.
        found, where = f"unnest([{cases}])", f"TRUE{only}" if only else broken
    scan = f'SELECT {ROW} AS r, "{tab.primary_key}" AS k, {found} AS p FROM "{tab.name}" WHERE {where}'
    return f"SELECT r, k, p.f, p.rule, p.v, p.t FROM ({scan}) WHERE p IS NOT NULL"


def _finding(tab: Tab, rule: Rule) -> str:
    name = f"'{rule.field}'" if rule.field else "NULL::VARCHAR"
    value = _as_text(tab.by_name[rule.field]) if rule.field else "NULL::VARCHAR"
    return f"{{'f': {name}, 'rule': '{rule.name}', 'v': {value}, 't': {_told(rule)}}}"


def _told(rule: Rule) -> str:
    return f"CAST(({rule.value}) AS VARCHAR)" if rule.value else "NULL::VARCHAR"


def _as_text(field: Field) -> str:
    if field.type is FieldType.LIST:
        return f"array_to_string(\"{field.name}\", '{LIST_SEPARATOR}')"
    return f'CAST("{field.name}" AS VARCHAR)'


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

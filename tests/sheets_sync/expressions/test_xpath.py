"""Expressions said in XPath: for each row a form comes to the verdict that DuckDB comes to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sheets_sync.engine import Engine
from sheets_sync.errors import ExpressionError
from sheets_sync.expressions import Kind, Names, XPath, kind_of, parse_expression
from sheets_sync.expressions.xpath import quoted
from sheets_sync.schema import Package
from sheets_sync.table import arrow_schema
from tests.conftest import LOCAL_MORNING
from tests.sheets_sync.expressions.xform import Answer, answered, evaluate

Row = Mapping[str, Any]
at = datetime.fromisoformat

ROWS: list[Row] = [
    {},
    {
        "method": "can", "litres": 1.5, "cans": 1, "seen": ["aphids"], "wilted": True, "again_on": date(2020, 2, 21),
        "remark": "it's \"dry\"", "watered_at": at("2020-02-20 07:30"),
    },
    {
        "method": "none", "litres": 5.0, "cans": 0, "seen": ["aphids", "mould"], "wilted": False,
        "again_on": date(2020, 2, 20), "remark": "N-12", "watered_at": at("2020-02-19 23:59"),
    },
    {"method": "hose", "cans": 9, "watered_at": at("2020-02-20 08:10")},
    {"litres": 20.0, "wilted": False, "again_on": date(2019, 12, 31), "remark": "12"},
]  # fmt: skip

CONDITIONS = """
    coalesce(method, 'can') <> 'none'
    method = 'none' AND remark IS NULL
    method <> 'none'
    NOT (method <> 'none')
    method IN ('can', 'hose')
    method NOT IN ('can', 'hose')
    method IN ('can', NULL)
    method IS NULL OR method IN ('can')
    method = ''
    coalesce(remark, '') = ''
    remark = 'it''s "dry"'
    method = remark
    method IS DISTINCT FROM remark
    litres > :most_litres
    NOT litres > :most_litres
    litres BETWEEN 1 AND 5
    litres NOT BETWEEN 1 AND 5
    litres = 5
    litres <> cans
    litres = cans
    litres * 2 - 1 > cans + 1
    litres / 2 - (cans - 1) < -cans
    coalesce(litres, cans, 0) >= 5
    coalesce(litres + cans, 3) = 3
    cans + 1 IS NULL
    abs(litres * 10 - round(litres * 10)) < 0.001
    abs(cans - 5) > round(litres)
    abs(litres) > 1
    wilted
    NOT wilted
    wilted = true
    wilted <> (cans > 3)
    wilted IS TRUE
    wilted IS NOT TRUE
    wilted IS NULL
    (wilted AND litres > 1) IS NULL
    wilted OR litres > 1
    list_contains(seen, 'mould')
    NOT list_contains(seen, 'mould')
    len(seen) > 1
    length(remark) < 4
    regexp_full_match(remark, '[A-Z]-[0-9]+')
    NOT regexp_full_match(remark, '[0-9]|[0-9]{2}')
    again_on > :today
    again_on <= :today
    again_on = DATE '2020-02-21'
    again_on >= '2020-02-20'
    again_on - :today + 1 > 1
    again_on + 1 = DATE '2020-02-21'
    watered_at > :now + to_minutes(:most_litres::INTEGER)
    watered_at <= :now
    watered_at::DATE = :today
    watered_at < again_on
    :now - watered_at > to_hours(4)
    date_diff('day', watered_at, :now) = 1
    date_sub('hour', watered_at, :now) >= 8
    hour(:now) < 12
    hour(watered_at) = 7
    year(again_on) < year(:today)
    CASE WHEN method = 'can' THEN litres > 1 WHEN method = 'none' THEN wilted END
    CASE method WHEN 'can' THEN litres ELSE cans END > 1
    coalesce(wilted, litres > 3)
    coalesce(wilted, FALSE) OR litres IS NOT NULL AND cans IS NOT NULL
    CAST(cans AS VARCHAR) = '9'
    wilted::INTEGER = 0
    NULL
    TRUE
    method = NULL
""".strip().splitlines()

VALUES = """
    method
    litres
    litres + cans
    cans * 2 / 4
    coalesce(remark, method, 'nothing')
    CASE WHEN wilted THEN 'dry' WHEN litres > 3 THEN method END
    method || ': ' || remark
    'x' || NULL
    wilted AND litres > 1
    again_on
    again_on + 14
    coalesce(again_on, :today) - 1
    watered_at::DATE
    :today
    again_on - :today
    length(remark)
    hour(watered_at)
    :most_litres
    NULL
""".strip().splitlines()


@pytest.fixture(scope="module")
def names(toy: Package) -> Names:
    return Names({f.name: f.type for f in toy.by_name["waterings"].own_fields}, parameters=toy.parameters)


@pytest.fixture(scope="module")
def engine(toy: Package) -> Engine:
    return Engine(toy, LOCAL_MORNING)


def answer(engine: Engine, sql: str, row: Row) -> Any:  # Any: a value of any type
    """What DuckDB makes of an expression over a row of waterings."""
    fields = engine.package.by_name["waterings"].own_fields
    data = pa.Table.from_pylist([{f.name: row.get(f.name) for f in fields}], arrow_schema(fields))
    engine.load("filled", data)
    return engine.rows(f"SELECT ({sql}) AS answer FROM filled")[0]["answer"]


def asked(xpath: str, names: Names, row: Row, this: str | None = None) -> Answer:
    """What a form makes of XPath with the same answers."""
    return evaluate(xpath, {name: row.get(name) for name in names.fields}, LOCAL_MORNING, this)


def assert_same_verdict(sql: str, row: Row, engine: Engine, names: Names) -> None:
    tree = parse_expression(sql, engine.connection)
    verdict = answer(engine, sql, row)
    written = XPath(names)
    assert asked(written.where_true(tree), names, row) is (verdict is True), written.where_true(tree)
    assert asked(written.unless_false(tree), names, row) is (verdict is not False), written.unless_false(tree)
    assert asked(written.unless_true(tree), names, row) is (verdict is not True), written.unless_true(tree)


@pytest.mark.parametrize("sql", [sql.strip() for sql in CONDITIONS])
def test_condition_has_the_verdict_of_duckdb_for_every_row(sql: str, engine: Engine, names: Names) -> None:
    for row in ROWS:
        assert_same_verdict(sql, row, engine, names)


@pytest.mark.parametrize("sql", [sql.strip() for sql in CONDITIONS])
def test_condition_of_a_field_itself_has_the_verdict_of_duckdb_where_the_field_is_filled_or_empty(
    sql: str, engine: Engine, names: Names
) -> None:
    tree = parse_expression(sql, engine.connection)
    for row in ROWS:
        for field in ("method", "remark", "litres", "wilted", "again_on", "seen"):
            filled = row.get(field) is not None
            written = XPath(names, this=field) if filled else XPath(names, empty=frozenset({field}))
            xpath = written.unless_false(tree)
            assert asked(xpath, names, row, field) is (answer(engine, sql, row) is not False), xpath


@pytest.mark.parametrize("sql", [sql.strip() for sql in VALUES])
def test_value_is_that_of_duckdb_for_every_row(sql: str, engine: Engine, names: Names) -> None:
    xpath = XPath(names).value(parse_expression(sql, engine.connection))
    for row in ROWS:
        wanted, found = answer(engine, sql, row), asked(xpath, names, row)
        number = isinstance(wanted, int | float) and not isinstance(wanted, bool)
        assert (float(found) if number else found) == (wanted if number else answered(wanted)), xpath


# Numbers to two places, so that a sum in another order is the same sum; no division, which NULLs and zeros make a
# matter of taste.
PLAIN_NUMBERS = st.sampled_from(
    ["litres", "cans", "0", "1", "2.5", ":most_litres", "len(seen)", "length(remark)", "NULL::INTEGER"]
)


def reckoned(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Two numbers made one."""
    return st.builds("({} {} {})".format, parts, st.sampled_from("+-*"), parts) | st.builds(
        "coalesce({}, {})".format, parts, parts
    )


NUMBERS = PLAIN_NUMBERS | reckoned(PLAIN_NUMBERS) | reckoned(PLAIN_NUMBERS | reckoned(PLAIN_NUMBERS))
DAYS = st.sampled_from(
    ["again_on", ":today", "DATE '2020-02-20'", "watered_at::DATE", "again_on + cans::INTEGER", "1 + again_on"]
)
TIMES = st.sampled_from(["watered_at", ":now", "to_hours(cans) + watered_at", ":now - to_minutes(10)"])
TEXTS = st.sampled_from(["method", "remark", "'can'", "''", "coalesce(method, remark)", "NULL::VARCHAR"])


def compared(values: st.SearchStrategy[str], ops: list[str]) -> st.SearchStrategy[str]:
    return st.builds("{} {} {}".format, values, st.sampled_from(ops), values)


ORDER = ["=", "<>", "<", "<=", ">", ">=", "IS DISTINCT FROM"]
SINGLE = (
    compared(NUMBERS, ORDER)
    | compared(DAYS, ORDER)
    | compared(TIMES, ORDER)
    | compared(TEXTS, ["=", "<>", "IS NOT DISTINCT FROM"])
    | st.builds("{} IS NULL".format, NUMBERS | DAYS | TIMES | TEXTS)
    | st.sampled_from(["wilted", "list_contains(seen, 'mould')", "regexp_full_match(remark, 'a|ab')", "NULL", "TRUE"])
)


def joined(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions made one."""
    return (
        st.builds("({} AND {})".format, parts, parts)
        | st.builds("({} OR {})".format, parts, parts)
        | st.builds("NOT ({})".format, parts)
        | st.builds("coalesce(({}), ({}))".format, parts, parts)
        | st.builds("(({}) IS NULL)".format, parts)
        | st.builds("(({}) = ({}))".format, parts, parts)
        | st.builds("CASE WHEN {} THEN {} ELSE {} END".format, parts, parts, parts)
    )


EXPRESSIONS = SINGLE | joined(SINGLE) | joined(SINGLE | joined(SINGLE))
FILLED = st.fixed_dictionaries(
    {
        "method": st.none() | st.sampled_from(["can", "hose", "none"]),
        "remark": st.none() | st.sampled_from(["a", "ab", "abc", "can"]),
        "litres": st.none() | st.sampled_from([0.0, 0.25, 1.0, 2.5, 5.0]),
        "cans": st.none() | st.integers(0, 9),
        "seen": st.none() | st.sampled_from([["aphids"], ["mould"], ["aphids", "mould"]]),
        "wilted": st.none() | st.booleans(),
        "again_on": st.none() | st.dates(date(2020, 2, 15), date(2020, 2, 25)),
        "watered_at": st.none() | st.sampled_from([LOCAL_MORNING, at("2020-02-20"), at("2020-02-19 23:50")]),
    }
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sql=EXPRESSIONS, row=FILLED)
def test_any_condition_has_the_verdict_of_duckdb(sql: str, row: Row, engine: Engine, names: Names) -> None:
    assert_same_verdict(sql, row, engine, names)


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        ("coalesce(method, 'can') <> 'none'", "coalesce(${method}, 'can') != 'none'"),
        ("method IN ('can', 'hose')", "${method} = 'can' or ${method} = 'hose'"),
        ("method NOT IN ('can', 'hose')", "${method} != '' and ${method} != 'can' and ${method} != 'hose'"),
        ("litres > :most_litres", "${litres} > 5"),
        ("wilted AND (litres > 5 OR cans = 1)", "${wilted} = 'true' and (${litres} > 5 or ${cans} = 1)"),
    ],
)
def test_xpath_is_what_a_person_would_write(sql: str, written: str, engine: Engine, names: Names) -> None:
    assert XPath(names).where_true(parse_expression(sql, engine.connection)) == written


def test_column_of_a_choice_is_called_by_its_name(engine: Engine, names: Names) -> None:
    beside = Names(names.fields, {"choice": names.fields}, names.parameters)
    tree = parse_expression("choice.method = method", engine.connection)
    assert XPath(beside).where_true(tree) == "method != '' and ${method} != '' and method = ${method}"


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("metod = 'can'", ["metod", "method"]),
        ("choice.method = 'can'", ["choice.method"]),
        ("cans > :fewest", [":fewest"]),
        ("method > 'can'", ["${method} > 'can'", "text"]),
        ("seen = seen", ["list"]),
        ("cans = 'many'", ["number", "text"]),
        ("cans", ["${cans}"]),
        ("cans AND wilted", ["${cans}"]),
        ("wilted > FALSE", ["truth"]),
        ("again_on + watered_at > :now", ["day + time"]),
        ("regexp_full_match(remark, method)", ["${method}"]),
    ],
)
def test_what_xpath_cannot_say_is_refused_by_name(sql: str, words: list[str], engine: Engine, names: Names) -> None:
    with pytest.raises(ExpressionError) as raised:
        XPath(names).where_true(parse_expression(sql, engine.connection))
    assert [word for word in words if word not in str(raised.value)] == []


@pytest.mark.parametrize("sql", ["watered_at + to_hours(1)", ":now - watered_at"])
def test_time_that_is_worked_out_is_refused_as_a_value(sql: str, engine: Engine, names: Names) -> None:
    with pytest.raises(ExpressionError, match="can only be compared"):
        XPath(names).value(parse_expression(sql, engine.connection))


@given(text=st.text("a'\"，", max_size=6))
def test_quoted_text_is_the_text(text: str) -> None:
    assert evaluate(quoted(text), {}, LOCAL_MORNING) == text


@pytest.mark.parametrize(
    ("sql", "kind"),
    [
        ("again_on - :today", Kind.NUMBER),
        (":now - watered_at", Kind.SPAN),
        ("again_on + to_hours(1)", Kind.TIME),
        ("coalesce(NULL, cans)", Kind.NUMBER),
        ("NULL", Kind.NOTHING),
        ("CASE WHEN wilted THEN 'a' END", Kind.TEXT),
    ],
)
def test_kind_is_that_of_the_value(sql: str, kind: Kind, engine: Engine, names: Names) -> None:
    assert kind_of(parse_expression(sql, engine.connection), names) is kind

"""SQL of the schema files as a tree: what is read, and what is refused by name."""

from __future__ import annotations

import duckdb
import pytest

from sheets_sync.errors import ExpressionError
from sheets_sync.expressions import parse_expression
from sheets_sync.expressions.tree import (
    Arithmetic,
    Call,
    Case,
    Cast,
    Coalesce,
    Column,
    Comparison,
    Constant,
    Every,
    Expression,
    Function,
    IsNull,
    Not,
    Parameter,
    Some,
)
from sheets_sync.schema import FieldType

A, B = Column("a"), Column("b")
ONE = Constant(1)


@pytest.fixture(scope="module")
def connection() -> duckdb.DuckDBPyConnection:
    return duckdb.connect()


@pytest.mark.parametrize(
    ("sql", "tree"),
    [
        ("a", A),
        ("A", A),
        ('"a"', A),
        ("choice.a", Column("a", "choice")),
        ("'it''s'", Constant("it's")),
        ("-1.5", Constant(-1.5)),
        ("TRUE", Constant(True)),
        ("NULL", Constant(None)),
        (":now", Parameter("now")),
        ("a <> 1", Comparison("<>", A, ONE)),
        ("a = 1 AND b = 1 AND a = b", Every((Comparison("=", A, ONE), Comparison("=", B, ONE), Comparison("=", A, B)))),
        ("a OR NOT b", Some((A, Not(B)))),
        ("a IS NULL", IsNull(A)),
        ("a IS NOT NULL", Not(IsNull(A))),
        ("a IN (1, b)", Some((Comparison("=", A, ONE), Comparison("=", A, B)))),
        ("a NOT IN (1)", Not(Some((Comparison("=", A, ONE),)))),
        ("a BETWEEN 1 AND b", Every((Comparison(">=", A, ONE), Comparison("<=", A, B)))),
        ("a IS NOT DISTINCT FROM b", Coalesce((Comparison("=", A, B), Every((IsNull(A), IsNull(B)))))),
        ("CASE WHEN a THEN 1 ELSE b END", Case(((A, ONE),), B)),
        ("CASE a WHEN 1 THEN b END", Case(((Comparison("=", A, ONE), B),), Constant(None))),
        ("coalesce(a, 1)", Coalesce((A, ONE))),
        ("list_contains(a, 'x')", Call(Function.LIST_CONTAINS, (A, Constant("x")))),
        ("length(a)", Call(Function.LENGTH, (A,))),
        ("len(a)", Call(Function.LENGTH, (A,))),
        ("regexp_full_match(a, 'x')", Call(Function.REGEXP_FULL_MATCH, (A, Constant("x")))),
        ("hour(:now)", Call(Function.HOUR, (Parameter("now"),))),
        ("date_diff('day', a, b)", Call(Function.DAYS_BETWEEN, (A, B))),
        ("date_sub('hour', a, b)", Call(Function.WHOLE_HOURS, (A, B))),
        ("a + to_minutes(1)", Arithmetic("+", A, Call(Function.TO_MINUTES, (ONE,)))),
        ("(a - 1) * b", Arithmetic("*", Arithmetic("-", A, ONE), B)),
        ("-a", Arithmetic("-", Constant(0), A)),
        ("a || 'x'", Arithmetic("||", A, Constant("x"))),
        ("a::DATE", Cast(A, FieldType.DATE)),
        ("DATE '2020-02-20'", Cast(Constant("2020-02-20"), FieldType.DATE)),
        ("CAST(a AS INTEGER)", Cast(A, FieldType.INTEGER)),
        ("a = 1 -- the first", Comparison("=", A, ONE)),
    ],
)
def test_expression_is_read(sql: str, tree: Expression, connection: duckdb.DuckDBPyConnection) -> None:
    assert parse_expression(sql, connection) == tree


@pytest.mark.parametrize(
    ("sql", "piece"),
    [
        ("a = '番茄' AND EXISTS (SELECT 1 FROM trays)", "EXISTS (SELECT 1 FROM trays)"),
        ("a IN (SELECT b FROM trays)", "(SELECT b FROM trays)"),
        ("a = 1 OR upper(a) = 'X'", "upper(a)"),
        ("a LIKE '番%'", "LIKE '番%'"),
        ("dry_at(:now) > a", "dry_at(:now)"),
        ("TRY_CAST(a AS INTEGER) = 1", "TRY_CAST(a AS INTEGER)"),
        ("a::HUGEINT = 1", "::HUGEINT"),
        ("count(a) > 1", "count(a)"),
        ("len(a) FILTER (WHERE b) > 1", "len(a) FILTER (WHERE b)"),
        ("date_diff('month', a, b) > 1", "date_diff('month', a, b)"),
        ("a[1] = 1", "[1]"),
        ("t.choice.a = 1", "t.choice.a"),
        ("row_number() OVER () = 1", "row_number() OVER ()"),
    ],
)
def test_what_one_row_does_not_tell_is_refused_by_name(
    sql: str, piece: str, connection: duckdb.DuckDBPyConnection
) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse_expression(sql, connection)
    assert str(raised.value).startswith(repr(piece))


@pytest.mark.parametrize("sql", ["", "a =", "a; DROP TABLE trays", "a FROM trays", "1) FROM (SELECT 2", "1), (2"])
def test_what_is_no_expression_is_refused(sql: str, connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(sql, connection)

"""The two small languages of the schema files: SQL with parameters, and the conditions of views."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.schema.expressions import condition_sql, identifiers, parameters, parse_conditions, to_duckdb, used
from sheets_sync.schema.model import Condition


@pytest.mark.parametrize(
    ("sql", "written"),
    [
        ("a > :now", "a > $now"),
        ("a::DATE > :today - 1", "a::DATE > $today - 1"),
        ("a = 'at :now' AND b < :now", "a = 'at :now' AND b < $now"),
        ("a = 'it''s :now'", "a = 'it''s :now'"),
        ("a -- since :now\n> :today", "a -- since :now\n> $today"),
        ("list[1:2]", "list[1:2]"),
    ],
)
def test_parameter_is_found_but_not_in_strings_comments_and_casts(sql: str, written: str) -> None:
    assert to_duckdb(sql) == written


def test_only_the_parameters_that_a_query_names_are_handed_over() -> None:
    sql = "a > :most AND b = ':least' AND c < :now"
    assert parameters(sql) == {"most", "now"}
    assert used(sql, {"most": 1, "least": 2, "now": 3}) == {"most": 1, "now": 3}


def test_identifiers_are_bare_words_without_those_of_strings_and_comments() -> None:
    assert identifiers("SELECT t.Seeds FROM trays t -- sown_on\nWHERE plant = 'tomato'") == {
        "select", "t", "seeds", "from", "trays", "where", "plant",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("where", "conditions"),
    [
        ("thirsty = true", (Condition("thirsty", "=", True),)),
        ("a <> 'it''s'", (Condition("a", "<>", "it's"),)),
        ("a='x'AND b>=-1.5 and c IS NULL", (Condition("a", "=", "x"), Condition("b", ">=", -1.5),
                                             Condition("c", "is null"))),
        ("a is  not\n null", (Condition("a", "is not null"),)),
        ("a <= 3 AND b < 4 AND c > 5\n", (Condition("a", "<=", 3), Condition("b", "<", 4), Condition("c", ">", 5))),
        ("a = ' and b = 1'", (Condition("a", "=", " and b = 1"),)),
    ],
)  # fmt: skip
def test_conditions_are_read(where: str, conditions: tuple[Condition, ...]) -> None:
    assert parse_conditions(where) == conditions


@pytest.mark.parametrize(
    "where",
    ["", " ", "a = 1 OR b = 2", "a", "a = b", "NOT a", "a = 1 AND", "a = 1 b = 2", "lower(a) = 'x'", "a IN (1, 2)",
     "(a = 1)", "a = 'x", "a = 1x", "a = trueish", "a LIKE 'x'"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_is_allowed(where: str) -> None:
    with pytest.raises(ValueError, match="allowed is field = literal"):
        parse_conditions(where)


literals = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8),
    st.integers(-(10**6), 10**6),
    st.floats(-1e6, 1e6).map(lambda number: round(number, 3)),
    st.booleans(),
)
comparisons = st.builds(
    Condition, st.sampled_from(["a", "seeds_2"]), st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), literals
)
conditions_ = comparisons | st.builds(Condition, st.just("a"), st.sampled_from(["is null", "is not null"]))


@given(st.lists(conditions_, min_size=1, max_size=3).map(tuple))
def test_conditions_written_as_sql_are_read_back(conditions: tuple[Condition, ...]) -> None:
    bare = condition_sql(conditions).replace('"a"', "a").replace('"seeds_2"', "seeds_2")
    if not any('"' in str(c.value) for c in conditions):
        assert parse_conditions(bare) == conditions


@given(st.lists(conditions_, max_size=3).map(tuple))
def test_conditions_are_sql(conditions: tuple[Condition, ...]) -> None:
    duckdb.extract_statements(f"SELECT 1 WHERE {condition_sql(conditions)}")

"""SQL over one row -> a tree, by way of DuckDB's own parser.

DuckDB reads the text and gives its tree as JSON (`json_serialize_sql`); here that is turned into `tree`. What looks at
other rows or uses a function that the tree has not is refused by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import duckdb

from sheets_sync.errors import ExpressionError
from sheets_sync.expressions.tree import (
    Arithmetic,
    ArithmeticOp,
    Call,
    Case,
    Cast,
    Coalesce,
    Column,
    Comparison,
    ComparisonOp,
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
from sheets_sync.schema.expressions import to_duckdb

Json = Mapping[str, Any]  # a node as DuckDB serialises it

_COMPARISONS: Mapping[str, ComparisonOp] = {
    "COMPARE_EQUAL": "=",
    "COMPARE_NOTEQUAL": "<>",
    "COMPARE_LESSTHAN": "<",
    "COMPARE_LESSTHANOREQUALTO": "<=",
    "COMPARE_GREATERTHAN": ">",
    "COMPARE_GREATERTHANOREQUALTO": ">=",
}
_TYPES = {
    **dict.fromkeys(("VARCHAR", "TEXT", "STRING"), FieldType.STRING),
    **dict.fromkeys(("INTEGER", "INT", "BIGINT"), FieldType.INTEGER),
    **dict.fromkeys(("DOUBLE", "FLOAT"), FieldType.NUMBER),
    **dict.fromkeys(("BOOLEAN", "BOOL"), FieldType.BOOLEAN),
    "DATE": FieldType.DATE,
    **dict.fromkeys(("TIMESTAMP", "DATETIME"), FieldType.DATETIME),
}
_FUNCTIONS: Mapping[tuple[str, int], Function] = {
    ("list_contains", 2): Function.LIST_CONTAINS,
    ("abs", 1): Function.ABS,
    ("round", 1): Function.ROUND,
    ("len", 1): Function.LENGTH,
    ("length", 1): Function.LENGTH,
    ("regexp_full_match", 2): Function.REGEXP_FULL_MATCH,
    ("hour", 1): Function.HOUR,
    ("year", 1): Function.YEAR,
    ("to_days", 1): Function.TO_DAYS,
    ("to_hours", 1): Function.TO_HOURS,
    ("to_minutes", 1): Function.TO_MINUTES,
}
_SPANS: Mapping[tuple[str, str], Function] = {
    ("date_diff", "day"): Function.DAYS_BETWEEN,
    ("date_sub", "hour"): Function.WHOLE_HOURS,
}
_PREFIX = "SELECT (\n"  # the line break keeps a comment at the end of the text from hiding the bracket


def parse_expression(sql: str, connection: duckdb.DuckDBPyConnection) -> Expression:
    """Read the SQL of a schema file, with `:name` parameters, that speaks of one row.

    `connection` is any; only DuckDB's parser is used of it.

    Raises:
        ExpressionError: the text is no SQL expression, or holds a piece that only a database can work out; the message
            names the piece.
    """
    question = f"{_PREFIX}{to_duckdb(sql)}\n)"
    ((answer,),) = connection.execute("SELECT json_serialize_sql(?)", [question]).fetchall()
    read = json.loads(answer)
    if read["error"]:
        raise ExpressionError(f"{sql.strip()!r} is not SQL: {read['error_message']}")
    nodes = [statement["node"] for statement in read["statements"]]
    if len(nodes) != 1 or len(nodes[0]["select_list"]) != 1 or nodes[0]["from_table"]["type"] != "EMPTY":
        raise ExpressionError(f"{sql.strip()!r} is a query; allowed is one expression over the row")
    return _Reader(f"{_PREFIX}{sql}".encode()).read(nodes[0]["select_list"][0])


@dataclass(frozen=True)
class _Reader:
    """Turns nodes of DuckDB's tree into ours. `text` is the SQL in which they stand, as they count it: in bytes."""

    text: bytes

    def read(self, node: Json) -> Expression:
        reader = _READERS.get(node["class"])
        if reader is None:
            raise self.refuse(node)
        return reader(self, node)

    def all(self, nodes: Sequence[Json]) -> tuple[Expression, ...]:
        return tuple(self.read(node) for node in nodes)

    def refuse(self, node: Json, allowed: str = "what one row tells") -> ExpressionError:
        start, size = node["query_location"], node["query_location_length"]
        piece = " ".join(self.text[start : start + size].decode(errors="replace").split()) or node["type"].lower()
        return ExpressionError(f"{piece!r} cannot be said outside the database; allowed is {allowed}")

    def constant(self, node: Json) -> Expression:
        kind, text = node["literal"]["kind"], node["literal"]["text"]
        if kind == "NULL_LITERAL":
            return Constant(None)
        if kind == "BOOLEAN":
            return Constant(text == "true")
        if kind == "INTEGER":
            return Constant(int(text))
        return Constant(float(text)) if kind == "NUMERIC" else Constant(text)

    def column(self, node: Json) -> Expression:
        *of, name = (part.lower() for part in node["column_names"])
        if len(of) > 1:
            raise self.refuse(node, "the name of a field")
        return Column(name, of[0] if of else None)

    def parameter(self, node: Json) -> Expression:
        return Parameter(node["identifier"])

    def comparison(self, node: Json) -> Expression:
        left, right = self.read(node["left"]), self.read(node["right"])
        if node["type"] in _COMPARISONS:
            return Comparison(_COMPARISONS[node["type"]], left, right)
        same = Coalesce((Comparison("=", left, right), Every((IsNull(left), IsNull(right)))))
        return Not(same) if node["type"] == "COMPARE_DISTINCT_FROM" else same

    def between(self, node: Json) -> Expression:
        value, lower, upper = self.all([node["input"], node["lower"], node["upper"]])
        return Every((Comparison(">=", value, lower), Comparison("<=", value, upper)))

    def conjunction(self, node: Json) -> Expression:
        parts = self.all(node["children"])
        return Every(parts) if node["type"] == "CONJUNCTION_AND" else Some(parts)

    def operator(self, node: Json) -> Expression:
        first, *others = parts = self.all(node["children"])
        match node["type"]:
            case "OPERATOR_NOT":
                return Not(first)
            case "OPERATOR_IS_NULL":
                return IsNull(first)
            case "OPERATOR_IS_NOT_NULL":
                return Not(IsNull(first))
            case "OPERATOR_COALESCE":
                return Coalesce(parts)
            case "COMPARE_IN":
                return Some(tuple(Comparison("=", first, other) for other in others))
        raise self.refuse(node)

    def case(self, node: Json) -> Expression:
        checks = node["case_checks"]
        branches = tuple((self.read(check["when_expr"]), self.read(check["then_expr"])) for check in checks)
        return Case(branches, self.read(node["else_expr"]))

    def cast(self, node: Json) -> Expression:
        to = _TYPES.get(node["type_expr"]["type_name"].upper())
        if to is None or node["try_cast"]:
            raise self.refuse(node, f"CAST to {', '.join(_TYPES)}")
        return Cast(self.read(node["child"]), to)

    def function(self, node: Json) -> Expression:
        name = node["function_name"].lower()
        if node["filter"] or node["distinct"] or node["order_bys"]["orders"]:
            raise self.refuse(node)
        arguments = [argument["expression"] for argument in node["arguments"]]
        if node["is_operator"] and name in {"+", "-", "*", "/", "||"}:
            left, right = self.all(arguments) if len(arguments) == 2 else (Constant(0), self.read(arguments[0]))
            return Arithmetic(cast(ArithmeticOp, name), left, right)  # the set holds only such
        if len(arguments) == 3 and arguments[0]["class"] == "CONSTANT":
            span = _SPANS.get((name, arguments[0]["literal"]["text"].lower()))
            if span:
                return Call(span, self.all(arguments[1:]))
        function = _FUNCTIONS.get((name, len(arguments)))
        if function is None:
            known = {name for name, _ in _FUNCTIONS} | {f"{name}('{unit}')" for name, unit in _SPANS}
            raise self.refuse(node, ", ".join(sorted(known)))
        return Call(function, self.all(arguments))


_READERS: Mapping[str, Callable[[_Reader, Json], Expression]] = {
    "CONSTANT": _Reader.constant,
    "COLUMN_REF": _Reader.column,
    "PARAMETER": _Reader.parameter,
    "COMPARISON": _Reader.comparison,
    "BETWEEN": _Reader.between,
    "CONJUNCTION": _Reader.conjunction,
    "OPERATOR": _Reader.operator,
    "CASE": _Reader.case,
    "CAST": _Reader.cast,
    "FUNCTION": _Reader.function,
}

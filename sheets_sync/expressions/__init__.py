"""Expressions of the schema files over one row, said in other languages than SQL.

`parse_expression` reads the SQL with DuckDB's own parser into the small frozen `tree`; `kinds` tells numbers from texts
and days; `XPath` writes a tree for XLSForm. A writer of another language stands beside it and needs nothing else.
"""

from sheets_sync.expressions.kinds import Kind, Names, kind_of
from sheets_sync.expressions.parse import parse_expression
from sheets_sync.expressions.tree import columns
from sheets_sync.expressions.xpath import XPath

__all__ = ["Kind", "Names", "XPath", "columns", "kind_of", "parse_expression"]

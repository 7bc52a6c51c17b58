"""What a `choice_filter` chooses from, as SQL: a query with one row a choice, under the condition of a field.

The condition is over the row of the tab, and `choice.NAME` is a property of the choice, or a column of the row referred
to. A bare name is always of the row: what stands beside a choice is one value, a struct, and so hides no column.
"""

from __future__ import annotations

from sheets_sync.schema import Choice, Field, Tab
from sheets_sync.schema.expressions import choice_names
from sheets_sync.schema.model import Scalar

NAME = "_choice"
"""The column of the choice's name, or of the key of the row referred to."""


def allowed(tab: Tab, field: Field) -> str:
    """The choices of a field that has its own, or the keys that it may refer to, for which its filter is true."""
    source = _own(field) if field.choices else _referred(tab, field)
    return f"SELECT {NAME} FROM ({source}) WHERE ({field.choice_filter})"


def refused(tab: Tab, field: Field) -> str:
    """The rows that the cell of a reference names for which its filter is not true."""
    cell = f'"{tab.name}"."{field.name}"'
    return f"SELECT {NAME} FROM ({_referred(tab, field)}) WHERE {NAME} = {cell} AND ({field.choice_filter}) IS NOT TRUE"


def _own(field: Field) -> str:
    properties = list(dict.fromkeys(name for choice in field.choices for name in choice.properties))
    structs = ", ".join(_struct(choice, properties) for choice in field.choices)
    return f"SELECT choice.{NAME}, choice FROM (SELECT unnest([{structs}]) AS choice)"


def _struct(choice: Choice, properties: list[str]) -> str:
    values = {NAME: choice.name, "name": choice.name} | {name: choice.properties.get(name) for name in properties}
    return "{" + ", ".join(f"'{name}': {_literal(value)}" for name, value in values.items()) + "}"


def _literal(value: Scalar) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return "NULL" if value is None else str(value)


def _referred(tab: Tab, field: Field) -> str:
    """Only the columns that the condition names: a struct of a whole row would cost more than the rule."""
    reference = tab.references[field.name]
    names = sorted(choice_names(field.choice_filter or "")) or [reference.target]
    struct = ", ".join(f"'{name}': _referred.\"{name}\"" for name in names)
    return (
        f'SELECT _referred."{reference.target}" AS {NAME}, {{{struct}}} AS choice FROM "{reference.tab}" AS _referred'
    )

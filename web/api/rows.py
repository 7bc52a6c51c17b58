"""The rows that the caller may see, newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from sheets_sync.schema import Role, Tab
from sheets_sync.table import ROW
from web.context import gridbook, mirror_rows
from web.identity import Identity, known_identity, visible
from web.shown import seen_by

PAGE = 100


def register(api: Blueprint) -> None:
    """Add the addresses."""
    api.add_url_rule("/rows/<name>", view_func=list_rows)


def list_rows(name: str) -> ResponseReturnValue:
    """{"rows": [...], "next"}: the next page is at ?next=NEXT, and null says that there is none."""
    identity = known_identity()
    tab = _tab(name, identity)
    where, parameters = visible(identity)
    before = request.args.get("next", type=int)
    if before is not None:
        where, parameters = f"{where} AND {ROW} < :before", {**parameters, "before": before}
    sql = f'SELECT * FROM "{tab.name}" WHERE {where} ORDER BY {ROW} DESC LIMIT {PAGE + 1}'
    rows = mirror_rows().rows(sql, parameters)
    page = rows[:PAGE]
    return {
        "rows": [_json_row(tab, row, identity.role) for row in page],
        "next": str(page[-1][ROW]) if len(rows) > PAGE else None,
    }


def _tab(name: str, identity: Identity) -> Tab:
    """404 alike for no such tab and for one that has no rows for people of a scope."""
    package = gridbook().package
    tab = package.by_name.get(package.former.tab(name))
    if tab is None or (identity.scopes is not None and tab.access is None):
        abort(404)
    return tab


def _json_row(tab: Tab, row: Mapping[str, Any], role: Role) -> dict[str, Any]:  # Any: values of a row
    return {field.name: _json_value(seen_by(role, tab, field, row[field.name])) for field in tab.fields}


def _json_value(value: Any) -> Any:  # Any: values of a row
    return value.isoformat() if isinstance(value, date) else value

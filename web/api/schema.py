"""What the workbook looks like, for scripts of staff: which sheet and heading a tab and a field have."""

from __future__ import annotations

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from web.context import gridbook
from web.identity import known_identity


def register(api: Blueprint) -> None:
    """Add the addresses."""
    api.add_url_rule("/schema", view_func=describe_tabs)


def describe_tabs() -> ResponseReturnValue:
    """The tabs in the order of the workbook."""
    if "staff" not in known_identity().role.pages:
        abort(403)
    package = gridbook().package
    word = package.language
    return {
        "tabs": [
            {
                "name": tab.name,
                "sheet": tab.title[word],
                "fields": [
                    {"name": f.name, "type": f.type, "heading": f.title[word], "computed": f.computed}
                    for f in tab.fields
                ],
            }
            for tab in package.tabs
        ]
    }

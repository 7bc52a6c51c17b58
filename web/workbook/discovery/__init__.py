"""Google's own description of the API: methods, their parameters, and the schemas of bodies.

`schema.json` is made from the discovery documents by `build`; `check` judges requests and responses by it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from web.workbook.json_types import JsonObject


@dataclass(frozen=True)
class Method:
    """One method: `request` and `response` name schemas."""

    id: str
    verb: str
    path: str
    parameters: JsonObject
    request: str | None
    response: str | None


@dataclass(frozen=True)
class Discovery:
    """Everything of `schema.json`."""

    methods: dict[str, Method]
    schemas: JsonObject
    global_parameters: frozenset[str]


@cache
def discovery() -> Discovery:
    """The description, read once."""
    raw = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))
    methods = {
        name: Method(
            name,
            method["verb"],
            method["path"],
            method["parameters"],
            method.get("request"),
            method.get("response"),
        )
        for name, method in raw["methods"].items()
    }
    return Discovery(methods, raw["schemas"], frozenset(raw["globals"]))

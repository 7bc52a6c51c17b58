"""Make `schema.json`: what the service needs of Google's discovery documents, without the prose.

    python -m web.workbook.discovery.build

The documents come with the wheel of google-api-python-client, which tests need and a running service does not. A test
fails when `schema.json` differs from what this makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from web.workbook.json_types import JsonObject, JsonValue

TARGET = Path(__file__).with_name("schema.json")
DRIVE_METHODS = frozenset(
    {
        *(f"drive.files.{name}" for name in ("create", "list", "get", "update", "copy", "delete", "export")),
        *(f"drive.permissions.{name}" for name in ("create", "list", "get", "update", "delete")),
        *(f"drive.comments.{name}" for name in ("create", "list")),
        "drive.about.get",
    }
)
KEPT = frozenset(
    {"type", "format", "$ref", "items", "properties", "additionalProperties", "enum", "repeated", "required"}
)


def build() -> str:
    """The text of `schema.json`."""
    sheets, drive, drive_v2 = (_document(name) for name in ("sheets.v4", "drive.v3", "drive.v2"))
    methods = {method["id"]: _method(method) for method in _methods(sheets)}
    methods |= {m["id"]: _method(m) for m in _methods(drive) if m["id"] in DRIVE_METHODS}
    upload = next(m for m in _methods(drive_v2) if m["id"] == "drive.files.update")
    methods["drive.v2.files.update"] = _method(upload)
    schemas = {name: _schema(schema) for name, schema in sheets["schemas"].items()}
    wanted = [
        method.get(way)
        for name, method in methods.items()
        if name.startswith("drive.")
        for way in ("request", "response")
    ]
    schemas |= _reachable({f"Drive{k}": _schema(v, "Drive") for k, v in drive["schemas"].items()}, wanted)
    schemas["DriveV2File"] = {"type": "object", "additionalProperties": {"type": "any"}}
    methods["drive.v2.files.update"] |= {"request": "DriveV2File", "response": "DriveV2File"}
    made = {"globals": sorted({*sheets["parameters"], *drive["parameters"]}), "methods": methods, "schemas": schemas}
    return json.dumps(made, indent=0, sort_keys=True, separators=(",", ":")) + "\n"


def _document(name: str) -> JsonObject:
    text = resources.files("googleapiclient.discovery_cache.documents").joinpath(f"{name}.json").read_text("utf-8")
    document: JsonObject = json.loads(text)
    return document


def _methods(resource: JsonObject) -> Iterator[JsonObject]:
    yield from resource.get("methods", {}).values()
    for inner in resource.get("resources", {}).values():
        yield from _methods(inner)


def _method(method: JsonObject) -> JsonObject:
    prefix = "Drive" if method["id"].startswith("drive.") else ""
    made: JsonObject = {
        "verb": method["httpMethod"],
        "path": str(method.get("flatPath") or method["path"]).removeprefix("v4/"),
        "parameters": {name: _schema(schema) for name, schema in method.get("parameters", {}).items()},
    }
    for way in ("request", "response"):
        if way in method:
            made[way] = prefix + method[way]["$ref"]
    return made


def _schema(schema: JsonValue, prefix: str = "") -> JsonValue:
    """A schema without the words that no check reads."""
    kept: JsonObject = {}
    for word, value in schema.items():
        if word not in KEPT:
            continue
        if word == "properties":
            kept[word] = {name: _schema(inner, prefix) for name, inner in value.items()}
        elif word in ("items", "additionalProperties"):
            kept[word] = _schema(value, prefix)
        else:
            kept[word] = prefix + value if word == "$ref" else value
    return kept


def _reachable(schemas: JsonObject, names: list[str | None]) -> JsonObject:
    found: JsonObject = {}
    waiting: list[str | None] = [name for name in names if name in schemas]
    while waiting:
        name = waiting.pop()
        if name and name not in found:
            found[name] = schemas[name]
            waiting += _references(schemas[name])
    return found


def _references(schema: JsonValue) -> list[str | None]:
    if isinstance(schema, dict):
        own = [schema["$ref"]] if isinstance(schema.get("$ref"), str) else []
        return own + [name for value in schema.values() for name in _references(value)]
    return []


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8")

"""schemas/README.md says what profile.json says."""

import json
from pathlib import Path

from sheets_sync.schema.reference import SECTIONS, reference

SCHEMAS = Path(__file__).parents[3] / "schemas"
PROFILE = json.loads((SCHEMAS / "profile.json").read_text(encoding="utf-8"))


def test_page_is_as_it_is_printed() -> None:
    """When this fails: python -m sheets_sync.schema.reference > schemas/README.md"""
    assert (SCHEMAS / "README.md").read_text(encoding="utf-8") == reference(PROFILE)


def test_every_key_of_every_definition_stands_in_the_page() -> None:
    page = reference(PROFILE)
    for name, definition in PROFILE["$defs"].items():
        for key in definition.get("properties", {}):
            assert f"`{key}`" in page or f".{key}`" in page, (name, key)


def test_every_definition_with_keys_has_a_section() -> None:
    with_keys = {name for name, definition in PROFILE["$defs"].items() if "properties" in definition}
    assert with_keys <= {name for name, _ in SECTIONS}

"""Forms of the nursery, as lines and as pyxform reads them."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from pyxform.xls2xform import convert

from sheets_sync.files.xlsform import XlsForm, build_form, write_forms
from sheets_sync.files.xlsform.model import Line
from sheets_sync.schema import Package, load_package
from tests.conftest import TESTS
from tests.sheets_sync.conftest import SchemaFolder, schemas

__all__ = ["SchemaFolder", "schemas"]

DOMAINS = [load_package(TESTS.parent / "schemas"), load_package(TESTS.parent / "examples" / "flood")]
"""Every domain whose files stand in the repository."""


def built(package: Package, tab_name: str = "waterings") -> XlsForm:
    """The form of a tab."""
    tab = package.by_name[tab_name]
    assert tab.form is not None
    return build_form(package, tab, tab.form, "20200220080000", duckdb.connect())


def line(form: XlsForm, name: str) -> Line:
    """The line of the survey that has this name, without its empty cells."""
    (found,) = [line for line in form.survey if line["name"] == name and line["type"] != "end_repeat"]
    return {heading: cell for heading, cell in found.items() if cell}


def accepted(form: XlsForm, folder: Path) -> str:
    """The XForm that pyxform makes of the form, which it takes without a warning."""
    (path,) = write_forms([form], [], folder)
    result = convert(path)
    assert result.warnings == []
    xform: str = result.xform
    return xform


@pytest.fixture
def watering(toy: Package) -> XlsForm:
    """The form of the waterings."""
    return built(toy)

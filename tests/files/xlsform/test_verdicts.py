"""A form refuses what the tab's own rules refuse: the examples of the schema files, answered in the form.

Only what is asked is answered, of the form's own row, without repeats. A wrong type, a word that is no choice, a key of
no row or one that is taken cannot be answered in a form or is known at import alone; what else a form leaves out it
tells (`XlsForm.notes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any

import pytest

from sheets_sync.examples import Row, parse
from sheets_sync.files.xlsform import XlsForm
from sheets_sync.schema import Tab, load_package
from sheets_sync.table import BAD, ROW
from tests.conftest import TESTS
from tests.files.xlsform.conftest import built
from tests.sheets_sync.expressions.xform import evaluate

REAL = load_package(TESTS.parent / "schemas")
NOW = datetime(2026, 2, 20, 12)  # noqa: DTZ001 - local time of the workbook
ELSEWHERE = {"type", "enum", "foreign-key", "unique", "primary-key"}
FORMS = {tab.name: built(REAL, tab.name) for tab in REAL.tabs if tab.form}


def refused(form: XlsForm, answers: Mapping[str, Any]) -> Iterator[str]:
    """The questions at which the form does not go on."""

    def holds(xpath: str, this: str) -> bool:
        return evaluate(xpath, answers, NOW, this) is True

    for line in takewhile(lambda line: line["type"] != "begin_repeat", form.survey):
        name = line["name"]
        if line["type"] in ("calculate", "username") or (line.get("relevant") and not holds(line["relevant"], name)):
            continue
        if answers[name] is None:
            if line.get("required") == "yes" or (line.get("required") and holds(line["required"], name)):
                yield name.removesuffix("_taken")
        elif line.get("constraint") and not holds(line["constraint"], name):
            yield name


def answers_of(tab: Tab, form: XlsForm, row: Row) -> dict[str, Any]:
    """A row of the schema file as it is answered in the form, with what the phone and its owner add."""
    data, _ = parse(REAL, tab.name, (row,))
    (values,) = data.drop_columns([ROW, BAD]).to_pylist()
    assert tab.form is not None
    filled = {name: values[name] or "somewhere" for name, fill in tab.form.fill.items() if fill.kind == "scope"}
    taken = {f"{name}_taken": value for name, value in values.items()}  # what is asked for a place
    return {**{line["name"]: None for line in form.survey}, **taken, **values, **filled}


def rows_that_fail() -> Iterator[tuple[str, Row, str, str]]:
    """(tab, row, rule, field) of the examples that a form can refuse, and does not say that it does not."""
    for name, form in FORMS.items():
        tab = REAL.by_name[name]
        told = " ".join(note["en"] for note in form.notes)
        assert tab.form is not None
        for row, rule, field in tab.examples.failing:
            left_out = rule in ELSEWHERE or f": {rule}" in told or f", {rule}" in told or f"fields.{field}." in told
            if field in tab.form.fields and not left_out:
                yield name, row, rule, field


@pytest.mark.parametrize("name", FORMS)
def test_form_takes_every_row_that_passes(name: str) -> None:
    form, tab = FORMS[name], REAL.by_name[name]
    for row in tab.examples.passing:
        assert list(refused(form, answers_of(tab, form, row))) == [], row


@pytest.mark.parametrize(
    ("name", "row", "rule", "field"),
    [pytest.param(*case, id=f"{case[0]}-{case[3]}-{case[2]}") for case in rows_that_fail()],
)
def test_form_refuses_the_row_at_the_field_that_fails(name: str, row: Row, rule: str, field: str) -> None:
    assert list(refused(FORMS[name], answers_of(REAL.by_name[name], FORMS[name], row))) == [field]

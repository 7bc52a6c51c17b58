"""A form refuses what the tab's own rules refuse: the examples of the schema files, answered in the form.

Rows that hold more than a form asks are not entered in one, and repeats are left aside. A wrong type, a word that is no
choice, a key of no row or one that is taken cannot be answered in a form or is known at import alone; what else a form
leaves out it tells (`XlsForm.notes`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any

import pytest

from sheets_sync.examples import Row, parse
from sheets_sync.files.xlsform import XlsForm
from sheets_sync.schema import Package
from sheets_sync.table import BAD, ROW
from tests.files.xlsform.conftest import DOMAINS, built
from tests.sheets_sync.expressions.xform import evaluate

NOW = datetime(2026, 2, 20, 12)  # noqa: DTZ001 - local time of the workbook
ELSEWHERE = {"type", "enum", "foreign-key", "unique", "primary-key"}
FORMS = [(package, built(package, tab.name)) for package in DOMAINS for tab in package.tabs if tab.form]


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


def is_asked(form: XlsForm, row: Row) -> bool:
    """Whether the row holds nothing but what the form asks and the program adds."""
    tab = form.tab
    assert tab.form is not None
    return row.keys() <= {tab.primary_key, tab.submission, *tab.form.fields, *tab.form.fill}


def answers_of(package: Package, form: XlsForm, row: Row) -> dict[str, Any]:
    """A row of the schema file as it is answered in the form, with what the phone and its owner add."""
    tab = form.tab
    data, _ = parse(package, tab.name, (row,))
    (values,) = data.drop_columns([ROW, BAD]).to_pylist()
    assert tab.form is not None
    filled = {name: values[name] or "somewhere" for name, fill in tab.form.fill.items() if fill.kind == "scope"}
    taken = {f"{name}_taken": value for name, value in values.items()}  # what is asked for a place
    return {**{line["name"]: None for line in form.survey}, **taken, **values, **filled}


def rows_that_fail() -> Iterator[tuple[Package, XlsForm, Row, str, str]]:
    """The examples that a form can refuse and does not say that it does not, each with its rule and field."""
    for package, form in FORMS:
        told = " ".join(note["en"] for note in form.notes)
        assert form.tab.form is not None
        for row, rule, field in form.tab.examples.failing:
            left_out = rule in ELSEWHERE or f": {rule}" in told or f", {rule}" in told or f"fields.{field}." in told
            if field in form.tab.form.fields and is_asked(form, row) and not left_out:
                yield package, form, row, rule, field


@pytest.mark.parametrize(("package", "form"), [pytest.param(*one, id=one[1].settings["form_id"]) for one in FORMS])
def test_form_takes_every_row_that_passes(package: Package, form: XlsForm) -> None:
    for row in (row for row in form.tab.examples.passing if is_asked(form, row)):
        assert list(refused(form, answers_of(package, form, row))) == [], row


@pytest.mark.parametrize(
    ("package", "form", "row", "rule", "field"),
    [pytest.param(*case, id=f"{case[1].tab.name}-{case[4]}-{case[3]}") for case in rows_that_fail()],
)
def test_form_refuses_the_row_at_the_field_that_fails(
    package: Package, form: XlsForm, row: Row, rule: str, field: str
) -> None:
    assert list(refused(form, answers_of(package, form, row))) == [field]

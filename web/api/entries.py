"""The forms as JSON, and entries from scripts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from sheets_sync.problems import Problem
from sheets_sync.schema import Choice, Field, Form, Repeat, Tab
from sheets_sync.store import Receipt
from web.context import gridbook, mirror_read_at, mirror_rows
from web.errors import problem_json
from web.forms.entries import fillable, form_of
from web.forms.intake import Intake
from web.forms.pictures import Pictures
from web.forms.repeats import answers_of_json, place_of, repeat_of, told
from web.forms.submitting import ForeignIdError, Submitting
from web.identity import known_identity

SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


def register(api: Blueprint) -> None:
    """Add the addresses."""
    api.add_url_rule("/forms", view_func=list_forms)
    api.add_url_rule("/forms/<name>", view_func=describe_form)
    api.add_url_rule("/forms/<name>", view_func=file_entry, methods=["POST"])


def list_forms() -> ResponseReturnValue:
    """The forms that the caller may fill in."""
    tabs = fillable(gridbook().package, known_identity().role)
    return {"forms": [{"tab": tab.name, "title": tab.form.title} for tab in tabs if tab.form]}


def describe_form(name: str) -> ResponseReturnValue:
    """One form: its fields in order."""
    tab, form = form_of(name)
    described = {"tab": tab.name, "title": form.title, "fields": _fields(tab, form.fields)}
    return {**described, "repeats": [_repeat(repeat) for repeat in form.repeats]}


def file_entry(name: str) -> ResponseReturnValue:
    """Take an entry: 201 with its receipt, 200 when it was acknowledged before, 422 with what is wrong."""
    identity = known_identity()
    tab, form = form_of(name)
    submission = request.headers.get("Idempotency-Key", "")
    if not SUBMISSION_ID.fullmatch(submission):
        return problem_json(400, "bad_idempotency_key", "idempotency-key")
    package = gridbook().package
    answers = answers_of_json(request.get_json(), tab, package.former)
    answers = Pictures(gridbook().attachments, {}).take(package, tab, answers)
    submitting = Submitting(Intake(identity, tab, form, mirror_rows()), gridbook().outbox, mirror_read_at())
    try:
        taken = submitting.take(answers, submission)
    except ForeignIdError:
        return problem_json(409, "foreign_idempotency_key", "idempotency-key")
    if isinstance(taken, Receipt):
        return {"receipt": taken.receipt, "key": taken.key}, 201 if taken.new else 200
    return {"errors": [_error(form, problem) for problem in taken]}, 422


def _repeat(repeat: Repeat) -> dict[str, Any]:
    return {
        "tab": repeat.tab,
        "title": repeat.title,
        "fields": _fields(gridbook().package.by_name[repeat.tab], repeat.fields),
        "minimum": repeat.minimum,
        "maximum": repeat.maximum,
    }


def _fields(tab: Tab, names: Sequence[str]) -> list[dict[str, Any]]:
    return [_field(tab, tab.by_name[name]) for name in names]


def _field(tab: Tab, field: Field) -> dict[str, Any]:
    limits = field.constraints
    reference = tab.references.get(field.name)
    return {
        "name": field.name,
        "type": field.type,
        "title": field.title,
        "hint": field.hint,
        "required": limits.required,
        "choices": [_choice(choice) for choice in field.choices] or None,
        "reference": reference.tab if reference else None,
        "pattern": limits.pattern,
        "minimum": limits.minimum,
        "maximum": limits.maximum,
        "relevant": field.relevant,
        "constraint": field.constraint,
        "choice_filter": field.choice_filter,
        "calculation": field.calculation,
        "appearance": field.appearance,
    }


def _choice(choice: Choice) -> dict[str, Any]:
    properties = {"properties": choice.properties} if choice.properties else {}
    return {"name": choice.name, "title": choice.title, **properties}


def _error(form: Form, problem: Problem) -> dict[str, Any]:
    """One problem; of an added row also the tab, and which of its rows, from 1."""
    error: dict[str, Any] = {"field": problem.field, "rule": problem.rule, "message": told(form, problem)}
    if repeat_of(form, problem):
        error |= {"tab": problem.tab, "row": place_of(form, problem)}
    return error

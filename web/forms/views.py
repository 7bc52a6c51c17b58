"""The pages of people who fill in forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from uuid import uuid4

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from sheets_sync.engine import Engine
from sheets_sync.errors import StoreError
from sheets_sync.problems import Problem
from sheets_sync.schema import Form, Tab
from sheets_sync.store import Entry, Receipt
from web.context import gridbook, mirror_read_at, mirror_rows
from web.forms.entries import filed, fillable, form_of
from web.forms.intake import Intake
from web.forms.pictures import Pictures
from web.forms.questions import make_page
from web.forms.repeats import Answers, answers_of_form, told
from web.forms.submitting import ForeignIdError, Submitting, owner
from web.forms.worklist import TaskList, task_list, ticked_keys
from web.identity import Identity, known_identity, page_required

forms = Blueprint("forms", __name__, url_prefix="/forms")

FIRST_TASKS = 8
ALL_TASKS = 300
OWN_NAMES = frozenset({"csrf_token", "submission", "add", "remove"})
SUBMISSION_ID = re.compile(r"[^.]{1,64}")
"""A dot parts the id from the number of a row that goes with it."""


@forms.get("/")
@page_required("forms")
def today() -> ResponseReturnValue:
    """What is to do today, and what has been entered."""
    book, identity, engine = gridbook(), known_identity(), mirror_rows()
    entries = book.outbox.of_person(owner(identity))
    asked = request.args.get("all", "")
    tabs = fillable(book.package, identity.role)
    lists = [
        _tasks(engine, identity, tab, tab.form, entries, ALL_TASKS if tab.name == asked else FIRST_TASKS)
        for tab in tabs
        if tab.form and tab.form.worklist
    ]
    lists.sort(key=lambda one: one.urgency)
    return render_template(
        "forms/today.html",
        place=book.reader.snapshot().scopes.title(identity.scope) if identity.scope else "",
        lists=lists,
        forms=[(tab.name, tab.form) for tab in tabs if tab.form],
        filed=filed(engine, identity, entries[:20]),
        waiting=sum(not entry.arrived for entry in entries),
    )


@forms.get("/<name>")
@page_required("forms")
def show(name: str) -> ResponseReturnValue:
    """An empty form, or one about the row that the address names. The id of the entry is made here."""
    tab, form = form_of(name)
    asked_for = gridbook().package.former.row(tab.name, request.args)
    given = {field: value for field, value in asked_for.items() if field in form.fields}
    return _page(tab, form, _submitting(tab, form).suggested(Answers(given, {})), str(uuid4()))


@forms.post("/<name>")
@page_required("forms")
def file(name: str) -> ResponseReturnValue:
    """Take an entry: to its receipt, or back with what is wrong beside each field."""
    tab, form = form_of(name)
    submission = request.form.get("submission", "")
    if not SUBMISSION_ID.fullmatch(submission):
        abort(400)
    book = gridbook()
    answers = answers_of_form(request.form, OWN_NAMES, tab, book.package.former)
    try:
        answers = Pictures(book.attachments, request.files).take(book.package, tab, answers)
        changed = _with_other_rows(form, answers)
        if changed:
            return _page(tab, form, changed, submission, answers.problems if "add" in request.form else ())
        taken = _submitting(tab, form).take(answers, submission)
    except StoreError as error:
        current_app.logger.error("an entry could not be stored: %s", error)
        return _page(tab, form, answers, submission, failure="error_503"), 503
    except ForeignIdError:
        return _page(tab, form, answers, str(uuid4()), failure="expired"), 409
    if isinstance(taken, Receipt):
        return redirect(url_for("forms.receipt", submission=submission), 303)
    return _page(tab, form, answers.without_blanks(), submission, taken), 422


@forms.post("/<name>/asked")
@page_required("forms")
def asked(name: str) -> ResponseReturnValue:
    """Which of the fields that depend on others are asked, and what is offered, for the script of the form."""
    tab, form = form_of(name)
    answers = answers_of_form(request.form, OWN_NAMES, tab, gridbook().package.former)
    found = _submitting(tab, form).depends(answers)
    return {"asked": found.asked, "offered": found.offered}


@forms.get("/receipt/<submission>")
@page_required("forms")
def receipt(submission: str) -> ResponseReturnValue:
    """What was saved, how far it has come, and what is next."""
    entry = _own_entry(submission)
    book, identity, engine = gridbook(), known_identity(), mirror_rows()
    tab, form = form_of(entry.tab)
    tasks = _tasks(engine, identity, tab, form, book.outbox.of_person(owner(identity)), 1)
    (one,) = filed(engine, identity, [entry])
    return render_template("forms/receipt.html", filed=one, tasks=tasks)


@forms.get("/receipt/<submission>/state")
@page_required("forms")
def state(submission: str) -> ResponseReturnValue:
    """Whether an entry is in the workbook, for the script of the receipt page."""
    return {"sent": _own_entry(submission).arrived}


def _own_entry(submission: str) -> Entry:
    entry = gridbook().outbox.find(submission)
    if entry is None or entry.person != owner(known_identity()):
        abort(404)
    return entry


def _tasks(engine: Engine, identity: Identity, tab: Tab, form: Form, entries: Sequence[Entry], most: int) -> TaskList:
    return task_list(engine, identity, tab, form, ticked_keys(engine, tab, form, entries), most)


def _submitting(tab: Tab, form: Form) -> Submitting:
    return Submitting(Intake(known_identity(), tab, form, mirror_rows()), gridbook().outbox, mirror_read_at())


def _with_other_rows(form: Form, answers: Answers) -> Answers | None:
    """The answers with a row more or less, if that is what was pressed; None for the button that submits."""
    tab, _, number = request.form.get("remove", "").partition("-")
    for repeat in form.repeats:
        if request.form.get("add") == repeat.tab:
            return answers.with_one_more(repeat)
        if tab == repeat.tab and number.isdecimal():
            return answers.without(repeat, int(number))
    return None


def _page(
    tab: Tab,
    form: Form,
    answers: Answers,
    submission: str,
    problems: Sequence[Problem] = (),
    *,
    failure: str = "",
) -> str:
    answers = answers.as_asked(form)
    page = make_page(mirror_rows(), known_identity(), tab, form, answers, problems)
    return render_template(
        "forms/form.html",
        tab=tab,
        form=form,
        page=page.offering(_submitting(tab, form).offered(answers)),
        submission=submission,
        problems=problems,
        told=partial(told, form),
        failure=failure,
    )

"""A tab with a form -> an XLSForm: survey, choices, settings.

The server adds what nobody is asked (`fill`, the id of an entry); here the phone does. It does not know whose scope it
is, so that is asked. Rows of other tabs that are entered with the form become a repeat.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb

from sheets_sync.files.xlsform.logic import Asked, Logic
from sheets_sync.files.xlsform.model import Line, XlsForm, language_name, words
from sheets_sync.files.xlsform.question import calculate, filled, question, stored
from sheets_sync.problems import say
from sheets_sync.schema import Choice, Field, FieldType, Fill, Form, Package, Repeat, Tab, Text

TRUTHS = "yes_no"
"""The list of the two answers to a boolean field."""


def build_form(package: Package, tab: Tab, form: Form, version: str, connection: duckdb.DuckDBPyConnection) -> XlsForm:
    """The form of `tab` for ODK and KoboToolbox.

    `version` must grow with every export, because phones fetch a form again only then. `connection` is any.
    """
    return _Builder(package, tab, form, connection).built(version)


@dataclass(frozen=True)
class _Part:
    """Fields of one tab in the form: those asked, those filled unasked, and what they are called where not by name.

    `link` is the field of a repeat's row that refers to the row above.
    """

    tab: Tab
    names: tuple[str, ...]
    fills: Mapping[str, Fill]
    called: Mapping[str, str] = dataclasses.field(default_factory=dict)
    link: str | None = None


class _Builder:
    def __init__(self, package: Package, tab: Tab, form: Form, connection: duckdb.DuckDBPyConnection) -> None:
        self.package = package
        self.tab = tab
        self.form = form
        self.roles = tuple(package.role(name) for name in form.roles)
        self.connection = connection
        self.notes: dict[str, Text] = {}  # by what they say, because two fields may have the same to tell
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self.offered: dict[str, frozenset[str]] = {}

    def built(self, version: str) -> XlsForm:
        survey = tuple(self._survey())
        title = " / ".join(dict.fromkeys(self.form.title.values()))
        settings = {
            "form_title": title,
            "form_id": f"{self.package.name}_{self.tab.name}",
            "version": version,
            "default_language": language_name(self.package.language),
        }
        return XlsForm(self.tab, survey, tuple(self._choices()), settings, self.offered, tuple(self.notes.values()))

    def _survey(self) -> Iterator[Line]:
        entry = self.tab.submission
        assert entry is not None  # the schema holds that a tab with a form has one
        yield calculate(entry, "once(uuid())")
        yield from self._asked(_Part(self.tab, self.form.fields, self.form.fill))
        taken = {entry, *self.form.fields, *self.form.fill}
        for repeat in self.form.repeats:
            called = {n: f"{repeat.tab}_{n}" for n in (*repeat.fields, *repeat.fill) if n in taken}
            yield from self._repeat(repeat, f"${{{entry}}}", called)
            taken |= {called.get(n, n) for n in (*repeat.fields, *repeat.fill)}

    def _asked(self, part: _Part) -> Iterator[Line]:
        """The lines of a part: what is filled first, because what is asked may depend on it."""
        tab, fills = part.tab, part.fills
        logic, names = self._logic(part)
        for name, fill in fills.items():
            if fill.kind != "scope":
                yield filled(part.called.get(name, name), fill)
        scopes = [name for name, fill in fills.items() if fill.kind == "scope" and name not in names]
        for name in scopes:
            self._note(say("xlsform-scope", self.package, tab=tab.title, title=tab.by_name[name].title))
            yield from self._question(part, logic, name, {"required": "yes"})
        for name in names:
            yield from self._question(part, logic, name, {})
        people = [tab.by_name[name] for name, fill in fills.items() if fill.kind == "person"]
        if people and self.package.people:
            who = self.package.by_name[self.package.people.tab].title
            self._note(say("xlsform-person", self.package, tab=tab.title, title=people[0].title, people=who))
        if unsaid := logic.unsaid_rules(names):
            self._note(say("xlsform-rules", self.package, tab=tab.title, rules=", ".join(unsaid)))

    def _logic(self, part: _Part) -> tuple[Logic, list[str]]:
        """The expressions of the tab, and the fields asked without those that the form cannot work out.

        Nothing may refer to such a field, which may make another one impossible in turn.
        """
        tab, names = part.tab, list(part.names)
        added = {tab.primary_key, tab.submission, part.link, *part.names, *part.fills}
        empty = {field.name: field.type for field in tab.own_fields if field.name not in added}
        while True:
            types = {name: tab.by_name[name].type for name in (*part.fills, *names)}
            logic = Logic(self.package, tab, Asked(types, empty, part.called), self.connection, self._note)
            worked_out = [field for name in names if (field := tab.by_name[name]).calculation]
            impossible = {field.name for field in worked_out if logic.calculation(field) is None}
            if not impossible:
                return logic, names
            names = [name for name in names if name not in impossible]

    def _question(self, part: _Part, logic: Logic, field_name: str, also: Line) -> Iterator[Line]:
        tab, field, name = part.tab, part.tab.by_name[field_name], part.called.get(field_name, field_name)
        if field.calculation:
            xpath = logic.calculation(field)
            assert xpath is not None  # `_logic` leaves out what cannot be said
            yield calculate(name, xpath)
            return
        chosen_from = self._chosen_from(tab, field)
        narrowed, needed = logic.choice_filter(field, self.roles)
        if chosen_from and tab.references.get(field.name):
            referred = tab.references[field.name].tab
            self.offered[referred] = self.offered.get(referred, frozenset()) | needed
        first, *others = question(self.package, logic, field, name, chosen_from)
        yield {**first, "choice_filter": narrowed, **also}
        yield from others

    def _chosen_from(self, tab: Tab, field: Field) -> str | None:
        """What XLSForm calls the choices of a field, None when it has none."""
        if field.name in tab.references:
            return f"select_one_from_file {tab.references[field.name].tab}.csv"
        if field.type is FieldType.BOOLEAN:
            truths = tuple(Choice(stored(value), title) for value, title in self.package.booleans.items())
            return f"select_one {self._list(TRUTHS, tab, truths)}"
        if not field.choices:
            return None
        if field.type is not FieldType.LIST:
            return f"select_one {self._list(field.name, tab, field.choices)}"
        if any(len(choice.name.split()) != 1 for choice in field.choices):
            self._note(say("xlsform-spaces", self.package, tab=tab.name, field=field.name))
            return None
        return f"select_multiple {self._list(field.name, tab, field.choices)}"

    def _list(self, name: str, tab: Tab, choices: tuple[Choice, ...]) -> str:
        """The list of these choices, named so that no other has the name."""
        for candidate in (name, f"{tab.name}_{name}"):
            if self.lists.setdefault(candidate, choices) == choices:
                return candidate
        raise AssertionError(f"two lists are named {candidate}")  # a tab has one field of a name

    def _choices(self) -> Iterator[Line]:
        for name, choices in self.lists.items():
            for choice in choices:
                properties = {key: stored(value) for key, value in choice.properties.items()}
                yield {"list_name": name, "name": choice.name, **words("label", choice.title), **properties}

    def _repeat(self, repeat: Repeat, entry: str, called: Mapping[str, str]) -> Iterator[Line]:
        tab = self.package.by_name[repeat.tab]
        yield {"type": "begin_repeat", "name": repeat.tab, **words("label", repeat.title)}
        assert tab.submission is not None  # as above
        yield calculate(f"{repeat.tab}_{tab.submission}", f"concat({entry}, '/', position(..))")
        yield from self._asked(_Part(tab, repeat.fields, repeat.fill, called, repeat.field))
        yield {"type": "end_repeat", "name": repeat.tab}
        counts = {"least": str(repeat.minimum), "most": str(repeat.maximum)}
        field = tab.by_name[repeat.field].title
        self._note(say("xlsform-repeat", self.package, tab=self.tab.title, title=repeat.title, field=field, **counts))

    def _note(self, text: Text) -> None:
        self.notes[text[self.package.language]] = text

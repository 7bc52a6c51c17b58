"""A mistake in a schema file is told as file:line: key: what was found and what is allowed."""

# ruff: noqa: E501 - one mistake a line
from __future__ import annotations

import re
from pathlib import Path

import pytest

from sheets_sync.errors import SchemaError
from sheets_sync.schema import Access, Package, load_package
from tests.sheets_sync.conftest import SchemaFolder

PACKAGE = "datapackage.yaml"
TRAYS = "tabs/trays.yaml"
WATERINGS = "tabs/waterings.yaml"
HANDOVERS = "tabs/handovers.yaml"
PLACES = "tabs/places.yaml"
MOULD = "playbooks/mould.yaml"
PLAN = "tabs/watering_plan.yaml"
CLAIMS = "tabs/claims.yaml"


def refusal(schemas: SchemaFolder) -> str:
    with pytest.raises(SchemaError) as raised:
        schemas.load()
    return str(raised.value).replace(f"{schemas.path}/", "")


# (file, what stands there, what is put there, key, words of the message)
MISTAKES = [
    # what keys there are, and their shape
    (TRAYS, "keyPrefix: T", "keyprefix: T", "the file", "unknown key 'keyprefix'; allowed are name, title"),
    (TRAYS, "type: integer, title: {zh: 粒数", "typ: integer, title: {zh: 粒数", "fields[6]", "unknown key 'typ'"),
    (TRAYS, "keyPrefix: T\n", "", "the file", "lacks 'keyPrefix'"),
    (TRAYS, "type: date", "type: day", "fields[5].type", "found 'day'; allowed are string, integer, number"),
    (TRAYS, "fields:\n  - {name: tray_id", "fields: 5\nfieldz:\n  - {name: tray_id", "the file", "'fieldz'"),
    (TRAYS, "name: sown_on", "name: SownOn", "fields[5].name", "A name in lower snake case"),
    (TRAYS, "minimum: 1", "minimum: [1]", "fields[6].constraints.minimum", "The least value"),
    (TRAYS, "maxLength: 20", "maxLength: twenty", "fields[2].constraints.maxLength", "number of characters"),
    (TRAYS, "colour: red", "colour: pink", "views[0].colour", "allowed are red, amber, green, grey"),
    (TRAYS, "mask: last4", "mask: all", "fields[3].mask", "How those see the value who need not know it"),
    (TRAYS, "access: {place: place_id}", "access: some", "access", "The way to the row's scope"),
    (WATERINGS, "- name: not-flooded", "- name: not_flooded", "checks[0].name", "lower kebab case"),
    (PACKAGE, "languages: [zh, en]", "languages: []", "languages", "The first is the workbook's own"),
    (PACKAGE, "signin: link", "signin: key", "roles[0].signin", "allowed are link, password"),
    # YAML
    (TRAYS, "title: {zh: 苗盘, en: Trays}", "title: {zh: 苗盘, en: Trays", "is not YAML", "Look at the indent"),
    (TRAYS, "keyPrefix: T", "keyPrefix: T\nkeyPrefix: S", "keyPrefix", "stands twice"),
    (TRAYS, "{name: seeds, type: integer", "{name: seeds, name: grains, type: integer", "fields[6].name", "stands twice"),
    (TRAYS, "keyPrefix: T", "? [a, b]\n: T", "is not YAML", "unhashable key"),
    # tabs whose rows the program makes
    (PLACES, "examples:\n", "sql: SELECT 1\nexamples:\n", "sql", "goes with `source: query`, which needs it"),
    (PLAN, "views:", "checks: []\nviews:", "checks", "does not go with `source: query`, whose rows the program makes"),
    (PLAN, "views:", "submission: tray_id\nviews:", "submission", "does not go with `source: query`"),
    (PLACES, "examples:\n", "examples:\n  given: {watering_plan: []}\n", "examples.given.watering_plan", "allowed are places, gardeners, trays, waterings"),
    # playbooks
    (MOULD, "      due_at: :today + 1\n", "      submission_id: ':step'\n", "steps[1].fields.submission_id", "is given by the program"),
    (MOULD, "      due_at: :today + 1\n", "      treatment_id: ':step'\n", "steps[1].fields.treatment_id", "is given by the program"),
    (MOULD, "      due_at: :today + 1\n", "      row_note: ':step'\n", "steps[1].fields.row_note", "is computed"),
    (MOULD, "after: [isolate]", "after: [warn]", "steps[1].after[0]", "'warn' does not exist; allowed are isolate"),
    (MOULD, "name: spray", "name: isolate", "steps[1].name", "stands twice"),
    (MOULD, "tab: trays", "tab: watering_plan", "tab", "allowed are places, gardeners, trays"),
    (MOULD, "    tab: treatments", "    tab: trays", "steps[0].tab", "trays needs `submission`"),
    # names that exist nowhere
    (PACKAGE, "timezone: Asia/Shanghai", "timezone: Asia/Nowhere", "timezone", "IANA names such as Asia/Shanghai"),
    (PACKAGE, "timezone: Asia/Shanghai", "timezone: ../Shanghai", "timezone", "is no time zone"),
    (PACKAGE, "scope: {name: place, tab: places", "scope: {name: place, tab: benches", "scope.tab", "allowed are places, gardeners"),
    (PACKAGE, "parent: parent_id", "parent: above", "scope.parent", "'above' does not exist; allowed are place_id"),
    (PACKAGE, "pin: phone", "pin: telephone", "people.pin", "allowed are gardener_id"),
    (PACKAGE, "role: gardener}", "role: boss}", "people.role", "allowed are gardener, clerk, owner"),
    (PACKAGE, "field: trays_thirsty", "field: trays_dry", "board.figures[0].field", "'trays_dry' does not exist"),
    (PACKAGE, "view: trays.watched", "view: trays.all", "board.figures[1].view", "allowed are thirsty, watched"),
    (PACKAGE, "view: trays.watched", "view: jars.watched", "board.figures[1].view", "'jars' does not exist"),
    (TRAYS, "fields: place_id, reference", "fields: place, reference", "foreignKeys[0].fields", "'place' does not exist"),
    (TRAYS, "resource: places", "resource: benches", "foreignKeys[0].reference.resource", "'benches' does not exist"),
    (TRAYS, "resource: places, fields: place_id", "resource: places, fields: place_name", "foreignKeys[0].reference.fields", "allowed is the primary key of places"),
    (WATERINGS, "    field: litres\n", "    field: liters\n", "checks[0].field", "'liters' does not exist"),
    (TRAYS, "sort: [next_due, tray_id]", "sort: [next_do, tray_id]", "views[0].sort[0]", "'next_do' does not exist"),
    (TRAYS, "where: thirsty = true", "where: dry = true", "views[0].where", "'dry' does not exist"),
    (TRAYS, "fields: [tray_id, place_id, buyer_name, plant", "fields: [tray, place_id, buyer_name, plant", "views[1].fields[0]", "'tray' does not exist"),
    (TRAYS, "access: {place: place_id}", "access: {place: bench_id}", "access", "'bench_id' does not exist"),
    (WATERINGS, "tray_id -> trays.place_id", "tray_id -> jars.place_id", "access", "'jars' does not exist"),
    (WATERINGS, "tray_id -> trays.place_id", "tray_id -> trays.plant", "access", "'plant'"),
    (WATERINGS, "roles: [gardener]", "roles: [smith]", "form.roles[0]", "allowed are gardener, clerk, owner"),
    (WATERINGS, "submission: submission_id", "submission: sent_id", "submission", "'sent_id' does not exist"),
    (WATERINGS, "fields: [tray_id, method, litres, seen", "fields: [tray_id, metod, litres, seen", "form.fields[1]", "'metod' does not exist"),
    (WATERINGS, "fill: {watered_at: now", "fill: {wet_at: now", "form.fill.wet_at", "'wet_at' does not exist"),
    (WATERINGS, "    field: tray_id\n    where: watched", "    field: method\n    where: watched", "form.worklist.field", "allowed are tray_id, gardener_id"),
    (WATERINGS, "due: next_due", "due: next_do", "form.worklist.due", "'next_do' does not exist"),
    (WATERINGS, "title: [buyer_name]", "title: [buyer]", "form.worklist.title[0]", "'buyer' does not exist"),
    (WATERINGS, "[tray_id, method, litres", "[tray_id, row_note, litres", "form.fields[1]", "is computed"),
    (HANDOVERS, "- tab: pots", "- tab: jars", "form.repeats[0].tab", "'jars' does not exist"),
    (HANDOVERS, "field: handover_id", "field: pot_kind", "form.repeats[0].field", "allowed are handover_id"),
    (HANDOVERS, "fields: [pot_kind, pot_count", "fields: [pot_kind, count", "form.repeats[0].fields[1]", "'count' does not exist"),
    (HANDOVERS, "fill: {given_at: now", "fill: {gave_at: now", "form.repeats[0].fill.gave_at", "'gave_at' does not exist"),
    (PLACES, "  pass:", "  given: {benches: []}\n  pass:", "examples.given.benches", "'benches' does not exist"),
    (CLAIMS, "fields: [tray_id, job]", "fields: [tray_id, jobs]", "uniqueKeys[0].fields[1]", "'jobs' does not exist"),
    (CLAIMS, "choice.job = job", "choice.work = job", "fields[4].choice_filter", "'work' does not exist; allowed are name, job"),
    (CLAIMS, "choice.gardener_id IS", "choice.garden_id IS", "fields[5].choice_filter", "allowed are gardener_id, gardener_name"),
    # what does not go together
    (TRAYS, "name: trays", "name: pots", "name", "the file is named trays.yaml"),
    (TRAYS, "primaryKey: tray_id", "primaryKey: place_id", "primaryKey", "the key must be the first field"),
    (TRAYS, "{name: tray_id, type: string", "{name: tray_id, type: integer", "primaryKey", "of type string"),
    (TRAYS, "{name: watched, type: boolean", "{name: seeds, type: boolean", "computed.fields[3].name", "'seeds' stands twice"),
    (TRAYS, "{name: watched, type: boolean", "{name: row_note, type: boolean", "computed.fields[3].name", "'row_note' stands twice"),
    (TRAYS, "- name: watched", "- name: thirsty", "views[1].name", "'thirsty' stands twice"),
    (WATERINGS, "- name: unwatered-has-reason", "- name: not-flooded", "checks[1].name", "'not-flooded' stands twice"),
    (TRAYS, "where: thirsty = true", "where: thirsty = true OR watched = true", "views[0].where", "make a computed column"),
    (CLAIMS, "- name: claimed-once", "- name: Claimed", "uniqueKeys[0].name", "lower kebab case"),
    (CLAIMS, "    constraint_message: {zh: 时长要大于 0, en: The hours are more than 0}\n", "", "fields[3].constraint", "needs a constraint_message, which says what to do"),
    (CLAIMS, "title: {zh: 时长, en: Hours}", "title: {zh: 时长, en: Hours}\n    choice_filter: choice.job = job", "fields[3].choice_filter", "needs choices, or a foreign key, to choose from"),
    (TRAYS, "pattern: '1[0-9]{10}'", "pattern: '1[0-9'", "fields[3].constraints.pattern", "is no regular expression"),
    (WATERINGS, "type: list", "type: list\n    appearance: multiline\n    choicez: []", "fields[4]", "unknown key 'choicez'"),
    (TRAYS, "type: integer, title: {zh: 粒数", "type: list, title: {zh: 粒数", "fields[6]", "a list field needs choices"),
    (TRAYS, "minimum: 1,", "minimum: some,", "fields[6].constraints.minimum", "'some'"),
    (TRAYS, "title: {zh: 播种日期, en: Sown on}}", "title: {zh: 播种日期, en: Sown on}, constraints: {minimum: 'last year'}}", "fields[5].constraints.minimum", "such as '2020-02-20'"),
    (TRAYS, "title: {zh: 播种日期, en: Sown on}}", "title: {zh: 播种日期, en: Sown on}, constraints: {maximum: 9}}", "fields[5].constraints.maximum", "such as '2020-02-20'"),
    (TRAYS, "maxLength: 20", "maximum: 20", "fields[2].constraints.maximum", "string"),
    (TRAYS, "minimum: 1,", "maxLength: 3,", "fields[6].constraints.maxLength", "integer"),
    (TRAYS, "access: {place: place_id}", "access: {place: tray_id -> waterings.tray_id}", "access", "goes in a circle: trays -> waterings -> trays"),
    (TRAYS, "access: {place: place_id}", "access: {place: tray_id -> problems.problem_id}", "access", "the way to the scope ends there"),
    (HANDOVERS, "- tab: pots", "- tab: handovers", "form.repeats[0].tab", "allowed is another tab"),
    (HANDOVERS, "- tab: pots", "- tab: trays", "form.repeats[0].tab", "trays needs `submission`"),
    (HANDOVERS, "minimum: 1", "minimum: 4", "form.repeats[0].minimum", "allowed is up to maximum, 3"),
    (HANDOVERS, "  repeats:\n", "  repeats:\n    - {tab: pots, field: handover_id, title: {zh: 盆, en: Pots}, fields: [pot_kind]}\n", "form.repeats[0].tab", "'pots' stands twice"),
    (CLAIMS, "calculation: hours * 10.5", "calculation: length(pay_note)", "fields[7].calculation", "pay_note and pay name each other"),
    (PACKAGE, "masked: false, pages: [staff", "masked: true, pages: [staff", "roles[1].pages", "sees no masks"),
    (PACKAGE, "scope: all, masked: false, pages: [staff", "scope: own, masked: false, pages: [staff", "roles[1].pages", "a role of scope all"),
    (TRAYS, "mask: last4", "mask: {chief: last4}", "fields[3].mask[0]", "'chief' does not exist; allowed are gardener, clerk, owner"),
    # words that people see
    (TRAYS, "title: {zh: 苗盘, en: Trays}", "title: {zh: 苗盘}", "title", "lacks the language 'en'"),
    (TRAYS, "title: {zh: 番茄, en: Tomato}", "title: {en: Tomato}", "fields[4].choices[0].title", "lacks the language 'zh'"),
    (WATERINGS, "en: Write down why it was not watered", "de: Grund", "checks[1].message", "lacks the language 'en'"),
    (PACKAGE, "title: {zh: 苗圃簿, en: Nursery Book}", "title: {zh: 苗圃簿}", "title", "lacks the language 'en'"),
    (PACKAGE, "{zh: 是, en: 'Yes'}", "{zh: 是}", "booleans.true", "lacks the language 'en'"),
    (TRAYS, "title: {zh: 粒数, en: Seeds}", "title: {zh: 品种, en: Seeds}", "fields[6].title", "“品种” heads 'plant' too"),
    (TRAYS, "title: {zh: 罗勒, en: Basil}", "title: {zh: 西红柿, en: Basil}", "fields[4].choices[1]", "“西红柿” means 'tomato' too"),
    (WATERINGS, "title: {zh: 霉, en: Mould}", "title: {zh: 霉、腐, en: Mould}", "fields[4].choices[1]", "“、” parts the choices of a list"),
    (WATERINGS, "title: {zh: 浇水, en: Waterings}", "title: {zh: 苗盘, en: Waterings}", "title", "“苗盘” is the title of trays too"),
    (TRAYS, "title: {zh: 粒数, en: Seeds}", "title: {zh: 粒数, en: Seeds}, was: [品种]", "fields[6].was", "“品种” is 'plant' too"),
    (TRAYS, "title: {zh: 粒数, en: Seeds}", "title: {zh: 粒数, en: Seeds}, was: [watched]", "fields[6].was", "“watched” is 'watched' too"),
    (TRAYS, "title: {zh: 粒数, en: Seeds}", "title: {zh: 订苗人电话, en: Seeds}, retired: true", "fields[6].title", "“订苗人电话” heads 'buyer_phone' too"),
    (TRAYS, "title: {zh: 苗盘, en: Trays}", "title: {zh: 苗盘, en: Trays}\nwas: [浇水]", "was", "“浇水” is 'waterings' too"),
    (TRAYS, "title: {zh: 苗盘, en: Trays}", "title: {zh: 苗盘, en: Trays}\nwas: [waterings]", "was", "“waterings” is 'waterings' too"),
]  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_is_told_with_file_line_key_and_what_is_allowed(
    schemas: SchemaFolder, mistake: tuple[str, str, str, str, str]
) -> None:
    file, old, new, key, words = mistake
    changed = schemas.line_of(file, old.splitlines()[0])
    message = refusal(schemas.replace(file, old, new))
    found = re.match(r"([\w/.]+):(\d+): (.*?): (.*)", message, re.DOTALL)
    assert found, message
    assert (found[1], found[3]) == (file, key), message
    assert words in found[4]
    assert abs(int(found[2]) - changed) <= 4 or key == "the file"


def test_missing_tab_file_is_named(schemas: SchemaFolder) -> None:
    (schemas.path / TRAYS).unlink()
    assert refusal(schemas).startswith(f"{TRAYS}: the file is missing.")


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match=r"nowhere/datapackage\.yaml: the file is missing"):
        load_package(tmp_path / "nowhere")


def test_folder_without_the_profile_is_named(schemas: SchemaFolder) -> None:
    (schemas.path / "profile.json").unlink()
    assert refusal(schemas).startswith("profile.json: the file is missing.")


def test_file_that_is_no_text_is_named(schemas: SchemaFolder) -> None:
    (schemas.path / TRAYS).write_bytes("name: 苗盘".encode("gb18030"))
    assert "tabs/trays.yaml: cannot be read" in refusal(schemas)


@pytest.mark.parametrize("control", ["\0", "\x07"])
def test_control_character_is_told_with_its_line(schemas: SchemaFolder, control: str) -> None:
    assert refusal(schemas.replace(TRAYS, "primaryKey: tray_id", f"primaryKey: tray{control}_id")).startswith(
        "tabs/trays.yaml:3: is not YAML: "
    )


@pytest.mark.parametrize("text", ["", "# nothing\n", "just words\n", "- a\n"])
def test_file_without_a_mapping_is_refused(schemas: SchemaFolder, text: str) -> None:
    (schemas.path / TRAYS).write_text(text, encoding="utf-8")
    assert refusal(schemas).startswith("tabs/trays.yaml:")


def test_nursery_is_read_as_it_is_written(toy: Package) -> None:
    trays, waterings = toy.by_name["trays"], toy.by_name["waterings"]
    assert [f.name for f in trays.fields] == [
        *("tray_id", "place_id", "buyer_name", "buyer_phone", "plant", "sown_on", "seeds"),
        *("last_watered", "next_due", "thirsty", "watched", "row_note"),
    ]
    assert [f.name for f in trays.fields if f.computed] == [
        "last_watered",
        "next_due",
        "thirsty",
        "watched",
        "row_note",
    ]
    assert (trays.access, waterings.access) == (Access("place_id"), Access("tray_id", "trays", "place_id"))
    assert toy.by_name["problems"].access is None
    assert [tab.name for tab in toy.filled_tabs] == [
        *("places", "gardeners", "trays", "waterings", "claims", "handovers", "pots", "treatments")
    ]
    assert toy.parameters == {"dry_hours": 12, "most_litres": 5}
    assert toy.language == "zh"
    assert toy.role("clerk").pages == ("staff", "board")
    assert trays.view("thirsty").sort == (("next_due", False), ("tray_id", False))
    assert waterings.form is not None
    assert waterings.form.fill["source_kind"].value == "form"


def test_package_cannot_be_changed(toy: Package) -> None:
    with pytest.raises(AttributeError):
        toy.name = "other"  # type: ignore[misc]  # that is what is tried

"""The form of a tab as an XLSForm: its lines, what pyxform says of it, what is told where something is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from sheets_sync.files.xlsform import XlsForm
from sheets_sync.schema import Package
from tests.files.xlsform.conftest import DOMAINS, SchemaFolder, accepted, built, line

WATERINGS = "tabs/waterings.yaml"
REMARK = "  - {name: remark, type: string,"
NEW_FIELDS = """  - name: shade
    type: string
    title: {zh: 遮阴, en: Shade}
    choices:
      - {name: net, title: {zh: 网, en: Net}, properties: {used_with: can}}
      - {name: tree, title: {zh: 树, en: Tree}, properties: {used_with: hose}}
    choice_filter: choice.used_with = method
  - {name: leaf, type: string, title: {zh: 叶片, en: Leaf}, appearance: photo}
  - {name: signed, type: string, title: {zh: 签名, en: Signature}, appearance: signature}
  - {name: spot, type: geopoint, title: {zh: 地点, en: Spot}}
  - {name: twice, type: number, title: {zh: 两倍, en: Twice}, calculation: litres * 2}
"""
TRAY_FORM = """submission: entry_id
form:
  roles: [gardener]
  title: {zh: 新苗盘, en: New tray}
  fields: [place_id, buyer_name, plant, seeds]
  repeats:
    - tab: waterings
      field: tray_id
      title: {zh: 浇过的水, en: Waterings so far}
      fields: [method, litres, plant]
      maximum: 3
      fill: {watered_at: now}
import: {key"""


@pytest.fixture
def extended(schemas: SchemaFolder) -> XlsForm:
    """The form of the waterings with a field of every kind more."""
    schemas.replace(WATERINGS, REMARK, NEW_FIELDS + REMARK)
    schemas.replace(WATERINGS, "again_on, remark]", "again_on, shade, leaf, signed, spot, twice, remark]")
    return built(schemas.load())


@pytest.fixture
def with_repeat(schemas: SchemaFolder) -> XlsForm:
    """A form of the trays in which waterings are entered too; both tabs have a field `plant`."""
    plant = "  - {name: plant, type: string, title: {zh: 植物, en: Plant}, relevant: method = 'can'}\n"
    schemas.replace(WATERINGS, REMARK, plant + REMARK)
    entry = "  - {name: entry_id, type: string, title: {zh: 提交号, en: Entry}, appearance: hidden}\n"
    schemas.replace("tabs/trays.yaml", "  - {name: sown_on", entry + "  - {name: sown_on")
    schemas.replace("tabs/trays.yaml", "import: {key", TRAY_FORM)
    return built(schemas.load(), "trays")


def test_every_form_of_every_domain_is_accepted_by_pyxform(toy: Package, tmp_path: Path) -> None:
    for package in (*DOMAINS, toy):
        tabs = [tab.name for tab in package.tabs if tab.form]
        assert tabs
        for name in tabs:
            accepted(built(package, name), tmp_path)


def test_form_is_named_in_every_language(watering: XlsForm, tmp_path: Path) -> None:
    xform = accepted(watering, tmp_path)
    assert "<h:title>浇水登记 / Watering</h:title>" in xform
    assert 'id="nursery_waterings"' in xform


def test_fields_of_every_kind_are_accepted_by_pyxform(extended: XlsForm, tmp_path: Path) -> None:
    xform = accepted(extended, tmp_path)
    assert "instance('shade')/root/item[used_with != ''" in xform


def test_repeat_is_accepted_by_pyxform(with_repeat: XlsForm, tmp_path: Path) -> None:
    assert '<repeat nodeset="/data/waterings">' in accepted(with_repeat, tmp_path)


def test_nobody_asks_what_the_server_would_fill_but_the_scope(watering: XlsForm) -> None:
    assert [(line["type"], line["name"], line.get("calculation")) for line in watering.survey[:5]] == [
        ("calculate", "submission_id", "once(uuid())"),
        ("calculate", "watered_at", "now()"),
        ("username", "gardener_id", None),
        ("calculate", "source_kind", "'form'"),
        ("text", "place_noted", None),
    ]
    assert line(watering, "place_noted")["required"] == "yes"


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("tray_id", {"type": "select_one_from_file trays.csv", "appearance": "minimal autocomplete"}),
        ("method", {"type": "select_one method", "required": "yes"}),
        ("seen", {"type": "select_multiple seen"}),
        ("wilted", {"type": "select_one yes_no"}),
        ("cans", {"type": "integer", "default": "1", "constraint": ". >= 0 and . <= 9"}),
        ("again_on", {"type": "date"}),
        ("remark", {"type": "text", "appearance": "multiline", "constraint": "string-length(.) <= 200"}),
        ("litres", {"type": "decimal", "relevant": "coalesce(${method}, 'can') != 'none'", "required": "yes"}),
        ("litres", {"label::中文 (zh)": "水量（升）", "label::English (en)": "Litres"}),
        ("litres", {"hint::中文 (zh)": "看水壶上的刻度", "hint::English (en)": "Read it off the can"}),
        ("litres", {"required_message::English (en)": "Give the litres, for example 1.5"}),
    ],
)
def test_field_is_asked_as_its_kind(watering: XlsForm, name: str, cells: dict[str, str]) -> None:
    assert {heading: line(watering, name).get(heading) for heading in cells} == cells


def test_check_of_what_stands_in_a_field_is_a_constraint(watering: XlsForm) -> None:
    litres = line(watering, "litres")
    assert litres["constraint"] == "(. >= 0.1 and . <= 20) and (. <= 5)"
    assert litres["constraint_message::English (en)"] == "No more than 5 litres at once; water twice"


def test_check_of_an_empty_field_makes_it_required(watering: XlsForm) -> None:
    remark = line(watering, "remark")
    assert remark["required"] == "${method} = 'none'"
    assert remark["required_message::English (en)"] == "Write down why it was not watered"
    assert "constraint_message::English (en)" not in remark


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("shade", {"choice_filter": "used_with != '' and ${method} != '' and used_with = ${method}"}),
        ("leaf", {"type": "image", "parameters": "max-pixels=1024"}),
        ("signed", {"type": "image", "appearance": "signature"}),
        ("spot_taken", {"type": "geopoint", "label::English (en)": "Spot"}),
        ("twice", {"type": "calculate", "calculation": "if(${litres} = '', '', ${litres} * 2)"}),
    ],
)
def test_further_kinds_of_fields(extended: XlsForm, name: str, cells: dict[str, str]) -> None:
    assert {heading: line(extended, name).get(heading) for heading in cells} == cells


def test_place_is_stored_longitude_first(extended: XlsForm) -> None:
    place = "selected-at(${spot_taken}, 1), ', ', selected-at(${spot_taken}, 0)"
    assert line(extended, "spot")["calculation"] == f"if(${{spot_taken}} = '', '', concat({place}))"


def test_choices_have_titles_in_every_language_and_their_properties(extended: XlsForm) -> None:
    zh, en = "label::中文 (zh)", "label::English (en)"
    assert [choice for choice in extended.choices if choice["list_name"] in ("yes_no", "shade")] == [
        {"list_name": "yes_no", "name": "true", zh: "是", en: "Yes"},
        {"list_name": "yes_no", "name": "false", zh: "否", en: "No"},
        {"list_name": "shade", "name": "net", zh: "网", en: "Net", "used_with": "can"},
        {"list_name": "shade", "name": "tree", zh: "树", en: "Tree", "used_with": "hose"},
    ]


def test_constraint_of_the_schema_joins_those_of_table_schema(schemas: SchemaFolder) -> None:
    more = "constraint: cans < 9 OR wilted, constraint_message: {zh: 壶太多, en: Too many cans}, "
    form = built(schemas.replace(WATERINGS, "default: 1, ", f"default: 1, {more}").load())

    assert line(form, "cans")["constraint"] == "(. >= 0 and . <= 9) and (. < 9 or ${wilted} = '' or ${wilted} = 'true')"
    assert line(form, "cans")["constraint_message::English (en)"] == "Too many cans"


def test_rows_of_another_tab_are_narrowed_by_a_column_of_theirs(schemas: SchemaFolder, tmp_path: Path) -> None:
    narrowed = "title: {zh: 苗盘, en: Tray}, choice_filter: 'choice.plant = method',"
    form = built(schemas.replace(WATERINGS, "title: {zh: 苗盘, en: Tray},", narrowed).load())

    assert form.offered == {"trays": {"plant"}}
    assert "instance('trays')/root/item[plant != ''" in accepted(form, tmp_path)


def test_column_that_is_masked_narrows_nothing_and_is_told(schemas: SchemaFolder) -> None:
    narrowed = "title: {zh: 苗盘, en: Tray}, choice_filter: 'choice.buyer_name = remark',"
    form = built(schemas.replace(WATERINGS, "title: {zh: 苗盘, en: Tray},", narrowed).load())

    assert form.offered == {"trays": frozenset()}
    assert "fields.tray_id.choice_filter" in told(form)


def test_relevance_that_cannot_be_said_is_told_and_the_field_not_required(schemas: SchemaFolder) -> None:
    elsewhere = "EXISTS (SELECT 1 FROM trays)"
    form = built(schemas.replace(WATERINGS, "coalesce(method, 'can') <> 'none'", elsewhere).load())

    assert {"relevant", "required"} & line(form, "litres").keys() == set()
    assert f"tabs/waterings.yaml: fields.litres.relevant is not in the form: '{elsewhere}'" in told(form)


def test_calculation_that_cannot_be_said_is_left_out_and_told(schemas: SchemaFolder) -> None:
    form = built(schemas.replace(WATERINGS, "hint: {zh: 看水壶", "calculation: random()\n    hint: {zh: 看水壶").load())

    assert "litres" not in [line["name"] for line in form.survey]
    assert "fields.litres.calculation" in told(form)


def test_rule_that_cannot_be_said_is_told_by_name(schemas: SchemaFolder) -> None:
    form = built(schemas.replace(WATERINGS, "litres > :most_litres", "litres > (SELECT max(seeds) FROM trays)").load())

    assert line(form, "litres")["constraint"] == ". >= 0.1 and . <= 20"
    assert "checked when answers are imported: not-flooded." in told(form)


def test_rule_says_only_what_can_be_so_in_a_new_row(schemas: SchemaFolder) -> None:
    """Nobody fills `sort_of` in the form, so it is empty there, and a comparison with it never true."""
    schemas.replace(WATERINGS, REMARK, "  - {name: sort_of, type: string, title: {zh: 类别, en: Sort}}\n" + REMARK)
    form = built(schemas.replace(WATERINGS, "litres > :most_litres", "sort_of = 'rain' OR litres > 7").load())

    assert line(form, "litres")["constraint"] == "(. >= 0.1 and . <= 20) and (. <= 7)"
    assert "not-flooded" not in told(form)


def test_nothing_refers_to_a_field_that_could_not_be_worked_out(schemas: SchemaFolder, tmp_path: Path) -> None:
    schemas.replace(WATERINGS, "hint: {zh: 看水壶", "calculation: random()\n    hint: {zh: 看水壶")
    schemas.replace(WATERINGS, "default: 1, ", "default: 1, calculation: litres + 1, ")
    form = built(schemas.load())

    assert {"litres", "cans"}.isdisjoint(line["name"] for line in form.survey)
    assert "fields.cans.calculation" in told(form)
    accepted(form, tmp_path)


def test_rule_about_what_is_not_asked_is_not_told(schemas: SchemaFolder) -> None:
    form = built(schemas.replace(WATERINGS, "litres > :most_litres", "watered_at > (SELECT :now)").load())
    assert "not-flooded" not in told(form)


def test_choice_with_a_space_in_its_name_is_told_and_asked_as_text(schemas: SchemaFolder) -> None:
    form = built(schemas.replace(WATERINGS, "{name: aphids,", "{name: green aphids,").load())

    assert line(form, "seen")["type"] == "text"
    assert "fields.seen" in told(form)


def test_who_fills_the_form_and_where_they_belong_is_told(watering: XlsForm) -> None:
    assert "Make user names of the keys of the tab “Gardeners”" in told(watering)
    assert "asks for “Place noted”" in told(watering)


def test_repeat_holds_its_questions_and_fills(with_repeat: XlsForm) -> None:
    survey = [(line["type"], line["name"]) for line in with_repeat.survey]
    assert survey[survey.index(("begin_repeat", "waterings")) :] == [
        ("begin_repeat", "waterings"),
        ("calculate", "waterings_submission_id"),
        ("calculate", "watered_at"),
        ("select_one method", "method"),
        ("decimal", "litres"),
        ("text", "waterings_plant"),
        ("end_repeat", "waterings"),
    ]
    assert line(with_repeat, "waterings_submission_id")["calculation"] == "concat(${entry_id}, '/', position(..))"
    assert line(with_repeat, "waterings_plant")["relevant"] == "${method} = 'can'"
    assert "has 0 to 3 rows" in told(with_repeat)


def told(form: XlsForm) -> str:
    return " ".join(note["en"] for note in form.notes)


def test_notes_are_in_every_language(watering: XlsForm, toy: Package) -> None:
    assert {frozenset(note) for note in watering.notes} == {frozenset(toy.languages)}

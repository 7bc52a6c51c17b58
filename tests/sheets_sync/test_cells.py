"""One cell <-> one value: the manners that are understood, and that nothing is guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.cells import Bad, Value, format_cell, parse_cell
from sheets_sync.problems import CellValue
from sheets_sync.schema import Choice, Field, FieldType, Package

at = datetime.fromisoformat

PACKAGE = Package(
    name="toy",
    title={"zh": "苗圃", "en": "Nursery"},
    timezone="Asia/Shanghai",
    languages=("zh", "en"),
    booleans={True: {"zh": "是", "en": "Yes"}, False: {"zh": "否", "en": "No"}},
    tabs=(),
)
PLANTS = (
    Choice("tomato", {"zh": "番茄", "en": "Tomato"}, ("西红柿",)),
    Choice("sweet_basil", {"zh": "罗勒", "en": "Sweet basil"}),
    Choice("chilli", {"zh": "辣椒（小）", "en": "Chilli, small"}),
)


def a_field(kind: FieldType, choices: tuple[Choice, ...] = ()) -> Field:
    return Field("f", {"zh": "列", "en": "Column"}, kind, choices=choices)


def parse(kind: str, cell: CellValue, choices: tuple[Choice, ...] = ()) -> Value | Bad:
    return parse_cell(PACKAGE, a_field(FieldType(kind), choices), cell)


def round_trip(field: Field, value: Value) -> Value | Bad:
    return parse_cell(PACKAGE, field, format_cell(PACKAGE, field, value))


texts = st.text(st.characters(codec="utf-8"), min_size=1).map(str.strip).filter(bool)
places = st.builds("{:.6f}, {:.6f}".format, st.floats(-180, 180), st.floats(-90, 90))
minutes = st.datetimes().map(lambda moment: moment.replace(second=0, microsecond=0))
names = st.sampled_from([choice.name for choice in PLANTS])


@given(texts)
def test_string_comes_back_as_it_was(value: str) -> None:
    assert round_trip(a_field(FieldType.STRING), value) == value


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1))
def test_integer_comes_back_as_it_was(value: int) -> None:
    assert round_trip(a_field(FieldType.INTEGER), value) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_number_comes_back_as_it_was(value: float) -> None:
    assert round_trip(a_field(FieldType.NUMBER), value) == value


@given(st.booleans())
def test_boolean_comes_back_as_it_was(value: bool) -> None:
    assert round_trip(a_field(FieldType.BOOLEAN), value) is value


@given(st.dates())
def test_date_comes_back_as_it_was(value: date) -> None:
    assert round_trip(a_field(FieldType.DATE), value) == value


@given(minutes)
def test_time_comes_back_to_the_minute(value: datetime) -> None:
    assert round_trip(a_field(FieldType.DATETIME), value + timedelta(seconds=59)) == value


@given(places)
def test_place_comes_back_as_it_was(value: str) -> None:
    assert round_trip(a_field(FieldType.GEOPOINT), value) == value


@given(names)
def test_choice_comes_back_as_it_was(value: str) -> None:
    assert round_trip(a_field(FieldType.STRING, PLANTS), value) == value


@given(st.lists(names, unique=True, min_size=1))
def test_list_comes_back_as_it_was(value: list[str]) -> None:
    assert round_trip(a_field(FieldType.LIST, PLANTS), value) == value


@pytest.mark.parametrize("kind", list(FieldType))
@pytest.mark.parametrize("cell", [None, "", " ", "\n", "\u3000"])
def test_blank_cell_is_no_value(kind: FieldType, cell: CellValue) -> None:
    field = a_field(kind, PLANTS if kind is FieldType.LIST else ())
    assert parse_cell(PACKAGE, field, cell) is None
    assert format_cell(PACKAGE, field, None) == ""


def test_empty_list_is_a_blank_cell() -> None:
    assert format_cell(PACKAGE, a_field(FieldType.LIST, PLANTS), []) == ""


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        ("integer", "３", 3),
        ("integer", " 12 ", 12),
        ("integer", 12.0, 12),
        ("integer", "-5", -5),
        ("number", "３６．６", 36.6),
        ("number", "36,6", 36.6),
        ("number", "+1.25", 1.25),
        ("number", 36, 36.0),
        ("boolean", "Yes", True),
        ("boolean", "no", False),
        ("boolean", "√", True),
        ("boolean", 1, True),
        ("boolean", False, False),
        ("date", "2020/2/3", date(2020, 2, 3)),
        ("date", "2020.02.03", date(2020, 2, 3)),
        ("date", "2020年2月3日", date(2020, 2, 3)),
        ("date", "２０２０－２－３", date(2020, 2, 3)),
        ("date", "20200203", date(2020, 2, 3)),
        ("date", "2020-02-03 08:30", date(2020, 2, 3)),
        ("datetime", "2020-02-03", at("2020-02-03 00:00")),
        ("datetime", "2020/2/3 8:05", at("2020-02-03 08:05")),
        ("datetime", "2020年2月3日8时5分", at("2020-02-03 08:05")),
        ("datetime", "2020-02-03T08:30:15", at("2020-02-03 08:30:15")),
        ("datetime", " 2020-02-03　08：30 ", at("2020-02-03 08:30")),
        ("geopoint", "113.08, 22.59", "113.08, 22.59"),
        ("geopoint", "113.08,22.59", "113.08, 22.59"),
        ("geopoint", "１１３．０８，２２．５９", "113.08, 22.59"),
        ("geopoint", " 113.08 22.59 ", "113.08, 22.59"),
        ("geopoint", "-0.5; -90", "-0.5, -90"),
        ("geopoint", "180, 0", "180, 0"),
    ],
)
def test_manner_of_writing_is_understood(kind: str, cell: CellValue, value: Value) -> None:
    assert parse(kind, cell) == value


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("integer", "2o"),
        ("integer", "1,200"),
        ("integer", "1.5"),
        ("integer", 1.5),
        ("integer", True),
        ("integer", "1" * 19),
        ("number", "1,200"),
        ("number", "3 6.5"),
        ("number", "36.6.1"),
        ("number", "1E5"),
        ("number", "nan"),
        ("number", True),
        ("number", "9" * 400),
        ("number", 10**400),
        ("number", float("inf")),
        ("boolean", "maybe"),
        ("boolean", 2),
        ("date", "2020-02-30"),
        ("date", "3/2/2020"),
        ("date", 43_864),
        ("date", "2020-W06-1"),
        ("date", "昨天"),
        ("datetime", "2020-02-03 25:00"),
        ("datetime", "0001-01-01T00:00+14:00"),
        ("datetime", "19900101123"),
        ("datetime", "110101199001011234"),
        ("datetime", True),
        ("geopoint", "江南街道"),
        ("geopoint", "113.08"),
        ("geopoint", 113.08),
        ("geopoint", "22.59, 113.08"),
        ("geopoint", "180.1, 22.59"),
        ("geopoint", "113.08, 22.59, 5"),
        ("geopoint", "113.08, 90.001"),
        ("geopoint", "1e2, 22"),
        ("geopoint", "113., 22.59"),
    ],
)
def test_what_is_no_value_of_the_type_is_bad(kind: str, cell: CellValue) -> None:
    assert parse(kind, cell) == Bad("type")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0012", "0012"),
        ("1,200", "1,200"),
        ("1E5", "1E5"),
        ("3-4", "3-4"),
        ("110101199001011234", "110101199001011234"),
        ("=SUM(A1)", "=SUM(A1)"),
        (" 张三 ", "张三"),
        (13_800_138_000, "13800138000"),
        (13_800_138_000.0, "13800138000"),
        (0.5, "0.5"),
        (True, "TRUE"),
        (False, "FALSE"),
    ],
)
def test_text_stays_text(cell: CellValue, text: str) -> None:
    assert parse("string", cell) == text


def test_half_a_character_is_no_text() -> None:
    assert parse("string", "番茄\ud83c") == Bad("type")


@pytest.mark.parametrize(
    "moment", ["2020-02-20T00:30:00Z", "2020-02-20T08:30:00+08:00", "2020-02-19T19:30:00-05:00", "2020-02-20 08:30"]
)
def test_time_with_an_offset_is_told_on_the_clock_of_the_workbook(moment: str) -> None:
    assert parse("datetime", moment) == at("2020-02-20 08:30")


@pytest.mark.parametrize("cell", ["番茄", "Tomato", "TOMATO", "tomato", " 西红柿 "])
def test_choice_is_read_by_title_name_or_alias(cell: str) -> None:
    assert parse("string", cell, PLANTS) == "tomato"


@pytest.mark.parametrize("kind", ["string", "list"])
def test_word_that_is_no_choice_is_bad(kind: str) -> None:
    assert parse(kind, "番茄、玫瑰", PLANTS) == Bad("enum")


@pytest.mark.parametrize(
    "cell",
    ["番茄、罗勒", "番茄，罗勒", "番茄 罗勒", "Tomato; sweet basil", "番茄\nsweet_basil", "、番茄、、罗勒、番茄、"],
)
def test_list_is_read_by_any_separator(cell: str) -> None:
    assert parse("list", cell, PLANTS) == ["tomato", "sweet_basil"]


@pytest.mark.parametrize("language", PACKAGE.languages)
def test_list_of_any_titles_is_read_though_a_title_holds_a_separator(language: str) -> None:
    cell = "、".join(choice.title[language] for choice in PLANTS)
    assert parse("list", cell, PLANTS) == [choice.name for choice in PLANTS]

"""A1 notation, references in formulas, field masks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.workbook import a1
from web.workbook.errors import ApiError
from web.workbook.fields import apply_mask, check_mask, merge_masked, parse_mask
from web.workbook.formulas.references import references, retitled, shifted, translated
from web.workbook.shifting import COLUMNS, ROWS, Move, deleted, inserted, moved


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A1", a1.A1Range(None, 0, 0, 1, 1)),
        ("Sheet1!B2:C3", a1.A1Range("Sheet1", 1, 1, 3, 3)),
        ("Sheet1!C3:B2", a1.A1Range("Sheet1", 1, 1, 3, 3)),
        ("Sheet1!A:B", a1.A1Range("Sheet1", None, 0, None, 2)),
        ("Sheet1!2:3", a1.A1Range("Sheet1", 1, None, 3, None)),
        ("Sheet1!A5:A", a1.A1Range("Sheet1", 4, 0, None, 1)),
        ("Sheet1!$A$1:b2", a1.A1Range("Sheet1", 0, 0, 2, 2)),
        ("'It''s a sheet!'!A1", a1.A1Range("It's a sheet!", 0, 0, 1, 1)),
        ("'Sheet1'", a1.A1Range("Sheet1")),
        ("Sheet1!R2C3:R4C5", a1.A1Range("Sheet1", 1, 2, 4, 5)),
        ("Sheet1!A", None),
        ("Sheet1!A1:B2:C3", None),
        ("Sheet1!", None),
        ("Sheet1!A0", None),
    ],
)
def test_range_is_read(text: str, expected: a1.A1Range | None) -> None:
    assert a1.parse(text) == expected


@given(
    st.text(min_size=1, max_size=20).filter(str.strip),
    st.tuples(st.integers(0, 99_999), st.integers(0, 99_999)),
    st.tuples(st.integers(0, 18_277), st.integers(0, 18_277)),
)
def test_range_survives_its_text(title: str, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    (top, bottom), (left, right) = sorted(rows), sorted(columns)
    text = a1.range_name(title, top, left, bottom + 1, right + 1)
    assert a1.parse(text) == a1.A1Range(title, top, left, bottom + 1, right + 1)


@given(st.integers(0, 20_000))
def test_column_survives_its_letters(number: int) -> None:
    assert a1.column_number(a1.column_letters(number)) == number


def test_title_is_quoted_only_where_it_could_be_misread() -> None:
    titles = ["trays", "tray_2", "my trays", "A1", "R1C1", "2024", "it's"]
    assert [a1.quoted_title(each) for each in titles] == [
        "trays",
        "tray_2",
        "'my trays'",
        "'A1'",
        "'R1C1'",
        "'2024'",
        "'it''s'",
    ]


def test_references_are_told_from_everything_else_in_a_formula() -> None:
    formula = "=SUM(A1:$B$2,'my trays'!C3)+\"A1\"&LOG10(2)+A:B+1:3+seeds2+T!$D4"
    assert [each.text() for each in references(formula)] == ["A1:$B$2", "'my trays'!C3", "A:B", "1:3", "T!$D4"]


def test_copied_formula_moves_what_is_not_fixed() -> None:
    assert translated("=A1+$A1+A$1+$A$1", 2, 1) == "=B3+$A3+B$1+$A$1"
    assert translated("=A1", -1, 0) == "=#REF!"


@pytest.mark.parametrize(
    ("shift", "after"),
    [
        (inserted(1, 2), "=A1+A4+SUM(A1:A6)+T!A2+$A$5"),
        (deleted(1, 2), "=A1+#REF!+SUM(A1:A3)+T!A2+$A$2"),
        (moved(0, 1, 4), "=A4+A1+SUM(A1:A4)+T!A2+$A$2"),
    ],
)
def test_formula_follows_rows(shift: object, after: str) -> None:
    assert shifted("=A1+A2+SUM(A1:A4)+T!A2+$A$3", "S", "S", ROWS, Move(shift)) == after  # type: ignore[arg-type]


def test_formula_follows_the_columns_of_the_sheet_that_it_names() -> None:
    assert shifted("=A1+t!B1", "S", "T", COLUMNS, Move(inserted(0, 1))) == "=A1+t!C1"


def test_formula_follows_a_new_title() -> None:
    assert retitled("=trays!A1+bench!A1", "Trays", "my trays") == "='my trays'!A1+bench!A1"


def test_mask_keeps_what_it_names() -> None:
    value = {"a": {"b": 1, "c": 2}, "d": [{"e": 3, "f": 4}, {"f": 5}], "g": 6}
    assert apply_mask(value, parse_mask("a.b,d(e)")) == {"a": {"b": 1}, "d": [{"e": 3}, {}]}
    assert apply_mask(value, parse_mask("a/c")) == {"a": {"c": 2}}
    assert apply_mask(value, parse_mask("d/*")) == {"d": value["d"]}
    assert apply_mask(value, parse_mask("*")) == value


def test_wider_part_of_a_mask_wins() -> None:
    assert apply_mask({"a": {"b": 1, "c": 2}}, parse_mask("a.b,a")) == {"a": {"b": 1, "c": 2}}


@pytest.mark.parametrize("text", ["a(b", "a,,b", "a.", ")", "a b"])
def test_text_that_is_no_mask_is_refused(text: str) -> None:
    with pytest.raises(ApiError):
        parse_mask(text)


def test_mask_with_an_unknown_field_is_refused_by_its_path() -> None:
    with pytest.raises(ApiError) as caught:
        check_mask(parse_mask("sheets.properties.colour"), "Spreadsheet")
    assert "sheets.properties.colour" in str(caught.value.details)


def test_masked_field_that_is_not_given_is_cleared() -> None:
    current = {"a": {"b": 1, "c": 2}, "d": 3}
    assert merge_masked(current, {"a": {"b": 9}}, parse_mask("a.b,d")) == {"a": {"b": 9, "c": 2}}
    assert merge_masked(current, {}, parse_mask("a.b,a.c")) == {"d": 3}
    assert merge_masked(current, {"d": 4}, parse_mask("*")) == {"d": 4}

"""What was typed, to values; values to what is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.workbook.values.entered import read_entered
from web.workbook.values.number_format import format_number, format_text, general
from web.workbook.values.serial import moment_of, serial_of_date
from web.workbook.values.tokens import raw_tokens, token_of, value_of

TODAY = date(2024, 3, 1)

TYPED: list[tuple[str, Any, str]] = [
    # typed, value, pattern of the number format that comes with it
    ("12", 12, ""),
    ("-1.5", -1.5, ""),
    ("+3", 3, ""),
    ("1,200", 1200, "#,##0"),
    ("1,200.50", 1200.5, "#,##0.00"),
    ("1,20", "1,20", ""),
    ("1e3", 1000, "0.00E+00"),
    ("50%", 0.5, "0%"),
    ("12.5%", 0.125, "0.00%"),
    ("$1,200.50", 1200.5, "$#,##0.00"),
    ("-$5", -5, "$#,##0"),
    ("¥5", 5, "[$¥]#,##0"),
    ("(5)", -5, ""),
    ("(5", "(5", ""),
    ("0012", 12, ""),
    ("true", True, ""),
    ("False", False, ""),
    ("'0012", "0012", ""),
    ("''x", "'x", ""),
    ("2024-03-01", 45352, "yyyy-mm-dd"),
    ("2024/3/1", 45352, "yyyy/m/d"),
    ("3/1/2024", 45352, "m/d/yyyy"),
    ("3/1", 45352, "m/d"),
    ("13/1/2024", "13/1/2024", ""),
    ("2024年3月1日", 45352, 'yyyy"年"m"月"d"日"'),
    ("3月1日", 45352, 'm"月"d"日"'),
    ("2024年3月", 45352, 'yyyy"年"m"月"'),
    ("3月", "3月", ""),
    ("2024年2月30日", "2024年2月30日", ""),
    ("Mar 1, 2024", 45352, "mmm d, yyyy"),
    ("1 March 2024", 45352, "d-mmm-yyyy"),
    ("12:30", 0.5208333333333334, "h:mm"),
    ("12:30 PM", 0.5208333333333334, "h:mm am/pm"),
    ("3pm", 0.625, "h:mm am/pm"),
    ("12 AM", 0.0, "h:mm am/pm"),
    ("13pm", "13pm", ""),
    ("30:00", 1.25, "[h]:mm"),
    ("2024-03-01 12:00:00", 45352.5, "yyyy-mm-dd h:mm:ss"),
    ("2024-03-01T12:00:00", 45352.5, "yyyy-mm-dd h:mm:ss"),
    ("2024-02-30", "2024-02-30", ""),
    ("- ", "- ", ""),
    ("-", "-", ""),
    ("+5", 5, ""),
    ("1.2.3", "1.2.3", ""),
    ("T-1", "T-1", ""),
    ("=", "=", ""),
    ("", "", ""),
]

SHOWN: list[tuple[float, str, str]] = [
    # number, pattern, text
    (1234.567, "#,##0.00", "1,234.57"),
    (0.5, "0%", "50%"),
    (0.125, "0.00%", "12.50%"),
    (-5, "$#,##0.00", "-$5.00"),
    (5, "[$¥]#,##0", "¥5"),
    (12345.678, "0.00E+00", "1.23E+04"),
    (7, "0000", "0007"),
    (0.25, "#.##", ".25"),
    (3, "0.0#", "3.0"),
    (1234567, "0.0,,", "1.2"),
    (-3, "0;(0)", "(3)"),
    (0, '0;-0;"none"', "none"),
    (5, '0" trays"', "5 trays"),
    (1.005, "0.00", "1.01"),
    (45352, "yyyy-mm-dd", "2024-03-01"),
    (45352, "ddd d mmm yy", "Fri 1 Mar 24"),
    (45352.520833333336, "yyyy-mm-dd hh:mm", "2024-03-01 12:30"),
    (45352.520833333336, "h:mm am/pm", "12:30 PM"),
    (1.25, "[h]:mm:ss", "30:00:00"),
    (45352, 'yyyy"年"m"月"d"日"', "2024年3月1日"),
    (1e30, "#,##0.0", "1,000,000,000,000,000,000,000,000,000,000.0"),
    (1e308, "0%", "1" + "0" * 310 + "%"),
]


@pytest.mark.parametrize(("typed", "value", "pattern"), TYPED)
def test_typed_text_becomes_a_value(typed: str, value: object, pattern: str) -> None:
    entered = read_entered(typed, "en_US", TODAY)
    assert (entered.value, (entered.number_format or {}).get("pattern", "")) == (value, pattern)
    assert type(entered.value) is type(value) or not isinstance(value, bool)


@pytest.mark.parametrize(
    ("locales", "day"),
    [
        (("en_GB", "de_DE", "tr_TR", "pt", "vi_VN", "es_MX"), date(2024, 3, 2)),
        (("en_US", "en", "zh_CN", "ja_JP", "ko_KR"), date(2024, 2, 3)),
    ],
)
def test_day_comes_before_month_where_people_write_it_so(locales: tuple[str, ...], day: date) -> None:
    for locale in locales:
        assert read_entered("2/3/2024", locale, TODAY).value == serial_of_date(day)


@pytest.mark.parametrize("typed", ["1E400", "-1e999", "9" * 400])
def test_number_beyond_the_largest_stays_text(typed: str) -> None:
    assert read_entered(typed, "en_US", TODAY).value == typed


def test_formula_is_kept_as_typed() -> None:
    assert read_entered("=SUM(A1:A2)", "en_US", TODAY).formula == "=SUM(A1:A2)"


@pytest.mark.parametrize("typed", ["+A1", "-A1", "+1+2", "-(A1)", "+86 138", "-see below"])
def test_what_begins_with_a_sign_and_is_no_number_is_a_formula(typed: str) -> None:
    assert read_entered(typed, "en_US", TODAY).formula == f"={typed}"


@pytest.mark.parametrize(("number", "pattern", "text"), SHOWN)
def test_number_is_shown_in_its_format(number: float, pattern: str, text: str) -> None:
    assert format_number(number, {"type": "NUMBER", "pattern": pattern}) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1 / 3, "0.3333333333"),
        (100 / 3, "33.33333333"),
        (1e15, "1E+15"),
        (123456789012345, "123456789012345"),
        (1.5, "1.5"),
        (-0.1, "-0.1"),
        (0, "0"),
        (1e-7, "1E-07"),
    ],
)
def test_number_without_a_format_is_shown_as_short_as_sheets_does(number: float, text: str) -> None:
    assert general(number) == text


def test_text_passes_a_number_format_unless_a_section_is_for_text() -> None:
    assert format_text("x", {"type": "NUMBER", "pattern": "0.00"}) == "x"
    assert format_text("x", {"type": "TEXT", "pattern": '0;0;0;"<"@">"'}) == "<x>"


@given(st.text() | st.integers(-(2**53), 2**53) | st.booleans() | st.floats(allow_nan=False, allow_infinity=False))
def test_value_survives_its_token(value: Any) -> None:
    token = token_of(value)
    assert "\n" not in token
    assert value_of(token) == value
    assert raw_tokens([value], "values") == [token]


@given(st.lists(st.text(), min_size=1))
def test_column_of_texts_is_encoded_at_once(values: list[str]) -> None:
    assert [value_of(str(token)) for token in raw_tokens(values, "values")] == values


def test_lone_surrogate_is_replaced() -> None:
    assert value_of(token_of("a\ud800b")) == "a\ufffdb"
    assert raw_tokens(["a\ud800b"], "values") == [token_of("a\ufffdb")]


@given(st.dates(date(1900, 3, 1), date(2999, 12, 31)))
def test_date_survives_its_serial_number_and_its_text(day: date) -> None:
    moment = moment_of(serial_of_date(day))
    assert moment is not None
    assert moment.date() == day
    shown = format_number(serial_of_date(day), {"type": "DATE", "pattern": "yyyy-mm-dd"})
    assert read_entered(shown, "en_US", TODAY).value == serial_of_date(day)


@given(st.integers(-(10**14), 10**14))
def test_whole_number_typed_as_it_is_shown_is_the_same_number(number: int) -> None:
    assert read_entered(general(number), "en_US", TODAY).value == number

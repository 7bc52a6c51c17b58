"""The manners of dates in people's files."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_sync.cells import parse_cell
from sheets_sync.files.dates import is_bare, spelt_out, usual_year, years_named
from sheets_sync.problems import CellValue
from sheets_sync.schema import Field, FieldType, Package

EMPTY = Package("empty", {}, "UTC", ("en",), {}, ())
DAY = Field("d", {}, FieldType.DATE)
MOMENT = Field("m", {}, FieldType.DATETIME)


@pytest.mark.parametrize(
    "cell",
    ["2020-01-18", "2020/1/18", "2020.01.18", "2020年1月18日", "1月18日", "１月１８日", " 1 月 18 号", "43848", 43848,
     43848.0, "20200118", 20200118, "2020-01-18 00:00:00"],
)  # fmt: skip
def test_every_manner_of_one_day_is_that_day(cell: CellValue) -> None:
    assert parse_cell(EMPTY, DAY, spelt_out(cell, 2020)) == date(2020, 1, 18)


@pytest.mark.parametrize("cell", ["2月30日", "春节后", 2020, "2020", "1.18", "4.21122E+17", True])
def test_what_is_no_day_stays_as_it_is(cell: CellValue) -> None:
    stays = spelt_out(cell, 2020)
    assert stays == cell or stays in (str(cell), "2020年2月30日")


def test_a_bare_date_stays_bare_when_no_year_is_known() -> None:
    assert spelt_out("1月18日", None) == "1月18日"


@given(st.dates(date(1927, 5, 18), date(2173, 10, 13)))
def test_a_day_count_is_read_as_the_day_that_excel_shows(day: date) -> None:
    assert parse_cell(EMPTY, DAY, spelt_out((day - date(1899, 12, 30)).days, None)) == day


@given(st.datetimes(datetime(1927, 5, 18), datetime(2173, 10, 13)))  # noqa: DTZ001 - local time of the workbook
def test_a_day_count_with_a_fraction_is_read_to_the_second(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    count = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - as above
    assert parse_cell(EMPTY, MOMENT, spelt_out(count, None)) == moment


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_bare_date_is_of_the_year_given(day: date) -> None:
    bare = f"{day.month}月{day.day}日"
    assert is_bare(bare)
    assert parse_cell(EMPTY, DAY, spelt_out(bare, day.year)) == day


def test_a_bare_date_may_have_a_time() -> None:
    read = parse_cell(EMPTY, MOMENT, spelt_out("2月3日 8:30", 2020))
    assert read == datetime(2020, 2, 3, 8, 30)  # noqa: DTZ001 - local time of the workbook


def test_usual_year_is_the_one_named_most_and_the_later_of_equals() -> None:
    assert usual_year([2019, 2020, 2020]) == 2020
    assert usual_year([2020, 2019]) == 2020
    assert usual_year([]) is None


def test_years_are_found_in_titles_but_not_in_long_numbers() -> None:
    assert years_named(["订单（2020年2月）", "2019.12.6", "电话 13820201234", None, 2018]) == [2020, 2019, 2018]

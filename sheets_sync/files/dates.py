"""The manners in which people's files write dates, beyond those that a cell of the workbook may have.

A bare 1月18日 is of the year of the file; a bare five-digit number is Excel's count of days. Whatever else stands in a
date's cell is handed on as it is, for `cells` to read or refuse.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from sheets_sync.problems import CellValue

_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's 1900 system, which counts a 29 February 1900 that never was
_DAY_COUNT = re.compile(r"\d{5}(?:\.\d+)?")  # 1927-05-18 to 2173-10-13: a year or 20200118 is no day count
_BARE = re.compile(r"(\d{1,2}\s*月\s*\d{1,2}\s*)[日号](.*)", re.DOTALL)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")


def spelt_out(cell: CellValue, year: int | None) -> CellValue:
    """A date's cell in a manner that `cells` can read; the cell itself where it is in none of ours.

    A bare date stays as it is when `year` is None.
    """
    if cell is None or isinstance(cell, bool):
        return cell
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    if _DAY_COUNT.fullmatch(text):
        return _day(float(text))
    bare = _BARE.fullmatch(text)
    if bare and year is not None:
        return f"{year}年{bare[1]}日{bare[2]}"
    return text if isinstance(cell, int) else cell


def is_bare(cell: CellValue) -> bool:
    """Whether the cell holds a day and a month but no year."""
    return isinstance(cell, str) and _BARE.fullmatch(unicodedata.normalize("NFKC", cell).strip()) is not None


def usual_year(years: Iterable[int]) -> int | None:
    """The year named most often, the later one of two named equally often; None when there is none."""
    counted = Counter(years)
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


def years_named(cells: Iterable[CellValue]) -> list[int]:
    """The years that stand in titles, as in 2020年2月 or 2020.2.6."""
    texts = (unicodedata.normalize("NFKC", str(cell)) for cell in cells if cell is not None)
    return [int(year) for text in texts for year in _YEAR.findall(text)]


def _day(count: float) -> str:
    # A day is 86,400 s; a float of five digits is good to a microsecond, which the seconds below do not show.
    moment = _DAY_ZERO + timedelta(seconds=round(count * 86_400))
    return moment.strftime("%Y-%m-%d" if count.is_integer() else "%Y-%m-%d %H:%M:%S")

"""Time of the service on a street of full size, each against something measured in the same run.

    python -m tests.workbook.bench            a table
    python -m tests.workbook.bench --json     a list of {"name", "value", "unit", "versus", "ratio"}

Calls go through WSGI in this process, so what is measured is the service and not sockets. Growth is the time at 57,000
rows against that at 5,700. Memory is that of a process of its own that serves the same calls.
"""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.workbook.wsgi import Api
from web.workbook import local_app

SMALL, LARGE, REST = 5_700, 57_000, 25_500
COLUMNS = 20
RANGES, RANGE_ROWS = 800, 50
GROWTH_TIMES = 7
MEGABYTE = 1024 * 1024
WORDS = ("bench", "tray", "seedling", "苗床", "温室", "T-00417", "2024-03-01", "to be watered")


@dataclass(frozen=True)
class Result:
    """One line: a value against another of the same run, or against nothing."""

    name: str
    value: float
    unit: str
    versus: str = ""
    ratio: float | None = None


def run() -> list[Result]:
    """All measurements."""
    with tempfile.TemporaryDirectory() as folder:
        app = local_app(folder)
        api = Api(app)
        street = make(api, LARGE, REST)
        results = [read_street(api, street)]
        small, large = make(api, SMALL), make(api, LARGE)
        results += [growth(api, name, call, small, large) for name, call in EDITS.items()]
        app.extensions["workbooks"].database.close()
        results.append(memory(folder, street))
    return results


def make(api: Api, *sheets: int) -> str:
    """A spreadsheet with sheets of so many rows and 20 columns, all of them filled."""
    described = [
        {"properties": {"title": f"s{number}", "gridProperties": {"rowCount": rows, "columnCount": COLUMNS}}}
        for number, rows in enumerate(sheets)
    ]
    spreadsheet = api.create(sheets=described)
    for number, rows in enumerate(sheets):
        for column, cells in enumerate(columns_of(rows), start=1):  # the body of a request has 10 MB at most
            path = f"/v4/spreadsheets/{spreadsheet}/values/s{number}!R1C{column}"
            body = {"majorDimension": "COLUMNS", "values": [cells]}
            assert api.call("PUT", path, body, valueInputOption="RAW")["updatedCells"] == rows
    return spreadsheet


def columns_of(rows: int) -> list[list[Any]]:
    """Texts, numbers, and blanks, as people fill a sheet."""
    draw = random.Random(rows)
    return [
        [draw.randrange(10**6) if number % 4 == 0 else draw.choice(WORDS) for _ in range(rows)]
        for number in range(COLUMNS)
    ]


def read_street(api: Api, street: str) -> Result:
    """batchGet of everything by columns, against json.dumps of the same values."""
    query = {
        "ranges": ["s0", "s1"],
        "majorDimension": "COLUMNS",
        "valueRenderOption": "UNFORMATTED_VALUE",
        "prettyPrint": "false",
    }
    path = f"/v4/spreadsheets/{street}/values:batchGet"
    values = api.call("GET", path, **query)["valueRanges"]
    dump = best(lambda: json.dumps([each["values"] for each in values], ensure_ascii=False).encode())
    return result("workbook.batch_get.street_s", best(lambda: api.send("GET", path, **query)), "json.dumps", dump)


def update_ranges(api: Api, spreadsheet: str, rows: int) -> None:
    """values.batchUpdate of 40,000 cells in 800 ranges."""
    step = (rows - RANGE_ROWS) // RANGES
    values = [[[f"v{number}" for number in range(RANGE_ROWS)]]] * RANGES
    data = [
        {"range": f"s0!R{place * step + 1}C{place % COLUMNS + 1}", "majorDimension": "COLUMNS", "values": cells}
        for place, cells in enumerate(values)
    ]
    answer = api.call(
        "POST", f"/v4/spreadsheets/{spreadsheet}/values:batchUpdate", {"valueInputOption": "RAW", "data": data}
    )
    assert answer["totalUpdatedCells"] == RANGES * RANGE_ROWS


def update_cells(api: Api, spreadsheet: str, rows: int) -> None:
    """batchUpdate of 40,000 cells in 800 updateCells."""
    step = (rows - RANGE_ROWS) // RANGES
    lines = [{"values": [{"userEnteredValue": {"stringValue": f"w{number}"}}]} for number in range(RANGE_ROWS)]
    requests = [
        {
            "updateCells": {
                "start": {"sheetId": 0, "rowIndex": place * step, "columnIndex": place % COLUMNS},
                "rows": lines,
                "fields": "userEnteredValue",
            }
        }
        for place in range(RANGES)
    ]
    assert len(api.batch(spreadsheet, *requests)["replies"]) == RANGES


def sort_rows(api: Api, spreadsheet: str, rows: int) -> None:
    """sortRange of all rows and columns by two of them; the order alternates, so that there is work each time."""
    order = next(ORDERS)
    specs = [{"dimensionIndex": 1, "sortOrder": order}, {"dimensionIndex": 0}]
    assert "replies" in api.batch(
        spreadsheet, {"sortRange": {"range": {"sheetId": 0, "endRowIndex": rows}, "sortSpecs": specs}}
    )


def insert_top(api: Api, spreadsheet: str, _rows: int) -> None:
    """insertDimension of one row at the top."""
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    assert "replies" in api.batch(spreadsheet, {"insertDimension": {"range": span}})


def update_cell(api: Api, spreadsheet: str, rows: int) -> None:
    """values.update of one cell in the middle."""
    assert "error" not in api.write(spreadsheet, f"s0!C{rows // 2}", [[time.monotonic()]])


ORDERS = itertools.cycle(("ASCENDING", "DESCENDING"))
EDITS: dict[str, Callable[[Api, str, int], None]] = {
    "sort_range": sort_rows,  # first: the others fill the small sheet with other values than the large one
    "values_batch_update": update_ranges,
    "batch_update": update_cells,
    "insert_dimension_top": insert_top,
    "one_cell": update_cell,
}


def growth(api: Api, name: str, edit: Callable[[Api, str, int], None], small: str, large: str) -> Result:
    """The time of an edit at 57,000 rows, against that at 5,700."""
    few = best(lambda: edit(api, small, SMALL), GROWTH_TIMES)
    many = best(lambda: edit(api, large, LARGE), GROWTH_TIMES)
    return result(f"workbook.{name}_s", many, f"{SMALL} rows", few)


def memory(folder: str, street: str) -> Result:
    """The most memory that a process held which served the street and edited it."""
    command = [sys.executable, "-m", "tests.workbook.bench", "--serve", folder, street]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Result("workbook.peak_rss", float(told), "MB")


def serve(folder: str, street: str) -> None:
    """What the process of `memory` does; it says its peak."""
    app = local_app(folder)
    client = app.test_client()
    query = "ranges=s0&ranges=s1&majorDimension=COLUMNS&valueRenderOption=UNFORMATTED_VALUE&prettyPrint=false"
    with client.get(f"/v4/spreadsheets/{street}/values:batchGet?{query}", buffered=False) as response:
        assert sum(map(len, response.response)) > MEGABYTE
    span = {"sheetId": 0, "dimension": "ROWS", "startIndex": 0, "endIndex": 1}
    sort = {"range": {"sheetId": 0}, "sortSpecs": [{"dimensionIndex": 1}]}
    body = {"requests": [{"insertDimension": {"range": span}}, {"sortRange": sort}]}
    assert client.post(f"/v4/spreadsheets/{street}:batchUpdate", json=body).status_code == 200
    status = Path("/proc/self/status").read_text("utf-8")  # getrusage would tell the peak of the parent
    peak_kib = int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
    sys.stdout.write(f"{peak_kib / 1024:.0f}\n")


def best(call: Callable[[], object], times: int = 3) -> float:
    """The shortest of several times."""
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        spent.append(time.perf_counter() - start)
    return min(spent)


def result(name: str, value: float, versus: str, other: float) -> Result:
    """A time against another."""
    return Result(name, round(value, 4), "s", f"{versus} {other:.4f} s", round(value / other, 2))


def main(arguments: list[str]) -> None:
    """The table, or JSON."""
    if arguments[:1] == ["--serve"]:
        serve(*arguments[1:])
        return
    results = run()
    if "--json" in arguments:
        sys.stdout.write(json.dumps([asdict(each) for each in results], indent=1) + "\n")
        return
    for each in results:
        ratio = "" if each.ratio is None else f"{each.ratio:8.2f} x {each.versus}"
        sys.stdout.write(f"{each.name:36} {each.value:10.4f} {each.unit:3} {ratio}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

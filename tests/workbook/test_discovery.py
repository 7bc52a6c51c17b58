"""What the service keeps of Google's discovery documents is what the documents say."""

from __future__ import annotations

import subprocess
import sys

from web.workbook import coverage
from web.workbook.discovery import discovery
from web.workbook.discovery.build import TARGET, build
from web.workbook.discovery.check import read_body
from web.workbook.methods.calls import METHODS


def test_schema_file_is_up_to_date() -> None:
    assert TARGET.read_text("utf-8") == build()


def test_every_method_of_the_sheets_api_is_served() -> None:
    assert {name for name in discovery().methods if name.startswith("sheets.")} <= set(METHODS)


def test_body_is_put_into_normal_form() -> None:
    given = {"requests": [{"add_sheet": {"properties": {"sheetId": "7", "index": 1.0, "hidden": None}}}]}
    normal = {"requests": [{"addSheet": {"properties": {"sheetId": 7, "index": 1}}}]}
    assert read_body("BatchUpdateSpreadsheetRequest", given) == normal


def test_service_runs_without_googles_client_library() -> None:
    code = (
        "import sys; import web.workbook; "
        "assert not {'googleapiclient', 'gspread', 'sheets_sync', 'openpyxl'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_coverage_is_up_to_date_in_the_readme_and_beside_the_service() -> None:
    readme = coverage.README.read_text("utf-8")
    assert readme == coverage.with_table(readme)
    assert coverage.DETAILS.read_text("utf-8") == coverage.details()

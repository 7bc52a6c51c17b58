"""A process that writes until it is killed; it says each number once the write of it was answered."""

from __future__ import annotations

import itertools
import sys

from tests.workbook.wsgi import Api
from web.workbook import local_app


def main(folder: str, spreadsheet: str) -> None:
    """Write one number into two sheets and add a row to both, in one request."""
    api = Api(local_app(folder))
    start = api.values(spreadsheet, "Sheet1!A1")
    for number in itertools.count(start[0][0] + 1 if start else 1):
        value = {"values": [{"userEnteredValue": {"numberValue": number}}]}
        requests = [
            request
            for sheet_id in (0, 1)
            for request in (
                {"appendDimension": {"sheetId": sheet_id, "dimension": "ROWS", "length": 1}},
                {"updateCells": {"start": {"sheetId": sheet_id}, "rows": [value] * 2, "fields": "userEnteredValue"}},
            )
        ]
        assert "replies" in api.batch(spreadsheet, *requests)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])

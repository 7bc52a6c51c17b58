"""The one file that imports gspread: a workbook as the few calls that the jobs make.

Every call goes through `Retry`. Values are read by columns with UNFORMATTED_VALUE, so that `0012` stays text, and
written RAW, so that nothing typed turns into a formula or a date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import gspread
import requests
from google.auth.exceptions import GoogleAuthError
from google.auth.transport.requests import AuthorizedSession
from google.oauth2.service_account import Credentials
from gspread.exceptions import APIError

from sheets_sync.config import Settings
from sheets_sync.errors import UsageError, WorkbookError
from sheets_sync.problems import CellValue
from sheets_sync.ranges import CellRange
from sheets_sync.retry import Refused, Retry, Throttled, Unknown
from sheets_sync.transport import local_session, open_local_application, url_session

Answer = TypeVar("Answer")
Json = Mapping[str, Any]  # a body of the Sheets v4 API, whose shapes its reference documents
Params = dict[str, Any]  # query parameters, as gspread takes them
Columns = list[list[CellValue]]
SCOPES = ("https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive")
TIMEOUT_S = 180.0
CELLS_A_CALL = 150_000  # Google advises 2 MB a request; a cell takes some 12 bytes


@dataclass(frozen=True)
class Feed:
    """What a workbook of our own service tells of its changes, up to `version`; one request is one version."""

    version: int
    records: tuple[Json, ...]

    @property
    def requests(self) -> int:
        """How many requests made these changes."""
        return len({record["version"] for record in self.records})


class Workbook:
    """One spreadsheet. Ranges are in A1 notation. `calls` and `writes` count what was sent and what was written."""

    def __init__(self, client: gspread.Client, spreadsheet_id: str, retry: Retry, *, has_feed: bool = False) -> None:
        self.id = spreadsheet_id
        self._http = client.http_client
        self._http.timeout = TIMEOUT_S
        self._retry = retry
        self._has_feed = has_feed
        self.calls = 0
        self.writes = 0

    def version(self) -> int:
        """Drive's version of the file: rises with every change, by whomever."""
        params: Params = {"fields": "version", "supportsAllDrives": "true"}
        url = f"https://www.googleapis.com/drive/v3/files/{self.id}"
        return self._call(lambda: int(self._http.request("get", url, params=params).json()["version"]))

    def changes(self, since: int) -> Feed | None:
        """What was changed after version `since`; None when the workbook does not tell: Google's keeps no such feed."""
        if not self._has_feed:
            return None
        url = f"https://sheets.googleapis.com/v4/spreadsheets/{self.id}/changes"
        answer = self._call(lambda: self._http.request("get", url, params={"since": since}).json())
        return None if answer.get("reset") else Feed(answer["version"], tuple(answer["changes"]))

    def metadata(self, fields: str, ranges: Sequence[str] = ()) -> Json:
        """spreadsheets.get with a fields mask."""
        params: Params = {"fields": fields, "ranges": list(ranges), "prettyPrint": "false"}
        return self._call(lambda: self._http.fetch_sheet_metadata(self.id, params=params))

    def sheet_ids(self) -> dict[str, int]:
        """{title: sheetId} of every sheet, in order."""
        sheets = self.metadata("sheets.properties(sheetId,title)").get("sheets", [])
        return {sheet["properties"]["title"]: sheet["properties"].get("sheetId", 0) for sheet in sheets}

    def read(self, ranges: Sequence[str]) -> list[Columns]:
        """The columns of each range, in one call; an empty range gives no columns."""
        if not ranges:
            return []
        params: Params = {
            "majorDimension": "COLUMNS",
            "valueRenderOption": "UNFORMATTED_VALUE",
            "dateTimeRenderOption": "FORMATTED_STRING",
            "prettyPrint": "false",
        }
        found = self._call(lambda: self._http.values_batch_get(self.id, list(ranges), params=params)["valueRanges"])
        return [one.get("values", []) for one in found]

    def write(self, ranges: Sequence[CellRange]) -> None:
        """Write ranges RAW, in as few calls as their size allows. The same twice changes nothing more."""
        for part in _parts(ranges):
            body = {
                "valueInputOption": "RAW",
                "data": [{"range": r.a1, "majorDimension": "COLUMNS", "values": r.values} for r in part],
            }
            self._call(partial(self._http.values_batch_update, self.id, body=body))
            self.writes += 1

    def update(self, requests_: Sequence[Json], *, idempotent: bool = False) -> list[Json]:
        """One atomic spreadsheets.batchUpdate; its replies. Not tried again after an unknown end unless idempotent."""
        if not requests_:
            return []
        body = {"requests": list(requests_)}
        answer = self._call(lambda: self._http.batch_update(self.id, body), idempotent=idempotent)
        self.writes += 1
        replies: list[Json] = answer.get("replies", [])
        return replies

    def _call(self, call: Callable[[], Answer], *, idempotent: bool = True) -> Answer:
        def counted() -> Answer:
            self.calls += 1
            return _translated(call)

        return self._retry.run(counted, idempotent=idempotent)


def _parts(ranges: Sequence[CellRange]) -> Iterator[list[CellRange]]:
    """Batches of ranges of at most CELLS_A_CALL cells; a range that alone has more goes alone."""
    part: list[CellRange] = []
    size = 0
    for one in ranges:
        if part and size + one.size > CELLS_A_CALL:
            yield part
            part, size = [], 0
        part.append(one)
        size += one.size
    if part:
        yield part


def open_workbook(settings: Settings, retry: Retry | None = None, *, create_title: str | None = None) -> Workbook:
    """The workbook that the settings name.

    With `create_title`, an address without an id makes a spreadsheet of that title.

    Raises:
        UsageError: the address or the credentials do not fit, or there is no spreadsheet there yet.
        WorkbookError: the workbook does not answer.
    """
    retry = retry or Retry()
    session, spreadsheet_id = _session(settings)
    client = gspread.Client(auth=None, session=session)  # type: ignore[arg-type]  # with a session, gspread asks for no auth
    if not spreadsheet_id and settings.workbook.startswith("local:"):
        files = retry.run(lambda: _translated(client.list_spreadsheet_files), idempotent=True)
        spreadsheet_id = files[-1]["id"] if files else ""
    if not spreadsheet_id:
        if create_title is None:
            raise UsageError(
                f"There is no workbook at {settings.workbook} yet. Run `python -m sheets_sync apply` first."
            )
        spreadsheet_id = retry.run(lambda: _translated(lambda: client.create(create_title).id), idempotent=False)
    return Workbook(client, spreadsheet_id, retry, has_feed=not settings.workbook.startswith("google:"))


def _session(settings: Settings) -> tuple[requests.Session, str]:
    kind, _, rest = settings.workbook.partition(":")
    if kind == "local":
        return local_session(open_local_application(settings.local_service, rest)), ""
    if kind == "google":
        return _google_session(Path(settings.credentials)), rest
    base, _, spreadsheet_id = settings.workbook.removesuffix("/").rpartition("/")
    if base.endswith("/"):  # http://host:port without an id: the split fell into the scheme
        base, spreadsheet_id = settings.workbook.removesuffix("/"), ""
    return url_session(base, settings.token), spreadsheet_id


def _google_session(file: Path) -> requests.Session:
    try:
        credentials = Credentials.from_service_account_file(str(file), scopes=SCOPES)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{file}: no usable service account: {error}. It has the shape of credentials.example.json;"
            " download the key of the service account and put it there."
        ) from error
    session: requests.Session = AuthorizedSession(credentials)  # type: ignore[no-untyped-call]
    return session


def _translated(call: Callable[[], Answer]) -> Answer:
    """Call gspread and turn what it raises into this package's words."""
    try:
        return call()
    except APIError as error:
        raise _refusal(error) from error
    except (ValueError, KeyError) as error:  # no JSON, or not the JSON that was asked for
        raise Unknown(f"The workbook's answer could not be read: {error}.") from error
    except requests.RequestException as error:
        raise Unknown(f"The workbook did not answer: {error}.") from error
    except GoogleAuthError as error:
        raise WorkbookError(
            f"Google refused the sign-in: {error}. Look at the credentials and at the clock."
        ) from error


def _refusal(error: APIError) -> WorkbookError:
    status = error.response.status_code
    words = f"The workbook answered {status}: {error.error.get('message', '')}"
    if status == requests.codes.too_many_requests:
        after = error.response.headers.get("Retry-After", "")
        return Throttled(words, float(after) if after.isdigit() else None)
    if status >= requests.codes.internal_server_error:
        return Unknown(words)
    advice: Mapping[int, str] = {
        401: "Look at the token (SHEETS_SYNC_TOKEN) or the credentials.",
        403: "Share the spreadsheet with the account that the credentials name.",
        404: "Look at the address in SHEETS_SYNC_WORKBOOK; was the spreadsheet deleted?",
    }
    return Refused(f"{words} {advice.get(status, '')}".strip())

"""Errors in the shapes that Google's APIs give them.

The Sheets API answers `{"error": {"code", "message", "status", "details"}}`; the Drive API adds a list `errors` with
a domain and a reason. Code below the urls raises `ApiError`; `responses` turns it into a body.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from web.workbook.json_types import JsonObject

STATUS_CODES = {
    "INVALID_ARGUMENT": 400,
    "FAILED_PRECONDITION": 400,
    "UNAUTHENTICATED": 401,
    "PERMISSION_DENIED": 403,
    "NOT_FOUND": 404,
    "RESOURCE_EXHAUSTED": 429,
    "INTERNAL": 500,
    "UNIMPLEMENTED": 501,
    "UNAVAILABLE": 503,
}
DRIVE_REASONS = {
    400: "badRequest",
    401: "authError",
    403: "insufficientFilePermissions",
    404: "notFound",
    429: "rateLimitExceeded",
    500: "internalError",
    503: "backendError",
}
HIDDEN = "notFound"
"""The reason of a refusal that does not say whether there is such a file."""
SIGN_IN_HELP = "See https://developers.google.com/identity/sign-in/web/devconsole-project."


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal that the client sees; `status` is one of google.rpc.Code's names.

    Not frozen, because Python writes the traceback into an exception.
    """

    status: str
    message: str
    details: tuple[JsonObject, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    @property
    def code(self) -> int:
        """The HTTP status code."""
        return STATUS_CODES[self.status]

    def __str__(self) -> str:
        return f"{self.code} {self.status}: {self.message}"

    def body(self) -> JsonObject:
        """The body as the Sheets API writes it."""
        error: JsonObject = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}

    def drive_body(self) -> JsonObject:
        """The body as the Drive API writes it."""
        reason = self.reason or DRIVE_REASONS.get(self.code, "badRequest")
        domain = "usageLimits" if self.code == STATUS_CODES["RESOURCE_EXHAUSTED"] else "global"
        entry = {"message": self.message, "domain": domain, "reason": reason}
        if self.code == STATUS_CODES["UNAUTHENTICATED"]:
            entry |= {"location": "Authorization", "locationType": "header"}
        return {"error": {"code": self.code, "message": self.message, "errors": [entry]}}


def invalid(message: str, violations: Iterable[JsonObject] = ()) -> ApiError:
    """400 INVALID_ARGUMENT, with a google.rpc.BadRequest when there are field violations."""
    listed = list(violations)
    if not listed:
        return ApiError("INVALID_ARGUMENT", message)
    detail = {"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": listed}
    return ApiError("INVALID_ARGUMENT", message, (detail,))


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Say in a refusal which part of a batch was refused: `Invalid data[2]: Unable to parse range: ...`."""
    try:
        yield
    except ApiError as error:
        raise replace(error, message=f"Invalid {place}: {error.message}") from error


def not_found() -> ApiError:
    """404 for a spreadsheet that does not exist or that the caller may not know of."""
    return ApiError("NOT_FOUND", "Requested entity was not found.", reason=HIDDEN)


def permission_denied(role: str) -> ApiError:
    """403 for a caller whose role does not allow the call; Drive does not even tell the file to one who has none."""
    return ApiError("PERMISSION_DENIED", "The caller does not have permission", reason="" if role else HIDDEN)


def in_drive_words(error: ApiError, file_id: str) -> ApiError:
    """What the Drive API says where the Sheets API says `error`; `file_id` is the file that the address names."""
    if error.reason == HIDDEN:
        return ApiError("NOT_FOUND", f"File not found: {file_id}.")
    if error.status == "PERMISSION_DENIED" and not error.reason:
        return replace(error, message=f"The user does not have sufficient permissions for file {file_id}.")
    return error


def unauthenticated(given: bool) -> ApiError:
    """401; `given` says whether the caller sent a token at all."""
    expected = "Expected OAuth 2 access token, login cookie or other valid authentication credential."
    start = (
        "Request had invalid authentication credentials."
        if given
        else "Request is missing required authentication credential."
    )
    detail = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_TYPE_UNSUPPORTED" if given else "CREDENTIALS_MISSING",
        "domain": "googleapis.com",
    }
    challenge = 'Bearer realm="https://accounts.google.com/"' + (', error="invalid_token"' if given else "")
    return ApiError(
        "UNAUTHENTICATED",
        f"{start} {expected} {SIGN_IN_HELP}",
        (detail,),
        (("WWW-Authenticate", challenge),),
        "authError" if given else "required",
    )

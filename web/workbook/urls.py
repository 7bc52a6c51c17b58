"""Addresses to methods: match the path, check who calls, what was sent, run the method, print what it returns."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from flask import Blueprint, Request, Response, request

from web.workbook.access import Principal
from web.workbook.discovery import Method, discovery
from web.workbook.errors import ApiError, in_drive_words, invalid, unauthenticated
from web.workbook.faults import Faults
from web.workbook.fields import Mask, apply_mask
from web.workbook.incoming import call_of
from web.workbook.json_types import JsonObject, JsonValue
from web.workbook.methods import (  # noqa: F401 - they register their methods
    by_data_filter,
    comments,
    drive,
    exports,
    metadata,
    permissions,
    sheets,
    spreadsheets,
    upload,
    values,
)
from web.workbook.methods.calls import METHODS, Call
from web.workbook.methods.spreadsheets import FEED_METHOD, FORGET_METHOD, HISTORY_METHOD
from web.workbook.quota import Quota
from web.workbook.responses import Body, compressed, error_response, json_response
from web.workbook.service import Workbooks

Authenticate = Callable[[Request], Principal | None]
ROOTS = {"v4": "sheets.", "drive/v3": "drive.", "upload/drive/v2": "drive.v2."}
LOG = logging.getLogger(__name__)
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")
NUMBER = {"type": "integer", "format": "int32"}
EXTENSIONS = (
    Method(
        FEED_METHOD, "GET", "spreadsheets/{spreadsheetId}/changes", {"since": NUMBER, "sheetId": NUMBER}, None, None
    ),
    Method(
        HISTORY_METHOD, "GET", "spreadsheets/{spreadsheetId}/history", {"before": NUMBER, "limit": NUMBER}, None, None
    ),
    Method(FORGET_METHOD, "DELETE", "spreadsheets/{spreadsheetId}/history", {}, None, None),
)


@dataclass(frozen=True)
class Weather:
    """What stands between a call and its answer in tests of clients: a quota, scripted faults."""

    quota: Quota | None = None
    faults: Faults | None = None


@dataclass(frozen=True)
class Service:
    """What answers a request."""

    workbooks: Workbooks
    authenticate: Authenticate
    weather: Weather


@dataclass(frozen=True)
class Route:
    """A method at its address."""

    method: Method
    pattern: re.Pattern[str]


def blueprint(workbooks: Workbooks, authenticate: Authenticate, weather: Weather | None = None) -> Blueprint:
    """All addresses of the service, to be registered in a Flask app. `authenticate` says who sent a request."""
    urls = Blueprint("workbook", __name__)
    service = Service(workbooks, authenticate, weather or Weather())

    def serve(root: str, rest: str) -> Response:
        return compressed(_answer(service, root, rest), request.accept_encodings)

    for root in ROOTS:
        name = root.replace("/", "_")
        urls.add_url_rule(
            f"/{root}/<path:rest>", name, serve, defaults={"root": root}, methods=VERBS, merge_slashes=False
        )
    return urls


@cache
def routes(root: str) -> tuple[Route, ...]:
    """The methods under a root; longer paths first, so that `values:batchGet` comes before `values/{range}`."""
    prefix = ROOTS[root]
    found = [
        method
        for name, method in discovery().methods.items()
        if name.startswith(prefix) and (prefix != "drive." or not name.startswith("drive.v2."))
    ]
    if root == "v4":
        found += EXTENSIONS
    made = [Route(method, re.compile(_pattern(method.path))) for method in found]
    return tuple(sorted(made, key=lambda route: -len(route.method.path)))


def _answer(service: Service, root: str, rest: str) -> Response:
    """Answer a request; whatever goes wrong is answered in Google's shape."""
    pretty = request.args.get("prettyPrint", "true").lower() != "false"
    is_drive = root != "v4"
    try:
        return _serve(service, root, rest, pretty=pretty)
    except ApiError as error:
        return error_response(error, pretty=pretty, drive=is_drive)
    except RecursionError:
        return error_response(invalid("The request is nested too deeply."), pretty=pretty, drive=is_drive)
    except sqlite3.OperationalError:
        LOG.exception("The database refused %s %s", request.method, request.path)
        unavailable = ApiError("UNAVAILABLE", "The service is currently unavailable.")
        return error_response(unavailable, pretty=pretty, drive=is_drive)
    except Exception:  # the edge of the service: a fault of ours is logged, and answered as Google answers its own
        LOG.exception("A fault of the service at %s %s", request.method, request.path)
        return error_response(ApiError("INTERNAL", "Internal error encountered."), pretty=pretty, drive=is_drive)


def _serve(service: Service, root: str, rest: str, *, pretty: bool) -> Response:
    principal = service.authenticate(request)
    if principal is None:
        raise unauthenticated("Authorization" in request.headers)
    route, path = match(root, rest, request.method)
    if service.weather.quota:
        service.weather.quota.spend(route.method, principal)
    call = call_of(service.workbooks, principal, route.method, path, request)
    if service.weather.faults:
        return service.weather.faults.serve(route.method, lambda: _run(call, pretty=pretty))
    return _run(call, pretty=pretty)


def _run(call: Call, *, pretty: bool) -> Response:
    try:
        value = METHODS[call.method](call)
    except ApiError as error:
        if "fileId" not in call.parameters:
            raise
        raise in_drive_words(error, call.spreadsheet_id) from error
    if isinstance(value, Body):
        return Response(value.content, value.status, mimetype=value.mimetype)
    return json_response(_masked(value, call.mask), pretty=pretty)


def match(root: str, rest: str, verb: str) -> tuple[Route, JsonObject]:
    """The method at an address, with the parameters that its path holds."""
    for route in routes(root):
        found = route.pattern.fullmatch(rest)
        if found and route.method.verb == verb:
            if route.method.id not in METHODS:
                raise ApiError("UNIMPLEMENTED", f"{route.method.id} is not served.")
            return route, found.groupdict()
    raise ApiError("NOT_FOUND", "Method not found.")


def _masked(value: JsonValue, mask: Mask) -> JsonValue:
    if not mask or ("*" in mask and not mask["*"]):
        return value
    return apply_mask(value, mask)


def _pattern(path: str) -> str:
    """A path of the discovery document as a regular expression; a range may hold slashes and colons."""
    parts = re.split(r"\{(\w+)\}", path)
    made = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            made += re.escape(part)
        else:
            made += f"(?P<{part}>.+)" if part == "range" else f"(?P<{part}>[^/:]+)"
    return made


def bearer_tokens(tokens: dict[str, Principal]) -> Authenticate:
    """Callers known by the token that they send."""

    def authenticate(sent: Request) -> Principal | None:
        scheme, _, token = sent.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            token = sent.args.get("access_token", "")
        return tokens.get(token)

    return authenticate

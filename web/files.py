"""/files/NAME: a picture, for those who may see a row that holds it; for all others it is not there."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, abort, request

from sheets_sync.schema import Tab
from web.context import gridbook, mirror_rows
from web.forms.submitting import owner
from web.identity import Identity, identity, visible
from web.shown import PICTURE_ADDRESS

files = Blueprint("files", __name__, url_prefix=PICTURE_ADDRESS.rstrip("/"))

PICTURES_A_POST = 8
"""As many of the largest size fit into one post; the script of the page makes them small."""


def register(app: Flask) -> None:
    """Let the forms take pictures. To be called before anything reads a request's body."""
    app.before_request(_allow_pictures)


@files.get("/<name>")
def show(name: str) -> Response:
    """The picture of that name; 404 alike when there is none and when it is not for who asks."""
    found = identity()
    picture = gridbook().attachments.read(name) if found and _may_see(found, PICTURE_ADDRESS + name) else None
    if picture is None:
        abort(404)
    mime_type, data = picture
    return Response(data, mimetype=mime_type, headers={"Cache-Control": "private, no-store"})


def _may_see(who: Identity, address: str) -> bool:
    book = gridbook()
    return book.outbox.holds(owner(who), address) or any(_sees(who, tab, address) for tab in book.package.tabs)


def _sees(who: Identity, tab: Tab, address: str) -> bool:
    """Whether a row of the tab that they see holds the address in a field that is not masked for them."""
    package = gridbook().package
    names = [f.name for f in tab.fields if f.is_picture and package.mask_of(who.role, tab, f) is None]
    if not names or (who.scopes is not None and tab.access is None):
        return False
    where, parameters = visible(who)
    holds = " OR ".join(f'"{name}" = :address' for name in names)
    sql = f'SELECT 1 FROM "{tab.name}" WHERE ({holds}) AND {where} LIMIT 1'
    return bool(mirror_rows().rows(sql, {**parameters, "address": address}))


def _allow_pictures() -> None:
    picture_bytes = gridbook().attachments.most_bytes
    if request.endpoint == "api.keep_picture":
        request.max_content_length = picture_bytes + 1  # one byte too many is told in words
    elif request.endpoint == "forms.file" and request.mimetype == "multipart/form-data":
        request.max_content_length = PICTURES_A_POST * picture_bytes

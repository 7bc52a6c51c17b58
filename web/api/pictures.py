"""Pictures from scripts: sent first, then named by their address in an entry."""

from __future__ import annotations

from flask import Blueprint, abort, request
from flask.typing import ResponseReturnValue

from sheets_sync.store import NotAPictureError, TooLargeError
from web.context import gridbook
from web.errors import problem_json
from web.forms.entries import fillable
from web.forms.pictures import asks_for_pictures
from web.identity import known_identity
from web.shown import PICTURE_ADDRESS


def register(api: Blueprint) -> None:
    """Add the addresses."""
    api.add_url_rule("/files", view_func=keep_picture, methods=["POST"])


def keep_picture() -> ResponseReturnValue:
    """Keep the picture that is the body: 201 {"address"}, for whoever fills a form that asks for one."""
    package = gridbook().package
    tabs = fillable(package, known_identity().role)
    if not any(tab.form and asks_for_pictures(package, tab, tab.form) for tab in tabs):
        abort(403)
    attachments = gridbook().attachments
    try:
        return {"address": PICTURE_ADDRESS + attachments.put(request.get_data())}, 201
    except TooLargeError:
        return problem_json(413, "picture_too_large", "picture-size", most=f"{attachments.most_bytes / 1024 / 1024:g}")
    except NotAPictureError:
        return problem_json(422, "picture_not_one", "picture-kind")

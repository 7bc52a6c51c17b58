"""The words of a page in the reader's language: `t` for words of the pages, `say` for words of the schema.

The words of the pages stand in messages.yaml, here and in the folders beside it. The language is what the reader chose
last (?lang= puts it into a cookie), else the workbook's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import cast
from urllib.parse import urlencode

import yaml
from flask import Flask, Response, g, request

from sheets_sync.schema import Text
from web.context import gridbook

COOKIE = "lang"
A_YEAR_S = 365 * 24 * 3600
HERE = Path(__file__).parent


@cache
def catalogue() -> Mapping[str, Text]:
    """Every message of the pages by id."""
    words: dict[str, Text] = {}
    for file in sorted([HERE / "messages.yaml", *HERE.glob("*/messages.yaml")]):
        words |= cast(Mapping[str, Text], yaml.safe_load(file.read_text(encoding="utf-8")))
    return words


def language() -> str:
    """The language of this request."""
    if "language" not in g:
        asked = (request.args.get("lang"), request.cookies.get(COOKIE))
        spoken = gridbook().package.languages
        g.language = next((word for word in asked if word in spoken), spoken[0])
    return cast(str, g.language)


def say(text: Text | None) -> str:
    """A `Text` of the schema in the language of this request; in another one when that is missing; "" for None."""
    if not text:
        return ""
    return text.get(language()) or next(iter(text.values()))


def t(message_id: str, **values: object) -> str:
    """A message of the pages in the language of this request. KeyError when there is none of that id."""
    return say(catalogue()[message_id]).format(**values)


def both(message_id: str, **values: Text | str | int) -> Text:
    """A message in every language, as JSON answers hold it; a value may itself be a `Text`."""
    return {
        word: text.format(
            **{name: value[word] if isinstance(value, Mapping) else value for name, value in values.items()}
        )
        for word, text in catalogue()[message_id].items()
    }


def address_in(word: str) -> str:
    """The address of this page in another language."""
    rest = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return f"{request.path}?{urlencode([*rest, ('lang', word)])}"


def language_name(word: str) -> str:
    """What a language is called on the switch."""
    return catalogue()["language_name"].get(word, word.upper())


def register(app: Flask) -> None:
    """Give templates their words, and remember a chosen language."""
    app.jinja_env.globals.update(t=t, say=say, language=language, address_in=address_in, language_name=language_name)
    app.after_request(_remember)


def _remember(response: Response) -> Response:
    if "lang" in request.args and request.args["lang"] == language():
        response.set_cookie(COOKIE, language(), max_age=A_YEAR_S, samesite="Lax", httponly=True)
    return response

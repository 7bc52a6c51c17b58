"""Where a piece of a schema file stands, so that what is found out about it later can name the line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """`line` is that of the first word of `text`, 1-based."""

    line: int
    text: str = ""


Pieces = Mapping[str, Piece]
"""By place, such as "computed.sql" or "checks.NAME.where"."""


def piece_at(pieces: Pieces, place: str) -> Piece | None:
    """The piece at a place; a rule is named without its `where`, and other places may have but a part that is known."""
    for name in (f"{place}.where", place):
        if name in pieces:
            return pieces[name]
    return next((piece for name, piece in pieces.items() if name.startswith(f"{place}.")), None)


def spot(file: str, pieces: Pieces, place: str, offset: int = 0) -> str:
    """FILE:LINE: PLACE, as the messages of mistakes begin; without a line where the place is not known."""
    piece = piece_at(pieces, place)
    return f"{file}:{piece.line + offset}: {place}" if piece else f"{file}: {place}"

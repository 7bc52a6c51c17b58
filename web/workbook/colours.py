"""Colours as the API gives them back.

Nearly every colour stands in two fields that say the same: `backgroundColor` and `backgroundColorStyle`, the latter for
theme colours too. Whichever a client sets, it reads both; where both are set the style wins. A colour is kept in eight
bits a channel, so 0.3 is read as 0.3019608, and a channel that is 0 is left out.
"""

from __future__ import annotations

import struct

from web.workbook.fields import Mask
from web.workbook.json_types import JsonObject, JsonValue

NAMES = frozenset(
    {
        "backgroundColor",
        "foregroundColor",
        "color",
        "tabColor",
        "headerColor",
        "firstBandColor",
        "secondBandColor",
        "footerColor",
        "visibleBackgroundColor",
        "visibleForegroundColor",
    }
)
CHANNELS = ("red", "green", "blue", "alpha")
STYLE = "Style"


def matched_colours(value: JsonValue) -> JsonValue:
    """The value with both fields of every colour in it."""
    if isinstance(value, list):
        return [matched_colours(item) for item in value]
    if not isinstance(value, dict):
        return value
    made: JsonObject = {}
    for name, inner in value.items():
        if name in NAMES and isinstance(inner, dict):
            made.setdefault(name + STYLE, {"rgbColor": _stored(inner)})
            made.setdefault(name, _stored(inner))
        elif name.removesuffix(STYLE) in NAMES and isinstance(inner, dict):
            made.pop(name.removesuffix(STYLE), None)
            made[name] = {"rgbColor": _stored(inner["rgbColor"])} if "rgbColor" in inner else inner
            made |= {name.removesuffix(STYLE): _stored(inner["rgbColor"])} if "rgbColor" in inner else {}
        else:
            made[name] = matched_colours(inner)
    return made


def matched_mask(mask: Mask) -> Mask:
    """The mask with both fields of every colour that it names, so that an old one of the pair cannot stay behind."""
    made = {name: matched_mask(inner) for name, inner in mask.items()}
    for name in list(made):
        base = name.removesuffix(STYLE)
        if base in NAMES:
            made[base], made[base + STYLE] = {}, {}
    return made


def colour_of_bytes(red: int, green: int, blue: int) -> JsonObject:
    """A colour given by eight bits a channel, as the API writes it."""
    return _stored({"red": red / 255, "green": green / 255, "blue": blue / 255})


def _stored(colour: JsonObject) -> JsonObject:
    return {name: _channel(colour[name]) for name in CHANNELS if colour.get(name)}


def _channel(value: float) -> float | int:
    """The nearest of 256 steps, as the shortest decimal that a 32-bit float gives back."""
    exact = struct.unpack("f", struct.pack("f", int(min(max(value, 0), 1) * 255 + 0.5) / 255))[0]
    for digits in range(1, 10):
        text = f"{exact:.{digits}g}"
        if struct.unpack("f", struct.pack("f", float(text)))[0] == exact:
            return int(float(text)) if float(text).is_integer() else float(text)
    return float(exact)

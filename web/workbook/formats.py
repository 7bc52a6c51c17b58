"""Cell formats: what a new spreadsheet starts with, and what a format comes to on top of that."""

from __future__ import annotations

from web.workbook.colours import colour_of_bytes
from web.workbook.json_types import JsonObject

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT: JsonObject = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}


_THEME = {
    "TEXT": (0, 0, 0),
    "BACKGROUND": (255, 255, 255),
    "ACCENT1": (66, 133, 244),
    "ACCENT2": (234, 67, 53),
    "ACCENT3": (251, 188, 4),
    "ACCENT4": (52, 168, 83),
    "ACCENT5": (255, 109, 1),
    "ACCENT6": (70, 189, 198),
    "LINK": (17, 85, 204),
}
DEFAULT_THEME: JsonObject = {
    "primaryFontFamily": "Arial",
    "themeColors": [
        {"colorType": name, "color": {"rgbColor": colour_of_bytes(*channels)}} for name, channels in _THEME.items()
    ],
}


def effective_format(default: JsonObject, entered: JsonObject) -> JsonObject:
    """A format on top of the default one, field by field."""
    made = dict(default)
    for name, value in entered.items():
        below = made.get(name)
        nested = isinstance(value, dict) and isinstance(below, dict) and "olor" not in name
        made[name] = effective_format(below, value) if nested and below else value
    return made

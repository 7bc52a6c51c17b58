"""The apostrophe that says "this is text": put before what a spreadsheet would run or change, taken off when read.

`marked` and `unmarked` are inverse to each other, so what was exported and comes back is what it was.
Source of the list: OWASP, CSV Injection, and ASVS 5.0 item 1.2.10; the full-width forms because Chinese and Japanese
editions of Excel take them for the ASCII ones.
"""

import re

_FORMULA = r"[=+\-@\t\r\n\0＝＋－＠]"
_TO_MARK = re.compile(rf"{_FORMULA}|'+(?:{_FORMULA}|\d)")
_MARK = re.compile(rf"'(?='*(?:{_FORMULA}|\d))")


def marked(text: str) -> str:
    """The text as it may stand in a file that a spreadsheet opens."""
    return f"'{text}" if _TO_MARK.match(text) else text


def unmarked(text: str) -> str:
    """The text without its mark. An apostrophe before a letter is no mark: 't Hart keeps it."""
    return text[1:] if _MARK.match(text) else text

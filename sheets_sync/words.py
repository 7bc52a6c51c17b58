"""How two words are compared, and what stands between the words of a list. The one module that imports nothing."""

import unicodedata

LIST_SEPARATOR = "、"


def fold(text: str) -> str:
    """A word as it is compared: full-width forms, case and outer white space make no difference."""
    return unicodedata.normalize("NFKC", text).strip().casefold()

"""Where a long Swedish word may be divided on a narrow screen: browsers seldom know."""

import re

SOFT_HYPHEN = "\u00ad"

_LONG = re.compile(r"\w{16,}")
_PARTS = re.compile(
    r"(?<=\w{4})(?=(?:aktivitet|arbete|bekämpning|besök|bild|brottslighet|dialog|förebyggande|gemensam|insats"
    r"|kontakt|kontroll|möte|patrull|program|samtal|samverkan|tillsyn|träff|utveckling|vandring|överenskommelse)\w{0,3}\b)",
    re.IGNORECASE,
)


def soft(text: str) -> str:
    """The text with soft hyphens where long words have a seam; it reads and is copied as before."""
    return _LONG.sub(lambda word: _PARTS.sub(SOFT_HYPHEN, word[0]), text)

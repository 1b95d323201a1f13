"""Which language a person is answered in: Swedish, or English where their browser prefers it."""

from typing import Any

from litestar.connection import ASGIConnection

LANGUAGES = ("sv", "en")
ASKED = "sprak"
"""What an address asks for, on pages that set no cookie, goes before all else."""

COOKIE = "faltlogg-sprak"
"""What a person chose on a page goes before what their browser asks for."""


def negotiate(header: str) -> str:
    """The first of our languages by weight in an `Accept-Language` header; Swedish where none is named."""
    best, weight = "sv", 0.0
    for part in header.split(","):
        tag, _, parameters = part.strip().partition(";")
        language = tag.strip().lower().split("-")[0]
        quality = _quality(parameters)
        if language in LANGUAGES and quality > weight:
            best, weight = language, quality
    return best


def language(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The language of this request's answer."""
    for chosen in (connection.query_params.get(ASKED), connection.cookies.get(COOKIE)):
        if chosen in LANGUAGES:
            return str(chosen)
    return negotiate(connection.headers.get("accept-language", ""))


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0

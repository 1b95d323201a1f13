"""Jinja2 as the pages use it: escaping always, gaps never silent, and a few words that every template may ask for.

Templates are given what a page made for them (sheet.py) and Litestar's `request`; who looks, in which language and on
whose behalf is asked of the request, so that also an error page made elsewhere comes out in the right words.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from litestar import Request
from litestar.plugins.jinja import JinjaTemplateEngine
from msgspec import Struct

from backend.web.language import language
from backend.web.pages.dividing import soft
from backend.web.pages.sheet import Link
from backend.web.pages.speaking import status_word
from backend.web.pages.tongue import Tongue, tongue

WEB = Path(__file__).parent.parent


class Shell(Struct, frozen=True, kw_only=True):
    """What stands around every page.

    `name` stands at the top and `who`, with roles, at the foot: empty when nobody is signed in. `parties` names the two
    that pledge.
    """

    language: str
    path: str
    home: str = "/in"
    name: str = ""
    who: str = ""
    parties: str = ""
    demonstration: bool = False
    nav: tuple[Link, ...] = ()
    below: tuple[Link, ...] = ()


def tongue_of(request: Request[Any, Any, Any]) -> Tongue:
    """The language this request is answered in."""
    return tongue(language(request))


def environment(shell: Callable[[Request[Any, Any, Any]], Shell], asset: Callable[[str], str]) -> Environment:
    """`shell` tells what stands around a request's page, `asset` the address of a static file by its path."""
    made = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )

    @pass_context
    def gettext(context: Context, words: str, **values: object) -> str:
        return tongue_of(context["request"])._(words, **values)

    @pass_context
    def word_of(context: Context, status: str) -> str:
        return status_word(tongue_of(context["request"]), status)

    @pass_context
    def shell_of(context: Context) -> Shell:
        return shell(context["request"])

    @pass_context
    def form_token(context: Context) -> str:
        return str(context["request"].scope.get("state", {}).get("form_token") or "")

    words = {"gettext": gettext, "_": gettext, "status_word": word_of}
    made.filters["soft"] = soft
    made.globals.update(words, shell_of=shell_of, form_token=form_token, asset=asset)
    return made


def engine(shell: Callable[[Request[Any, Any, Any]], Shell], asset: Callable[[str], str]) -> JinjaTemplateEngine:
    """The same, as Litestar takes it."""
    return JinjaTemplateEngine.from_environment(environment(shell, asset))

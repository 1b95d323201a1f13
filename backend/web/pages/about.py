"""What is said about the pages themselves: how we count, accessibility, and which language they speak."""

from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Template
from msgspec import Struct

from backend.domain.rule import Status
from backend.web.guards import anyone
from backend.web.language import COOKIE, LANGUAGES
from backend.web.pages.environment import tongue_of
from backend.web.pages.tongue import Tongue

_YEAR = 365 * 24 * 3600  # seconds that a chosen language is remembered


class State(Struct, frozen=True, kw_only=True):
    """A status and what it means."""

    status: Status
    words: str


class Way(Struct, frozen=True, kw_only=True):
    """A type of rule and how it counts."""

    term: str
    words: str


class AboutController(Controller):
    """Open to everybody, also signed out."""

    include_in_schema = False

    @get("/sa-raknar-vi", sync_to_thread=False, who=anyone)
    def how(self, request: Request[Any, Any, Any]) -> Template:
        """How what is done becomes a figure."""
        t = tongue_of(request)
        return Template("how.html", context={"states": _states(t), "ways": _ways(t)})

    @get("/tillganglighet", sync_to_thread=False, who=anyone)
    def accessibility(self) -> Template:
        """The accessibility statement."""
        return Template("accessibility.html")

    @post("/sprak", sync_to_thread=False, who=anyone)
    def language(
        self,
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
    ) -> Response[None]:
        """Remember a language, and go back to where one was."""
        chosen = data.get("sprak", "")
        cookies = []
        if chosen in LANGUAGES:
            cookies.append(
                Cookie(key=COOKIE, value=chosen, path="/", max_age=_YEAR, samesite="lax", httponly=True, secure=True)
            )
        return Response(None, status_code=303, headers={"location": back(data.get("till", ""))}, cookies=cookies)


def back(path: str) -> str:
    """A path on this site, or the front door: never an address elsewhere."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"


def _states(t: Tongue) -> tuple[State, ...]:
    return (
        State(status="met", words=t._("Det som lovats är gjort.")),
        State(status="on-track", words=t._("Det går som det behöver för att löftet ska hållas.")),
        State(status="behind", words=t._("Mindre är gjort än väntat vid den här tiden.")),
        State(status="missed", words=t._("Löftet hölls inte, eller kan inte längre hållas.")),
        State(status="ongoing", words=t._("Det görs, men löftet nämner inget mål att mäta mot.")),
        State(status="reported", words=t._("Ägaren har sagt med egna ord hur det gick.")),
        State(status="unreported", words=t._("Det finns inga uppgifter. Det betyder inte att inget är gjort.")),
    )


def _ways(t: Tongue) -> tuple[Way, ...]:
    return (
        Way(
            term=t._("Antal"),
            words=t._("Så många till målet. Det väntade är målets andel av de dagar som gått, avrundat nedåt."),
        ),
        Way(term=t._("Varje period"), words=t._("Minst så ofta. Perioder som uteblev namnges, och luckan finns kvar.")),
        Way(term=t._("Fler än förut"), words=t._("Mot samma tid i ett tidigare löfte. Bara strikt fler är i fas.")),
        Way(
            term=t._("Steg"),
            words=t._("Steg som ägaren redovisar. Ett steg vars dag har gått är sent tills det är klart."),
        ),
        Way(
            term=t._("Andel"),
            words=t._("Hur stor del som lades där den senaste lägesbilden säger att behovet är högt."),
        ),
        Way(term=t._("Pågående"), words=t._("Vad som gjorts. Inget mål och ingen takt, för löftet nämner inget.")),
        Way(
            term=t._("Vid behov"),
            words=t._("Vad som gjorts när det var påkallat. Aldrig ett mål, en prognos eller en påminnelse."),
        ),
        Way(
            term=t._("Med egna ord"), words=t._("Ägarens bedömning, tre gånger om året, senast den 15 i månaden efter.")
        ),
    )

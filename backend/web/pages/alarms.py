"""`/larm`: what is late or soon will be, a person's letters about it, and the calendar that they may subscribe to."""

from datetime import date
from typing import Annotated, Any

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template

from backend.accounts.calendars import Calendar
from backend.domain.calendar import local
from backend.domain.member import Member
from backend.house import House
from backend.web import ics
from backend.web.errors import Denied
from backend.web.guards import unasked
from backend.web.pages import warned
from backend.web.pages.alarming import AlarmLine, lines
from backend.web.pages.calendar import entries
from backend.web.pages.environment import tongue_of
from backend.web.pages.seen import kept, looked_at
from backend.web.pages.sheet import Seen
from backend.web.pages.shell import FOLLOWS
from backend.web.pages.tongue import Tongue, tongue
from backend.web.pledges import READERS

PATH = "/larm"
FEED = f"{PATH}.ics"
KEY = "nyckel"
CHANGES = ("digest", "no-digest", "calendar", "no-calendar")


class AlarmController(Controller):
    """The page and its switches. The calendar's address lets in whoever has it: calendars cannot sign in."""

    include_in_schema = False

    @get(PATH, sync_to_thread=True, who=READERS)
    def page(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """Every alarm as of a day, and what the reader has switched on."""
        return _page(request, house, member, done=request.query_params.get("klar", ""))

    @post(PATH, status_code=200, sync_to_thread=True, who=READERS)
    def change(
        self,
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Switch letters on or off, make a calendar's address, which is shown this once, or revoke it."""
        accounts, language, do = house.accounts, tongue_of(request).code, data.get("do", "")
        if do not in CHANGES or accounts.person(member.id) is None:
            raise Denied("unreadable", detail="do")
        match do:
            case "digest":
                accounts.digests.ask(member.id, language, now=house.now())
            case "no-digest":
                accounts.digests.stop(member.id)
            case "calendar":
                secret = accounts.calendars.give(member.id, language, now=house.now())
                return _page(request, house, member, done=do, address=_address(house, secret))
            case "no-calendar":
                accounts.calendars.revoke(member.id)
        return Redirect(f"{PATH}?klar={do}", status_code=303)

    @get(FEED, sync_to_thread=True, who=unasked)
    def feed(self, request: Request[Any, Any, Any], house: NamedDependency[House]) -> Response[bytes]:
        """What is due in the partnerships of whoever the address was made for: titles and days, and nothing else."""
        found = house.accounts.calendars.at(request.query_params.get(KEY, ""))
        if found is None:
            raise Denied("not-found")
        body = _calendar(house, found)
        return Response(body, headers={"content-type": "text/calendar; charset=utf-8"})


def _calendar(house: House, found: Calendar) -> bytes:
    t, today = tongue(found.language), local(house.now()).date()
    own = [member for member in house.accounts.memberships(found.person) if FOLLOWS & member.roles]
    base = house.settings.base_url.rstrip("/")
    with house.reading() as reading:
        made = [
            entry
            for member in own
            for entry in entries(t, warned.due_of(house, reading, member, today), member.partnership, base)
        ]
    return ics.calendar("Fältlogg", made, now=house.now())


def _address(house: House, secret: str) -> str:
    return f"{house.settings.base_url.rstrip('/')}{FEED}?{KEY}={secret}"


def _page(
    request: Request[Any, Any, Any], house: House, member: Member, *, done: str = "", address: str = ""
) -> Template:
    t, query = tongue_of(request), request.query_params
    seen, day, known = looked_at(t, query, PATH, house.now())
    with house.reading() as reading:
        found = lines(t, warned.alarms_of(house, reading, member, day, known), day, **kept(seen, query))
        rules = warned.rules_changed(t, reading, member, day)
        waiting = warned.weeks_unconfirmed(t, reading, member, day)
        found = (*warned.decisions_late(t, reading, member, day), *rules, *waiting, *found)
        if day == local(house.now()).date():
            found = (*warned.letters_missing(t, house, reading, member, day), *found)
    return Template("alarms.html", context=_context(t, house, member, seen, day, found, done, address))


def _context(
    t: Tongue,
    house: House,
    member: Member,
    seen: Seen,
    day: date,
    found: tuple[AlarmLine, ...],
    done: str,
    address: str,
) -> dict[str, Any]:
    accounts, person = house.accounts, house.accounts.person(member.id)
    reader, calendar = accounts.digests.reader(member.id), accounts.calendars.of(member.id)
    reached = person is not None and person.email and house.settings.smtp_host is not None
    said = {
        "digest": t._("Du får larmen med e-post från och med nu.")
        if reached
        else t._("Larmen är på, men inga brev kan gå ut till dig än. Varför står nedan."),
        "no-digest": t._("Du får inga fler brev."),
        "calendar": t._("Adressen är skapad. En tidigare slutar gälla."),
        "no-calendar": t._("Adressen gäller inte längre."),
    }
    return {
        "seen": seen,
        "under": t._("Det som snart blir för sent, eller redan är det. Läget %(day)s.", day=t.day(day)),
        "late": [line for line in found if line.late],
        "soon": [line for line in found if not line.late],
        "person": person,
        "letters": reader is not None,
        "posts": house.settings.smtp_host is not None,
        "calendar": t.day(local(calendar.made_at).date()) if calendar else "",
        "address": address,
        "done": said.get(done, ""),
    }

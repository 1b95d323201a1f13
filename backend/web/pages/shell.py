"""What stands around every page: who looks, where they may go, and whose pages these are."""

import threading
import time
from collections.abc import Callable
from typing import Any

from litestar import Request

from backend.accounts import Acting
from backend.domain.member import Member, Role
from backend.domain.pledge import Partnership
from backend.house import House
from backend.web.pages.environment import Shell, tongue_of
from backend.web.pages.sheet import Link
from backend.web.pages.speaking import organisation, role
from backend.web.pages.tongue import Tongue
from projections import pledges
from projections.store import NotReady

FOLLOWS = frozenset({Role.FIELD, Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR})
"""Who may see fulfilment, and the trail of at least their own activities."""
RECORDS = frozenset({Role.FIELD, Role.LEAD})
PLACES = frozenset({Role.LEAD, Role.COORDINATOR, Role.ADMIN})
"""Who may change the list of places."""
MEMBERS = frozenset({Role.LEAD, Role.ADMIN})
"""Who looks after members."""
_SHORT = 6
"""Links in the menu that leave room beside them for more than a name."""
_FRESH = 60.0
"""Seconds that the two parties' names are used without asking again."""


class Parties:
    """The names of those who pledge together, by partnership, kept at hand."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._held: dict[str, tuple[float, Partnership | None]] = {}
        self._lock = threading.Lock()

    def of(self, partnership: str) -> Partnership | None:
        """As last published; None where nothing was yet."""
        with self._lock:
            held = self._held.get(partnership)
            if held and time.monotonic() - held[0] < _FRESH:
                return held[1]
            found = self._ask(partnership)
            self._held[partnership] = time.monotonic(), found
            return found

    def _ask(self, partnership: str) -> Partnership | None:
        try:
            with self._house.views.read() as reading:
                published = pledges.pledges(reading, partnership)
        except NotReady:
            return None
        return published[0].terms if published else None


def shell_for(house: House) -> Callable[[Request[Any, Any, Any]], Shell]:
    """The function that tells what stands around a request's page."""
    parties = Parties(house)

    def shell(request: Request[Any, Any, Any]) -> Shell:
        t = tongue_of(request)
        acting = request.scope.get("auth")
        path = request.url.path
        if not isinstance(acting, Acting):
            return Shell(language=t.code, path=path, demonstration=house.demonstration)
        member = acting.member
        terms = parties.of(member.partnership)
        nav = tuple(_nav(t, member, path))
        return Shell(
            language=t.code,
            path=path,
            home=nav[0].href if nav else "/in",
            name=acting.name if len(nav) > _SHORT else _who(t, acting),
            who=_who(t, acting),
            parties=f"{terms.police_area} {t._('och')} {terms.municipality}" if terms else "",
            demonstration=house.demonstration,
            nav=nav,
            below=tuple(_below(t, member, path)),
        )

    return shell


def _nav(t: Tongue, member: Member, path: str) -> list[Link]:
    """Only what exists and what the member may open."""
    found = []
    if FOLLOWS & member.roles:
        follows = path.startswith(("/uppfoljning", "/regler"))
        found.append(Link(href="/uppfoljning", word=t._("Uppföljning"), here=follows))
        found.append(Link(href="/larm", word=t._("Larm"), here=path == "/larm"))
        found.append(Link(href="/lagesbild", word=t._("Lägesbild"), here=path.startswith("/lagesbild")))
        found.append(Link(href="/rapporter", word=t._("Rapporter"), here=path.startswith("/rapporter")))
        found.append(Link(href="/granskning", word=t._("Granskning"), here=path.startswith("/granskning")))
    if (FOLLOWS | PLACES) & member.roles:
        found.append(Link(href="/platser", word=t._("Platser"), here=path.startswith("/platser")))
    if MEMBERS & member.roles and not FOLLOWS & member.roles:
        found.append(_members(t, path))
    if RECORDS & member.roles:
        found.append(Link(href="/bidrag", word=t._("Ditt bidrag"), here=path == "/bidrag"))
        found.append(Link(href="/app", word=t._("Fältapp")))
    return found


def _below(t: Tongue, member: Member, path: str) -> list[Link]:
    """What is seldom wanted stands at the foot, so that the menu keeps to one line."""
    return [_members(t, path)] if MEMBERS & member.roles and FOLLOWS & member.roles else []


def _members(t: Tongue, path: str) -> Link:
    return Link(href="/admin", word=t._("Medlemmar"), here=path.startswith("/admin"))


def _who(t: Tongue, acting: Acting) -> str:
    """`Maria Holm, samordnare, polisen`."""
    roles = [role(t, r) for r in Role if r in acting.member.roles]
    return ", ".join([acting.name, *roles, organisation(t, acting.member.organisation)])

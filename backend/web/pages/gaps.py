"""`/luckor`: letters that never came from the phones of one's own organisation, for leads to settle."""

from datetime import date
from typing import Annotated, Any, get_args
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template
from msgspec import Struct

from backend.desk.gaps import GapDesk
from backend.domain.calendar import local
from backend.domain.gap import Cause
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.gaps import owner_of
from backend.web.guards import may
from backend.web.pages.environment import tongue_of
from backend.web.pages.sheet import Choice
from backend.web.pages.tongue import Tongue
from projections import gaps

CAUSES: tuple[Cause, ...] = get_args(Cause)


class GapLine(Struct, frozen=True, kw_only=True):
    """One gap: whose, of which phone, which letters, and since when it is known."""

    id: str
    member: str
    device: str
    phone: str
    first: int
    last: int
    letters: str
    iso: str
    noticed: str


class GapPages(Controller):
    """The list, and the form of each gap."""

    path = "/luckor"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=may(Role.LEAD))
    def all(
        self,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        gap_desk: NamedDependency[GapDesk],
        member: NamedDependency[Member],
    ) -> Template:
        """Everything that is missing and not settled, the longest known first."""
        return _page(tongue_of(request), house, gap_desk, member, settled=bool(request.query_params.get("klar")))

    @post("/", status_code=200, sync_to_thread=True, who=may(Role.LEAD))
    def settle(
        self,
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        gap_desk: NamedDependency[GapDesk],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Take in what became of one."""
        t = tongue_of(request)
        cause = next((c for c in CAUSES if c == data.get("cause")), None)
        if cause is None:
            return _page(t, house, gap_desk, member, fault=t._("Välj ett av alternativen."), at=data.get("id", ""))
        try:
            device, numbers = UUID(data.get("device", "")), (int(data.get("first", "")), int(data.get("last", "")))
            gap_desk.settle(owner_of(house, device, member), device, numbers, cause, by=member)
        except (ValueError, Refused):
            return _page(t, house, gap_desk, member, fault=t._("Luckan finns inte längre."))
        house.follower.wake()
        return Redirect("/luckor?klar=1", status_code=303)


def _page(
    t: Tongue,
    house: House,
    desk: GapDesk,
    member: Member,
    *,
    fault: str = "",
    at: str = "",
    settled: bool = False,
) -> Template:
    today = local(house.now()).date()
    with house.reading() as reading:
        who = gaps.recorders(reading, member.partnership, member.organisation)
        names = house.accounts.names(set(who))
        found = [
            (gaps.noticed(reading, member.partnership, device, numbers[1]) or house.now(), other, device, numbers)
            for other in who
            for device, missing in desk.of(member.partnership, other).items()
            for numbers in missing
        ]
    lines = [
        _line(t, today, names.get(other) or t._("en kollega"), device, numbers, at=noticed)
        for noticed, other, device, numbers in sorted(found, key=lambda gap: gap[0])
    ]
    words = {
        "recorded-anew": t._("Insatserna är registrerade igen"),
        "nothing-lost": t._("Inget hade skrivits"),
        "lost": t._("Det som skrevs är borta"),
    }
    context = {
        "lines": lines,
        "causes": [Choice(value=cause, word=words[cause]) for cause in CAUSES],
        "fault": fault,
        "at": at if any(line.id == at for line in lines) else "",
        "settled": settled,
    }
    return Template("gaps.html", context=context, status_code=422 if fault else 200)


def _line(t: Tongue, today: date, member: str, device: UUID, numbers: tuple[int, int], *, at: Any) -> GapLine:
    first, last = numbers
    several = t._("brev %(first)s till %(last)s", first=first, last=last)
    letters = several if last > first else t._("brev %(n)s", n=first)
    return GapLine(
        id=f"{device.hex[-6:]}-{first}",
        member=member,
        device=str(device),
        phone=t._("telefon %(name)s", name=str(device)[-4:]),
        first=first,
        last=last,
        letters=letters,
        iso=f"{local(at):%Y-%m-%dT%H:%M}",
        noticed=f"{t.short_day(local(at).date(), today)} {t.clock(at)}",
    )

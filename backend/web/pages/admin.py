"""`/admin`: who is a member of one's own organisation, what each may, and the links that let them in.

A link is shown once, on the page that answers, and stands nowhere else: what is kept is its digest.
"""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID, uuid4

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body
from litestar.response import Redirect, Template
from msgspec import Struct

from backend.accounts import Person
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.members import (
    check_invited,
    check_not_oneself,
    check_only_here,
    check_roles,
    link_address,
    looked_after,
    looks_after,
)
from backend.web.pages.environment import tongue_of
from backend.web.pages.sheet import Choice
from backend.web.pages.shell import MEMBERS
from backend.web.pages.speaking import organisation, role
from backend.web.pages.tongue import Tongue

KEEPERS = may(*MEMBERS)
LONGEST = 100
CHANGES = ("link", "roles", "sign-out", "leave")


class Unfit(Exception):
    """The form cannot be handed in as it is: which field, and why in words."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(field)
        self.field, self.fault = field, fault


class MemberLine(Struct, frozen=True, kw_only=True):
    """One member in the list."""

    id: str
    name: str
    email: str
    roles: str
    may: frozenset[str]
    oneself: bool
    phones: tuple[str, ...] | None = None
    """What each of the member's phones lacks, in words; None while nobody asked."""


class Shown(Struct, frozen=True, kw_only=True):
    """A link that is shown this once, and whom it lets in."""

    name: str
    address: str


class Wrong(Struct, frozen=True, kw_only=True):
    """A form that was refused: which member's (none: the invitation), what was typed, and what is wrong where."""

    at: str = ""
    do: str = ""
    field: str = ""
    fault: str = ""
    values: Mapping[str, str] = {}


class AdminPages(Controller):
    """The list, the invitation, and each member's forms. An admin sees all, a lead those in the field."""

    path = "/admin"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=KEEPERS)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """Everybody whom one looks after."""
        t, query = tongue_of(request), request.query_params
        return _page(t, house, member, done=query.get("klar", ""), phones_of=query.get("telefoner", ""))

    @post("/", status_code=200, sync_to_thread=True, who=KEEPERS)
    def change(
        self,
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Invite somebody, or change one membership."""
        t, do = tongue_of(request), data.get("do", "")
        try:
            shown = _invite(t, house, member, data) if do == "invite" else _change(t, house, member, do, data)
        except Unfit as unfit:
            wrong = Wrong(at=data.get("member", ""), do=do, field=unfit.field, fault=unfit.fault, values=data)
            return _page(t, house, member, wrong=wrong)
        except Refused as no:
            fault = no.message(t.code)
            wrong = Wrong(at=data.get("member", ""), do=do, field=no.field or "", fault=fault, values=data)
            return _page(t, house, member, wrong=wrong)
        house.follower.wake()
        return _page(t, house, member, shown=shown) if shown else Redirect(f"/admin?klar={do}", status_code=303)


def _invite(t: Tongue, house: House, member: Member, data: Mapping[str, str]) -> Shown:
    name, email = " ".join(data.get("name", "").split()), data.get("email", "").strip()
    roles = _roles(data)
    if not name or len(name) > LONGEST:
        raise Unfit("name", t._("Skriv för- och efternamn, högst %(n)s tecken.", n=LONGEST))
    if email and ("@" not in email.strip("@") or len(email) > LONGEST or " " in email):
        raise Unfit("email", t._("Skriv adressen som namn@exempel.se, eller lämna fältet tomt."))
    if not roles:
        raise Unfit("roles", t._("Välj minst en roll."))
    check_roles(member, roles)
    try:
        check_invited(house, member, email or None)
    except Denied:
        raise Unfit("email", t._("Den som har adressen är redan medlem, med en roll som du inte får ändra.")) from None
    _, secret = house.member_desk.invite(
        name,
        email or None,
        partnership=member.partnership,
        organisation=member.organisation,
        roles=roles,
        by=member.id,
        form=data.get("form") or None,
    )
    return Shown(name=name, address=link_address(house, secret))


def _change(t: Tongue, house: House, member: Member, do: str, data: Mapping[str, str]) -> Shown | None:
    if do not in CHANGES:
        raise Denied("unreadable", field="do")
    try:
        other = UUID(data.get("member", ""))
    except ValueError:
        raise Refused("unknown-member", "member") from None
    person, _ = looked_after(house, member, other)
    match do:
        case "link":
            check_only_here(house, member, other, field="member")
            secret = house.member_desk.link(member.partnership, other)
            return Shown(name=person.name, address=link_address(house, secret))
        case "roles":
            roles = _roles(data)
            if not roles:
                raise Unfit("roles", t._("Välj minst en roll."))
            check_roles(member, roles)
            check_not_oneself(member, other, roles)
            house.member_desk.give(member.partnership, other, roles, by=member.id)
        case "sign-out":
            house.accounts.sign_out_everywhere(other)
        case "leave":
            check_not_oneself(member, other)
            if not data.get("sure"):
                raise Unfit("sure", t._("Kryssa i rutan om medlemskapet ska avslutas."))
            house.member_desk.leave(member.partnership, other, by=member.id)
    return None


def _roles(data: Mapping[str, str]) -> list[Role]:
    return [role for role in Role if data.get(f"role-{role}")]


def _page(
    t: Tongue,
    house: House,
    member: Member,
    *,
    done: str = "",
    phones_of: str = "",
    shown: Shown | None = None,
    wrong: Wrong = Wrong(),  # noqa: B008 - frozen
) -> Template:
    found = house.accounts.members(member.partnership, member.organisation)
    mine = [(person, other) for person, other in found if looks_after(member, other.roles)]
    words = {
        "roles": t._("Rollerna är ändrade. Det står nu i loggen."),
        "sign-out": t._("Personen är utloggad överallt. Det som inte är skickat ligger kvar på telefonen."),
        "leave": t._("Medlemskapet är avslutat. Det som registrerats finns kvar."),
    }
    context = {
        "under": _under(t, member, len(mine)),
        "lines": [
            _line(t, member, person, other, _phones(t, house, other) if str(person.id) == phones_of else None)
            for person, other in mine
        ],
        "roles": [Choice(value=r, word=role(t, r)) for r in Role if looks_after(member, frozenset({r}))],
        "explained": [Choice(value=role(t, r), word=_may(t, r)) for r in Role if looks_after(member, frozenset({r}))],
        "wrong": wrong,
        "lost": wrong.at and wrong.at not in {str(person.id) for person, _ in mine},
        "shown": shown,
        "done": words.get(done, ""),
        "form": wrong.values.get("form", "") if wrong.do == "invite" else uuid4().hex,
        "longest": LONGEST,
    }
    return Template("admin.html", context=context, status_code=422 if wrong.fault else 200)


def _under(t: Tongue, member: Member, count: int) -> str:
    who = organisation(t, member.organisation)
    if Role.ADMIN in member.roles:
        return t.ngettext("%(n)s medlem i %(who)s.", "%(n)s medlemmar i %(who)s.", count, who=who)
    return t.ngettext("%(n)s medlem i fält i %(who)s.", "%(n)s medlemmar i fält i %(who)s.", count, who=who)


def _phones(t: Tongue, house: House, other: Member) -> tuple[str, ...]:
    """Each phone that the member ever handed in from, and how many letters never came from it."""
    missing = house.gap_desk.of(other.partnership, other.id)
    found = []
    for device in house.log.devices(other.partnership, other.id):
        name = t._("Telefon %(name)s", name=str(device)[-4:])
        lost = sum(last - first + 1 for first, last in missing.get(device, []))
        lacks = t.ngettext("%(n)s brev saknas", "%(n)s brev saknas", lost) if lost else t._("inget saknas")
        found.append(f"{name}: {lacks}")
    return tuple(found)


def _line(t: Tongue, member: Member, person: Person, other: Member, phones: tuple[str, ...] | None) -> MemberLine:
    return MemberLine(
        id=str(person.id),
        name=person.name,
        email=person.email or "",
        roles=", ".join(role(t, r) for r in Role if r in other.roles),
        may=frozenset(other.roles),
        oneself=person.id == member.id,
        phones=phones,
    )


def _may(t: Tongue, which: Role) -> str:
    """What a role lets one do, in a sentence (DESIGN.md, "Who may")."""
    return {
        Role.FIELD: t._("Registrerar, rättar och återtar egna insatser i fältappen."),
        Role.LEAD: t._("Registrerar, ser organisationens insatser och kan läsa anteckningar med angivet skäl."),
        Role.MANAGEMENT: t._("Ser uppföljningen och organisationens insatser utan anteckningar."),
        Role.COORDINATOR: t._("Publicerar löften och lägesbilder och redovisar åtaganden."),
        Role.AUDITOR: t._("Granskar loggen och hämtar insatser som fil."),
        Role.ADMIN: t._("Sköter medlemmar och platser."),
    }[which]

"""`/rapporter`: accounts of pledges. Coordinators freeze, approve for their own organisation, and publish."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

import structlog
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Redirect, Template
from msgspec import Struct

from backend import accounting
from backend.accounting import MEDIA
from backend.domain.account import ASKS, OCCASIONS, Account, Accounts, Ask
from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.domain.pledge import PledgePublished
from backend.domain.refusal import Refused
from backend.house import House
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.pages.deciding import let_stand
from backend.web.pages.environment import tongue_of
from backend.web.pages.open_sheet import account_word, ask_words, occasion_word, open_sheet
from backend.web.pages.printed import Unprinted, every_form
from backend.web.pages.sheet import Choice
from backend.web.pages.speaking import organisation
from backend.web.pages.telling import fault_of
from backend.web.pages.tongue import Tongue
from backend.web.pledges import READERS
from projections import pledges

log = structlog.get_logger("faltlogg.web")

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


class AccountLine(Struct, frozen=True, kw_only=True):
    """One account in a list: what it is for, the day it is of, and how far it has come."""

    href: str
    word: str
    state: str


class PledgeAccounts(Struct, frozen=True, kw_only=True):
    """A pledge in the list, with its accounts, the latest first."""

    href: str
    title: str
    lines: tuple[AccountLine, ...]


class Question(Struct, frozen=True, kw_only=True):
    """A question of the checklist: the answer so far, and whether whoever looks may answer."""

    ask: str
    word: str
    text: str
    may: bool
    fault: str = ""
    findings: str = ""


class Making(Struct, frozen=True, kw_only=True):
    """The page of one pledge's accounts. `faults` are by field of the form that freezes."""

    title: str
    here: str
    lines: tuple[AccountLine, ...]
    may: bool
    occasions: tuple[Choice, ...]
    occasion: str
    day: str
    faults: dict[str, str]
    findings: str
    questions: tuple[Question, ...]


class Viewed(Struct, frozen=True, kw_only=True):
    """A frozen account as those who work with it see it. `waits`: what it still waits for, in words; `internal`: why
    it is not published.
    """

    title: str
    pledge: str
    list: str
    here: str
    word: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    waits: str
    may_approve: bool
    may_publish: bool
    public: str
    files: tuple[tuple[str, str], ...]
    internal: str = ""
    fault: str = ""


class AccountController(Controller):
    """Seen by those who follow the pledges; made by coordinators."""

    path = "/rapporter"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=READERS)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """Every pledge with its accounts."""
        t = tongue_of(request)
        with house.reading() as reading:
            found = pledges.pledges(reading, member.partnership)
        listed = [
            PledgeAccounts(
                href=f"/rapporter/{p.pledge.code}",
                title=p.pledge.title,
                lines=_lines(t, house.account_desk.of(member.partnership, p.pledge.code)),
            )
            for p in found
        ]
        return Template("accounts.html", context={"pledges": listed})

    @get("/{pledge:str}", sync_to_thread=True, who=READERS)
    def of(
        self,
        pledge: FromPath[str],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """One pledge's accounts, the form that freezes one, and the checklist of the year."""
        return _making(tongue_of(request), house, member, pledge, {})

    @post("/{pledge:str}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def make(
        self,
        pledge: FromPath[str],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Freeze an account, or answer a question of the checklist."""
        t = tongue_of(request)
        _terms(house, member.partnership, pledge)
        try:
            if data.get("do") == "answer":
                _answer(house, member, pledge, data)
                return Redirect(f"/rapporter/{pledge}#fragor", status_code=303)
            account = _freeze(t, house, member, pledge, data)
        except Unfit as no:
            return _making(t, house, member, pledge, data, {no.field: no.words})
        except Refused as no:
            words = _refused(t, data, no)
            return _making(t, house, member, pledge, data, {"": words}, " ".join(no.findings))
        except Unprinted as no:
            log.error("unprinted", pledge=pledge, said=str(no))
            words = t._("Rapporten gick inte att lägga ut som PDF. Inget frystes. Försök igen.")
            return _making(t, house, member, pledge, data, {"": words}, status=503)
        return Redirect(f"/rapporter/{pledge}/{account}", status_code=303)

    @get("/{pledge:str}/{account:uuid}", sync_to_thread=True, who=READERS)
    def one(
        self,
        pledge: FromPath[str],
        account: FromPath[UUID],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """A frozen account, as it will look when it is public, and who stands behind it."""
        return _viewed(tongue_of(request), house, member, pledge, account)

    @post("/{pledge:str}/{account:uuid}", status_code=200, sync_to_thread=True, who=may(Role.COORDINATOR))
    def decide(
        self,
        pledge: FromPath[str],
        account: FromPath[UUID],
        data: Form,
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template | Redirect:
        """Approve for one's own organisation, or publish what both have approved."""
        desk, digest = house.account_desk, data.get("sha256", "")
        try:
            if data.get("do") == "publish":
                desk.publish(pledge, account, digest, by=member)
            else:
                desk.approve(pledge, account, digest, by=member)
        except Refused as no:
            if no.code == "unknown-account":
                raise
            t = tongue_of(request)
            return _viewed(t, house, member, pledge, account, no.message(t.code))
        house.follower.wake()
        return Redirect(f"/rapporter/{pledge}/{account}", status_code=303)

    @get("/{pledge:str}/{account:uuid}/{form:str}", sync_to_thread=True, who=READERS)
    def file(
        self,
        pledge: FromPath[str],
        account: FromPath[UUID],
        form: FromPath[str],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Response[bytes]:
        """A frozen file, byte for byte: `json`, `csv` or `xlsx`."""
        found = house.account_desk.of(member.partnership, pledge).one(account)
        frozen = found.frozen
        if form not in frozen.files:
            raise Denied("not-found")
        body = house.account_desk.file(member.partnership, frozen.files[form])
        name = f'attachment; filename="{accounting.file_name(found, form)}"'
        return Response(body, media_type=MEDIA[form], headers={"content-disposition": name})


class Unfit(Exception):
    """A field of the form will not do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(field)
        self.field, self.words = field, words


def _terms(house: House, partnership: str, pledge: str) -> PledgePublished:
    """The pledge as it stands. Raises Refused (`unknown-pledge`)."""
    with house.reading() as reading:
        return pledges.pledge(reading, partnership, pledge, reading.position).event


def _freeze(t: Tongue, house: House, member: Member, pledge: str, data: dict[str, str]) -> UUID:
    occasion = next((o for o in OCCASIONS if o == data.get("occasion")), None)
    if occasion is None:
        raise Unfit("occasion", t._("Välj vad redovisningen är till."))
    now = house.now()
    try:
        day = date.fromisoformat(data.get("as_of", "").strip())
    except ValueError:
        raise Unfit("as_of", t._("Skriv dagen som 2026-06-30.")) from None
    terms = _terms(house, member.partnership, pledge).pledge
    if day >= local(now).date():
        raise Unfit("as_of", t._("Dagen måste vara slut. Välj senast gårdagen."))
    if day < terms.first:
        raise Unfit("as_of", t._("Löftets tid hade inte börjat då."))
    desk = house.account_desk
    answers = accounting.checklist(desk, member.partnership, pledge, desk.of(member.partnership, pledge))
    with house.reading() as reading:
        drawn = accounting.draw_up(
            reading,
            member.partnership,
            pledge,
            occasion,
            as_of=day,
            now=now,
            unseal=house.vault.open,
            answers=answers,
        )
        read_to = reading.position
    accounting.check_words(drawn, let_stand(data))
    return desk.freeze(pledge, occasion, as_of=day, read_to=read_to, files=every_form(drawn), by=member)


def _answer(house: House, member: Member, pledge: str, data: dict[str, str]) -> None:
    ask = next((a for a in ASKS if a == data.get("ask")), None)
    if ask is None:
        raise Refused("missing", "ask")
    text = data.get("text", "").strip() or None
    house.account_desk.answer(pledge, ask, text, confirmed=let_stand(data), by=member)


def _refused(t: Tongue, data: dict[str, str], no: Refused) -> str:
    """A refusal in words; of an answer, with the question that it is of."""
    ask = next((a for a in ASKS if a == data.get("ask")), None) if data.get("do") == "answer" else None
    if ask is None:
        return no.message(t.code)
    return f"{ask_words(t, ask)} {t._('Skriv ett svar.') if no.code == 'missing' else fault_of(t, no)}"


def _lines(t: Tongue, past: Accounts) -> tuple[AccountLine, ...]:
    return tuple(
        AccountLine(
            href=f"/rapporter/{a.frozen.pledge}/{a.frozen.account}",
            word=account_word(t, a),
            state=_state(t, a),
        )
        for a in reversed(past.accounts)
    )


def _state(t: Tongue, account: Account) -> str:
    if account.published:
        return t._("Publicerad %(day)s", day=t.day(local(account.published.received_at).date()))
    if not account.waits_for:
        return t._("Godkänd av båda, internt") if account.internal else t._("Godkänd av båda, inte publicerad")
    return t._("Väntar på %(who)s", who=t.listed([organisation(t, o) for o in account.waits_for]))


def _internal(t: Tongue) -> str:
    """Why a paper for a Friday meeting stays inside."""
    return t._(
        "Underlaget till fredagsmötet är internt och publiceras aldrig: besluten säger var polisen kommer att vara, "
        "och siffrorna hur ofta platser får besök. Båda organisationerna kan godkänna det."
    )


def _making(
    t: Tongue,
    house: House,
    member: Member,
    pledge: str,
    typed: dict[str, str],
    faults: dict[str, str] | None = None,
    findings: str = "",
    *,
    status: int = 422,
) -> Template:
    desk, terms = house.account_desk, _terms(house, member.partnership, pledge).pledge
    past = desk.of(member.partnership, pledge)
    answers = desk.answered(member.partnership, pledge, past)
    coordinates, asked = Role.COORDINATOR in member.roles, typed.get("ask") if typed.get("do") == "answer" else None
    yesterday = date.fromordinal(local(house.now()).date().toordinal() - 1)
    no = faults or {}

    def question(ask: Ask) -> Question:
        mine = ask == asked
        return Question(
            ask=ask,
            word=ask_words(t, ask),
            text=typed.get("text", "") if mine else answers.get(ask, ""),
            may=coordinates and ask.removeprefix("fulfilled-") in (ask, member.organisation),
            fault=no.get("", "") if mine else "",
            findings=findings if mine else "",
        )

    page = Making(
        title=terms.title,
        here=f"/rapporter/{pledge}",
        lines=_lines(t, past),
        may=coordinates,
        occasions=tuple(Choice(value=o, word=occasion_word(t, o)) for o in OCCASIONS),
        occasion=typed.get("occasion", "follow-up"),
        day=typed.get("as_of", min(yesterday, terms.last).isoformat()),
        faults={} if asked else no,
        findings="" if asked else findings,
        questions=tuple(question(ask) for ask in ASKS),
    )
    return Template("making.html", context={"page": page}, status_code=status if no else 200)


def _viewed(t: Tongue, house: House, member: Member, pledge: str, id_: UUID, fault: str = "") -> Template:
    desk = house.account_desk
    account = desk.of(member.partnership, pledge).one(id_)
    frozen, here = account.frozen, f"/rapporter/{pledge}/{id_}"
    given = accounting.read(desk.file(member.partnership, account.sha256))
    coordinates = Role.COORDINATOR in member.roles
    facts = [
        (
            t._("Fryst"),
            t._("%(day)s av %(who)s", day=t.moment(frozen.received_at), who=organisation(t, frozen.organisation)),
        ),
        (t._("Läst fram till loggens rad"), t.number(frozen.read_to)),
        *(
            (t._("Godkänd av %(who)s", who=organisation(t, o)), t.moment(a.received_at))
            for o, a in account.approved.items()
        ),
    ]
    if account.published:
        facts.append((t._("Publicerad"), t.moment(account.published.received_at)))
    page = Viewed(
        title=account_word(t, account),
        pledge=given.title,
        list=f"/rapporter/{pledge}",
        here=here,
        word=_state(t, account),
        facts=tuple(facts),
        sha256=account.sha256,
        waits=_state(t, account) if account.waits_for else "",
        may_approve=coordinates and member.organisation in account.waits_for,
        may_publish=coordinates and not account.waits_for and not account.published and not account.internal,
        public=f"/oppet/{member.partnership}/{pledge}/{account.number}" if account.published else "",
        files=tuple((form.upper(), f"{here}/{form}") for form in sorted(frozen.files)),
        internal=_internal(t) if account.internal and not account.published else "",
        fault=fault,
    )
    context = {"page": page, "sheet": open_sheet(t, given, account)}
    return Template("account.html", context=context, status_code=422 if fault else 200)

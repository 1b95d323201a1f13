"""A frozen account as a page: everything on it is told from the frozen figures, nothing is asked of the log."""

from msgspec import Struct

from backend.domain.account import INTERNAL, Account
from backend.domain.calendar import local
from backend.domain.rule import Status
from backend.web.pages.open_meeting import Meeting, meeting
from backend.web.pages.open_plots import Drawn, drawn
from backend.web.pages.open_words import Became, became
from backend.web.pages.panels import word_for
from backend.web.pages.speaking import STATUSES, Organisation, organisation, status_word
from backend.web.pages.tongue import Tongue
from projections.account import PledgeAccount, Promise


class Vow(Struct, frozen=True, kw_only=True):
    """One promise, and what became of it. The words as signed are `text`."""

    code: str
    title: str
    status: Status
    word: str
    text: str
    whose: str
    became: tuple[Became, ...]
    drawn: Drawn | None


class Among(Struct, frozen=True, kw_only=True):
    """How many promises have a status, and what that means in a sentence."""

    status: Status
    count: str
    words: str


class Part(Struct, frozen=True, kw_only=True):
    """The promises under one heading of the pledge."""

    code: str
    title: str
    vows: tuple[Vow, ...]


class Given(Struct, frozen=True, kw_only=True):
    """A question of the checklist and its answer."""

    ask: str
    text: str
    who: str


class OpenSheet(Struct, frozen=True, kw_only=True):
    """The whole account. `stamp` are the approvals; `every` the status of each promise, in order of status."""

    intro: str
    heading: str
    stamp: tuple[str, ...]
    every: tuple[Status, ...]
    counts: tuple[Among, ...]
    parts: tuple[Part, ...]
    checklist: tuple[Given, ...]
    meeting: Meeting | None
    notes: tuple[str, ...]


def open_sheet(t: Tongue, given: PledgeAccount, account: Account | None) -> OpenSheet:
    """An account in one language, with its approvals where `account` has any."""
    number = len(given.commitments)
    return OpenSheet(
        intro=_intro(t, given),
        heading=t.ngettext("%(n)s löfte", "%(n)s löften", number),
        stamp=tuple(_stamp(t, account)) if account else (),
        every=tuple(s for s in STATUSES for _ in range(given.counts.get(s, 0))),
        counts=tuple(
            Among(status=s, count=t.number(given.counts[s]), words=_among(t, s, given.counts[s]))
            for s in STATUSES
            if given.counts.get(s)
        ),
        parts=tuple(
            Part(code=area.code, title=area.title, vows=vows)
            for area in given.areas
            if (vows := tuple(vow(t, given, c) for c in given.commitments if c.area == area.code))
        ),
        checklist=tuple(
            Given(
                ask=ask_words(t, c.ask),
                text=c.text,
                who=t._("%(who)s, %(day)s", who=Organisation(t, c.organisation), day=t.day(c.on, given.as_of)),
            )
            for c in given.checklist
        ),
        notes=tuple(_notes(t, given, public=account is not None and account.published is not None)),
        meeting=meeting(t, given),
    )


def vow(t: Tongue, given: PledgeAccount, promise: Promise) -> Vow:
    """One promise."""
    figure = next((f for f in promise.rules if f.type not in ("stated", "ongoing")), promise.rules[0])
    same = figure.status == promise.status
    return Vow(
        code=promise.code,
        title=promise.title,
        status=promise.status,
        word=word_for(t, figure) if same else status_word(t, promise.status),
        text=promise.text,
        whose=_whose(t, promise.owner),
        became=tuple(became(t, promise, f, given.as_of, given.last) for f in promise.rules),
        drawn=drawn(t, given, promise, figure),
    )


def ask_words(t: Tongue, ask: str) -> str:
    """A question of the national checklist."""
    return {
        "effect": t._("Vilken effekt har det haft på problemen?"),
        "fulfilled-polisen": t._("Hur har polisen uppfyllt sina löften?"),
        "fulfilled-kommunen": t._("Hur har kommunen uppfyllt sina löften?"),
        "process": t._("Hur har arbetet med löftena fungerat?"),
        "steering": t._("Hur har det redovisats för styrgruppen?"),
        "citizens": t._("Hur har det redovisats för invånarna?"),
    }[ask]


def occasion_word(t: Tongue, occasion: str) -> str:
    """What an account is given for."""
    return {
        "follow-up": t._("Uppföljning hittills"),
        "tertial": t._("Tertialets redovisning"),
        "year": t._("Årets redovisning"),
        "friday": t._("Underlag till fredagsmötet"),
        "obra": t._("Underlag till OBRÅ"),
    }[occasion]


def account_word(t: Tongue, account: Account) -> str:
    """One account among others of its pledge: two of a sort may be of the same day."""
    frozen = account.frozen
    return t._(
        "%(what)s, läget %(day)s (nr %(n)s)",
        what=occasion_word(t, frozen.occasion),
        day=t.day(frozen.as_of),
        n=t.number(account.number),
    )


def _intro(t: Tongue, given: PledgeAccount) -> str:
    day, within = t.day(given.as_of), given.as_of
    values = {
        "police": given.partnership.police_area,
        "town": given.partnership.municipality,
        "first": t.day(given.first, given.last),
        "last": t.day(given.last),
        "n": t.number(len(given.commitments)),
        "place": given.partnership.name,
        "day": day,
    }
    if given.signed is None:
        return t._(
            "%(police)s och %(town)s har lovat %(n)s saker för att det ska bli tryggare i %(place)s, för tiden "
            "%(first)s till %(last)s. Här står vad som är gjort, och vad som inte blev av. Läget är från den %(day)s.",
            **values,
        )
    return t._(
        "Den %(signed)s lovade %(police)s och %(town)s %(n)s saker för att det ska bli tryggare i %(place)s. "
        "Här står vad som är gjort, och vad som inte blev av. Läget är från den %(day)s.",
        **values,
        signed=t.day(given.signed, within),
    )


def _stamp(t: Tongue, account: Account) -> list[str]:
    said = [
        t._("Godkänd av %(who)s %(day)s", who=organisation(t, who), day=t.day(local(a.received_at).date()))
        for who, a in sorted(account.approved.items(), reverse=True)
    ]
    if account.published:
        said.append(t._("Publicerad %(day)s", day=t.day(local(account.published.received_at).date())))
    return said


def _among(t: Tongue, status: Status, n: int) -> str:
    return {
        "met": t.ngettext("är uppfyllt", "är uppfyllda", n),
        "on-track": t._("går som det ska"),
        "behind": t._("ligger efter"),
        "missed": t.ngettext("är missat", "är missade", n),
        "ongoing": t._("pågår, utan siffermål"),
        "reported": t.ngettext("är redovisat i ord", "är redovisade i ord", n),
        "unreported": t.ngettext("är inte redovisat än", "är inte redovisade än", n),
    }[status]


def _whose(t: Tongue, owner: tuple[str, ...]) -> str:
    if len(owner) > 1:
        return t._("Ett gemensamt löfte")
    return t._("Polisens löfte") if owner == ("polisen",) else t._("Kommunens löfte")


def _notes(t: Tongue, given: PledgeAccount, *, public: bool) -> list[str]:
    found = []
    if given.occasion in INTERNAL and not public:
        found.append(t._("Internt underlag till fredagsmötet, som inte publiceras."))
    if given.meeting is not None:
        found.append(t._("Beslut skrivna till och med den %(day)s.", day=t.day(given.drawn_up)))
    if local(given.rules_from).date() > given.as_of:
        found.append(
            t._(
                "Räknat den %(day)s med regler från den %(rules)s, som är senare än läget.",
                day=t.day(given.drawn_up),
                rules=t.day(local(given.rules_from).date()),
            )
        )
    if given.recorded_from and given.recorded_from > given.first:
        day = t.day(given.recorded_from, given.as_of)
        found.append(t._("Det finns uppgifter från den %(day)s. Om tiden före vet vi inget.", day=day))
    if given.incomplete:
        found.append(t._("Något i loggen gick inte att läsa. Siffrorna kan vara ofullständiga."))
    return found

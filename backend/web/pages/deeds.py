"""The trail of an organisation in words: what was done, to what, and by whom."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.desk.situations import made_as
from backend.domain.account import Account
from backend.domain.calendar import local
from backend.domain.erasure import RIGHTS
from backend.domain.member import Member, Role
from backend.domain.pledge import PledgePublished
from backend.domain.situation import KIND
from backend.domain.words import ORGANISATIONS
from backend.web.pages.afterwards import confirmed_word
from backend.web.pages.open_sheet import account_word
from backend.web.pages.reporting import Reader
from backend.web.pages.revising import revised_words
from backend.web.pages.speaking import organisation, right_word, stranger
from backend.web.pages.tongue import Tongue
from projections.trail import Deed

CHANGES = ("activity-corrected", "note-read")
ERASED = ("decision-erased", "evidence-erased", "note-erased")
GONE = (*ERASED, "activity-withdrawn", "member-left", "place-merged", "place-retired")


class DeedLine(Struct, frozen=True, kw_only=True):
    """One row of the trail."""

    iso: str
    day: str
    clock: str
    heading: str
    what: str
    by: str
    node: str
    href: str = ""
    more: tuple[tuple[str, str], ...] = ()


class Registrar:
    """Says deeds to one member, in one language."""

    def __init__(
        self,
        reader: Reader,
        member: Member,
        names: Mapping[str, str],
        published: Mapping[str, PledgePublished],
        accounts: Mapping[str, Account],
        today: date,
    ) -> None:
        self.r, self.t, self.member = reader, reader.t, member
        self.names, self.published, self.accounts, self.today = names, published, accounts, today

    def line(self, deed: Deed) -> DeedLine:
        """A deed in words. Times are the server's."""
        what, href = self._what(deed)
        at = local(deed.received_at)
        return DeedLine(
            iso=f"{at:%Y-%m-%dT%H:%M}",
            day=self.t.short_day(at.date(), self.today),
            clock=self.t.clock(at),
            heading=self._heading(deed),
            what=what,
            by=self._by(deed),
            node="is-gone" if deed.action in GONE else "" if deed.action == "note-read" else "is-done",
            href=href,
            more=self._more(deed),
        )

    def _heading(self, deed: Deed) -> str:
        if deed.action == "pledge-published":
            return self.t._("Ett löfte ändrades") if deed.revision else self.t._("Ett löfte lades in")
        if deed.action == "activity-recorded" and self._made(deed) == "confirmed":
            return confirmed_word(self.t, deed.subject or "", self.today)
        return action_word(self.t, deed.action)

    def _made(self, deed: Deed) -> str:
        if deed.kind != KIND or deed.activity is None or not deed.subject:
            return ""
        return made_as(self.member.partnership, deed.subject, deed.organisation or "", deed.activity)

    def _more(self, deed: Deed) -> tuple[tuple[str, str], ...]:
        """Why something was erased; what a pledge that was published anew says otherwise than before."""
        if deed.action in ERASED:
            right = (deed.subject or "").rpartition("/")[2]
            return ((self.t._("Skäl:"), right_word(self.t, right)),) if right in RIGHTS else ()
        return revised_words(self.t, deed.revision) if deed.revision else ()

    def _what(self, deed: Deed) -> tuple[str, str]:
        """(what it was done to, where that is shown)."""
        if deed.activity is not None:
            return self._activity(deed), f"/granskning/{deed.activity}"
        subject = deed.subject or ""
        match deed.action:
            case "pledge-published" | "pledge-acknowledged":
                held = self.published.get(subject)
                page = "uppfoljning" if deed.action == "pledge-published" and not deed.revision else "regler"
                return (held.pledge.title, f"/{page}/{subject}") if held else (subject, "")
            case "steps-set" | "step-reported" | "judgement-stated" | "gap-explained" | "evidence-erased":
                return self._promise(*subject.split("/")[:2])
            case "account-frozen" | "account-approved" | "account-published" | "checklist-answered":
                return self._account(subject, deed.action)
            case "gap-settled":
                device, _, numbers = subject.partition("/")
                phone = self.t._("Telefon %(name)s, brev %(numbers)s", name=device[-4:], numbers=numbers)
                return phone, "/luckor" if Role.LEAD in self.member.roles else ""
            case "situation-frozen":
                return self.t.period(subject, self.today), f"/lagesbild/{subject}"
            case "decision-made" | "decision-followed" | "decision-erased":
                return self._decision(*subject.split("/")[:2])
            case "member-joined" | "member-left":
                return self._named(subject), ""
            case "catalogue-published":
                held = self.published.get(subject)
                return held.pledge.title if held else self.t._("Grundkatalogen"), ""
            case "zone-named":
                code, _, change = subject.partition("/")
                return change or self.r.zone(code), "/platser#omraden"
            case action if action.startswith("place-"):
                return self._place(action, subject)
        return (self.t._("En insats som inte finns kvar") if deed.action == "note-erased" else subject), ""

    def _activity(self, deed: Deed) -> str:
        where = self.t.listed([self.r.place(p) for p in deed.places])
        kind = self.r.kind(deed.kind) if deed.kind else self.t._("Insats")
        if deed.kind == KIND and deed.subject and deed.action not in ERASED:
            return self.t._("%(kind)s, %(week)s", kind=kind, week=self.t.period(deed.subject, self.today))
        return self.t._("%(kind)s, %(place)s", kind=kind, place=where) if where else kind

    def _account(self, subject: str, action: str) -> tuple[str, str]:
        pledge, _, which = subject.partition("/")
        held, account = self.published.get(pledge), self.accounts.get(which)
        words = held.pledge.title if held else pledge
        if account:
            words = self.t._("%(pledge)s: %(what)s", pledge=words, what=account_word(self.t, account))
        return words, "/rapporter" if action == "checklist-answered" else f"/rapporter/{subject}"

    def _place(self, action: str, subject: str) -> tuple[str, str]:
        code, _, more = subject.partition("/")
        name, words = self.r.place(code), ""
        match action:
            case "place-renamed":
                words = more
            case "place-merged":
                words = self.t._("%(place)s är nu %(other)s", place=name, other=self.r.place(more))
            case "place-zoned":
                words = self.t._("%(place)s, %(zone)s", place=name, zone=self.r.zone(more)) if more else name
        return words or name, f"/platser#plats-{code}"

    def _decision(self, week: str, decision: str) -> tuple[str, str]:
        if not week:
            return self.t._("Ett beslut som inte finns kvar"), ""
        return self.t.period(week, self.today), f"/lagesbild/{week}#b-{decision}"

    def _promise(self, pledge: str, code: str) -> tuple[str, str]:
        subject = f"{pledge}/{code}"
        held = self.published.get(pledge)
        promise = next((c for c in held.pledge.commitments if c.code == code), None) if held else None
        if held is None or promise is None:
            return subject, ""
        words = self.t._("%(promise)s, %(pledge)s", promise=promise.title, pledge=held.pledge.title)
        return words, f"/uppfoljning/{subject}"

    def _named(self, subject: str) -> str:
        try:
            return self.r.member(UUID(subject))
        except ValueError:
            return subject

    def _by(self, deed: Deed) -> str:
        if deed.member is None:
            return self.t._("Fältlogg, av sig självt")
        name = self.names.get(str(deed.member))
        if name is None:
            other = next((o for o in ORGANISATIONS if o != self.member.organisation), "")
            return stranger(self.t, deed.organisation or other)
        return f"{name}, {organisation(self.t, deed.organisation or self.member.organisation)}"


def action_word(t: Tongue, action: str) -> str:
    """What an action in the log is called."""
    return {
        "activity-recorded": t._("Registrerad"),
        "activity-corrected": t._("Rättad"),
        "activity-withdrawn": t._("Återtagen"),
        "note-read": t._("Anteckningen lästes"),
        "note-erased": t._("Text i en insats gallrades"),
        "pledge-published": t._("Ett löfte lades in eller ändrades"),
        "pledge-acknowledged": t._("Ändrade regler har setts"),
        "catalogue-published": t._("Katalogen ändrades"),
        "place-added": t._("En plats lades till"),
        "place-renamed": t._("En plats bytte namn"),
        "place-moved": t._("En plats fick ett annat läge på kartan"),
        "place-zoned": t._("En plats bytte område"),
        "place-merged": t._("Två platser slogs ihop"),
        "place-retired": t._("En plats togs ur bruk"),
        "place-restored": t._("En plats togs i bruk igen"),
        "zone-named": t._("Ett område fick namn"),
        "steps-set": t._("Stegen sattes"),
        "step-reported": t._("Ett steg redovisades"),
        "judgement-stated": t._("En period redovisades"),
        "gap-explained": t._("En lucka förklarades"),
        "situation-frozen": t._("Lägesbilden frystes"),
        "decision-made": t._("Fredagsmötet beslutade"),
        "decision-followed": t._("Ett beslut följdes upp"),
        "decision-erased": t._("Text i ett beslut gallrades"),
        "evidence-erased": t._("Ett underlag gallrades"),
        "visits-merged": t._("Två insatser är samma besök"),
        "visits-parted": t._("Två insatser är inte samma besök"),
        "gap-settled": t._("Brev som aldrig kom, svarat"),
        "member-joined": t._("En medlem fick roller"),
        "member-left": t._("Ett medlemskap avslutades"),
        "account-frozen": t._("En redovisning frystes"),
        "account-approved": t._("En redovisning godkändes"),
        "account-published": t._("En redovisning publicerades"),
        "checklist-answered": t._("En fråga till årets redovisning besvarades"),
    }.get(action, action)

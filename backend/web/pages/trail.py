"""`/granskning`: the trail of one's own organisation, and one activity's whole story."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.enums import RequestEncodingType
from litestar.params import Body, FromPath
from litestar.response import Template
from msgspec import Struct

from backend.desk.situations import made_as
from backend.domain.account import Account
from backend.domain.activity import Activity, ActivityRecorded
from backend.domain.calendar import local, may_be, week_code
from backend.domain.catalogue import Catalogue
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.refusal import Refused
from backend.domain.situation import KIND
from backend.domain.words import Sealed
from backend.house import House
from backend.log import Recorded
from backend.web.errors import Denied
from backend.web.guards import may
from backend.web.pages.afterwards import confirmed_word, frozen_through
from backend.web.pages.asking import OVERSEES, names_for, question
from backend.web.pages.deeds import Registrar, action_word
from backend.web.pages.environment import tongue_of
from backend.web.pages.erasing import ERASERS
from backend.web.pages.pledge import FORMS
from backend.web.pages.reporting import Reader
from backend.web.pages.seen import address
from backend.web.pages.sheet import Choice, Fact, Field, Link, Pages
from backend.web.pages.story import Story, Teller
from backend.web.pages.telling import confirmed, fault_of
from backend.web.pages.tongue import Tongue
from backend.web.pledges import READERS
from backend.web.trail import check_readable, colleagues
from projections import pledges, trail, visits
from projections.store import Reading
from projections.trail import Asked, Deed
from projections.why import counts_towards

PAGE = 50
EXPORTS = frozenset({Role.LEAD, Role.AUDITOR})
"""Who may take their organisation's activities away as a file."""


class NoteReading(Struct, frozen=True, kw_only=True):
    """The form that asks for a note: what was typed, what is wrong with it, and the words once they are opened."""

    reason: str = ""
    fault: str = ""
    findings: str = ""
    note: str | None = None


class TrailController(Controller):
    """Who recorded, changed and read what."""

    path = "/granskning"
    include_in_schema = False

    @get("/", sync_to_thread=True, who=READERS)
    def all(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """What one's own organisation did, the latest first; in the field, what one did oneself."""
        t, query = tongue_of(request), request.query_params
        oversees = bool(OVERSEES & member.roles)
        own = house.accounts.members(member.partnership, member.organisation)
        with house.reading() as reading:
            acted = partial(trail.acted, reading, member.partnership, member.organisation)
            known = {person.id for person, _ in own}
            sifting = Sifting(t, dict(query), oversees=oversees, member=member, known=lambda m: m in known or acted(m))
            catalogue = pledges.catalogue(reading, member.partnership)
            found = trail.trail(
                reading,
                member.partnership,
                member.organisation,
                sifting.asked,
                before=sifting.before,
                limit=PAGE + 1,
            )
            published = {p.pledge.code: p for p in pledges.pledges(reading, member.partnership)}
        shown = found[:PAGE]
        reader = Reader(t, catalogue, {person.id: person.name for person, _ in own})
        registrar = Registrar(
            reader,
            member,
            colleagues(house, member, shown),
            published,
            _accounts(house, member, shown),
            local(house.now()).date(),
        )
        older = sifting.href(before=shown[-1].position) if len(found) > PAGE else ""
        whose = t._("Allt som er organisation har gjort, senast först.")
        return Template(
            "trail.html",
            context={
                "under": whose if oversees else t._("Allt som du har gjort, senast först."),
                "filter": sifting.fields(catalogue, [(p.id, p.name) for p, _ in own]),
                "sifted": sifting.sifted,
                "entries": [registrar.line(deed) for deed in shown],
                "notices": [t._("Tiderna är serverns.")] if shown else [],
                "leads": Role.LEAD in member.roles,
                "downloads": sifting.downloads() if EXPORTS & member.roles else (),
                "pages": Pages(newer=sifting.href(before=None) if sifting.before else "", older=older),
            },
        )

    @get("/{activity:uuid}", sync_to_thread=True, who=READERS)
    def one(
        self,
        activity: FromPath[UUID],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """One activity's whole stream."""
        t, query = tongue_of(request), request.query_params
        done = t._("Texten är gallrad.") if query.get("klar") == "gallrat" else ""
        return story_page(t, house, member, activity, query.get("visa", ""), done=done)

    @post("/{activity:uuid}/anteckning", status_code=200, sync_to_thread=True, who=may(Role.LEAD))
    def note(
        self,
        activity: FromPath[UUID],
        data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)],
        request: Request[Any, Any, Any],
        house: NamedDependency[House],
        member: NamedDependency[Member],
    ) -> Template:
        """Open the note for a lead who says why. That it was read is in the log before the words are shown."""
        t, reason = tongue_of(request), data.get("reason", "")
        check_readable(house, activity, member)
        try:
            words = house.note_desk.read(activity, reason, by=member, confirmed=confirmed(data))
        except Refused as no:
            if no.code == "unknown-activity":
                raise
            fault = t._("Skriv varför du behöver läsa.") if no.code == "missing" else fault_of(t, no)
            asking = NoteReading(reason=reason, fault=fault, findings=" ".join(no.findings))
            return story_page(t, house, member, activity, "", asking)
        house.follower.wake()
        shown = words if words is not None else t._("Anteckningen går inte att läsa längre.")
        return story_page(t, house, member, activity, "", NoteReading(note=shown))


class Sifting:
    """What a trail is narrowed to, read from the address."""

    def __init__(
        self, t: Tongue, query: dict[str, str], *, oversees: bool, member: Member, known: Callable[[UUID], bool]
    ) -> None:
        """`known` tells whether a member belongs to the organisation, or ever did anything for it."""
        self.t, self.query, self.oversees = t, query, oversees
        self.faults: dict[str, str] = {}
        who = self._uuid("by") if oversees else member.id
        if who is not None and oversees and not known(who):
            who = None
        if query.get("by") and oversees and who is None:
            self.faults["by"] = t._("Medlemmen som adressen frågar efter finns inte. Här visas alla.")
        if query.get("action") and query.get("action") not in trail.ACTIONS:
            self.faults["action"] = t._("Det som adressen frågar efter finns inte. Här visas allt.")
        self.asked = Asked(
            first=self._day("first"),
            last=self._day("last"),
            member=who,
            kind=query.get("kind") or None,
            place=query.get("place") or None,
            action=query.get("action") if query.get("action") in trail.ACTIONS else None,
        )
        before = query.get("before", "")
        self.before = int(before) if before.isdecimal() and len(before) < 19 else None
        self.sifted = any(query.get(name) for name in ("first", "last", "by", "kind", "place", "action"))

    def _day(self, name: str) -> date | None:
        typed = self.query.get(name, "").strip()
        if not typed:
            return None
        try:
            day = date.fromisoformat(typed)
        except ValueError:
            day = date.min
        if may_be(day):
            return day
        self.faults[name] = self.t._("Skriv dagen som 2026-06-30.")
        return None

    def _uuid(self, name: str) -> UUID | None:
        try:
            return UUID(self.query.get(name, ""))
        except ValueError:
            return None

    def href(self, before: int | None) -> str:
        """The same narrowing, from before a position on."""
        kept = {n: self.query[n] for n in ("first", "last", "by", "kind", "place", "action") if self.query.get(n)}
        return address("/granskning", **kept, before=before)

    def downloads(self) -> tuple[Link, ...]:
        """The organisation's activities as files, of the days asked for."""
        days = {n: self.query[n] for n in ("first", "last") if self.query.get(n) and n not in self.faults}
        return tuple(Link(href=address(f"/api/export/activities.{form}", **days), word=form.upper()) for form in FORMS)

    def fields(self, catalogue: Catalogue, members: list[tuple[UUID, str]]) -> tuple[Field, ...]:
        """The form that narrows."""
        t = self.t
        kinds = [(k.code, t.label(k.label)) for k in catalogue.kinds.values()]
        places = [(p.code, p.name) for p in catalogue.places.values()]
        found = [
            self._typed("first", t._("Från och med")),
            self._typed("last", t._("Till och med")),
            self._picked("by", t._("Medlem"), t._("Alla"), [(str(i), name) for i, name in members]),
            self._picked("kind", t._("Insatstyp"), t._("Alla"), sorted(kinds, key=lambda k: k[1].casefold())),
            self._picked("place", t._("Plats"), t._("Alla"), sorted(places, key=lambda p: p[1].casefold())),
            self._picked(
                "action", t._("Vad som gjordes"), t._("Allt"), [(a, action_word(t, a)) for a in trail.ACTIONS]
            ),
        ]
        return tuple(f for f in found if self.oversees or f.name != "by")

    def _typed(self, name: str, label: str) -> Field:
        return Field(name=name, label=label, value=self.query.get(name, "")[:20], fault=self.faults.get(name, ""))

    def _picked(self, name: str, label: str, every: str, options: list[tuple[str, str]]) -> Field:
        choices = (Choice(value="", word=every), *(Choice(value=code, word=word) for code, word in options))
        value = self.query.get(name, "")
        return Field(name=name, label=label, value=value, choices=choices, fault=self.faults.get(name, ""))


def _accounts(house: House, member: Member, deeds: Sequence[Deed]) -> dict[str, Account]:
    """The accounts of the pledges that deeds are about, by their ids."""
    about = {(deed.subject or "").partition("/")[0] for deed in deeds if deed.action.startswith("account-")}
    given = (house.account_desk.of(member.partnership, pledge).accounts for pledge in about)
    return {str(account.frozen.account): account for every in given for account in every}


def story_page(
    t: Tongue,
    house: House,
    member: Member,
    activity: UUID,
    show: str,
    reading_note: NoteReading | None = None,
    *,
    done: str = "",
) -> Template:
    """The page of one activity; `done` is what was just done with it.

    Refused (`unknown-activity`) where whoever looks may not see it.
    """
    check_readable(house, activity, member)
    notes = stream(member.partnership, "notes", str(activity))
    with house.reading() as reading:
        pairs = visits.answered_with(reading, member.partnership, activity)
    asked = [stream(member.partnership, "visit", *map(str, pair)) for pair in pairs]
    read = house.log.read([activity, notes, *asked])
    streams, of_note = read.get(activity, []), read.get(notes, [])
    answered = [r for place in asked for r in read.get(place, [])]
    ours = [r for r in answered if getattr(r.event, "organisation", None) == member.organisation]
    names = names_for(t, house, member, _actors(streams, of_note, ours), _crew(streams))

    def opens(sealed: Sealed, at: Recorded, field: str) -> str | None:
        return house.vault.open(
            sealed, partnership=member.partnership, stream=at.stream, version=at.version, topic=at.topic, field=field
        )

    with house.reading() as reading:
        reader = Reader(t, pledges.catalogue(reading, member.partnership), names)
        teller = Teller(reader, opens, house.now(), arrived=_picture_made(t, house, streams))
        entries = teller.entries(streams, of_note, answered)
        past = teller.past
        if past is None:
            raise Denied("not-found")
        counts = _counts(house, reading, member, activity, past)
    day, today = local(past.report.occurred_at).date(), local(house.now()).date()
    begins = t._("från %(day)s", day=t.day(day, today)) if day > today else ""
    reads = [e for e in entries if e.reads]
    shown = reads if show == "lasningar" else [e for e in entries if not e.reads] if show == "andringar" else entries
    href = f"/granskning/{activity}"
    has_note = teller.note_opens
    story = Story(
        title=reader.title(past.report, by_day=past.by_day),
        href=href,
        now=tuple(_now(t, reader, past, teller.note_words, counts, begins)),
        record=(
            t._("insats %(id)s", id=str(activity)[:13]),
            t._("version %(version)s, loggrad %(row)s", version=past.version, row=t.number(streams[-1].position)),
        ),
        entries=tuple(shown),
        tabs=(
            Link(href=href, word=t._("Allt %(n)s", n=len(entries)), here=show not in ("lasningar", "andringar")),
            Link(
                href=address(href, visa="andringar"),
                word=t._("Ändringar %(n)s", n=len(entries) - len(reads)),
                here=show == "andringar",
            ),
            Link(
                href=address(href, visa="lasningar"),
                word=t._("Läsningar %(n)s", n=len(reads)),
                here=show == "lasningar",
            ),
        ),
        counts=tuple(counts[:1]),
        may_read=has_note and Role.LEAD in member.roles,
        erase=f"/gallra/insats/{activity}" if ERASERS & member.roles and teller.erasable else "",
    )
    shown_note = reading_note or NoteReading()
    status = 422 if shown_note.fault else 200
    context = {"story": story, "reading": shown_note, "done": done}
    return Template("activity.html", context=context, status_code=status)


def _picture_made(t: Tongue, house: House, streams: Sequence[Recorded]) -> str:
    """How the picture of a week was made, or confirmed; empty of every other activity."""
    first = streams[0].event if streams else None
    if not isinstance(first, ActivityRecorded) or first.report.kind != KIND:
        return ""
    code, today = week_code(local(first.report.occurred_at).date()), local(house.now()).date()
    match made_as(first.partnership, code, first.organisation, streams[0].stream):
        case "confirmed":
            return confirmed_word(t, code, today)
        case "frozen":
            return frozen_through(t, code, house.situation_desk.through(first.partnership, code), today)
    return ""


def _actors(*streams: list[Recorded]) -> set[UUID]:
    """Those who did something to the activity: always for its own organisation."""
    acted = {by for recorded in streams for r in recorded if (by := getattr(r.event, "by", None)) is not None}
    handed = [getattr(r.event, "handed", None) for recorded in streams for r in recorded]
    return acted | {h.rescued_by for h in handed if h is not None and h.rescued_by is not None}


def _crew(recorded: list[Recorded]) -> set[UUID]:
    """Those who are named as having taken part."""
    reports = [getattr(r.event, "report", None) for r in recorded]
    return {i for report in reports if report is not None for i in report.crew}


def _counts(house: House, reading: Reading, member: Member, activity: UUID, past: Activity) -> list[Link]:
    """The promises that it counts towards, in the pledges whose time it lies in."""
    if past.withdrawn:
        return []
    day, today = local(past.report.occurred_at).date(), local(house.now()).date()
    found = []
    for published in pledges.pledges(reading, member.partnership):
        pledge = published.pledge
        if pledge.time.holds(day):
            asked = question(house, reading, member, pledge.code, max(today, day), "now")
            for promise, counts in counts_towards(asked, activity, past.report.kind):
                if counts:
                    href = f"/uppfoljning/{pledge.code}/{promise.code}"
                    found.append(Link(href=href, word=f"{promise.title}, {pledge.title}"))
    return found


def _now(t: Tongue, reader: Reader, past: Activity, note: str, counts: list[Link], begins: str) -> list[Fact]:
    """The activity as it stands. `begins`: from when it counts, where that day is to come."""
    if past.withdrawn:
        return [Fact(term=t._("Läge"), value=t._("Återtagen, räknas inte"))]
    facts = [Fact(term=term, value=value) for term, value in reader.facts(past.report, by_day=past.by_day).items()]
    if note:
        facts.append(Fact(term=t._("Anteckning"), value=note))
    if not counts:
        facts.append(Fact(term=t._("Räknas mot"), value=t._("inget löfte")))
    facts += [
        Fact(
            term=t._("Räknas mot") if i == 0 else "",
            value=f"{link.word}, {begins}" if begins else link.word,
            href=link.href,
        )
        for i, link in enumerate(counts)
    ]
    return facts

"""Decisions of the Friday meeting in words, and the forms that record them and tell what became of them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import get_args
from uuid import UUID, uuid4

from msgspec import Struct

from backend.desk.decisions import FUNCTION_LENGTH, TEXT_LENGTH, WHAT_LENGTH, Deciding
from backend.domain.calendar import local
from backend.domain.catalogue import Catalogue
from backend.domain.citizen import Finding
from backend.domain.decision import CLOSED, OUTCOMES, Outcome
from backend.domain.refusal import Refused
from backend.domain.words import ORGANISATIONS
from backend.web.pages.needing import address, formerly, formerly_words
from backend.web.pages.reporting import Reader
from backend.web.pages.sheet import Ask, Choice, Field
from backend.web.pages.speaking import Organisation, first_up, organisation
from backend.web.pages.telling import Typed, Unfit, fault_of
from backend.web.pages.tongue import Tongue
from projections.decisions import Decided
from projections.meeting import DecisionTold
from projections.need import Stay

BOTH = "+".join(ORGANISATIONS)
PLACE, ZONE = "plats:", "zon:"
"""How a place and a zone are told apart in one list."""


class ToldLine(Struct, frozen=True, kw_only=True):
    """What somebody told of a decision."""

    day: str
    iso: str
    word: str
    by: str
    text: str


class DecisionLine(Struct, frozen=True, kw_only=True):
    """A decision: what, where, who and until when; its state; what was told; what the log says since; the form, and
    where its words are erased.
    """

    id: str
    what: str
    where: str
    href: str
    who: str
    until: str
    week: str
    week_href: str
    status: str
    word: str
    since: str
    told: tuple[ToldLine, ...]
    ask: Ask | None = None
    erase: str = ""


def outcome_word(t: Tongue, outcome: str) -> str:
    """What became of a decision, in a word."""
    return {
        "open": t._("Inte klart"),
        "partly": t._("Delvis klart"),
        "done": t._("Klart"),
        "dropped": t._("Blev inte av"),
    }[outcome]


_STATUS = {"open": "ongoing", "partly": "on-track", "done": "met", "dropped": "missed"}
"""Which of the pages' states an outcome looks like."""


def decision_line(
    r: Reader,
    decided: Decided,
    stays: Collection[Stay],
    today: date,
    *,
    may: bool,
    typed: Typed | None = None,
    own: str = "",
) -> DecisionLine:
    """One decision as seen on a day; `stays` are the visits since it was made, everywhere.

    `own` is the organisation whose words whoever looks may erase.
    """
    t, event = r.t, decided.event
    late = event.until is not None and event.until < today and decided.outcome not in CLOSED
    return DecisionLine(
        id=f"b-{event.decision}",
        what=decided.what or t._("Texten är gallrad."),
        where=_place(r, event.place) if event.place else r.zone(event.zone) if event.zone else "",
        href=address(r.catalogue.stands_for(event.place)) if event.place else "",
        who=_who(r, decided),
        until=_until(t, event.until, today, late=late),
        week=t.period(event.week, today),
        week_href=f"/lagesbild/{event.week}",
        status="behind" if late else _STATUS[decided.outcome],
        word=t._("Försenat") if late and decided.outcome == "open" else outcome_word(t, decided.outcome),
        since=_since(r, decided, stays),
        told=tuple(
            ToldLine(
                day=t.short_day(local(told.at).date(), today),
                iso=f"{local(told.at):%Y-%m-%d}",
                word=outcome_word(t, told.outcome),
                by=Organisation(t, told.organisation),
                text=told.text or t._("Texten är gallrad."),
            )
            for told in decided.told
        ),
        ask=_follow_ask(t, decided, typed) if may else None,
        erase=f"/gallra/beslut/{event.decision}" if _wrote(decided, own) else "",
    )


def told_line(t: Tongue, told: DecisionTold, as_of: date) -> DecisionLine:
    """One decision as it was frozen in an account of a day that had ended."""
    late = told.until is not None and told.until <= as_of and told.outcome not in CLOSED
    owners = t.listed([organisation(t, o) for o in told.owner])
    who = ", ".join(part for part in (owners if told.where else first_up(owners), told.function or "") if part)
    gone = t._("Texten är gallrad.")
    last = (
        ToldLine(
            day=t.short_day(told.told_on, as_of),
            iso=told.told_on.isoformat(),
            word=outcome_word(t, told.outcome),
            by=Organisation(t, told.told_by or ""),
            text=told.told or gone,
        )
        if told.told_on
        else None
    )
    return DecisionLine(
        id=f"b-{told.decision}",
        what=told.what or gone,
        where=told.where or "",
        href="",
        who=who,
        until=_until(t, told.until, as_of, late=late),
        week=t.period(told.week, as_of),
        week_href=f"/lagesbild/{told.week}",
        status="behind" if late else _STATUS[told.outcome],
        word=t._("Försenat") if late and told.outcome == "open" else outcome_word(t, told.outcome),
        since="",
        told=(last,) if last else (),
    )


def _place(r: Reader, code: str) -> str:
    """The place it is now, and what it was called where it was merged since: its visits are told beside it."""
    named = r.place(r.catalogue.stands_for(code))
    was = formerly_words(r.t, formerly(r.catalogue, [code]).get(r.catalogue.stands_for(code), ()))
    return f"{named} ({was})" if was else named


def _until(t: Tongue, until: date | None, today: date, *, late: bool) -> str:
    """`till 12 juni`, `skulle vara klart 12 juni`, `tills vidare`."""
    if until is None:
        return t._("tills vidare")
    day = t.day(until, today)
    return t._("skulle vara klart %(day)s", day=day) if late else t._("till %(day)s", day=day)


def _wrote(decided: Decided, own: str) -> bool:
    """Whether an organisation wrote any of the words that are still there."""
    told = any(t.organisation == own and t.text is not None for t in decided.told)
    return told or (decided.event.organisation == own and (decided.what or decided.function) is not None)


def _who(r: Reader, decided: Decided) -> str:
    """`Polisen och kommunen, områdespolisen, Anna Lind`; in small letters after a place."""
    t, event = r.t, decided.event
    owners = t.listed([organisation(t, o) for o in event.owner])
    located = event.place or event.zone
    named = [owners if located else first_up(owners), decided.function or ""]
    if event.member:
        named.append(r.member(event.member))
    return ", ".join(part for part in named if part)


def _since(r: Reader, decided: Decided, stays: Collection[Stay]) -> str:
    """What the log knows of the place since the decision, until it was closed."""
    t, event = r.t, decided.event
    if event.place:
        places = {r.catalogue.stands_for(event.place)}
    elif event.zone:
        places = {code for code, place in r.catalogue.places.items() if place.zone == event.zone}
    else:
        return ""
    made = local(event.received_at).date()
    closed = local(decided.told[-1].at).date() if decided.outcome in CLOSED else None
    there = [s for s in stays if s.place in places and s.day >= made and (closed is None or s.day <= closed)]
    if not there:
        return t._("Inget besök där sedan beslutet.") if closed is None else t._("Inget besök där till dess.")
    visits = t.ngettext("%(n)s besök", "%(n)s besök", len(there))
    minutes = t.ngettext("%(n)s minut", "%(n)s minuter", sum(stay.minutes or 0 for stay in there))
    if closed is not None:
        return t._("Från beslutet till dess: %(visits)s där, %(minutes)s.", visits=visits, minutes=minutes)
    return t._("Sedan beslutet: %(visits)s där, %(minutes)s.", visits=visits, minutes=minutes)


# The forms.


def _value(typed: Typed | None, name: str, usual: str = "") -> str:
    return typed.values.get(name, usual) if typed else usual


def _fault(typed: Typed | None, name: str) -> str:
    return typed.faults.get(name, "") if typed else ""


def _follow_ask(t: Tongue, decided: Decided, typed: Typed | None) -> Ask:
    id_ = str(decided.event.decision)
    mine = typed if typed and typed.do == "follow" and typed.values.get("decision") == id_ else None
    fields = (
        Field(
            name="outcome",
            label=t._("Hur det gick"),
            value=_value(mine, "outcome"),
            fault=_fault(mine, "outcome"),
            radio=True,
            choices=tuple(Choice(value=o, word=outcome_word(t, o)) for o in OUTCOMES),
        ),
        Field(
            name="text",
            label=t._("Vad som blev av"),
            hint=_nobody(t),
            value=_value(mine, "text"),
            fault=_fault(mine, "text"),
            lines=2,
            longest=TEXT_LENGTH,
        ),
    )
    return Ask(
        id=f"f-{id_}",
        do="follow",
        summary=t._("Säg vad som blev av"),
        button=t._("Spara"),
        fields=fields,
        fault=_fault(mine, ""),
        open=mine is not None,
        findings=" ".join(mine.findings) if mine else "",
    )


def make_ask(
    t: Tongue, catalogue: Catalogue, colleagues: Sequence[tuple[UUID, str]], typed: Typed | None
) -> tuple[Ask, str]:
    """The form that records a decision, and the id it will have: the same form twice is one decision."""
    mine = typed if typed and typed.do == "decide" else None
    offered = sorted(catalogue.offered["place"], key=lambda code: catalogue.places[code].name)
    places = [Choice(value=f"{PLACE}{code}", word=catalogue.places[code].name) for code in offered]
    zones = [
        Choice(value=f"{ZONE}{code}", word=t._("Hela %(zone)s", zone=catalogue.zones[code].name))
        for code in sorted(catalogue.offered["zone"])
    ]
    nobody = Choice(value="", word=t._("Ingen särskild"))
    owners = [*((o, Organisation(t, o)) for o in ORGANISATIONS), (BOTH, t._("Båda"))]

    def field(name: str, label: str, usual: str = "", **also: object) -> Field:
        return Field(
            name=name,
            label=label,
            value=_value(mine, name, usual),
            fault=_fault(mine, name),
            **also,  # type: ignore[arg-type]
        )

    fields = (
        field("what", t._("Vad som ska göras"), lines=3, longest=WHAT_LENGTH, hint=_nobody(t)),
        field("where", t._("Var"), choices=(nobody, *places, *zones)),
        field("owner", t._("Vem som ansvarar"), radio=True, choices=tuple(Choice(value=v, word=w) for v, w in owners)),
        field("function", t._("Funktion"), hint=t._("Till exempel områdespolisen. Ingen enskild person."), size=30),
        field(
            "member",
            t._("Kollega"),
            hint=t._("Syns med namn bara i er egen organisation."),
            choices=(nobody, *(Choice(value=str(id_), word=name) for id_, name in colleagues)),
        ),
        field("until", t._("Klart senast"), hint=t._("Som 2026-06-12. Tomt: tills vidare."), size=10),
    )
    decision = _value(mine, "decision") or str(uuid4())
    ask = Ask(
        id="beslut-nytt",
        do="decide",
        summary=t._("Skriv ett beslut"),
        button=t._("Spara beslutet"),
        fields=fields,
        fault=_fault(mine, ""),
        open=mine is not None,
        findings=" ".join(mine.findings) if mine else "",
    )
    return ask, decision


def _nobody(t: Tongue) -> str:
    return t._("Skriv inget som pekar ut en person.")


def other_text(t: Tongue) -> str:
    """Why a form is not saved whose decision stands already with other words."""
    return t._(
        "Det här är inte sparat: formuläret hade redan sparats som ett beslut, med annat innehåll. "
        "Spara igen om det ska bli ett beslut till."
    )


def read_decision(t: Tongue, week: str, values: Mapping[str, str]) -> Deciding:
    """What the form says; raises Unfit naming the field."""
    if not values.get("what", "").strip():
        raise Unfit({"what": t._("Skriv något här.")})
    if values.get("owner") not in (*ORGANISATIONS, BOTH):
        raise Unfit({"owner": t._("Välj ett av alternativen.")})
    where, until = values.get("where", ""), values.get("until", "").strip()
    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        raise Unfit({"until": t._("Skriv dagen som 2026-06-30.")}) from None
    try:
        decision = UUID(values.get("decision", ""))
        member = UUID(values["member"]) if values.get("member") else None
    except ValueError:
        raise Unfit({"": t._("Formuläret känns inte igen. Ladda om sidan.")}) from None
    if len(values.get("function", "")) > FUNCTION_LENGTH:
        raise Unfit({"function": t._("Skriv högst %(n)s tecken.", n=FUNCTION_LENGTH)})
    return Deciding(
        decision=decision,
        week=week,
        what=values["what"],
        owner=tuple(values["owner"].split("+")),
        place=where.removeprefix(PLACE) if where.startswith(PLACE) else None,
        zone=where.removeprefix(ZONE) if where.startswith(ZONE) else None,
        function=values.get("function", "").strip() or None,
        member=member,
        until=day,
        confirmed=let_stand(values),
    )


def read_following(t: Tongue, values: Mapping[str, str]) -> tuple[UUID, Outcome, str]:
    """(decision, outcome, sentence); raises Unfit naming the field."""
    outcome = next((o for o in OUTCOMES if o == values.get("outcome")), None)
    if outcome is None:
        raise Unfit({"outcome": t._("Välj ett av alternativen.")})
    if not values.get("text", "").strip():
        raise Unfit({"text": t._("Skriv något här.")})
    try:
        return UUID(values.get("decision", "")), outcome, values["text"]
    except ValueError:
        raise Unfit({"": t._("Formuläret känns inte igen. Ladda om sidan.")}) from None


def let_stand(values: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings that whoever filled in the form lets stand."""
    return tuple(finding for finding in get_args(Finding) if finding in values.get("confirmed", "").split())


def faults_of(t: Tongue, refused: Refused) -> dict[str, str]:
    """A refusal as words beside its field."""
    if refused.code == "out-of-range" and refused.field == "until":
        return {"until": t._("Dagen ligger före veckan, eller mer än två år fram.")}
    field = {"place": "where", "zone": "where"}.get(refused.field or "", refused.field or "")
    known = field in ("what", "where", "owner", "function", "member", "until", "text")
    return {field if known else "": fault_of(t, refused)}

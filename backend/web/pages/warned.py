"""What alarms a member, and what stands in their calendar, in the partnership they act in."""

from collections.abc import Sequence
from datetime import date, timedelta

from backend.domain.calendar import Period, end_of, local, week
from backend.domain.decision import DecisionMade
from backend.domain.member import Member, Role
from backend.domain.words import ORGANISATIONS
from backend.house import House
from backend.web.pages import confirming
from backend.web.pages.alarming import NAMED, AlarmLine
from backend.web.pages.asking import question
from backend.web.pages.revising import alarm_lines
from backend.web.pages.tongue import NB, Tongue
from projections import gaps, need, pledges
from projections.alarms import AFTERWARDS, Alarm, Due, alarms, due, order
from projections.decisions import decisions
from projections.fulfilment import Known
from projections.revised import news
from projections.store import Reading

LISTED = frozenset({Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR})
"""Who meets the alarms already among the pledges."""


def alarms_of(house: House, reading: Reading, member: Member, day: date, known: Known = "then") -> tuple[Alarm, ...]:
    """The alarms of every pledge of the member's partnership, in order."""
    found = [
        alarm
        for published in pledges.pledges(reading, member.partnership)
        for alarm in alarms(question(house, reading, member, published.pledge.code, day, known))
    ]
    return tuple(sorted(found, key=order))


def due_of(house: House, reading: Reading, member: Member, day: date) -> tuple[Due, ...]:
    """What is written down for a day in every pledge of the member's partnership."""
    return tuple(
        one
        for published in pledges.pledges(reading, member.partnership)
        for one in due(question(house, reading, member, published.pledge.code, day, "then"))
    )


def decisions_late(t: Tongue, reading: Reading, member: Member, day: date) -> tuple[AlarmLine, ...]:
    """The Friday meetings that decided something which should have been done by a day, and is not, the latest first.

    A line a meeting: what was decided is told on its own page alone.
    """
    weeks: dict[str, list[DecisionMade]] = {}
    for decided in decisions(reading, member.partnership):
        event, end = decided.event, end_of(day)
        if event.received_at < end and event.until and event.until < day and not decided.closed_before(end):
            weeks.setdefault(event.week, []).append(event)
    return tuple(_meeting(t, week, found, day) for week, found in sorted(weeks.items(), reverse=True))


def _meeting(t: Tongue, week: str, found: Sequence[DecisionMade], day: date) -> AlarmLine:
    until = min(event.until for event in found if event.until)
    return AlarmLine(
        keys=tuple(f"decision/{event.decision}" for event in found),
        word=t._("Fredagsmötet %(week)s", week=t.period(week, day)),
        href=f"/lagesbild/{week}",
        why=t.ngettext("%(n)s beslut skulle ha varit klart.", "%(n)s beslut skulle ha varit klara.", len(found)),
        late=True,
        named=False,
        owners=tuple(owner for owner in ORGANISATIONS if any(owner in event.owner for event in found)),
        day=t.short_day(until, day).replace(NB, " "),
        iso=until.isoformat(),
        when=t._("Senast %(day)s.", day=t.day(until, day)),
    )


def rules_changed(t: Tongue, reading: Reading, member: Member, day: date) -> tuple[AlarmLine, ...]:
    """The pledges whose rules the other organisation changed, and that the member's own has not said to have seen."""
    return alarm_lines(t, news(reading, member.partnership, member.organisation, day), day)


def weeks_unconfirmed(t: Tongue, reading: Reading, member: Member, day: date) -> tuple[AlarmLine, ...]:
    """The promises that frozen weeks do not count for until an owner has confirmed them, as known on a day."""
    known = [week(s.week) for s in need.situations(reading, member.partnership) if s.frozen_at < end_of(day)]
    upto, since = pledges.position_of(reading, day), day - AFTERWARDS
    found = confirming.awaited_in(reading, member.partnership, known, upto=upto, since=since)
    by_promise: dict[confirming.Awaited, list[Period]] = {}
    for code, waiting in sorted(found.items()):
        for one in waiting:
            by_promise.setdefault(one, []).append(week(code))
    return tuple(_unconfirmed(t, one, weeks, member, day) for one, weeks in by_promise.items())


def _unconfirmed(t: Tongue, one: confirming.Awaited, weeks: Sequence[Period], member: Member, day: date) -> AlarmLine:
    late = weeks[0].last < day
    since = weeks[0].last + timedelta(days=1) if late else weeks[0].last
    own = member.organisation in one.owner
    named = t.listed([t.period(w.code, day) for w in weeks[-NAMED:]])
    return AlarmLine(
        keys=tuple(
            f"{one.pledge}/{one.commitment}/{w.code}/unconfirmed/{'late' if w.last < day else 'near'}" for w in weeks
        ),
        word=t._("Lägesbild %(week)s", week=named),
        href=f"/lagesbild/{weeks[0].code}" if len(weeks) == 1 else "/lagesbild",
        why=t.ngettext(
            "%(n)s fryst vecka räknas för löftet ”%(title)s” först när %(who)s har bekräftat den.",
            "%(n)s frysta veckor räknas för löftet ”%(title)s” först när %(who)s har bekräftat dem.",
            len(weeks),
            title=one.title,
            who=t._("ni") if own else confirming.listed(t, one.owner),
        ),
        late=late,
        named=False,
        pledge=one.pledge_title,
        owners=one.owner,
        day=t.short_day(since, day).replace(NB, " "),
        iso=since.isoformat(),
        when=t._("Sedan %(day)s.", day=t.day(since, day)) if late else t._("Senast %(day)s.", day=t.day(since, day)),
    )


def letters_missing(t: Tongue, house: House, reading: Reading, member: Member, today: date) -> tuple[AlarmLine, ...]:
    """For a lead: that letters from the phones of their own organisation never came, and nobody has said why."""
    if Role.LEAD not in member.roles:
        return ()
    noticed = [
        gaps.noticed(reading, member.partnership, device, last) or house.now()
        for other in gaps.recorders(reading, member.partnership, member.organisation)
        for device, missing in house.gap_desk.of(member.partnership, other).items()
        for _, last in missing
    ]
    if not noticed:
        return ()
    since = local(min(noticed)).date()
    why = t.ngettext("%(n)s lucka är inte utredd.", "%(n)s luckor är inte utredda.", len(noticed))
    line = AlarmLine(
        keys=(f"{member.partnership}/letters",),
        word=t._("Brev som aldrig kom"),
        href="/luckor",
        why=why,
        late=True,
        named=False,
        owners=(member.organisation,),
        day=t.short_day(since, today),
        iso=since.isoformat(),
        when=t._("Sedan %(day)s.", day=t.day(since, today)),
    )
    return (line,)

"""What alarms a member, and what stands in their calendar, in the partnership they act in."""

from datetime import date

from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.house import House
from backend.web.pages.alarming import AlarmLine
from backend.web.pages.asking import question
from backend.web.pages.tongue import Tongue
from projections import gaps, pledges
from projections.alarms import Alarm, Due, alarms, due, order
from projections.fulfilment import Known
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

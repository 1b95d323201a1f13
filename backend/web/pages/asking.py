"""What the pages of follow-up ask of the views, with the eyes of one member."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from backend.domain.calendar import periods
from backend.domain.member import Member, Role
from backend.domain.pledge import Commitment
from backend.domain.rule import Coverage
from backend.domain.words import Label
from backend.house import House
from backend.web.errors import Denied
from backend.web.pages.course import Course
from backend.web.pages.speaking import stranger
from backend.web.pages.tongue import Tongue
from projections.answers import Done, Figure
from projections.fulfilment import Known, Question
from projections.matching import Moment
from projections.store import Reading

OVERSEES = frozenset({Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR})
"""Who may open the trail of every activity of their own organisation; others that of their own."""


def question(
    house: House,
    reading: Reading,
    member: Member,
    pledge: str,
    day: date,
    known: Known,
    *,
    beside: Question | None = None,
) -> Question:
    """A pledge of the member's partnership, as of a day, as their organisation may see it."""
    return Question(
        reading,
        member.partnership,
        pledge,
        as_of=day,
        known=known,
        viewer=member.organisation,
        unseal=house.vault.open,
        beside=beside,
    )


def question_at(asked: Question, pledge: str, day: date) -> Question:
    """Another pledge of the same partnership, as of a day, by what is known in `asked`."""
    other = Question(
        asked.reading,
        asked.partnership,
        pledge,
        as_of=day,
        known=asked.known,
        viewer=asked.viewer,
        unseal=asked.unseal,
    )
    other.at = Moment(day, asked.at.position, asked.at.then)
    return other


def monthly(asked: Question, promise: Commitment, number: int) -> dict[str, Figure]:
    """What one rule of a promise came to, month by month, as far as it is told."""
    rule = promise.rule[number]
    if not rule.counts or isinstance(rule, Coverage):  # a coverage is a share, and shares do not add up
        return {}
    case = asked.case(promise, rule, asked.series(promise, rule))
    last = min(asked.pledge.last, asked.as_of)
    found: dict[str, Figure] = {}
    for month in periods("month", asked.pledge.first, last) if last >= asked.pledge.first else ():
        if case.recorded(month.last) and (value := case.veil.value(month.first, month.last)) is not None:
            found[month.code] = value
    return found


def courses(asked: Question) -> dict[str, Course]:
    """The months of each commitment's first rule that counts, for the small plot beside its figure."""
    found = {}
    for promise in asked.pledge.commitments:
        number = first_counting(promise)
        if number is not None and (told := monthly(asked, promise, number)):
            found[promise.code] = Course(time=asked.pledge.time, today=asked.as_of, by_month=told)
    return found


def first_counting(promise: Commitment) -> int | None:
    """The first rule that looks at activities; None where the promise rests on its owner's word alone."""
    return next((i for i, rule in enumerate(promise.rule) if rule.counts), None)


def chosen(promise: Commitment, given: str) -> int | None:
    """The rule an address asks for (from 1), else the first that counts. Raises Denied (`no-rule`)."""
    if not given:
        return first_counting(promise)
    counting = [str(number) for number, rule in enumerate(promise.rule, start=1) if rule.counts]
    if given not in counting:
        raise Denied("no-rule", detail=_which(counting))
    return int(given) - 1


def _which(counting: list[str]) -> Label:
    if not counting:
        return Label("Åtagandet räknas inte ur insatser.", "The commitment is not counted from activities.")
    listed = ", ".join(counting)
    return Label(f"Regler som räknas ur insatser: {listed}.", f"Rules counted from activities: {listed}.")


def may_open(member: Member, listed: Iterable[Done]) -> frozenset[UUID]:
    """The listed activities whose trail the member may open."""
    every = OVERSEES & member.roles
    return frozenset(d.activity for d in listed if every or d.member == member.id or str(member.id) in d.crew)


def names_for(
    t: Tongue, house: House, member: Member, recorders: Iterable[UUID], others: Iterable[UUID] = ()
) -> Mapping[UUID, str]:
    """What members are called on a page. `recorders` acted for the member's own organisation and are named.

    `others` are named where they do so now; a member of the other organisation never is.
    """
    own = set(recorders)
    acting = {person.id: theirs.organisation for person, theirs in house.accounts.members(member.partnership)}
    named = own | {i for i in others if acting.get(i) == member.organisation}
    told = dict(house.accounts.names(named))
    for i in set(others) - named:
        if i in acting:
            told[i] = stranger(t, acting[i])
    return told


def names_in(t: Tongue, house: House, member: Member, listed: Iterable[Done]) -> Mapping[UUID, str]:
    """The names that a list of activities needs."""
    shown = list(listed)
    crew = [UUID(i) for d in shown for i in d.crew]
    return names_for(t, house, member, (d.member for d in shown), crew)

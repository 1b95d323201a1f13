"""What a phone needs to say where to go next, offline: what each place needs, when one was there, what is behind.

The phone ranks (pwa/src/catalogue/next.ts), with what it has not sent yet. Kinds that concern a person or that a pledge
counts on demand are no part of it, and nothing here is a figure about people.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from backend.domain.catalogue import Catalogue
from backend.domain.member import Member
from backend.domain.pledge import PledgePublished
from backend.domain.rule import Count
from backend.domain.situation import Level
from projections import need
from projections.answers import Fulfilment, RuleFigure
from projections.evening import been_since, began
from projections.store import Reading

LOOKED_BACK = timedelta(days=365)
"""How far back the last visit is looked for: phones ask often, and a year says enough."""


class NextPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place on offer. `level` is of the latest situation, `visits` of both organisations in the last four weeks.

    `last` is the last day of the year past that one's own organisation was there, `tonight` how often since
    `NextPlaces.since`, without the member's own: those the phone knows best itself.
    """

    code: str
    level: Level | None
    visits: int
    last: date | None
    tonight: int


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """A promise of one's own organisation that is `by` activities behind what is expected by now.

    `places` are those that it is about; empty: any. `needs` are fields without which a report does not count yet.
    """

    pledge: str
    commitment: str
    title: str
    kinds: list[str]
    places: list[str]
    needs: list[str]
    by: int


class NextPlaces(msgspec.Struct, frozen=True, kw_only=True):
    """Ingredients of Nästa plats. `since` is when the log day began that `tonight` counts from.

    `kinds` are those that may be suggested: recorded by the member's organisation, at one place. `presence` are the
    kinds, patrols included, that count as having been somewhere.
    """

    since: datetime
    week: str | None
    kinds: list[str]
    presence: list[str]
    places: list[NextPlace]
    behind: list[Behind]


Running = Sequence[tuple[PledgePublished, Fulfilment]]
"""The pledges that run, with their figures."""


def next_places(
    reading: Reading, catalogue: Catalogue, member: Member, running: Running, today: date, now: datetime
) -> NextPlaces:
    """Everything that the phone ranks places by."""
    presence = need.of_presence(reading, member.partnership, catalogue)
    since = began(now)
    tonight = been_since(
        reading,
        member.partnership,
        member.organisation,
        since,
        kinds=presence,
        catalogue=catalogue,
        but=member.id,
    )
    needs = need.needs(
        reading,
        member.partnership,
        as_of=today,
        viewer=member.organisation,
        catalogue=catalogue,
        back_to=today - LOOKED_BACK,
    )
    kinds = [
        kind.code
        for kind in catalogue.kinds_for(member)
        if kind.code in presence and "place" in kind.takes and "stops" not in kind.takes and not kind.by_day
    ]
    return NextPlaces(
        since=since,
        week=next((one.week for one in needs if one.week), None),
        kinds=kinds,
        presence=[kind.code for kind in catalogue.kinds_for(member) if kind.code in presence],
        places=[
            NextPlace(code=one.place, level=one.level, visits=one.visits, last=one.last, tonight=tonight[one.place])
            for one in needs
        ],
        behind=_behind(catalogue, member, running, presence),
    )


def _behind(catalogue: Catalogue, member: Member, running: Running, presence: frozenset[str]) -> list[Behind]:
    return [
        Behind(
            pledge=published.pledge.code,
            commitment=promise.code,
            title=promise.title,
            kinds=list(rule.kinds),
            places=_about(catalogue, rule),
            needs=list(rule.needs),
            by=by,
        )
        for published, figures in running
        for promise, told in zip(published.pledge.commitments, figures.commitments, strict=True)
        if member.organisation in promise.owner
        for rule, figure in zip(promise.rule, told.rules, strict=True)
        if isinstance(rule, Count) and rule.of == "activities" and presence.issuperset(rule.kinds)
        if (by := _by(figure)) > 0
    ]


def _about(catalogue: Catalogue, rule: Count) -> list[str]:
    """The places that a rule is narrowed to; none where it is not."""
    in_zones = set(catalogue.lying_in(rule.zones))
    codes = set(rule.places) & in_zones if rule.places and rule.zones else {*rule.places, *in_zones}
    return sorted({catalogue.stands_for(code) for code in codes})


def _by(figure: RuleFigure) -> int:
    """How many activities are missing of what is expected by now; 0 where nothing is."""
    if figure.expected is None or not isinstance(figure.value, int | float):
        return 0
    return max(0, int(figure.expected) - int(figure.value))

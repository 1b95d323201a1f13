"""What a Friday meeting looks at beside the promises: the places of high need, the visits there in the last week, and
what meetings decided.

By the log as the question reads it, so that a report drawn up again says the same. What concerns people, and what is
done on demand, is no part of it.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from backend.domain.calendar import local, midnight, week_code
from backend.domain.calendar import week as iso_week
from backend.domain.decision import Outcome
from backend.domain.rule import OnDemand, Ongoing
from backend.domain.words import ORGANISATIONS
from projections.coverage import in_force
from projections.decisions import Decided, decisions
from projections.fulfilment import Question
from projections.matching import Scope, parts

DAYS = 7


class PlaceTold(msgspec.Struct, frozen=True, kw_only=True):
    """A place of high need."""

    place: Annotated[str, msgspec.Meta(description="Platsens kod")]
    name: Annotated[str, msgspec.Meta(description="Platsens namn")]
    visits: Annotated[int, msgspec.Meta(description="Båda organisationernas besök under veckan, varje besök en gång")]


class WeekTold(msgspec.Struct, frozen=True, kw_only=True):
    """The last seven days before a Friday meeting, at the places of high need."""

    situation: Annotated[str, msgspec.Meta(description="Veckan som den senaste lägesbilden är för, som 2026-W19")]
    first: Annotated[date, msgspec.Meta(description="Veckans första dag")]
    last: Annotated[date, msgspec.Meta(description="Veckans sista dag, inräknad")]
    places: Annotated[tuple[PlaceTold, ...], msgspec.Meta(description="De platser där behovet är högt")]


def week(asked: Question) -> WeekTold | None:
    """The week that ends with the day asked for; None where no situation was frozen by then."""
    if not asked.pictures:
        return None
    held, catalogue = in_force(asked.pictures)[-1], asked.catalogue
    first, last = asked.as_of - timedelta(days=DAYS - 1), asked.as_of
    demanded = {
        kind for c in asked.pledge.commitments for rule in c.rule if isinstance(rule, OnDemand) for kind in rule.kinds
    }
    kinds = tuple(sorted(set(catalogue.kinds) - asked.sensitive - demanded))
    scope = Scope(
        partnership=asked.partnership,
        owner=ORGANISATIONS,
        rule=Ongoing(kinds=kinds),
        first=first,
        last=last,
        catalogue=catalogue,
    )
    done = [p for p in parts(asked.reading, scope, asked.at) if p.counts and not p.lacks]
    visits = Counter(place for p in done for place in scope.meant(p.row.places))
    high = [catalogue.places[code] for code, level in held.levels.items() if level == "high"]
    told = [PlaceTold(place=p.code, name=p.name, visits=visits[p.code]) for p in high]
    return WeekTold(
        situation=held.week, first=first, last=last, places=tuple(sorted(told, key=lambda p: (p.visits, p.name)))
    )


# What meetings decided.

Text = Literal["what", "function", "told"]


class DecisionTold(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision in the words it had when it was frozen, and what was told of it last.

    A colleague whom it names is left out: a frozen paper names nobody. `erased` says which texts were gone by then.
    """

    decision: Annotated[UUID, msgspec.Meta(description="Beslutets id i loggen")]
    week: Annotated[str, msgspec.Meta(description="Veckan då det beslutades, som 2026-W19")]
    owner: Annotated[tuple[str, ...], msgspec.Meta(description="Organisationerna som svarar för det")]
    outcome: Annotated[Outcome, msgspec.Meta(description="Hur det gick, som det senast sades; open: inte klart")]
    what: Annotated[str | None, msgspec.Meta(description="Ordalydelsen. Saknas där den var gallrad")] = None
    place: Annotated[str | None, msgspec.Meta(description="Platsens kod, där beslutet gäller en plats")] = None
    zone: Annotated[str | None, msgspec.Meta(description="Områdets kod, där beslutet gäller ett område")] = None
    where: Annotated[str | None, msgspec.Meta(description="Platsens eller områdets namn")] = None
    function: Annotated[str | None, msgspec.Meta(description="Funktionen som ska göra det")] = None
    until: Annotated[date | None, msgspec.Meta(description="Sista dagen. Saknas där ingen är satt")] = None
    told: Annotated[str | None, msgspec.Meta(description="Vad som senast sades om hur det gick")] = None
    told_on: Annotated[date | None, msgspec.Meta(description="Dagen då det sades")] = None
    told_by: Annotated[str | None, msgspec.Meta(description="Organisationen som sade det")] = None
    erased: Annotated[
        tuple[Text, ...],
        msgspec.Meta(description="De av texterna what, function och told som fanns men var gallrade"),
    ] = ()


class MeetingTold(msgspec.Struct, frozen=True, kw_only=True):
    """What the meeting of a week decided, and what had become of decisions that were open when the week began."""

    week: Annotated[str, msgspec.Meta(description="Veckan som mötet hör till, som 2026-W19")]
    decided: Annotated[tuple[DecisionTold, ...], msgspec.Meta(description="Veckans beslut")]
    before: Annotated[
        tuple[DecisionTold, ...], msgspec.Meta(description="Tidigare beslut som inte var klara när veckan började")
    ]


def meeting(asked: Question) -> MeetingTold:
    """The decisions of the ISO week of the day asked for, and of earlier weeks what was open when it began."""
    code = week_code(asked.as_of)
    began = midnight(iso_week(code).first)
    known = decisions(asked.reading, asked.partnership, unseal=asked.unseal, upto=asked.at.position)
    before = [d for d in known if d.event.week < code and not d.closed_before(began)]
    return MeetingTold(
        week=code,
        decided=tuple(_decision(asked, d) for d in known if d.event.week == code),
        before=tuple(_decision(asked, d) for d in before),
    )


def _decision(asked: Question, decided: Decided) -> DecisionTold:
    event, last = decided.event, decided.told[-1] if decided.told else None
    place = asked.catalogue.places.get(event.place) if event.place else None
    zone = asked.catalogue.zones.get(event.zone) if event.zone else None
    texts: dict[Text, tuple[bool, str | None]] = {
        "what": (True, decided.what),
        "function": (event.function is not None, decided.function),
        "told": (last is not None, last.text if last else None),
    }
    return DecisionTold(
        decision=event.decision,
        week=event.week,
        owner=event.owner,
        outcome=decided.outcome,
        what=decided.what,
        place=event.place,
        zone=event.zone,
        where=place.name if place else zone.name if zone else None,
        function=decided.function,
        until=event.until,
        told=last.text if last else None,
        told_on=local(last.at).date() if last else None,
        told_by=last.organisation if last else None,
        erased=tuple(name for name, (given, text) in texts.items() if given and text is None),
    )

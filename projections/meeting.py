"""What a Friday meeting looks at beside the promises: the places of high need, and the visits there in the last week.

By the log as the question reads it, so that a report drawn up again says the same. What concerns people, and what is
done on demand, is no part of it.
"""

from collections import Counter
from datetime import date, timedelta
from typing import Annotated

import msgspec

from backend.domain.rule import OnDemand, Ongoing
from backend.domain.words import ORGANISATIONS
from projections.coverage import in_force
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

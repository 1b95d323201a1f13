"""`/bidrag`: a member sees what their own records became."""

from datetime import date
from typing import Any

from litestar import Controller, Request, get
from litestar.di import NamedDependency
from litestar.response import Template

from backend.domain.calendar import may_be
from backend.domain.member import Member
from backend.house import House
from backend.web.contribution import questions
from backend.web.field import IN_THE_FIELD
from backend.web.pages.asking import names_in
from backend.web.pages.contributing import facts, sheets, thanks
from backend.web.pages.environment import tongue_of
from backend.web.pages.reporting import Reader
from backend.web.pages.seen import kept, looked_at
from backend.web.pages.tongue import Tongue
from projections import pledges
from projections.contribution import contribution

PATH = "/bidrag"


class ContributionPages(Controller):
    """For whoever records from the field; each sees their own alone."""

    path = PATH
    include_in_schema = False

    @get("/", sync_to_thread=True, who=IN_THE_FIELD)
    def own(
        self, request: Request[Any, Any, Any], house: NamedDependency[House], member: NamedDependency[Member]
    ) -> Template:
        """From a day, as of another, in either reading."""
        t, query = tongue_of(request), request.query_params
        seen, day, known = looked_at(t, query, PATH, house.now())
        typed, first, fault = _first(t, query.get("first", ""), day)
        with house.reading() as reading:
            found = contribution(questions(house, reading, member, day, known), member.id, first)
            catalogue = pledges.catalogue(reading, member.partnership)
        waiting = [done for promise in found.promises for part in promise.parts for done in part.not_yet]
        reader = Reader(t, catalogue, names_in(t, house, member, waiting))
        context = {
            "seen": seen,
            "first": typed,
            "first_fault": fault,
            "under": t._(
                "Vad det du har registrerat har blivit, %(first)s till %(last)s.",
                first=t.day(first, day),
                last=t.day(day),
            ),
            "thanks": thanks(t, found),
            "facts": facts(t, found),
            "promises": sheets(reader, found, kept(seen, query)),
        }
        return Template("contribution.html", context=context)


def _first(t: Tongue, typed: str, day: date) -> tuple[str, date, str]:
    """(what the field shows, the first day, what is wrong with it). Without one it is the first of the year."""
    usual, typed = day.replace(month=1, day=1), typed.strip()
    if not typed:
        return usual.isoformat(), usual, ""
    try:
        first = date.fromisoformat(typed)
    except ValueError:
        return typed[:20], usual, t._("Skriv dagen som 2026-06-30.")
    if not may_be(first) or first > day:
        return typed[:20], usual, t._("Skriv en dag som inte ligger efter den andra.")
    return first.isoformat(), first, ""

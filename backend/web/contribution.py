"""GET /api/contribution: what one's own records became."""

from collections.abc import Sequence
from datetime import date

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from backend.domain.calendar import local
from backend.domain.member import Member
from backend.house import House
from backend.web.asked import Day, Known, within
from backend.web.errors import Denied
from backend.web.field import IN_THE_FIELD
from backend.web.pledges import behind_head
from projections import pledges
from projections.contribution import Contribution, contribution
from projections.fulfilment import Question
from projections.store import Reading

_EXAMPLE = {
    "first": "2026-01-01",
    "last": "2026-06-30",
    "recorded": 31,
    "crew": 4,
    "counted": 28,
    "not_yet": 2,
    "elsewhere": 5,
    "withdrawn": 1,
    "promises": [
        {
            "pledge": "vastervik-2026",
            "pledge_title": "Medborgarlöfte 2026",
            "commitment": "platsbesok",
            "title": "Minst hundra platsbesök",
            "text": "Polisen ska ha hög synlighet …",
            "owner": ["polisen"],
            "status": "on-track",
            "last": "2026-12-31",
            "parts": [
                {
                    "rule": 0,
                    "type": "count",
                    "of": "activities",
                    "value": 14,
                    "total": 57,
                    "counted": 14,
                    "crew": 3,
                    "figure": {
                        "type": "count",
                        "of": "activities",
                        "label": None,
                        "reading": None,
                        "value": 57,
                        "target": 100,
                        "status": "on-track",
                    },
                }
            ],
        }
    ],
}


class ContributionController(Controller):
    """One's own, and nobody else's: nothing here compares members."""

    path = "/api/contribution"

    @get(sync_to_thread=True, who=IN_THE_FIELD, answers=_EXAMPLE)
    def own(
        self,
        house: NamedDependency[House],
        member: NamedDependency[Member],
        first: Day = None,
        as_of: Day = None,
        known: Known = "then",
    ) -> Response[Contribution]:
        """Which promises count what one recorded or was crew of, from `first` (the year's first day) to `as_of`."""
        last = within(as_of, "as_of") or local(house.now()).date()
        begins = within(first, "first") or last.replace(month=1, day=1)
        if begins > last:
            raise Denied("unreadable", field="first", detail="first > as_of")
        with house.reading() as reading:
            found = contribution(questions(house, reading, member, last, known), member.id, begins)
            return Response(found, headers=behind_head(house, reading))


def questions(house: House, reading: Reading, member: Member, day: date, known: Known) -> Sequence[Question]:
    """Every pledge of the member's partnership, as of a day."""
    return [
        Question(
            reading, member.partnership, published.pledge.code, as_of=day, known=known, viewer=member.organisation
        )
        for published in pledges.pledges(reading, member.partnership)
    ]

"""How far the pledges are fulfilled, and what stands behind each figure."""

from datetime import date
from typing import Annotated

import msgspec
from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from backend.domain.calendar import local
from backend.domain.member import Member, Role
from backend.house import House
from backend.web.asked import Day, Known, Offset, within
from backend.web.guards import may
from projections import fulfilment, pledges, why
from projections.answers import Done, Figure, Fulfilment, RuleFigure
from projections.store import Reading

READERS = may(Role.FIELD, Role.LEAD, Role.MANAGEMENT, Role.COORDINATOR, Role.AUDITOR)
_WHICH = "Which of the commitment's rules, counted from 0. The pages and their files count from 1."
_EXAMPLE = {
    "pledge": "vastervik-2026",
    "title": "Medborgarlöfte 2026",
    "first": "2026-01-01",
    "last": "2026-12-31",
    "as_of": "2026-07-01T00:00:00+02:00",
    "known": "2026-07-01T00:00:00+02:00",
    "rules_from": "2026-03-20T09:00:00+01:00",
    "position": 4711,
    "counts": {"on-track": 1},
    "commitments": [
        {
            "code": "platsbesok",
            "area": "brottskoncentrationer",
            "owner": ["polisen"],
            "title": "Minst hundra platsbesök",
            "text": "Polisen ska ha hög synlighet …",
            "status": "on-track",
            "rules": [
                {
                    "type": "count",
                    "of": "activities",
                    "label": None,
                    "reading": None,
                    "value": 57,
                    "target": 100,
                    "expected": 49.6,
                    "status": "on-track",
                    "by_organisation": {"polisen": 57},
                    "not_yet": 3,
                    "would_change": [
                        {"to": "met", "more": 43, "by": "2026-12-31"},
                        {"to": "behind", "without": True, "more": 1, "by": "2026-07-31"},
                    ],
                }
            ],
        }
    ],
}


class PledgeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge as a list shows it: its days, both included; `signed` is null where nobody knows."""

    code: str
    title: str
    first: date
    last: date
    signed: date | None
    commitments: int


class Pledges(msgspec.Struct, frozen=True, kw_only=True):
    """The pledges of one's partnership, the newest period first."""

    pledges: list[PledgeEntry]


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """What stands behind a figure: one's own organisation's activities, newest first, and the other's as counts.

    `withdrawn` are own ones that were taken back. `total`, `total_not_yet` and `total_withdrawn` are the lengths of the
    whole lists, of which this is one page. `names` are those of the members who recorded them.
    """

    figure: RuleFigure
    total: int
    counted: tuple[Done, ...]
    total_not_yet: int
    not_yet: tuple[Done, ...]
    elsewhere: dict[str, Figure]
    elsewhere_not_yet: int
    total_withdrawn: int
    withdrawn: tuple[Done, ...]
    names: dict[str, str]


class PledgeController(Controller):
    """Read by everybody who works with the pledges; each sees their own organisation's rows and the other's counts."""

    path = "/api/pledges"

    @get(sync_to_thread=True, who=READERS)
    def all(self, house: NamedDependency[House], member: NamedDependency[Member]) -> Pledges:
        """The pledges of one's partnership."""
        with house.reading() as reading:
            found = [published.pledge for published in pledges.pledges(reading, member.partnership)]
        return Pledges(
            pledges=[
                PledgeEntry(
                    code=p.code,
                    title=p.title,
                    first=p.first,
                    last=p.last,
                    signed=p.signed,
                    commitments=len(p.commitments),
                )
                for p in found
            ]
        )

    @get("/{pledge:str}/fulfilment", sync_to_thread=True, who=READERS, answers=_EXAMPLE)
    def fulfilment(
        self,
        pledge: FromPath[str],
        house: NamedDependency[House],
        member: NamedDependency[Member],
        as_of: Day = None,
        known: Known = "then",
    ) -> Response[Fulfilment]:
        """Every commitment with its figures, as of the end of a day in Sweden (today where none is given).

        `known=then` reads the log as it was on that day, `known=now` as it is. `x-faltlogg-lag` tells how many log
        positions the answer is behind, where it is. Of a day after today nothing is known: the answer says `ahead`, and
        is what it would be if nothing more were done.
        """
        with house.reading() as reading:
            found = fulfilment.fulfilment(
                reading,
                member.partnership,
                pledge,
                as_of=within(as_of, "as_of") or local(house.now()).date(),
                known=known,
                viewer=member.organisation,
                unseal=house.vault.open,
            )
            today = local(house.now()).date()
            ahead = as_of is not None and as_of > today
            return Response(
                msgspec.structs.replace(found, ahead=ahead) if ahead else found, headers=behind_head(house, reading)
            )

    @get("/{pledge:str}/commitments/{commitment:str}/activities", sync_to_thread=True, who=READERS)
    def activities(
        self,
        pledge: FromPath[str],
        commitment: FromPath[str],
        house: NamedDependency[House],
        member: NamedDependency[Member],
        rule: Annotated[int, QueryParameter(ge=0, le=99, description=_WHICH)] = 0,
        as_of: Day = None,
        known: Known = "then",
        offset: Offset = 0,
        limit: Annotated[int, QueryParameter(ge=1, le=1000)] = 200,
    ) -> Response[Behind]:
        """The activities behind the figure of one rule (from 0), and those that do not count yet."""
        with house.reading() as reading:
            asked = fulfilment.Question(
                reading,
                member.partnership,
                pledge,
                as_of=within(as_of, "as_of") or local(house.now()).date(),
                known=known,
                viewer=member.organisation,
                unseal=house.vault.open,
            )
            found = why.why(asked, commitment, rule)
            headers = behind_head(house, reading)
        counted, not_yet = found.counted[offset : offset + limit], found.not_yet[offset : offset + limit]
        gone = found.withdrawn[offset : offset + limit]
        names = house.accounts.names({done.member for done in (*counted, *not_yet, *gone)})
        return Response(
            Behind(
                figure=found.figure,
                total=len(found.counted),
                counted=counted,
                total_not_yet=len(found.not_yet),
                not_yet=not_yet,
                elsewhere=found.elsewhere,
                elsewhere_not_yet=found.elsewhere_not_yet,
                total_withdrawn=len(found.withdrawn),
                withdrawn=gone,
                names={str(id_): name for id_, name in names.items()},
            ),
            headers=headers,
        )


def behind_head(house: House, reading: Reading) -> dict[str, str]:
    """The header that says how far an answer is behind the log; none where it is not."""
    lag = house.log.head() - reading.position
    return {"x-faltlogg-lag": str(lag)} if lag > 0 else {}

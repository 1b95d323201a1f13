"""Takes in the answer to "samma besök?": whether two records tell of one visit."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from backend.desk.catalogues import Catalogues
from backend.desk.notes import replay
from backend.domain import visit as domain
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.visit import VisitsMerged, VisitsParted
from backend.log import Conflict, Entry, Log

_TRIES = 5


class VisitDesk:
    """Where members say whether they recorded one and the same visit."""

    def __init__(self, log: Log, catalogues: Catalogues, *, now: Callable[[], datetime]) -> None:
        self.log, self.catalogues, self.now = log, catalogues, now

    def answer(self, mine: UUID, other: UUID, *, same: bool, by: Member) -> bool:
        """Merge two records as one visit, or part them; False where that is so already.

        Raises Refused: `unknown-activity` where one of them is not in the member's partnership, `not-yours` for
        somebody who was at neither, `not-one-visit` for two that cannot be one.
        """
        place = stream(by.partnership, "visit", *map(str, domain.pair(mine, other)))
        for _ in range(_TRIES):
            read = self.log.read([mine, other, place])
            one, two = replay(read.get(mine, [])), replay(read.get(other, []))
            if one is None or two is None or {one.partnership, two.partnership} != {by.partnership}:
                raise Refused("unknown-activity", "mine" if one is None else "other")
            recorded = read.get(place, [])
            past = recorded[-1].event if recorded else None
            known = past if isinstance(past, VisitsMerged | VisitsParted) else None
            stands_for = self.catalogues.of(by.partnership).stands_for
            events = domain.answer(
                known, (mine, one), (other, two), same=same, by=by, now=self.now(), stands_for=stands_for
            )
            try:
                self.log.append(
                    [Entry(stream=place, version=len(recorded) + i, event=event) for i, event in enumerate(events, 1)]
                )
            except Conflict:
                continue
            return bool(events)
        raise Conflict

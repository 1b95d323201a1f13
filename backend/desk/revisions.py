"""Takes in that an organisation has seen how the other one changed a pledge's rules."""

from collections.abc import Callable
from datetime import datetime

from backend.domain import revision
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.pledge import PledgePublished
from backend.domain.revision import PledgeAcknowledged
from backend.log import Conflict, Entry, Log

_TRIES = 5


class RevisionDesk:
    """Where coordinators say that they have seen a pledge as it stands now."""

    def __init__(self, log: Log, *, now: Callable[[], datetime]) -> None:
        self.log, self.now = log, now

    def acknowledge(self, pledge: str, published: datetime, *, by: Member) -> bool:
        """Have it seen for the organisation of `by`; False where it was before.

        Raises Refused: `unknown-pledge`, `other-version`.
        """
        terms, told = stream(by.partnership, "pledge", pledge), stream(by.partnership, "revision", pledge)
        for _ in range(_TRIES):
            streams = self.log.read([terms, told])
            said = [r.event for r in streams.get(terms, ()) if isinstance(r.event, PledgePublished)]
            past = streams.get(told, [])
            seen = [r.event for r in past if isinstance(r.event, PledgeAcknowledged)]
            events = revision.acknowledge(said[-1] if said else None, seen, published, by=by, now=self.now())
            if not events:
                return False
            try:
                self.log.append(
                    [Entry(stream=told, version=len(past) + 1 + i, event=event) for i, event in enumerate(events)]
                )
            except Conflict:
                continue
            return True
        raise Conflict

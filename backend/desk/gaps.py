"""Letters that never came: which numbers are missing from a device, and what somebody said became of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from backend.domain import gap as domain
from backend.domain.events import stream
from backend.domain.gap import Cause, GapSettled
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.log import Conflict, Entry, Log

_TRIES = 5
Numbers = tuple[int, int]
"""First and last, both included."""


class GapDesk:
    """Where a member, or their lead, settles what is missing from a device."""

    def __init__(self, log: Log, *, now: Callable[[], datetime]) -> None:
        self.log, self.now = log, now

    def of(self, partnership: str, member: UUID) -> dict[UUID, list[Numbers]]:
        """What is missing and not settled, for each device a member ever handed in from where anything is."""
        found = {d: self.unsettled(partnership, d, self.log.gaps(d)) for d in self.log.devices(partnership, member)}
        return {device: gaps for device, gaps in found.items() if gaps}

    def unsettled(self, partnership: str, device: UUID, gaps: Sequence[Numbers]) -> list[Numbers]:
        """The gaps less what was settled of them."""
        if not gaps:
            return []
        place = stream(partnership, "gaps", str(device))
        left = list(gaps)
        for recorded in self.log.read([place]).get(place, []):
            if isinstance(recorded.event, GapSettled):
                left = [rest for gap in left for rest in _less(gap, (recorded.event.first, recorded.event.last))]
        return left

    def settle(self, owner: Member, device: UUID, gap: Numbers, cause: Cause, *, by: Member) -> None:
        """Say what became of the letters of a gap. Raises Refused: `not-yours`, `unknown-gap`."""
        if device not in self.log.devices(owner.partnership, owner.id):
            raise Refused("unknown-gap", "device")
        place = stream(owner.partnership, "gaps", str(device))
        for _ in range(_TRIES):
            version = len(self.log.read([place]).get(place, [])) + 1
            missing = self.unsettled(owner.partnership, device, self.log.gaps(device))
            (event,) = domain.settle(owner, device, gap, missing, cause=cause, by=by, now=self.now())
            try:
                self.log.append([Entry(stream=place, version=version, event=event)])
            except Conflict:
                continue
            return
        raise Conflict


def _less(gap: Numbers, taken: Numbers) -> list[Numbers]:
    """What is left of a gap without some numbers."""
    (first, last), (a, b) = gap, taken
    if b < first or a > last:
        return [gap]
    return [rest for rest in ((first, a - 1), (b + 1, last)) if rest[0] <= rest[1]]

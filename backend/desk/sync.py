"""Takes in what a phone hands in: every letter is answered by its index, and the phone lets go of exactly what is kept.

What several phones hand in at one time is decided by one thread and saved in one commit. Where somebody else was first
on one of the streams of a batch, that batch is looked at again. How a batch is decided: `sitting.py`.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from backend.desk.catalogues import Catalogues
from backend.desk.gaps import GapDesk
from backend.desk.letters import Letter
from backend.desk.sitting import Batch, Receipt, Sitting
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.log import Conflict, Group, Known, Log, Parcel, Recorded, Standing
from backend.vault import Vault

__all__ = ["Batch", "Receipt", "SyncAnswer", "SyncDesk"]

_TRIES = 5
_TOGETHER = 2_000  # letters that are decided in one go


class SyncAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a batch.

    `safe` is the position that no restore can lose; `gaps` are the sequence numbers that never came and that
    nobody has settled, as first and last.
    """

    epoch: UUID
    server_time: datetime
    safe: int
    gaps: list[tuple[int, int]]
    receipts: list[Receipt]


_Settled = tuple[Standing, list[Receipt]]


class _Turn:
    """One batch among those that are settled together. `fault`: why it came to nothing; the others go on."""

    def __init__(self, sitting: Sitting, log: Log) -> None:
        self.sitting, self.log = sitting, log
        self.letters: list[Letter] = []
        self.parcel = Parcel()
        self.positions: list[int] = []
        self.fault: Exception | None = None

    def begin(self) -> None:
        batch, member = self.sitting.batch, self.sitting.member
        if not self.log.claim(batch.device, member.partnership, member.id):
            raise Refused("other-member", "device")
        # Read before anything is looked up or appended: were the log restored meanwhile, the phone hears the epoch
        # that its letters were lost with, and hands them in again after the next answer.
        self.standing = self.log.standing(batch.device)
        self.letters = self.sitting.open()

    def decide(self, known: dict[UUID, Known], past: dict[UUID, list[Recorded]]) -> None:
        self.parcel = self.sitting.decide(known, past)

    def answer(self) -> None:
        """Commands that changed nothing are remembered last: were that lost, the same would change nothing again."""
        self.receipts = self.sitting.receipts(self.positions)
        if repeats := self.sitting.repeats():
            self.log.append((), repeats=repeats)


def _try(step: Callable[[_Turn], None], turns: Iterable[_Turn]) -> list[_Turn]:
    """Take a step with each; those that it went well with."""
    going = []
    for turn in turns:
        try:
            step(turn)
        except Exception as fault:  # noqa: BLE001 — whatever is wrong with one batch, the others are answered
            turn.fault = fault
        else:
            going.append(turn)
    return going


class SyncDesk:
    """Where letters are handed in. `crew_known` tells which ids are, or were, members of a partnership."""

    def __init__(
        self,
        log: Log,
        vault: Vault,
        catalogues: Catalogues,
        *,
        now: Callable[[], datetime],
        crew_known: Callable[[str, Collection[UUID]], set[UUID]],
    ) -> None:
        self.gaps = GapDesk(log, now=now)
        self.log, self.vault, self.catalogues = log, vault, catalogues
        self.now, self.crew_known = now, crew_known
        self._together = Group[Sitting, _Settled](self._settle, largest=_TOGETHER)

    def take(
        self, batch: Batch, member: Member, language: str = "sv", *, rescued_by: UUID | None = None
    ) -> SyncAnswer:
        """Answer every letter. `rescued_by`: who hands in what the member's phone could not.

        Raises Refused (`other-member`) where the queue is not this member's; then nothing was taken.
        """
        if batch.partnership not in (None, member.partnership) or batch.member not in (None, member.id):
            raise Refused("other-member")
        for _ in range(_TRIES):
            sitting = Sitting(self, batch, member, language, rescued_by)
            try:
                standing, receipts = self._together.submit(sitting, len(batch.letters))
            except Conflict:
                continue
            return SyncAnswer(
                epoch=standing.epoch,
                server_time=self.now(),
                safe=standing.safe,
                gaps=self.gaps.unsettled(
                    member.partnership, batch.device, _without(standing.gaps(sitting.noted), sitting.awaited)
                ),
                receipts=receipts,
            )
        raise Conflict

    def _settle(self, sittings: Sequence[Sitting]) -> list[_Settled | Exception]:
        """Decide what everybody who waits has handed in, one batch after another, and save it in one go.

        Python runs one thread at a time. Threads that decide side by side take the turn from each other for nothing,
        and together need twice as long as one.
        """
        turns = [_Turn(sitting, self.log) for sitting in sittings]
        going = _try(_Turn.begin, turns)
        letters = [letter for turn in going for letter in turn.letters]
        known = self.log.known([letter.command for letter in letters])
        past = self.log.read(list({letter.activity for letter in letters}))
        going = _try(lambda turn: turn.decide(known, past), going)
        self.vault.keep()
        for turn, saved in zip(going, self.log.append_each([turn.parcel for turn in going]), strict=True):
            if isinstance(saved, Exception):
                turn.fault = saved
            else:
                turn.positions = saved
        _try(_Turn.answer, [turn for turn in going if turn.fault is None])
        return [turn.fault or (turn.standing, turn.receipts) for turn in turns]


def _without(gaps: list[tuple[int, int]], awaited: set[int]) -> list[tuple[int, int]]:
    """The gaps less what the phone is known to keep for later."""
    missing = [n for first, last in gaps if last - first < 10_000 for n in range(first, last + 1) if n not in awaited]
    found = [(first, last) for first, last in gaps if last - first >= 10_000]
    for n in missing:
        if found and found[-1][1] == n - 1:
            found[-1] = (found[-1][0], n)
        else:
            found.append((n, n))
    return sorted(found)

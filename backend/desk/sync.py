"""Takes in what a phone hands in: every letter is answered by its index, and the phone lets go of exactly what is kept.

What several phones hand in at one time is decided batch by batch and saved in one commit. Where somebody else was first
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
from backend.log import Conflict, Known, Log, Parcel, Recorded
from backend.vault import Vault

__all__ = ["Batch", "HandedIn", "Receipt", "SyncAnswer", "SyncDesk"]

_TRIES = 5


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


class HandedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A batch, and whose it is. `rescued_by`: who hands in what the member's phone could not."""

    batch: Batch
    member: Member
    language: str = "sv"
    rescued_by: UUID | None = None


class _Turn:
    """One batch among those that are settled together. `fault`: why it came to nothing; the others go on."""

    def __init__(self, desk: "SyncDesk", handed: HandedIn) -> None:
        self.desk, self.batch, self.member = desk, handed.batch, handed.member
        self.sitting = Sitting(desk, handed.batch, handed.member, handed.language, handed.rescued_by)
        self.letters: list[Letter] = []
        self.parcel = Parcel()
        self.positions: list[int] = []
        self.fault: Exception | None = None

    def begin(self) -> None:
        batch, member, log = self.batch, self.member, self.desk.log
        if batch.partnership not in (None, member.partnership) or batch.member not in (None, member.id):
            raise Refused("other-member")
        if not log.claim(batch.device, member.partnership, member.id):
            raise Refused("other-member", "device")
        # Read before anything is looked up or appended: were the log restored meanwhile, the phone hears the epoch
        # that its letters were lost with, and hands them in again after the next answer.
        self.standing = log.standing(batch.device)
        self.letters = self.sitting.open()

    def decide(self, known: dict[UUID, Known], past: dict[UUID, list[Recorded]]) -> None:
        self.parcel = self.sitting.decide(known, past)

    def answer(self) -> None:
        """Commands that changed nothing are remembered last: were that lost, the same would change nothing again."""
        receipts = self.sitting.receipts(self.positions)
        if repeats := self.sitting.repeats():
            self.desk.log.append((), repeats=repeats)
        gaps = _without(self.standing.gaps(self.sitting.noted), self.sitting.awaited)
        self.answered = SyncAnswer(
            epoch=self.standing.epoch,
            server_time=self.desk.now(),
            safe=self.standing.safe,
            gaps=self.desk.gaps.unsettled(self.member.partnership, self.batch.device, gaps),
            receipts=receipts,
        )


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

    def take(self, batch: Batch, member: Member, language: str = "sv", *, rescued_by: UUID | None = None) -> SyncAnswer:
        """Answer every letter. `rescued_by`: who hands in what the member's phone could not.

        Raises Refused (`other-member`) where the queue is not this member's; then nothing was taken.
        """
        handed = HandedIn(batch=batch, member=member, language=language, rescued_by=rescued_by)
        (answer,) = self.take_all([handed])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def take_all(self, handed: Sequence[HandedIn]) -> list[SyncAnswer | Exception]:
        """Answer what several phones handed in at one time, each as `take` does, in one commit."""
        answers: list[SyncAnswer | Exception] = [Conflict() for _ in handed]
        for _ in range(_TRIES):
            again = [n for n, answer in enumerate(answers) if isinstance(answer, Conflict)]
            if not again:
                break
            for n, answer in zip(again, self._settle([handed[n] for n in again]), strict=True):
                answers[n] = answer
        return answers

    def _settle(self, handed: Sequence[HandedIn]) -> list[SyncAnswer | Exception]:
        turns = [_Turn(self, h) for h in handed]
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
        return [turn.fault or turn.answered for turn in turns]


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

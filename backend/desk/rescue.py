"""Takes in a rescue file: the letters of a phone that cannot hand them in, through the author's own lead.

The letters keep their commands and numbers, so whatever the phone hands in itself, before or after, is known already.
"""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from backend.desk.letters import Moment
from backend.desk.sync import Batch, Receipt, SyncDesk
from backend.domain.events import stream
from backend.domain.member import Member, MemberJoined, Role
from backend.domain.refusal import Refused
from backend.log import Log
from backend.vault import Vault
from backend.vault.pairs import NotSealed, PublicKey, opened

AT_ONCE = 200  # letters


class RescueFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a phone saved. `box` is sealed with `epk` and `iv` for whose queue it is; texts are base64url."""

    version: Literal[1]
    partnership: str
    member: UUID
    device: UUID
    epk: PublicKey
    iv: str
    box: str

    @property
    def bound(self) -> bytes:
        """What is authenticated beside the letters."""
        return f"{self.partnership} {self.member} {self.device}".encode()


class _Box(msgspec.Struct, frozen=True, kw_only=True):
    """`letters` as `POST /api/sync` takes them; `sent_at` is when the file was made."""

    sent_at: Moment
    letters: list[Any]
    epoch: UUID | None = None


class Rescued(msgspec.Struct, frozen=True, kw_only=True):
    """Whose letters they were, and the answer to each by its index."""

    member: UUID
    device: UUID
    receipts: list[Receipt]


class RescueDesk:
    """Where a lead hands in what somebody else wrote."""

    def __init__(self, log: Log, vault: Vault, sync: SyncDesk, *, now: Callable[[], datetime]) -> None:
        self.log, self.vault, self.sync, self.now = log, vault, sync, now

    def take(self, body: bytes, *, by: Member, language: str = "sv") -> Rescued:
        """Hand a file's letters in as their author's.

        Raises Refused: `not-a-rescue`, `rescue-sealed`, `other-member` for a queue that is not the author's, and
        `not-yours` for anybody but a lead of the author's organisation.
        """
        try:
            file = msgspec.json.decode(body, type=RescueFile)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Refused("not-a-rescue") from None
        author = self._author(file)
        if author is None or Role.LEAD not in by.roles or author.organisation != by.organisation:
            raise Refused("not-yours", "member")
        if file.partnership != by.partnership:
            raise Refused("not-yours", "partnership")
        box = self._open(file, author)
        receipts: list[Receipt] = []
        for start in range(0, len(box.letters), AT_ONCE):
            some = Batch(device=file.device, sent_at=box.sent_at, letters=box.letters[start : start + AT_ONCE])
            answer = self.sync.take(some, author, language, rescued_by=by.id)
            receipts += [msgspec.structs.replace(r, letter=start + r.letter) for r in answer.receipts]
        return Rescued(member=author.id, device=file.device, receipts=receipts)

    def _author(self, file: RescueFile) -> Member | None:
        """The author as they last were a member: who has left may have left letters behind."""
        place = stream(file.partnership, "member", str(file.member))
        for recorded in reversed(self.log.read([place]).get(place, [])):
            if isinstance(joined := recorded.event, MemberJoined):
                return Member(
                    id=joined.member,
                    partnership=joined.partnership,
                    organisation=joined.organisation,
                    roles=frozenset(joined.roles),
                )
        return None

    def _open(self, file: RescueFile, author: Member) -> _Box:
        pair = self.vault.pair(author.partnership, author.organisation)
        try:
            plain = opened(pair, file.epk, file.iv, file.box, file.bound)
        except NotSealed:
            raise Refused("rescue-sealed") from None
        try:
            return msgspec.convert(json.loads(plain), _Box)  # as lenient with a broken emoji as the way in itself
        except (ValueError, RecursionError):
            raise Refused("not-a-rescue") from None

"""Takes in what the Friday meeting decides, and what is told of it afterwards."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from typing import get_args
from uuid import UUID

import msgspec

from backend.desk.catalogues import Catalogues
from backend.desk.letters import free_text
from backend.desk.weeks import check
from backend.domain import decision as domain
from backend.domain.calendar import local
from backend.domain.citizen import Finding
from backend.domain.decision import Decision, DecisionEvent, Outcome
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.refusal import Refused
from backend.domain.words import Sealed
from backend.log import Conflict, Entry, Log
from backend.vault import Vault

WHAT_LENGTH = 1_000
FUNCTION_LENGTH = 100
TEXT_LENGTH = 1_000
_TRIES = 5


class Deciding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A decision as it is handed in. `confirmed` lists findings that the writer chose to keep in the text."""

    decision: UUID
    week: str
    what: str | None
    owner: tuple[str, ...]
    place: str | None = None
    zone: str | None = None
    function: str | None = None
    member: UUID | None = None
    until: date | None = None
    confirmed: tuple[Finding, ...] = ()


class DecisionDesk:
    """Where coordinators hand in decisions and what became of them."""

    def __init__(
        self,
        log: Log,
        vault: Vault,
        catalogues: Catalogues,
        *,
        now: Callable[[], datetime],
        known: Callable[[str, Collection[UUID]], set[UUID]],
    ) -> None:
        self.log, self.vault, self.catalogues, self.now, self.known = log, vault, catalogues, now, known

    def of(self, partnership: str, decision: UUID) -> Decision | None:
        """A decision with what has been told of it; None where there is none."""
        place, found = stream(partnership, "decision", str(decision)), None
        for recorded in self.log.read([place]).get(place, []):
            if isinstance(recorded.event, get_args(DecisionEvent)):
                found = domain.evolve(found, recorded.event)
        return found

    def make(self, given: Deciding, *, by: Member) -> bool:
        """Record a decision; False where that id stood already.

        Refused: `unknown-period`, `week-ahead`, `week-before`, `unknown-code`, `unknown-member`, `missing`, `too-long`,
        `bad-text`, `personal-number`, `confirm`, `out-of-range`.
        """
        what = free_text(given.what, "what", WHAT_LENGTH, given.confirmed)
        function = free_text(given.function, "function", FUNCTION_LENGTH, given.confirmed)
        if what is None:
            raise Refused("missing", "what")
        catalogue = self.catalogues.of(by.partnership, anew=True)
        for field, value, listed in (("place", given.place, catalogue.places), ("zone", given.zone, catalogue.zones)):
            if value is not None and value not in listed:
                raise Refused("unknown-code", field)
        if given.member and not self.known(by.partnership, [given.member]):
            raise Refused("unknown-member", "member")

        def decide(past: Decision | None) -> Sequence[DecisionEvent]:
            if past is None:
                check(self.log, self.catalogues, by.partnership, given.week, local(self.now()).date())
            seal = self._sealer(given.decision, 1, "decision-made", by)
            return domain.make(
                past,
                given.decision,
                given.week,
                seal("what", what),
                owner=given.owner,
                place=given.place,
                zone=given.zone,
                function=seal("function", function) if function else None,
                member=given.member,
                until=given.until,
                by=by,
                now=self.now(),
            )

        return self._append(given.decision, by, decide)

    def stands(self, given: Deciding, *, by: Member) -> bool:
        """Whether the decision of that id says what is handed in, word for word."""
        past = self.of(by.partnership, given.decision)
        if past is None:
            return False
        made = past.made
        said = ((made.what, (given.what or "").strip()), (made.function, (given.function or "").strip()))
        zone = None if given.place else given.zone
        at = (given.week, given.place, zone, given.member, given.until)
        return (
            (made.week, made.place, made.zone, made.member, made.until) == at
            and set(made.owner) == set(given.owner)
            and all(self.vault.same(sealed, text) if sealed else not text for sealed, text in said)
        )

    def follow(
        self, decision: UUID, outcome: Outcome, text: str | None, *, confirmed: tuple[Finding, ...] = (), by: Member
    ) -> bool:
        """Tell what became of a decision; False where the same was told last, by the same organisation.

        Refused: `unknown-decision`, and as `free_text` does.
        """
        said = free_text(text, "text", TEXT_LENGTH, confirmed)
        if said is None:
            raise Refused("missing", "text")

        def decide(past: Decision | None) -> Sequence[DecisionEvent]:
            if past is None:
                raise Refused("unknown-decision", "decision")
            last = past.followed[-1] if past.followed else None
            alike = last is not None and (last.outcome, last.organisation) == (outcome, by.organisation)
            if last is not None and alike and self.vault.same(last.text, said):
                return []
            seal = self._sealer(decision, past.version + 1, "decision-followed", by)
            return domain.follow(past, outcome, seal("text", said), by=by, now=self.now())

        return self._append(decision, by, decide)

    def _sealer(self, decision: UUID, version: int, topic: str, by: Member) -> Callable[[str, str], Sealed]:
        place = stream(by.partnership, "decision", str(decision))

        def seal(field: str, text: str) -> Sealed:
            return self.vault.seal(
                text, partnership=by.partnership, stream=place, version=version, topic=topic, field=field
            )

        return seal

    def _append(self, decision: UUID, by: Member, decide: Callable[[Decision | None], Sequence[DecisionEvent]]) -> bool:
        place = stream(by.partnership, "decision", str(decision))
        for _ in range(_TRIES):
            past = self.of(by.partnership, decision)
            events = decide(past)
            if not events:
                return False
            self.vault.keep()
            version = past.version if past else 0
            try:
                self.log.append([Entry(stream=place, version=version + 1 + i, event=e) for i, e in enumerate(events)])
            except Conflict:
                continue
            return True
        raise Conflict

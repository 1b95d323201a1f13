"""Takes in what an owner reports of a promise that activities cannot count: steps, judgements, reasons for gaps."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, get_args
from uuid import UUID, uuid4

import msgspec

from backend.desk import enclosures
from backend.desk.letters import free_text
from backend.domain import pledge as domain
from backend.domain.citizen import Finding
from backend.domain.events import stream
from backend.domain.evidence import Enclosed, EvidenceKept, check_link
from backend.domain.member import Member
from backend.domain.pledge import (
    CommitmentEvent,
    GapExplained,
    JudgementStated,
    Pledge,
    PledgePublished,
    StepReported,
    StepStatus,
    Told,
    Verdict,
)
from backend.domain.refusal import Refused
from backend.domain.rule import Step
from backend.domain.words import Code, Sealed
from backend.log import Conflict, Entry, Log
from backend.vault import Vault

TEXT_LENGTH = 10_000
REASON_LENGTH = 500
_TRIES = 5
_STEPS = 50


class _Telling(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="do", forbid_unknown_fields=True, omit_defaults=True
):
    """What every telling has in common: `confirmed` lists findings that the writer chose to keep in the text."""

    confirmed: tuple[Finding, ...] = ()


class _Shown(_Telling, frozen=True, kw_only=True):
    """What rests on something: `evidence` is a diary number or an https address, `file` a PDF or a picture."""

    evidence: Annotated[str, msgspec.Meta(max_length=200)] | None = None
    file: bytes | None = None


class StepTelling(_Shown, frozen=True, tag="step"):
    """How far a step has come. `on` is the day it was reached."""

    step: Code
    status: StepStatus
    on: date | None = None
    text: str | None = None


class JudgeTelling(_Shown, frozen=True, tag="judge"):
    """The owner's judgement of a period, `2026-T1`."""

    period: str
    verdict: Verdict
    text: str


class StepsTelling(_Telling, frozen=True, tag="set-steps"):
    """The steps of a milestone whose steps are the owner's to name, instead of any earlier ones.

    What was reported on a step goes by its code. A reported one that is left out must be named in `dropped`.
    """

    steps: Annotated[tuple[Step, ...], msgspec.Meta(max_length=_STEPS)]
    dropped: Annotated[tuple[Code, ...], msgspec.Meta(max_length=_STEPS)] = ()


class GapTelling(_Telling, frozen=True, tag="explain-gap"):
    """Why a period of a cadence was missed, `2026-W19`."""

    period: str
    reason: str


Telling = StepTelling | JudgeTelling | StepsTelling | GapTelling


Covered = Callable[[str, str, str, Member], bool]
"""Whether a period of a commitment is kept already: by pledge, commitment, period, and who asks."""


class ReportDesk:
    """Where the owners' coordinators hand in what they report."""

    def __init__(
        self, log: Log, vault: Vault, *, now: Callable[[], datetime], covered: Covered = lambda *_: False
    ) -> None:
        self.log, self.vault, self.now, self.covered = log, vault, now, covered

    def told(self, pledge: str, commitment: str, *, by: Member) -> Told:
        """What has been reported so far, for those who may report. Refused: `unknown-commitment`, `not-owner`."""
        if by.organisation not in self._pledge(pledge, by.partnership).commitment(commitment).owner:
            raise Refused("not-owner", "commitment")
        past = Told()
        place = stream(by.partnership, "commitment", pledge, commitment)
        for recorded in self.log.read([place]).get(place, []):
            if isinstance(recorded.event, get_args(CommitmentEvent)):
                past = domain.hear(past, recorded.event)
        return past

    def tell(self, pledge: str, commitment: str, telling: Telling, *, by: Member) -> bool:
        """Take in one telling; False where it changed nothing.

        Raises Refused: `unknown-commitment`, `not-owner`, `unknown-step`, `unknown-period`, `not-this-rule`,
        `reported-step`, `not-a-gap`, `day-ahead`, `day-long-before`, `missing`, `too-long`, `bad-text`,
        `personal-number`, `confirm`, `https-only`, `file-too-large`, `not-a-document`, `runs`.
        """
        self.told(pledge, commitment, by=by)  # refused before anything is sealed
        shows = telling if isinstance(telling, _Shown) else None
        check_link(shows.evidence if shows else None)
        fit = enclosures.fit(shows.file) if shows and shows.file is not None else None
        covered = isinstance(telling, GapTelling) and self.covered(pledge, commitment, telling.period, by)
        place = stream(by.partnership, "commitment", pledge, commitment)
        for _ in range(_TRIES):
            past = self.told(pledge, commitment, by=by)
            known = _Known(past=past, covered=covered, same_words=self._same_words(telling, past, by))
            terms = self._pledge(pledge, by.partnership)
            sealed = self._seal(telling, past.version + 1, pledge, commitment, by)
            kept = self._enclose(fit, pledge, commitment, by) if fit else None
            enclosed = kept.enclosed if kept else None
            events = _decide(terms, commitment, telling, sealed, enclosed, known, by, self.now())
            if not events:
                return False
            self.vault.keep()
            entries = [Entry(stream=place, version=past.version + 1 + i, event=e) for i, e in enumerate(events)]
            if kept:
                entries.append(Entry(stream=_place(kept.partnership, kept.enclosed.id), version=1, event=kept))
            try:
                self.log.append(entries)
            except Conflict:
                continue
            return True
        raise Conflict

    def file(self, pledge: str, commitment: str, evidence: UUID, *, partnership: str) -> tuple[Enclosed, bytes]:
        """A file that was enclosed. Refused: `unknown-evidence`, also where it has been erased.

        Raises vault.Tampered where it is not what was kept.
        """
        place = _place(partnership, evidence)
        for recorded in self.log.read([place]).get(place, []):
            kept = recorded.event
            if isinstance(kept, EvidenceKept) and (kept.pledge, kept.commitment) == (pledge, commitment):
                body = self.vault.open_file(
                    kept.body, partnership=partnership, stream=place, version=1, topic="evidence-kept", field="body"
                )
                if body is not None:
                    return kept.enclosed, body
        raise Refused("unknown-evidence", "evidence")

    def _same_words(self, telling: Telling, past: Told, by: Member) -> bool:
        """Whether the text is the one that was told last of the same thing, and its file is not erased."""
        said: StepReported | JudgementStated | GapExplained | None
        match telling:
            case StepTelling():
                said, text = past.reached.get(telling.step), telling.text
            case JudgeTelling():
                said, text = past.judged.get(telling.period), telling.text
            case GapTelling():
                said, text = past.explained.get(telling.period), telling.reason
            case _:
                return False
        if said is None or (not isinstance(said, GapExplained) and said.file and not self._held(said.file, by)):
            return False
        sealed, text = said.reason if isinstance(said, GapExplained) else said.text, (text or "").strip()
        return self.vault.same(sealed, text) if sealed and text else not sealed and not text

    def _held(self, file: Enclosed, by: Member) -> bool:
        place = _place(by.partnership, file.id)
        kept = [r.event for r in self.log.read([place]).get(place, [])]
        return bool(self.vault.held(e.body.key for e in kept if isinstance(e, EvidenceKept)))

    def _enclose(self, fit: enclosures.Fit, pledge: str, commitment: str, by: Member) -> EvidenceKept:
        """The file as an event; its key is durable once the vault has kept it."""
        id_ = uuid4()
        body = self.vault.seal_file(
            fit.body,
            partnership=by.partnership,
            stream=_place(by.partnership, id_),
            version=1,
            topic="evidence-kept",
            field="body",
        )
        return EvidenceKept(
            partnership=by.partnership,
            pledge=pledge,
            commitment=commitment,
            enclosed=Enclosed(id=id_, sha256=sha256(fit.body).hexdigest(), media=fit.media, size=len(fit.body)),
            body=body,
            by=by.id,
            organisation=by.organisation,
            received_at=self.now(),
        )

    def _pledge(self, code: str, partnership: str) -> Pledge:
        place = stream(partnership, "pledge", code)
        for recorded in reversed(self.log.read([place]).get(place, [])):
            if isinstance(recorded.event, PledgePublished):
                return recorded.event.pledge
        raise Refused("unknown-commitment", "pledge")

    def _seal(self, telling: Telling, version: int, pledge: str, commitment: str, by: Member) -> Sealed | None:
        confirmed = telling.confirmed
        if isinstance(telling, _Shown):
            free_text(telling.evidence, "evidence", 200, confirmed)  # not sealed, so held to the same
        match telling:
            case StepTelling():
                field, topic, text = "text", "step-reported", free_text(telling.text, "text", TEXT_LENGTH, confirmed)
            case JudgeTelling():
                field, topic, text = "text", "judgement-stated", free_text(telling.text, "text", TEXT_LENGTH, confirmed)
            case GapTelling():
                field, topic, text = "reason", "gap-explained", _reason(telling)
            case StepsTelling():
                for i, step in enumerate(telling.steps):
                    for word in (step.label.sv, step.label.en):
                        free_text(word, f"steps[{i}].label", 200, confirmed)
                return None
        if text is None:
            if isinstance(telling, StepTelling):
                return None
            raise Refused("missing", field)
        place = stream(by.partnership, "commitment", pledge, commitment)
        return self.vault.seal(
            text, partnership=by.partnership, stream=place, version=version, topic=topic, field=field
        )


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """What a telling is held against."""

    past: Told
    covered: bool
    same_words: bool


def _place(partnership: str, evidence: UUID) -> UUID:
    return stream(partnership, "evidence", str(evidence))


def _reason(telling: GapTelling) -> str | None:
    return free_text(telling.reason, "reason", REASON_LENGTH, telling.confirmed)


def _decide(
    terms: Pledge,
    commitment: str,
    telling: Telling,
    sealed: Sealed | None,
    file: Enclosed | None,
    known: _Known,
    by: Member,
    now: datetime,
) -> list[CommitmentEvent]:
    past, same_words = known.past, known.same_words
    match telling:
        case StepsTelling():
            return domain.set_steps(
                terms, commitment, telling.steps, dropped=telling.dropped, past=past, by=by, now=now
            )
        case StepTelling():
            return domain.report_step(
                terms,
                commitment,
                telling.step,
                telling.status,
                on=telling.on,
                text=sealed,
                evidence=telling.evidence,
                file=file,
                same_words=same_words,
                past=past,
                by=by,
                now=now,
            )
        case JudgeTelling() if sealed is not None:
            return domain.judge(
                terms,
                commitment,
                telling.period,
                telling.verdict,
                sealed,
                evidence=telling.evidence,
                file=file,
                same_words=same_words,
                past=past,
                by=by,
                now=now,
            )
        case GapTelling() if sealed is not None:
            return domain.explain_gap(
                terms,
                commitment,
                telling.period,
                sealed,
                covered=known.covered,
                same_words=same_words,
                past=past,
                by=by,
                now=now,
            )
    raise Refused("missing", "text")

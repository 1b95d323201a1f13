"""Everything that may stand in the log, and which stream it stands in. A topic that is not here is never decoded."""

from uuid import UUID, uuid5

from backend.domain.account import AccountApproved, AccountFrozen, AccountPublished, ChecklistAnswered, FileKept
from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn
from backend.domain.catalogue import CataloguePublished
from backend.domain.decision import DecisionFollowed, DecisionMade
from backend.domain.epoch import EpochBegan
from backend.domain.erasure import DecisionErased, Erasure, EvidenceErased
from backend.domain.evidence import EvidenceKept
from backend.domain.gap import GapSettled
from backend.domain.member import MemberJoined, MemberLeft
from backend.domain.note import NoteErased, NoteRead
from backend.domain.place import (
    PlaceAdded,
    PlaceMerged,
    PlaceMoved,
    PlaceRenamed,
    PlaceRestored,
    PlaceRetired,
    PlaceZoned,
    ZoneNamed,
)
from backend.domain.pledge import GapExplained, JudgementStated, PledgePublished, StepReported, StepsSet
from backend.domain.revision import PledgeAcknowledged
from backend.domain.situation import SituationFrozen
from backend.domain.visit import VisitsMerged, VisitsParted

Event = (
    ActivityRecorded
    | ActivityCorrected
    | ActivityWithdrawn
    | CataloguePublished
    | PlaceAdded
    | PlaceRenamed
    | PlaceMoved
    | PlaceZoned
    | PlaceMerged
    | PlaceRetired
    | PlaceRestored
    | ZoneNamed
    | EpochBegan
    | MemberJoined
    | MemberLeft
    | NoteRead
    | NoteErased
    | PledgePublished
    | PledgeAcknowledged
    | StepsSet
    | StepReported
    | JudgementStated
    | GapExplained
    | SituationFrozen
    | DecisionMade
    | DecisionFollowed
    | DecisionErased
    | VisitsMerged
    | VisitsParted
    | GapSettled
    | AccountFrozen
    | AccountApproved
    | AccountPublished
    | ChecklistAnswered
    | FileKept
    | EvidenceKept
    | EvidenceErased
)


def topic(event: type) -> str:
    """What an event of this type is called in the log, whatever becomes of the type's own name."""
    return str(event.__struct_config__.tag)  # type: ignore[attr-defined]


_STREAMS = UUID("6f1f1d9a-6a0b-5b0e-9d43-0f7c51a5f3a1")


def stream(partnership: str, thing: str, *code: str) -> UUID:
    """The stream of a named thing.

    `stream("vastervik", "pledge", "vastervik-2026")`. An activity's stream is its own id.
    """
    return uuid5(_STREAMS, "/".join((partnership, thing, *code)))


def erasures_of(event: Erasure) -> UUID:
    """The stream that an erasure stands in: apart from what it erases, so that it makes nothing stale."""
    match event:
        case NoteErased():
            return stream(event.partnership, "notes", str(event.activity))
        case DecisionErased():
            return stream(event.partnership, "erasures", str(event.decision))
        case EvidenceErased():
            return stream(event.partnership, "erasures", str(event.evidence))

"""What was promised and what the owners told of it: pledges, catalogues, situations and memberships, by log position.

Bodies are the events themselves as JSON, free text sealed as it came. Nothing here is counted; the rows answer "as it
stood then".
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select

from backend.domain.catalogue import Catalogue, CatalogueEvent, CataloguePublished
from backend.domain.member import MemberJoined, MemberLeft
from backend.domain.place import PLACE_EVENTS
from backend.domain.pledge import (
    CommitmentEvent,
    GapExplained,
    JudgementStated,
    Pledge,
    PledgePublished,
    StepReported,
    StepsSet,
)
from backend.domain.refusal import Refused
from backend.domain.situation import SituationFrozen
from backend.log import Recorded
from projections.page import Page, Takes
from projections.store import Reading
from projections.tables import codes, micros

LOGIC = 3
"""Raise it when the same events make other rows."""

_encode = msgspec.json.Encoder().encode
_pledge = msgspec.json.Decoder(PledgePublished).decode
_catalogue = msgspec.json.Decoder(CatalogueEvent).decode
_told = msgspec.json.Decoder(CommitmentEvent).decode


# Taking events in.


def _published(page: Page, at: Recorded, event: PledgePublished) -> None:
    row = [at.position, event.partnership, event.pledge.code, micros(event.received_at), _encode(event)]
    page.add("pledges", row)


def _catalogued(page: Page, at: Recorded, event: CatalogueEvent) -> None:
    page.world.learn(event)
    page.add("catalogues", [at.position, event.partnership, _encode(event)])


def _heard(page: Page, at: Recorded, event: CommitmentEvent) -> None:
    about = [at.position, event.partnership, event.pledge, event.commitment, at.stream, at.version]
    page.add("told", [*about, _encode(event)])


def _frozen(page: Page, at: Recorded, event: SituationFrozen) -> None:
    page.add("situations", [at.position, event.partnership, event.week, event.organisation, micros(event.received_at)])
    for need in event.needs:
        page.add("needs", [event.partnership, at.position, need.place, need.level, codes(need.problems)])


def _joined(page: Page, at: Recorded, event: MemberJoined) -> None:
    page.world.organisations[event.partnership, event.member] = event.organisation
    page.add("members", [event.partnership, event.member, at.position, event.organisation, codes(event.roles)])


def _left(page: Page, at: Recorded, event: MemberLeft) -> None:
    page.add("members", [event.partnership, event.member, at.position, "", ""])


TAKES: Takes = {
    PledgePublished: _published,
    CataloguePublished: _catalogued,
    **dict.fromkeys(PLACE_EVENTS, _catalogued),
    StepsSet: _heard,
    StepReported: _heard,
    JudgementStated: _heard,
    GapExplained: _heard,
    SituationFrozen: _frozen,
    MemberJoined: _joined,
    MemberLeft: _left,
}


# Asking.

_RISING = ("low", "medium", "high")


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A pledge with the rules that held at some position, and since when."""

    event: PledgePublished
    position: int


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing a pledge anew changed: titles of commitments by code, and whether the rest of it changed too."""

    added: dict[str, str]
    changed: dict[str, str]
    removed: dict[str, str]
    rest: bool


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One thing an owner told of a commitment, and where it stands in the log (its seal is bound to that)."""

    event: CommitmentEvent
    stream: UUID
    version: int
    position: int


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen situation: the ISO week it is for, when it was frozen, and the level of each place it names."""

    week: str
    frozen_at: datetime
    levels: dict[str, str]

    def over(self, stands_for: Callable[[str], str]) -> "Picture":
        """The same picture where some places stand for others; of two that became one, the higher level."""
        levels: dict[str, str] = {}
        for place, level in sorted(self.levels.items(), key=lambda named: _RISING.index(named[1])):
            levels[stands_for(place)] = level
        return msgspec.structs.replace(self, levels=levels)


def position_of(reading: Reading, day: date) -> int:
    """The last log position received before `day` ended in Sweden; 0 where there was none."""
    c = reading.t.days.c
    found = reading.connection.execute(select(func.max(c.position)).where(c.day <= day)).scalar()
    return int(found or 0)


def pledge(reading: Reading, partnership: str, code: str, position: int) -> Published:
    """The pledge as published by `position`; where nothing was by then, as first published.

    Refused (`unknown-pledge`).
    """
    c = reading.t.pledges.c
    found = (
        select(c.position, c.body)
        .where(c.partnership == partnership, c.code == code)
        .order_by(c.position > position, func.abs(c.position - position))
        .limit(1)
    )
    row = reading.connection.execute(found).first()
    if row is None:
        raise Refused("unknown-pledge", "pledge")
    return Published(position=row.position, event=_pledge(row.body))


def versions(reading: Reading, partnership: str, position: int) -> dict[str, list[Pledge]]:
    """Every pledge as it was ever published by `position`, oldest first; what was published first comes first."""
    c = reading.t.pledges.c
    found = select(c.code, c.body).where(c.partnership == partnership, c.position <= position).order_by(c.position)
    told: dict[str, list[Pledge]] = {}
    for row in reading.connection.execute(found):
        told.setdefault(row.code, []).append(_pledge(row.body).pledge)
    return told


def publications(reading: Reading, partnership: str, code: str) -> list[Published]:
    """Every time that a pledge was published, the earliest first. Refused (`unknown-pledge`)."""
    c = reading.t.pledges.c
    found = select(c.position, c.body).where(c.partnership == partnership, c.code == code).order_by(c.position)
    told = [Published(position=r.position, event=_pledge(r.body)) for r in reading.connection.execute(found)]
    if not told:
        raise Refused("unknown-pledge", "pledge")
    return told


def revisions(reading: Reading, partnership: str, codes: set[str]) -> dict[int, Revision]:
    """What each publishing of these pledges changed of what was published before; nothing for the first of each."""
    c = reading.t.pledges.c
    found = select(c.position, c.body).where(c.partnership == partnership, c.code.in_(codes)).order_by(c.position)
    held: dict[str, PledgePublished] = {}
    told: dict[int, Revision] = {}
    for row in reading.connection.execute(found):
        event = _pledge(row.body)
        past = held.get(event.pledge.code)
        held[event.pledge.code] = event
        if past is not None:
            told[row.position] = _revision(past, event)
    return told


def _revision(past: PledgePublished, event: PledgePublished) -> Revision:
    before = {c.code: c for c in past.pledge.commitments}
    after = {c.code: c for c in event.pledge.commitments}
    rest = msgspec.structs.replace(past.pledge, commitments=event.pledge.commitments) != event.pledge
    return Revision(
        added={c.code: c.title for c in after.values() if c.code not in before},
        changed={c.code: c.title for c in after.values() if c.code in before and before[c.code] != c},
        removed={c.code: c.title for c in before.values() if c.code not in after},
        rest=rest or past.terms != event.terms,
    )


def pledges(reading: Reading, partnership: str) -> list[PledgePublished]:
    """Every pledge of a partnership as last published, the newest period first."""
    c = reading.t.pledges.c
    last = select(func.max(c.position)).where(c.partnership == partnership).group_by(c.code)
    found = reading.connection.execute(select(c.body).where(c.position.in_(last))).scalars()
    return sorted(map(_pledge, found), key=lambda p: (p.pledge.first, p.pledge.code), reverse=True)


def partnerships(reading: Reading) -> list[str]:
    """The codes of all partnerships that have a pledge or a catalogue."""
    t = reading.t
    either = select(t.pledges.c.partnership).union(select(t.catalogues.c.partnership))
    return sorted(reading.connection.execute(either).scalars())


def catalogue(reading: Reading, partnership: str, position: int | None = None) -> Catalogue:
    """The partnership's catalogue as it stood at `position` (now, where none is given)."""
    c = reading.t.catalogues.c
    until = reading.position if position is None else position
    found = select(c.body).where(c.partnership == partnership, c.position <= until).order_by(c.position)
    known = Catalogue()
    known.take(*map(_catalogue, reading.connection.execute(found).scalars()))
    return known


def told(reading: Reading, partnership: str, code: str, position: int) -> dict[str, list[Word]]:
    """What the owners had told of a pledge's commitments by `position`, oldest first, by commitment."""
    c = reading.t.told.c
    found = select(c.body, c.stream, c.version, c.position).where(
        c.partnership == partnership, c.pledge == code, c.position <= position
    )
    heard: dict[str, list[Word]] = {}
    for row in reading.connection.execute(found.order_by(c.position)):
        word = Word(event=_told(row.body), stream=row.stream, version=row.version, position=row.position)
        heard.setdefault(word.event.commitment, []).append(word)
    return heard


def pictures(reading: Reading, partnership: str, position: int, since: datetime | None = None) -> list[Picture]:
    """The situations frozen by `position`, in the order in which they were; from the one that held `since` on.

    The one that holds is the one for the latest week.
    """
    t = reading.t
    c = t.situations.c
    first = 0
    if since is not None:
        before = select(c.position).where(c.partnership == partnership, c.position <= position, c.frozen_at <= since)
        held = before.order_by(c.week.desc(), c.position.desc()).limit(1)
        first = reading.connection.execute(held).scalar() or 0
    levels: dict[int, dict[str, str]] = {}
    needs = select(t.needs.c.position, t.needs.c.place, t.needs.c.level).where(
        t.needs.c.partnership == partnership, t.needs.c.position >= first, t.needs.c.position <= position
    )
    for at, place, level in reading.connection.execute(needs):
        levels.setdefault(at, {})[place] = level
    frozen = select(c.position, c.week, c.frozen_at).where(
        c.partnership == partnership, c.position >= first, c.position <= position
    )
    return [
        Picture(week=week, frozen_at=frozen_at, levels=levels.get(at, {}))
        for at, week, frozen_at in reading.connection.execute(frozen.order_by(c.position))
    ]


def lineage(published: Iterable[PledgePublished], pledge: str, commitment: str) -> list[tuple[str, str]]:
    """The same promise in earlier pledges, newest first: (pledge, commitment), following `follows`."""
    follows = {(p.pledge.code, c.code): c.follows for p in published for c in p.pledge.commitments}
    found: list[tuple[str, str]] = []
    before = follows.get((pledge, commitment))
    while before:
        earlier, _, code = before.partition("/")
        if (earlier, code) in found:
            break
        found.append((earlier, code))
        before = follows.get((earlier, code))
    return found

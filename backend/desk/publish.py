"""Publishes catalogues and pledges by event, and tells beforehand what would change. The same again changes nothing."""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from typing import Literal
from uuid import UUID

import msgspec

from backend.desk.catalogues import Catalogues
from backend.domain import catalogue as catalogue_domain
from backend.domain import pledge as pledge_domain
from backend.domain.catalogue import BASE, LISTS, Catalogue, CataloguePublished, Entries
from backend.domain.events import stream
from backend.domain.member import Member
from backend.domain.pack import (
    Pack,
    PackFault,
    check_against,
    check_follows,
    earlier,
    entry_faults,
    read_entries,
    read_pack,
)
from backend.domain.pledge import PledgePublished
from backend.domain.refusal import Refused
from backend.log import Conflict, Entry, Log

LOCAL = "lokalt"
"""The source of what a partnership's members add themselves."""
_TRIES = 5


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that publishing would make different. `retired`: no longer offered, still understood.

    `kept`: a place or zone that stays as it was changed in the browser, whatever is published of it.
    """

    table: str
    code: str
    how: Literal["new", "changed", "retired", "kept"]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """What publishing changed, or would change; no changes means that it stood as it was."""

    partnership: str
    code: str
    changes: tuple[Change, ...]


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    """A pack before it is published: what would change, by which events, and what it was looked at against.

    `seen` names this pack over what is published now: another pack, or somebody else's publication, names another.
    """

    published: Published
    events: tuple[CataloguePublished | PledgePublished, ...]
    seen: str
    told: PledgePublished | None
    pack: Pack

    @property
    def asks(self) -> bool:
        """Whether a promise that is published already would be counted otherwise: then somebody must say yes."""
        if self.told is None:
            return False
        old, new = ({c.code: (c.rule, c.owner) for c in p.commitments} for p in (self.told.pledge, self.pack.pledge))
        return old != new or self.told.pledge.time != self.pack.pledge.time


class PublishDesk:
    """Where packs and catalogue entries are handed in."""

    def __init__(self, log: Log, catalogues: Catalogues, *, now: Callable[[], datetime]) -> None:
        self.log, self.catalogues, self.now = log, catalogues, now

    def pack(
        self, text: bytes, *, by: Member | None = None, only_look: bool = False, seen: str | None = None
    ) -> Published:
        """Publish a pack, and the base catalogue where its partnership is new.

        Raises PackFault for a file that cannot be taken, Refused (`conflict`) where a code belongs to somebody else and
        (`other-version`) where it is not what was `seen` (`Prepared.seen`). `by` None: by the command line.
        """
        pack = _own(text, by)
        for _ in range(_TRIES):
            entries, published = self._pack(pack, by)
            if only_look or not entries:
                return published
            if seen is not None and seen != _named(text, entries):
                raise Refused("other-version", "seen")
            try:
                self.log.append(entries)
            except Conflict:
                continue
            self.catalogues.of(pack.partnership.code, anew=True)
            return published
        raise Conflict

    def prepare(self, text: bytes, *, by: Member | None = None) -> Prepared:
        """Everything that publishing a pack would do, with nothing done. Raises as `pack` does."""
        pack = _own(text, by)
        entries, published = self._pack(pack, by)
        return Prepared(
            published=published,
            events=tuple(e.event for e in entries if isinstance(e.event, CataloguePublished | PledgePublished)),
            seen=_named(text, entries),
            told=self._latest(pack.partnership.code, pack.pledge.code)[0],
            pack=pack,
        )

    def base(self, partnership: str) -> Published:
        """Bring the base catalogue of this release to a partnership."""
        return self.entries(partnership, BASE, base_entries(), by=None)

    def entries(
        self, partnership: str, source: str, entries: Entries, *, by: UUID | None, only_look: bool = False
    ) -> Published:
        """Let a source bring these entries instead of what it brought before. Raises as `pack` does."""
        if faults := entry_faults(entries):
            raise PackFault(faults)
        for _ in range(_TRIES):
            found = self._entries(partnership, source, entries, by)
            past = self.catalogues.of(partnership)
            changes = [*_entry_changes(past.sources.get(source, Entries()), entries), *_kept(past, entries)]
            if found and not only_look:
                try:
                    self.log.append(found)
                except Conflict:
                    continue
                self.catalogues.of(partnership, anew=True)
            return Published(partnership=partnership, code=source, changes=tuple(changes) if found else ())
        raise Conflict

    def pledge(self, partnership: str, code: str) -> PledgePublished | None:
        """The pledge as last published."""
        return self._latest(partnership, code)[0]

    def _entries(self, partnership: str, source: str, entries: Entries, by: UUID | None) -> list[Entry]:
        place = stream(partnership, "catalogue")
        past = self.catalogues.of(partnership, anew=True)
        events = catalogue_domain.publish(past, source, entries, partnership=partnership, by=by, now=self.now())
        version = len(self.log.read([place]).get(place, []))
        return [Entry(stream=place, version=version + 1 + i, event=event) for i, event in enumerate(events)]

    def _pack(self, pack: Pack, by: Member | None) -> tuple[list[Entry], Published]:
        partnership, code = pack.partnership.code, pack.pledge.code
        id_ = by.id if by else None
        past = self.catalogues.of(partnership, anew=True)
        place = stream(partnership, "catalogue")
        version = len(self.log.read([place]).get(place, []))
        news: list[CataloguePublished] = []
        if BASE not in past.sources:
            news += catalogue_domain.publish(
                past, BASE, base_entries(), partnership=partnership, by=id_, now=self.now()
            )
            past = _with(past, news)
        before_it = [told.pledge for code in earlier(pack) if (told := self.pledge(partnership, code))]
        if faults := [*check_follows(pack, before_it), *check_against(pack, past)]:
            raise PackFault(faults)
        before = past.sources.get(code, Entries())
        if pack.entries != before:
            news += catalogue_domain.publish(past, code, pack.entries, partnership=partnership, by=id_, now=self.now())
        told, times = self._latest(partnership, code)
        terms = pledge_domain.publish(told, pack.partnership, pack.pledge, by=id_, now=self.now())
        entries = [Entry(stream=place, version=version + 1 + i, event=event) for i, event in enumerate(news)]
        entries += [
            Entry(stream=stream(partnership, "pledge", code), version=times + 1, event=event) for event in terms
        ]
        changes = [*_pledge_changes(told, pack), *_entry_changes(before, pack.entries)] if entries else []
        changes += _kept(past, pack.entries) if entries else []
        return entries, Published(partnership=partnership, code=code, changes=tuple(changes))

    def _latest(self, partnership: str, code: str) -> tuple[PledgePublished | None, int]:
        place = stream(partnership, "pledge", code)
        recorded = self.log.read([place]).get(place, [])
        events = [r.event for r in recorded if isinstance(r.event, PledgePublished)]
        return (events[-1] if events else None), (recorded[-1].version if recorded else 0)


def _own(text: bytes, by: Member | None) -> Pack:
    """The pack, where it is for the partnership of whoever hands it in."""
    pack = read_pack(text)
    if by is not None and by.partnership != pack.partnership.code:
        raise Refused("conflict", "partnership.code")
    return pack


def _named(text: bytes, entries: list[Entry]) -> str:
    """A name for a pack and the versions it would be published as."""
    at = ";".join(f"{e.stream}/{e.version}" for e in entries)
    return sha256(text + b"\0" + at.encode()).hexdigest()


def base_entries() -> Entries:
    """The base catalogue that came with this release."""
    return read_entries((files("backend") / "packs" / "kinds.toml").read_bytes())


def own_packs() -> list[tuple[str, bytes]]:
    """(name, content) of the packs that came with this release, the earliest pledge first: later ones follow it."""
    folder = files("backend") / "packs"
    found = [(f.name, f.read_bytes()) for f in folder.iterdir() if f.name.endswith(".toml") and f.name != "kinds.toml"]
    return sorted(found, key=lambda pack: read_pack(pack[1]).pledge.first)


def _with(past: Catalogue, events: list[CataloguePublished]) -> Catalogue:
    """What is offered after more events; the past itself is shared and stays as it is."""
    joined = Catalogue(past.edits)
    for source, entries in past.sources.items():
        joined.sources[source] = entries
    for event in events:
        joined.take(event)
    return joined


def _entry_changes(before: Entries, after: Entries) -> list[Change]:
    found = []
    for table in LISTS:
        old = {e.code: e for e in getattr(before, table)}
        new = {e.code: e for e in getattr(after, table)}
        found += _differences(table, old, new)
    return found


def _pledge_changes(told: PledgePublished | None, pack: Pack) -> list[Change]:
    if told is None:
        return [Change(table="pledge", code=pack.pledge.code, how="new")] + [
            Change(table="commitment", code=c.code, how="new") for c in pack.pledge.commitments
        ]
    found = _differences(
        "commitment", {c.code: c for c in told.pledge.commitments}, {c.code: c for c in pack.pledge.commitments}
    )
    found += _differences("area", {a.code: a for a in told.pledge.areas}, {a.code: a for a in pack.pledge.areas})
    bare = msgspec.structs.replace(told.pledge, commitments=pack.pledge.commitments, areas=pack.pledge.areas)
    if bare != pack.pledge or told.terms != pack.partnership:
        found.append(Change(table="pledge", code=pack.pledge.code, how="changed"))
    return found


def _kept(past: Catalogue, brought: Entries) -> list[Change]:
    """The places and zones of a source that stand otherwise here, because somebody changed them in the browser."""
    zones = [z.code for z in brought.zone if past.edits.zones.get(z.code, z) != z]
    places = [p.code for p in brought.place if past.edits.hold(p)]
    return [Change(table="zone", code=c, how="kept") for c in zones] + [
        Change(table="place", code=c, how="kept") for c in places
    ]


def _differences(table: str, old: dict[str, object], new: dict[str, object]) -> list[Change]:
    found = [
        Change(table=table, code=code, how="changed" if code in old else "new")
        for code in new
        if old.get(code) != new[code]
    ]
    return found + [Change(table=table, code=code, how="retired") for code in old if code not in new]

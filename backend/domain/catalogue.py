"""What may be recorded: kinds, code lists and places, as data.

A partnership's catalogue is the base (`packs/kinds.toml`) and what each of its packs adds. Publishing again replaces
what that source brought; what a source no longer brings is retired: no longer offered, still understood, because it
happened. What members change of places in the browser stands over all of it (place.py).
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from backend.domain.member import Member
from backend.domain.place import Edits, Place, PlaceAdded, PlaceEvent, PlaceRenamed, Zone
from backend.domain.refusal import Refused
from backend.domain.report import FIELDS, LONGEST, Report, says
from backend.domain.unread import none_of
from backend.domain.words import ORGANISATIONS, Code, Label


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One answer to a question, or a party."""

    code: Code
    label: Label


class Action(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Something done about a problem. `suits` names the problems it suits; empty suits any."""

    code: Code
    label: Label
    suits: tuple[Code, ...] = ()


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A coded question that a kind asks."""

    code: Code
    label: Label
    choices: tuple[Choice, ...]
    required: bool = False


class Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A kind of activity: which fields it requires and allows, who records it, whether it concerns a person.

    `minutes` is the form's default length. `problems` and `actions` narrow the choices on the form; empty offers all.
    A `sensitive` kind concerns a person: it has a day and no hour, and no place, stops, zone or crew (DESIGN.md,
    decision 9).
    """

    code: Code
    label: Label
    recorded_by: tuple[Code, ...]
    icon: Code = "list"
    requires: tuple[str, ...] = ()
    allows: tuple[str, ...] = ()
    minutes: int | None = None
    problems: tuple[Code, ...] = ()
    actions: tuple[Code, ...] = ()
    question: tuple[Question, ...] = ()
    results: dict[Code, Label] = {}
    sensitive: bool = False
    precision: Literal["minute", "day"] = "minute"

    @property
    def by_day(self) -> bool:
        """Whether only the day is kept of when it happened."""
        return self.sensitive or self.precision == "day"

    @property
    def takes(self) -> frozenset[str]:
        """The report fields this kind has a use for."""
        own = {"answers"} if self.question else set[str]()
        own |= {"results"} if self.results else set()
        return frozenset(self.requires) | frozenset(self.allows) | own

    def faults(self) -> list[Label]:
        """What is wrong with the kind itself, in words for whoever wrote the TOML."""
        found = [
            none_of(f"{key} {named!r}", known)
            for key, known in (("recorded_by", ORGANISATIONS), ("requires", FIELDS), ("allows", FIELDS))
            for named in getattr(self, key)
            if named not in known
        ]
        if self.sensitive:
            found += [
                Label(f"en känslig insatstyp kan inte ha {f}", f"a sensitive kind cannot take {f}")
                for f in ("place", "stops", "zone", "crew")
                if f in self.takes
            ]
        return found


class Entries(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The part of a catalogue that one source brings."""

    kind: tuple[Kind, ...] = ()
    problem: tuple[Choice, ...] = ()
    action: tuple[Action, ...] = ()
    party: tuple[Choice, ...] = ()
    zone: tuple[Zone, ...] = ()
    place: tuple[Place, ...] = ()


BASE = "kinds"
"""The source that every partnership has: `packs/kinds.toml`."""

LISTS = ("kind", "problem", "action", "party", "zone", "place")
Entry = Kind | Choice | Action | Zone | Place


class CataloguePublished(
    msgspec.Struct, frozen=True, kw_only=True, tag_field="topic", tag="catalogue-published", omit_defaults=True
):
    """A source (`kinds`, or a pledge's code) brought these entries, instead of what it brought before."""

    partnership: Code
    source: Code
    entries: Entries
    received_at: datetime
    by: UUID | None = None


CatalogueEvent = CataloguePublished | PlaceEvent
"""What stands in the stream of a partnership's catalogue."""


class Catalogue:
    """A partnership's catalogue: everything ever brought, and which of it is still offered."""

    def __init__(self, edits: Edits | None = None) -> None:
        self.edits = edits or Edits()
        self.sources: dict[str, Entries] = {}
        self.kinds: dict[str, Kind] = {}
        self.problems: dict[str, Choice] = {}
        self.actions: dict[str, Action] = {}
        self.parties: dict[str, Choice] = {}
        self.zones: dict[str, Zone] = {}
        self.places: dict[str, Place] = {}
        self.offered: dict[str, set[str]] = {name: set() for name in LISTS}
        self._names: dict[str, dict[str, None]] = {}  # every name that a place ever had, by its code
        self._strays: dict[str, list[str]] = {}  # what a kind does not take, worked out once: every letter asks
        self._brought: tuple[dict[str, Zone], dict[str, Place]] = {}, {}  # as the sources brought them

    def _of(self, name: str) -> dict[str, Entry]:
        tables = (self.kinds, self.problems, self.actions, self.parties, *self._brought)
        return dict(zip(LISTS, tables, strict=True))[name]  # type: ignore[return-value]

    def take(self, *events: CatalogueEvent) -> None:
        """Learn what a source brings now, or what was changed in the browser; of several events the earliest first."""
        for event in events:
            if isinstance(event, CataloguePublished):
                self._bring(event)
            else:
                self.edits.take(event)
            self._name(event)
        self._edit()

    def _bring(self, event: CataloguePublished) -> None:
        self.sources[event.source] = event.entries
        for name in LISTS:
            table = self._of(name)
            own = {e.code for s, brought in self.sources.items() if s != BASE for e in getattr(brought, name)}
            for entry in getattr(event.entries, name):
                if event.source != BASE or entry.code not in own:
                    table[entry.code] = entry
            self.offered[name] = {e.code for source in self.sources.values() for e in getattr(source, name)}
        self._strays = {code: [f for f in FIELDS if f not in kind.takes] for code, kind in self.kinds.items()}

    def _name(self, event: CatalogueEvent) -> None:
        match event:
            case CataloguePublished(entries=entries):
                named = [(place.code, place.name) for place in entries.place]
            case PlaceAdded(place=place):
                named = [(place.code, place.name)]
            case PlaceRenamed(code=code, name=name):
                named = [(code, name)]
            case _:
                return
        for code, name in named:
            self._names.setdefault(code, {})[name] = None

    def _edit(self) -> None:
        """Zones and places as they are called and lie now. What the browser added is there whatever packs bring."""
        edits, (zones, places) = self.edits, self._brought
        self.zones = zones | edits.zones
        self.places = {code: edits.over(place) for code, place in (places | edits.added).items()}
        sources = self.sources.values()
        self.offered["zone"] = {zone.code for source in sources for zone in source.zone} | edits.zones.keys()
        brought = {place.code for source in sources for place in source.place}
        self.offered["place"] = (brought | edits.added.keys() | edits.kept) - edits.gone.keys()

    def stands_for(self, place: str) -> str:
        """The place that a code stands for now: itself, or what it was merged into."""
        while (into := self.edits.gone.get(place)) is not None:
            place = into
        return place

    def spellings(self, places: Iterable[str]) -> tuple[str, ...]:
        """Every code that stands for the same as one of these, the codes themselves first."""
        asked = tuple(dict.fromkeys(places))
        meant = {self.stands_for(code) for code in asked}
        also = {code for code in self.edits.gone.keys() | meant if self.stands_for(code) in meant}
        return (*asked, *sorted(also.difference(asked)))

    def merged(self) -> list[tuple[str, ...]]:
        """The codes that stand for one and the same place, of every place that another was merged into."""
        into = {self.stands_for(code) for code, other in self.edits.gone.items() if other is not None}
        return [self.spellings([place]) for place in sorted(into)]

    def lying_in(self, zones: Collection[str]) -> tuple[str, ...]:
        """The codes of the places in any of the zones now, and of what was merged into them."""
        return tuple(
            code for code in self.places if (at := self.places.get(self.stands_for(code))) and at.zone in zones
        )

    def called(self) -> list[tuple[str, str]]:
        """(code, name) of every place; a name that a place in use has stands for no other."""
        offered = self.offered["place"]
        taken = {self.places[code].name.casefold() for code in offered}
        return [
            (code, code if code not in offered and place.name.casefold() in taken else place.name)
            for code, place in self.places.items()
        ]

    def formerly(self) -> list[tuple[str, str]]:
        """(code, name) of every name that a place had once, and no place has now."""
        taken = {place.name.casefold() for place in self.places.values()}
        return [(c, name) for c, names in self._names.items() for name in names if name.casefold() not in taken]

    def conflicts(self, source: str, entries: Entries) -> list[tuple[str, str]]:
        """(list, code) that another pack has brought with other content; the base may be put aside."""
        return [
            (name, entry.code)
            for other, theirs in self.sources.items()
            if other != source and BASE not in (other, source)
            for name in LISTS
            for entry in getattr(entries, name)
            if any(t.code == entry.code and t != entry for t in getattr(theirs, name))
        ]

    def kinds_for(self, member: Member) -> list[Kind]:
        """The kinds a member is offered."""
        return [k for c, k in self.kinds.items() if c in self.offered["kind"] and member.organisation in k.recorded_by]

    def concerns_a_person(self, kind: str) -> bool:
        """Whether a kind is sensitive, by its code."""
        return kind in self.kinds and self.kinds[kind].sensitive

    def suits(self, report: Report) -> bool | None:
        """Whether an action suits the problem; None where one of them is not told."""
        if report.problem is None or not report.actions:
            return None
        known = [self.actions[a] for a in report.actions if a in self.actions]
        return any(not a.suits or report.problem in a.suits for a in known)

    def check(self, report: Report, *, note: bool, organisation: str) -> Kind:
        """Refuse a report that its kind does not allow; return the kind. Retired codes are understood: it happened."""
        kind = self.kinds.get(report.kind)
        if kind is None:
            raise Refused("unknown-kind", "report.kind")
        if organisation not in kind.recorded_by:
            raise Refused("not-your-kind", "report.kind")
        self._check_fields(kind, report, note)
        self._check_codes(report)
        _check_answers(kind, report)
        _check_minutes(report)
        return kind

    def _check_fields(self, kind: Kind, report: Report, note: bool) -> None:
        for field in self._strays[kind.code]:
            if note if field == "note" else says(report, field):
                raise Refused("not-allowed", f"report.{field}", kind=kind.label.sv)
        for field in kind.requires:
            if not (note if field == "note" else says(report, field)) and not _stands_in(kind, report, field):
                raise Refused("missing", f"report.{field}")
        for question in kind.question:
            if question.required and question.code not in report.answers:
                raise Refused("missing", f"report.answers.{question.code}", asked=question.label)

    def _check_codes(self, report: Report) -> None:
        if report.place is not None and report.place not in self.places:
            raise Refused("unknown-code", "report.place")
        if report.zone is not None and report.zone not in self.zones:
            raise Refused("unknown-code", "report.zone")
        if report.problem is not None and report.problem not in self.problems:
            raise Refused("unknown-code", "report.problem")
        for i, stop in enumerate(report.stops):
            if stop.place not in self.places:
                raise Refused("unknown-code", f"report.stops[{i}].place")
        for i, action in enumerate(report.actions):
            if action not in self.actions:
                raise Refused("unknown-code", f"report.actions[{i}]")
        for i, party in enumerate(report.joint):
            if party not in self.parties:
                raise Refused("unknown-code", f"report.joint[{i}]")


def _check_answers(kind: Kind, report: Report) -> None:
    for code, answer in report.answers.items():
        asked = next((q for q in kind.question if q.code == code), None)
        if asked is None or not any(c.code == answer for c in asked.choices):
            raise Refused("unknown-code", f"report.answers.{code}", asked=asked.label if asked else None)
    for code in report.results:
        if code not in kind.results:
            raise Refused("unknown-code", f"report.results.{code}")


def _check_minutes(report: Report) -> None:
    """Stops last no longer together than the whole, and where that is not told, no longer than it ever may."""
    whole = LONGEST if report.minutes is None else report.minutes
    if report.stops and sum(stop.minutes or 0 for stop in report.stops) > whole:
        raise Refused("out-of-range", "report.stops")


def _stands_in(kind: Kind, report: Report, field: str) -> bool:
    """Stops or a zone tell the place where the kind takes them."""
    return field == "place" and (bool(report.stops) or (report.zone is not None and "zone" in kind.takes))


def publish(
    past: Catalogue, source: str, entries: Entries, *, partnership: str, by: UUID | None, now: datetime
) -> list[CataloguePublished]:
    """Let a source bring entries.

    The same again changes nothing; a code that another source holds with other content is refused.
    """
    if past.sources.get(source) == entries:
        return []
    for name, code in past.conflicts(source, entries):
        raise Refused("conflict", f"{name}.{code}")
    return [CataloguePublished(partnership=partnership, source=source, entries=entries, received_at=now, by=by)]

"""Lets the made-up years happen, through the same desks and decisions as everything else, each thing at its moment."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import get_args
from uuid import UUID

import msgspec

from backend import accounting
from backend.demo.happenings import (
    Correct,
    Decide,
    Follow,
    Freeze,
    Give,
    Happening,
    Join,
    Letter,
    OpenPlaces,
    Publish,
    ReadNote,
    Record,
    Tell,
    Withdraw,
)
from backend.demo.told import begins, given, tellings
from backend.demo.year import deeds
from backend.desk.publish import LOCAL, base_entries, own_packs
from backend.domain import activity as domain
from backend.domain.activity import Activity, ActivityEvent, Handed
from backend.domain.catalogue import BASE, Catalogue, CataloguePublished, Entries
from backend.domain.demonstration import MARK, PARTNERSHIP
from backend.domain.epoch import EpochBegan
from backend.domain.pack import read_pack
from backend.domain.words import Sealed
from backend.house import House
from backend.log import Entry, Log
from backend.settings import Settings
from backend.web.pages.printed import every_form

Progress = Callable[[int, int], None]
"""Told how much has happened, and of how much."""

_TOGETHER = 500  # letters in one transaction


class NotEmpty(Exception):
    """The log holds something else than a demonstration."""


def record_demonstration(settings: Settings, now: datetime, progress: Progress = lambda _done, _of: None) -> int:
    """Record everything that has happened by `now` and is not in the log yet; how many things that were.

    A run that was cut short goes on where it ended, and one on a later day adds what has happened since. Raises
    NotEmpty where the log holds something else, and what opening the house raises.
    """
    clock = _Clock(begins())
    with House(settings, now=clock) as house:
        since = _since(house.log)
        clock.now = max(clock.now, since)
        happened = [h for h in plan() if h.at <= now]
        todo = [h for h in happened if h.at > since]
        _Play(house, clock, happened[: len(happened) - len(todo)]).all(todo, progress)
        house.follower.catch_up()
    return len(todo)


def plan() -> list[Happening]:
    """Everything in both years, in order, no two things at the same moment."""
    found: list[Happening] = []
    last = datetime.min.replace(tzinfo=UTC)
    for happening in sorted([*tellings(), *given(), *deeds(_catalogue())], key=lambda h: h.at):
        last = max(happening.at, last + timedelta(milliseconds=1))
        found.append(msgspec.structs.replace(happening, at=last))
    return found


def _since(log: Log) -> datetime:
    """The moment of the last event.

    Raises NotEmpty unless the log is new, begun under the demonstration's clock, or a demonstration.
    """
    last = log.page(log.head() - 1, 1)[-1].event
    assert last is not None
    if MARK not in log.read([MARK]) and not (isinstance(last, EpochBegan) and last.received_at <= begins()):
        raise NotEmpty("Loggen innehåller redan annat än demonstrationen. Välj en annan mapp med FALTLOGG_DATA.")
    return last.received_at


def _catalogue() -> Catalogue:
    made = Catalogue()
    published = CataloguePublished(partnership=PARTNERSHIP, source=BASE, entries=base_entries(), received_at=begins())
    made.take(published)
    return made


class _Clock:
    """The clock that everything in the demonstration's house is recorded under."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


class _Play:
    """One run, after what an earlier one has recorded."""

    def __init__(self, house: House, clock: _Clock, earlier: Iterable[Happening]) -> None:
        self.house, self.clock = house, clock
        self.packs = dict(own_packs())
        self.seqs = Counter(h.what.by.device for h in earlier if isinstance(h.what, Letter))
        self.state: dict[UUID, Activity] = {}
        self.waiting: list[Entry] = []

    def all(self, happenings: Iterable[Happening], progress: Progress) -> None:
        todo = list(happenings)
        self._recall(todo)
        for number, happening in enumerate(todo):
            if not isinstance(happening.what, Letter) or len(self.waiting) >= _TOGETHER:
                self._flush()
                progress(number, len(todo))
            self.clock.now = happening.at
            self._one(happening)
        self._flush()
        progress(len(todo), len(todo))

    def _recall(self, todo: Iterable[Happening]) -> None:
        """What an earlier run recorded and this one goes on with; what somebody has changed since is let be."""
        recorded = {h.what.activity for h in todo if isinstance(h.what, Record)}
        others = {h.what.activity for h in todo if isinstance(h.what, Correct | Withdraw)} - recorded
        for id_, events in self.house.log.read(list(others)).items():
            past: Activity | None = None
            for r in events:
                if isinstance(r.event, get_args(ActivityEvent)):
                    past = domain.evolve(past, r.event)
            if past is not None and past.version == 1:
                self.state[id_] = past

    def _one(self, happening: Happening) -> None:
        match happening.what:
            case Letter() as letter:
                self._letter(letter)
            case ReadNote(by=by, activity=activity, reason=reason):
                self.house.note_desk.read(activity, reason, by=by.member)
            case Tell(by=by, pledge=pledge, commitment=commitment, telling=telling):
                self.house.report_desk.tell(pledge, commitment, telling, by=by.member)
            case Freeze(by=by, week=week, needs=needs):
                self.house.situation_desk.freeze(week, needs, by=by.member, through="form")
            case Decide(by=by, given=given):
                self.house.decision_desk.make(given, by=by.member)
            case Follow(by=by, decision=decision, outcome=outcome, text=text):
                self.house.decision_desk.follow(decision, outcome, text, by=by.member)
            case Give() as give:
                self._give(give)
            case Publish(pack=pack):
                self.house.publish_desk.pack(self.packs[pack])
            case Join(who=who):
                self.house.member_desk.join(who.name, None, who.member, by=None)
                self.house.log.claim(who.device, PARTNERSHIP, who.id)
            case OpenPlaces():
                newest = read_pack(self.packs["vastervik-2026.toml"]).entries
                places = Entries(zone=newest.zone, place=newest.place)
                self.house.publish_desk.entries(PARTNERSHIP, LOCAL, places, by=None)

    def _give(self, give: Give) -> None:
        """Freeze by what the log holds at that moment; approve and publish what was frozen last."""
        desk, by = self.house.account_desk, give.by.member
        if give.do == "freeze":
            self.house.follower.catch_up()
            with self.house.views.read() as reading:
                drawn = accounting.draw_up(
                    reading,
                    PARTNERSHIP,
                    give.pledge,
                    give.occasion,
                    as_of=give.as_of,
                    now=self.clock.now,
                    unseal=self.house.vault.open,
                )
                read_to = reading.position
            files = every_form(drawn)
            desk.freeze(give.pledge, give.occasion, as_of=give.as_of, read_to=read_to, files=files, by=by)
            return
        last = desk.of(PARTNERSHIP, give.pledge).accounts[-1]
        decide = desk.approve if give.do == "approve" else desk.publish
        decide(give.pledge, last.frozen.account, last.sha256, by=by)

    def _letter(self, letter: Letter) -> None:
        """Decide as for a letter from a phone, and let it wait for its transaction."""
        past = self.state.get(letter.activity)
        if past is None and not isinstance(letter, Record):
            return
        self.seqs[letter.by.device] += 1
        handed = Handed(
            command=letter.command,
            recorded_at=letter.recorded_at,
            device=letter.by.device,
            seq=self.seqs[letter.by.device],
            skew=letter.skew,
        )
        for event in self._decided(letter, past, handed):
            past = self.state[letter.activity] = domain.evolve(past, event)
            digest = sha256(letter.command.bytes).digest()  # no phone will ask for this letter again
            self.waiting.append(
                Entry(stream=letter.activity, version=past.version, event=event, command=letter.command, digest=digest)
            )

    def _decided(self, letter: Letter, past: Activity | None, handed: Handed) -> list[ActivityEvent]:
        by, now = letter.by.member, self.clock.now
        match letter:
            case Record(report=report, note=note):
                kind = self.house.catalogues.of(PARTNERSHIP).check(
                    report, note=note is not None, organisation=by.organisation
                )
                sealed = self._sealed(note, letter, 1, "activity-recorded", "note")
                return domain.record(
                    past, report, by_day=kind.by_day, note=sealed, same_note=False, handed=handed, by=by, now=now
                )
            case Correct(report=report, version=version, reason=reason):
                assert past is not None
                return domain.correct(
                    past,
                    report,
                    version=version,
                    by_day=past.by_day,
                    across=False,
                    note=None,
                    keeps_note=True,
                    same_note=False,
                    reason=self._sealed(reason, letter, version + 1, "activity-corrected", "reason"),
                    handed=handed,
                    by=by,
                    now=now,
                )
            case Withdraw(version=version, reason=reason):
                sealed = self._sealed(reason, letter, version + 1, "activity-withdrawn", "reason")
                return domain.withdraw(past, version=version, reason=sealed, handed=handed, by=by, now=now)
        raise TypeError(letter)

    def _sealed(self, text: str | None, letter: Letter, version: int, topic: str, field: str) -> Sealed | None:
        if text is None:
            return None
        return self.house.vault.seal(
            text, partnership=PARTNERSHIP, stream=letter.activity, version=version, topic=topic, field=field
        )

    def _flush(self) -> None:
        self.house.vault.keep()
        self.house.log.append(self.waiting)
        self.waiting = []

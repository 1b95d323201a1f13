"""Tells what happened, event by event, and asks the views about it: `given` activities, `then` a figure.

The log is a list: what the views make of events is one thing, how a log keeps them another.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4, uuid5

import msgspec

from backend.domain.activity import ActivityCorrected, ActivityRecorded, ActivityWithdrawn, Handed
from backend.domain.calendar import STOCKHOLM
from backend.domain.catalogue import CataloguePublished, Entries
from backend.domain.epoch import EpochBegan
from backend.domain.events import Event, stream
from backend.domain.pack import read_entries
from backend.domain.pledge import Area, Commitment, Partnership, Pledge, PledgePublished
from backend.domain.report import Report
from backend.domain.rule import Rule
from backend.domain.situation import Need, SituationFrozen
from backend.domain.visit import VisitsMerged, VisitsParted, pair
from backend.domain.words import Sealed
from backend.log import Recorded
from projections.answers import Fulfilment, RuleFigure
from projections.follow import Follower
from projections.fulfilment import Known, Question, fulfilment
from projections.store import Reading, Views

HERE = "vastervik"
POLICE, TOWN = "polisen", "kommunen"
ANNA, JONAS, SARA = (uuid5(UUID(int=0), name) for name in ("anna", "jonas", "sara"))
SEALED = Sealed(key="k", box=b"box", mac=b"mac", length=3)

CATALOGUE: Entries = read_entries(
    b"""
problem = [{ code = "otrygg-plats", label = { sv = "Otrygg plats", en = "Unsafe place" } },
           { code = "ordning", label = { sv = "Ordning", en = "Order" } }]
action = [{ code = "synlighet", label = { sv = "Synlighet", en = "Presence" }, suits = ["otrygg-plats"] },
          { code = "samtal", label = { sv = "Samtal", en = "Talk" } }]
party = [{ code = "polisen", label = { sv = "Polisen", en = "Police" } },
         { code = "kommunen", label = { sv = "Kommunen", en = "Municipality" } },
         { code = "civilsamhallet", label = { sv = "Civilsamhallet", en = "Civil society" } }]
zone = [{ code = "vast", name = "Vast" }, { code = "norr", name = "Norr" },
        { code = "skargarden", name = "Skargarden" }]
place = [{ code = "ankarsrum", name = "Ankarsrum", zone = "vast" },
         { code = "totebo", name = "Totebo", zone = "vast" },
         { code = "gamleby", name = "Gamleby", zone = "norr" }, { code = "torget", name = "Torget" }]

[[kind]]
code = "platsbesok"
label = { sv = "Platsbesok", en = "Place visit" }
recorded_by = ["polisen", "kommunen"]
[[kind]]
code = "fotpatrull"
label = { sv = "Fotpatrull", en = "Foot patrol" }
recorded_by = ["polisen"]
[[kind]]
code = "mote"
label = { sv = "Mote", en = "Meeting" }
recorded_by = ["polisen", "kommunen"]
[[kind]]
code = "trygghetsvandring"
label = { sv = "Vandring", en = "Walk" }
recorded_by = ["polisen", "kommunen"]
[[kind]]
code = "orossamtal"
label = { sv = "Orossamtal", en = "Concern talk" }
recorded_by = ["polisen", "kommunen"]
sensitive = true
precision = "day"
"""
)


class Story:
    """A log in the making, and views that follow it. `now` is when the next event is received."""

    def __init__(self, views: Views, *, catalogue: Entries = CATALOGUE) -> None:
        self.views = views
        self.events: list[Recorded] = []
        self.epoch = UUID(int=1)
        self.versions: dict[UUID, int] = {}
        self.now = datetime(2024, 1, 1, 12, tzinfo=UTC)
        self.follower = Follower(self, views)
        self.add(stream("", "epoch"), EpochBegan(epoch=self.epoch, received_at=self.now))
        published = CataloguePublished(partnership=HERE, source="kinds", entries=catalogue, received_at=self.now)
        self.add(stream(HERE, "catalogue"), published)

    # As much of a log as the follower reads.

    def head(self) -> int:
        return self.events[-1].position if self.events else 0

    def page(self, after: int, limit: int) -> list[Recorded]:
        return self.events[after : after + limit]

    def add(self, stream_: UUID, event: Event | None, *, fault: str | None = None) -> int:
        version = self.versions[stream_] = self.versions.get(stream_, 0) + 1
        topic = "unknown" if event is None else str(event.__struct_config__.tag)
        position = len(self.events) + 1
        self.events.append(
            Recorded(position=position, stream=stream_, version=version, topic=topic, event=event, fault=fault)
        )
        return position

    # What happens.

    def at(self, when: str) -> "Story":
        """It is `when` in Sweden now; the time of receipt never goes back."""
        moment = datetime.fromisoformat(when)
        moment = moment.replace(tzinfo=STOCKHOLM) if moment.tzinfo is None else moment
        self.now = max(self.now, moment.astimezone(UTC))
        return self

    def pledge(
        self,
        *rules: Rule,
        owner: tuple[str, ...] = (POLICE,),
        code: str = "lofte",
        first: str = "2026-01-01",
        last: str = "2026-12-31",
        follows: str | None = None,
        partnership: str = HERE,
    ) -> "Story":
        """A pledge of one commitment with these rules is published."""
        commitment = Commitment(
            code="atagande", area="omrade", owner=owner, title="Titel", text="Text.", rule=rules, follows=follows
        )
        pledge = Pledge(
            code=code,
            title="Lofte",
            partnership=partnership,
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            areas=(Area(code="omrade", title="Omrade"),),
            commitments=(commitment,),
        )
        terms = Partnership(code=partnership, name="Vastervik", police_area="Lpo", municipality="Kommun")
        event = PledgePublished(partnership=partnership, terms=terms, pledge=pledge, received_at=self.now)
        self.add(stream(partnership, "pledge", code), event)
        return self

    def _handed(self) -> Handed:
        return Handed(command=uuid4(), recorded_at=self.now, device=UUID(int=7), seq=1)

    def record(
        self,
        when: str,
        kind: str = "platsbesok",
        *,
        by: UUID = ANNA,
        organisation: str = POLICE,
        received: str | None = None,
        activity: UUID | None = None,
        note: bool = False,
        partnership: str = HERE,
        **fields: Any,
    ) -> UUID:
        """Somebody did something at `when` in Sweden (a day alone: by day), received then or at `received`."""
        day_only = len(when) == 10
        moment = datetime.fromisoformat(when)
        if moment.tzinfo is None:
            moment = moment.replace(hour=12 if day_only else moment.hour, tzinfo=STOCKHOLM)
        if received:
            self.at(received)
        elif moment.astimezone(UTC) > self.now:
            self.now = moment.astimezone(UTC)
        activity = activity or uuid4()
        event = ActivityRecorded(
            partnership=partnership,
            by=by,
            organisation=organisation,
            handed=self._handed(),
            received_at=self.now,
            report=Report(kind=kind, occurred_at=moment, **fields),
            by_day=day_only,
            note=SEALED if note else None,
        )
        self.add(activity, event)
        return activity

    def _first(self, activity: UUID) -> ActivityRecorded:
        return next(e.event for e in self.events if e.stream == activity and isinstance(e.event, ActivityRecorded))

    def _last(self, activity: UUID) -> Report:
        said = ActivityRecorded | ActivityCorrected
        return [e.event.report for e in self.events if e.stream == activity and isinstance(e.event, said)][-1]

    def correct(self, activity: UUID, *, keeps_note: bool = True, by: UUID | None = None, **fields: Any) -> "Story":
        """What was reported is replaced, as far as `fields` say."""
        first = self._first(activity)
        event = ActivityCorrected(
            partnership=first.partnership,
            by=by or first.by,
            organisation=first.organisation,
            handed=self._handed(),
            received_at=self.now,
            report=msgspec.structs.replace(self._last(activity), **fields),
            by_day=first.by_day,
            keeps_note=keeps_note,
            reason=SEALED,
        )
        self.add(activity, event)
        return self

    def withdraw(self, activity: UUID) -> "Story":
        """It counts no longer."""
        first = self._first(activity)
        event = ActivityWithdrawn(
            partnership=first.partnership,
            by=first.by,
            organisation=first.organisation,
            handed=self._handed(),
            received_at=self.now,
        )
        self.add(activity, event)
        return self

    def answer_visit(self, one: UUID, other: UUID, *, same: bool = True, organisation: str = POLICE) -> "Story":
        """Somebody who was there says whether two records are of one visit."""
        event = (VisitsMerged if same else VisitsParted)(
            partnership=HERE, pair=pair(one, other), by=ANNA, organisation=organisation, received_at=self.now
        )
        self.add(stream(HERE, "visit", *map(str, event.pair)), event)
        return self

    def freeze(self, week: str, **levels: str) -> "Story":
        """A week's situation is decided."""
        needs = tuple(Need(place=place, level=level) for place, level in levels.items())  # type: ignore[arg-type]
        event = SituationFrozen(
            partnership=HERE, week=week, needs=needs, by=SARA, organisation=TOWN, received_at=self.now
        )
        self.add(stream(HERE, "situation", week), event)
        return self

    def tell(self, event: type[Any], *, pledge: str = "lofte", organisation: str = POLICE, **fields: Any) -> "Story":
        """An owner reports on the commitment."""
        told = event(
            partnership=HERE,
            pledge=pledge,
            commitment="atagande",
            by=SARA,
            organisation=organisation,
            received_at=self.now,
            **fields,
        )
        self.add(stream(HERE, "commitment", pledge, "atagande"), told)
        return self

    # What is answered.

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        self.follower.catch_up()
        with self.views.read() as reading:
            yield reading

    @contextmanager
    def question(
        self, as_of: str, *, known: Known = "then", viewer: str | None = POLICE, pledge: str = "lofte"
    ) -> Iterator[Question]:
        with self.reading() as reading:
            yield Question(reading, HERE, pledge, as_of=date.fromisoformat(as_of), known=known, viewer=viewer)

    def answer(
        self, as_of: str, *, known: Known = "then", viewer: str | None = POLICE, pledge: str = "lofte"
    ) -> Fulfilment:
        """The whole pledge."""
        with self.reading() as reading:
            return fulfilment(reading, HERE, pledge, as_of=date.fromisoformat(as_of), known=known, viewer=viewer)

    def figure(self, as_of: str, rule: int = 0, **asked: Any) -> RuleFigure:
        """One rule of the pledge's only commitment."""
        return self.answer(as_of, **asked).commitments[0].rules[rule]


def every_day(first: str, last: str, step: int = 1) -> list[str]:
    """Noon of every `step`th day from `first` to `last`."""
    day, end, found = date.fromisoformat(first), date.fromisoformat(last), []
    while day <= end:
        found.append(f"{day.isoformat()}T12:00")
        day += timedelta(days=step)
    return found

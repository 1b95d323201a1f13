"""A year of activities for one partnership or three hundred, written straight into the log: many, and soon."""

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from backend.desk.publish import own_packs
from backend.domain.activity import ActivityRecorded, Handed
from backend.domain.calendar import local, noon
from backend.domain.catalogue import Catalogue, Kind
from backend.domain.report import Report, Stop
from backend.house import House
from backend.log import Entry

BEGAN = datetime(2026, 1, 1, 5, 0, tzinfo=UTC)
ENDED = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)
PARTNERSHIP = "vastervik"
PLEDGE = "vastervik-2026"
_BATCH = 5_000
_STAFF = 40  # in a partnership
_OFTEN = {"platsbesok": 8, "fotpatrull": 4, "medborgardialog": 2, "faltarpass": 2}
"""How much more often than other kinds: the pledges ask for a hundred place visits, for patrols and dialogues."""
_DIGEST = bytes(range(32))
Progress = Callable[[int, int], None]


class Clock:
    """A clock that is set by hand, so that the year lies behind us when somebody looks."""

    def __init__(self) -> None:
        self.time = BEGAN

    def __call__(self) -> datetime:
        return self.time


def furnish(house: House, others: int = 0) -> list[str]:
    """Publish the packs; then the pledge of 2026 once more for each of so many other partnerships. Their codes."""
    for _ in house.furnish():
        pass
    text = next(text for name, text in own_packs() if PLEDGE in name)
    codes = [f"samverkan-{n}" for n in range(1, others + 1)]
    for code in codes:
        house.publish_desk.pack(text.replace(f'"{PARTNERSHIP}"'.encode(), f'"{code}"'.encode()))
    return codes


def record(house: House, clock: Clock, counts: dict[str, int], progress: Progress) -> None:
    """Append so many activities for each partnership, spread over the year and mixed as time mixes them."""
    total, done = sum(counts.values()), 0
    streams = {code: Year(code, house.catalogues.of(code)) for code in counts}
    order = [code for code, count in counts.items() for _ in range(count)]
    random.Random(1).shuffle(order)
    entries: list[Entry] = []
    for number, code in enumerate(order):
        entries.append(streams[code].entry(BEGAN + (ENDED - BEGAN) * number / total))
        if len(entries) == _BATCH or number + 1 == total:
            house.log.append(entries)
            done += len(entries)
            entries = []
            progress(done, total)
    clock.time = ENDED + timedelta(days=1)


class Year:
    """One partnership's activities: the same for the same number, whoever else is in the log."""

    def __init__(self, code: str, catalogue: Catalogue) -> None:
        self.code = code
        self.chance = random.Random(code)
        forms = [_Form(kind, catalogue) for kind in catalogue.kinds.values()]
        self.forms = [form for form in forms for _ in range(_OFTEN.get(form.kind.code, 1))]
        self.staff = [UUID(int=self.chance.getrandbits(128)) for _ in range(_STAFF)]

    def entry(self, received_at: datetime) -> Entry:
        chance = self.chance
        form = chance.choice(self.forms)
        id_, command = uuid7(received_at, chance), uuid7(received_at, chance)
        occurred_at = received_at - timedelta(minutes=chance.randrange(30, 2_000))
        if form.kind.by_day:
            occurred_at = noon(local(occurred_at).date())
        event = ActivityRecorded(
            partnership=self.code,
            by=chance.choice(self.staff),
            organisation=chance.choice(form.kind.recorded_by),
            handed=Handed(command=command, recorded_at=occurred_at, device=self.staff[0], seq=1),
            received_at=received_at,
            report=form.report(occurred_at, chance),
            by_day=form.kind.by_day,
        )
        return Entry(stream=id_, version=1, event=event, command=command, digest=_DIGEST)


class _Form:
    """What a kind is filled in with."""

    def __init__(self, kind: Kind, catalogue: Catalogue) -> None:
        self.kind = kind
        self.takes = kind.takes
        self.places = list(catalogue.places)
        self.problems = list(kind.problems) or list(catalogue.problems)
        self.actions = list(kind.actions) or list(catalogue.actions)

    def report(self, occurred_at: datetime, chance: random.Random) -> Report:
        takes = self.takes
        walk = "stops" in takes and chance.random() < 0.3
        return Report(
            kind=self.kind.code,
            occurred_at=occurred_at,
            minutes=chance.randrange(10, 180) if "minutes" in takes else None,
            place=chance.choice(self.places) if "place" in takes and not walk else None,
            stops=tuple(self._stops(chance)) if walk else (),
            problem=chance.choice(self.problems) if "problem" in takes and chance.random() < 0.8 else None,
            actions=tuple(chance.sample(self.actions, 2)) if "actions" in takes and chance.random() < 0.8 else (),
            people=chance.randrange(40) if "people" in takes else None,
            joint=("kommunen",) if "joint" in takes and chance.random() < 0.2 else (),
            answers={q.code: chance.choice(q.choices).code for q in self.kind.question},
            results={name: chance.randrange(9) for name in self.kind.results},
        )

    def _stops(self, chance: random.Random) -> Iterator[Stop]:
        for place in chance.sample(self.places, 3):
            yield Stop(place=place, minutes=chance.randrange(5, 60))


def uuid7(moment: datetime, chance: random.Random) -> UUID:
    """An id as a phone mints it: those of one time lie side by side in an index."""
    milliseconds = int(moment.timestamp() * 1000)
    return UUID(int=milliseconds << 80 | 7 << 76 | chance.getrandbits(12) << 64 | 2 << 62 | chance.getrandbits(62))

"""How long pages take over ten years of one partnership's records, on SQLite: 50,000 activities, and 20,000."""

import http.client
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

from backend import accounting
from backend.domain.calendar import local
from backend.domain.events import stream
from backend.domain.member import Member, Role
from backend.domain.situation import Need, SituationFrozen
from backend.house import House
from backend.log import Entry
from backend.settings import Settings
from backend.web.pages.printed import every_form
from backend.web.session import COOKIE
from tests.bench.figures import Spread, Target, side_by_side
from tests.bench.year import ENDED, PARTNERSHIP, PLEDGE, Clock, Year, furnish
from tests.support.server import Server

MANY, FEWER = 50_000, 20_000
AT_MOST = 300.0  # ms
BEGAN = datetime(2016, 11, 1, 5, 0, tzinfo=UTC)
ASKED = date(2026, 10, 31)
_BATCH = 5_000
_HIGH = 4  # places of high need in a week's situation
_LOOKS = 3  # of which the median is one measurement
Say = Callable[[str], None]
Look = Callable[[str], float]


def measured(say: Say, *, many: int, fewer: int) -> Iterator[Target]:
    """Each page with so many activities, and beside it with fewer."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as both:
        large, pages = both.enter_context(_decade(Path(folder) / "many", many))
        small, others = both.enter_context(_decade(Path(folder) / "fewer", fewer))
        for name, page in pages.items():
            large(page), small(others[name])  # the first looks pay for caches
        found: dict[str, list[Spread]] = {}
        for name, page in pages.items():
            other = others[name]
            found[name] = side_by_side([lambda page=page: large(page), lambda other=other: small(other)])  # type: ignore[misc]
    say(f"  ten years of one partnership on SQLite; ms to the last byte, min – median – max, {many:,} and {fewer:,}")
    for name, (with_many, with_fewer) in found.items():
        say(f"    {name:38} {with_many!s:24} {with_fewer}")
        yield Target(name=f"ms for {name}, {many:,} activities", measured=with_many, at_most=AT_MOST)


@contextmanager
def _decade(folder: Path, activities: int) -> Iterator[tuple[Look, dict[str, str]]]:
    """A server with ten years in its log: how to look at a page (ms), and the pages by name."""
    folder.mkdir()
    server = Server(folder)
    clock = Clock()
    clock.time = BEGAN
    began = time.perf_counter()
    with House(Settings.read(server.environment), now=clock) as house:
        furnish(house)
        one = _record(house, activities)
        clock.time = ENDED + timedelta(hours=1)
        house.follower.catch_up()
        coordinators = [_member(house, Role.COORDINATOR, organisation) for organisation in ("polisen", "kommunen")]
        _publish(house, *coordinators)
        who = Year(PARTNERSHIP, house.catalogues.of(PARTNERSHIP)).staff[0]  # one of those who recorded it all
        roles = frozenset({Role.MANAGEMENT, Role.FIELD})
        reader = Member(id=who, partnership=PARTNERSHIP, organisation="polisen", roles=roles)
        house.member_desk.join("Läsare", None, reader, by=None)
        house.follower.catch_up()
    with House(Settings.read(server.environment)) as house:  # under today's clock: a session that has not ended
        session = house.accounts.enter(house.member_desk.link(PARTNERSHIP, reader.id), now=house.now())
    sys.stderr.write(f"    {activities:,} activities in {time.perf_counter() - began:.0f} s\n")
    here = f"/uppfoljning/{PLEDGE}"
    pages = {
        "the pledges": "/uppfoljning",
        "a pledge": here,
        "a pledge, as of a day": f"{here}?as_of=2026-06-30",
        "a commitment": f"{here}/platsbesok",
        "a commitment by situations": f"{here}/fotpatrull",
        "why: every activity behind a figure": f"{here}/platsbesok/insatser",
        "the weekly situations": "/lagesbild",
        "a week": f"/lagesbild/{ASKED:%G-W%V}",
        "the places": "/platser",
        "a place": "/platser/ankarsrum",
        "the alarms": f"/larm?as_of={ASKED}",
        "one's own contribution": f"/bidrag?as_of={ASKED}",
        "the trail": "/granskning",
        "the trail, narrowed": "/granskning?kind=orossamtal",
        "one activity's trail": f"/granskning/{one}",
        "the public page": f"/oppet/{PARTNERSHIP}/{PLEDGE}",
    }
    try:
        server.start()
        with closing(http.client.HTTPConnection("localhost", server.port, timeout=60)) as connection:
            yield lambda page: _look(connection, page, str(session)), pages
    finally:
        server.stop()


def _record(house: House, activities: int) -> str:
    """Activities and a situation every week, in the order of time; the id of a place visit among the last."""
    year = Year(PARTNERSHIP, house.catalogues.of(PARTNERSHIP))
    chance, town = random.Random(2), year.staff[0]
    places = sorted(house.catalogues.of(PARTNERSHIP).places)
    entries: list[Entry] = []
    week, last = BEGAN, ""
    for number in range(activities):
        moment = BEGAN + (ENDED - BEGAN) * number / activities
        if moment >= week:
            code = f"{local(week):%G-W%V}"
            high = set(chance.sample(places, _HIGH))
            needs = tuple(Need(place=p, level="high" if p in high else "low") for p in places)
            frozen = SituationFrozen(
                partnership=PARTNERSHIP, week=code, needs=needs, by=town, organisation="kommunen", received_at=moment
            )
            entries.append(Entry(stream=stream(PARTNERSHIP, "situation", code), version=1, event=frozen))
            week += timedelta(days=7)
        entry = year.entry(moment)
        entries.append(entry)
        report = getattr(entry.event, "report", None)
        if report is not None and report.kind == "platsbesok" and getattr(entry.event, "organisation", "") == "polisen":
            last = str(entry.stream)
        if len(entries) >= _BATCH:
            house.log.append(entries)
            entries = []
    house.log.append(entries)
    return last


def _member(house: House, role: Role, organisation: str) -> Member:
    member, _ = house.member_desk.invite(
        "Läsare", None, partnership=PARTNERSHIP, organisation=organisation, roles=[role], by=None
    )
    return member


def _publish(house: House, one: Member, other: Member) -> None:
    """An account that both approve and one publishes."""
    with house.reading() as reading:
        drawn = accounting.draw_up(
            reading, PARTNERSHIP, PLEDGE, "tertial", as_of=ASKED, now=house.now(), unseal=house.vault.open
        )
        read_to = reading.position
    desk = house.account_desk
    account = desk.freeze(PLEDGE, "tertial", as_of=ASKED, read_to=read_to, files=every_form(drawn), by=one)
    digest = desk.of(PARTNERSHIP, PLEDGE).one(account).sha256
    for by in (one, other):
        desk.approve(PLEDGE, account, digest, by=by)
    desk.publish(PLEDGE, account, digest, by=one)


def _look(connection: http.client.HTTPConnection, page: str, session: str) -> float:
    took = []
    for _ in range(_LOOKS):
        began = time.perf_counter()
        connection.request("GET", page, headers={"cookie": f"{COOKIE}={session}", "accept": "text/html"})
        answer = connection.getresponse()
        body = answer.read()
        took.append(1000 * (time.perf_counter() - began))
        if answer.status != 200 or b"<h1" not in body:
            raise RuntimeError(f"{page} answered {answer.status}: {body[:300]!r}")
    return median(took)

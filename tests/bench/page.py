"""How long the fulfilment page of one partnership takes, alone in its log and among 289 others."""

import http.client
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median

from backend.domain.member import Role
from backend.house import House
from backend.settings import Settings
from backend.web.session import COOKIE
from tests.bench.figures import Target, ratios, side_by_side
from tests.bench.year import PARTNERSHIP, PLEDGE, Clock, furnish, record
from tests.support.postgres import Databases
from tests.support.server import Server

ITS_OWN = 3_450
IN_ALL = 1_000_000
OTHERS = 289
AT_MOST = 1.3
_LOOKS = 7  # of which the median is one measurement
Say = Callable[[str], None]


def on_sqlite(say: Say, *, in_all: int) -> Iterator[Target]:
    yield from _measured(say, "SQLite", None, in_all)


def on_postgres(say: Say, databases: Databases, *, in_all: int) -> Iterator[Target]:
    yield from _measured(say, "PostgreSQL", databases, in_all)


def _measured(say: Say, where: str, databases: Databases | None, in_all: int) -> Iterator[Target]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, ExitStack() as both:
        alone = both.enter_context(_partnership(Path(folder) / "alone", databases, 0, ITS_OWN))
        among = both.enter_context(_partnership(Path(folder) / "among", databases, OTHERS, in_all))
        sizes = [look()[1] for look in (alone, among) for _ in range(3)]  # the first looks pay for caches
        one, many = side_by_side([lambda: alone()[0], lambda: among()[0]])
    say(f"  {where}, GET /uppfoljning/{PLEDGE}, {max(sizes) / 1000:.0f} kB; ms to the last byte, min – median – max")
    say(f"    alone, {ITS_OWN:,} activities               {one}")
    say(f"    among {OTHERS} others, {in_all:,} in all   {many}")
    say(f"    ratio                                    {ratios(many, one)}")
    yield Target(
        name=f"the page among others, of the page alone, on {where}", measured=ratios(many, one), at_most=AT_MOST
    )


@contextmanager
def _partnership(
    folder: Path, databases: Databases | None, others: int, in_all: int
) -> Iterator[Callable[[], tuple[float, int]]]:
    """A server with the year in its log; what it yields looks at the page and says (ms, bytes)."""
    folder.mkdir()
    server = Server(folder, database=databases.fresh() if databases else None)
    clock = Clock()
    began = time.perf_counter()
    with House(Settings.read(server.environment), now=clock) as house:
        codes = furnish(house, others)
        counts = {PARTNERSHIP: ITS_OWN}
        for number, code in enumerate(codes):
            counts[code] = (in_all - sum(counts.values())) // (others - number)
        record(house, clock, counts, _shown(f"recording {sum(counts.values()):,} activities"))
        _follow(house)
        reader, _ = house.member_desk.invite(
            "Läsare", None, partnership=PARTNERSHIP, organisation="polisen", roles=[Role.MANAGEMENT], by=None
        )
        house.follower.catch_up()
    with House(Settings.read(server.environment)) as house:  # under today's clock: a session that has not ended
        session = house.accounts.enter(house.member_desk.link(PARTNERSHIP, reader.id), now=house.now())
    sys.stderr.write(f"    made in {time.perf_counter() - began:.0f} s\n")
    try:
        server.start()
        with closing(http.client.HTTPConnection("localhost", server.port, timeout=60)) as connection:
            yield lambda: _look(connection, str(session))
    finally:
        server.stop()


def _look(connection: http.client.HTTPConnection, session: str) -> tuple[float, int]:
    took, size = [], 0
    for _ in range(_LOOKS):
        began = time.perf_counter()
        connection.request("GET", f"/uppfoljning/{PLEDGE}", headers={"cookie": f"{COOKIE}={session}"})
        answer = connection.getresponse()
        body = answer.read()
        took.append(1000 * (time.perf_counter() - began))
        size = len(body)
        if answer.status != 200 or PLEDGE.encode() not in body:
            raise RuntimeError(f"the page answered {answer.status}: {body[:300]!r}")
    return median(took), size


def _follow(house: House) -> None:
    """Build the views, saying how far they have come."""
    head = house.log.head()
    show = _shown(f"building the views of {head:,} events")
    building = threading.Thread(target=house.follower.catch_up)
    building.start()
    while building.is_alive():
        building.join(1.0)
        with house.views.engine.connect() as connection:
            show(max(stand.position for stand in house.views.stands(connection)), head)
    if house.follower.lag():
        raise RuntimeError("the views are not built")


def _shown(what: str) -> Callable[[int, int], None]:
    """Progress on standard error, a line for each quarter."""
    told = 0

    def show(done: int, of: int) -> None:
        nonlocal told
        if (quarter := 4 * done // of) > told:
            told = quarter
            sys.stderr.write(f"    {what}: {25 * quarter} %\n")
            sys.stderr.flush()

    return show

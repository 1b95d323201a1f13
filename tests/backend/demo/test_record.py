"""The demonstration: two made-up years, under a clock that is handed in."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from backend.demo.happenings import Letter
from backend.demo.people import PEOPLE
from backend.demo.record import NotEmpty, plan, record_demonstration
from backend.desk.publish import base_entries
from backend.domain.activity import ActivityRecorded
from backend.domain.citizen import has_personal_number
from backend.domain.demonstration import PARTNERSHIP
from backend.house import House
from backend.log import Recorded
from backend.settings import Settings
from projections.answers import Fulfilment
from projections.fulfilment import Known, fulfilment

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def settings(folder: Path, database: str | None = None) -> Settings:
    given = {"FALTLOGG_DATA": str(folder)}
    return Settings.read(given | ({"FALTLOGG_DATABASE": database} if database else {}))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The demonstration as it stands on one November day."""
    here = settings(tmp_path_factory.mktemp("demo"))
    record_demonstration(here, TODAY)
    with House(here, now=lambda: TODAY) as opened:
        yield opened


def events(house: House) -> list[Recorded]:
    return house.log.page(0, 100_000)


def answer(house: House, pledge: str, day: date, known: Known = "then", viewer: str = "polisen") -> Fulfilment:
    with house.views.read() as reading:
        return fulfilment(reading, PARTNERSHIP, pledge, as_of=day, known=known, viewer=viewer, unseal=house.vault.open)


def test_the_half_year_reads_as_it_was_known_then_and_as_it_is_known_now(house):
    then = answer(house, "vastervik-2026", date(2026, 6, 30)).commitment("platsbesok").rules[0]
    now = answer(house, "vastervik-2026", date(2026, 6, 30), "now").commitment("platsbesok").rules[0]
    assert (then.value, then.target, then.not_yet, then.status) == (57, 100, 3, "on-track")
    assert now.value == 59


def test_the_year_before_is_whole_and_is_something_to_compare_with(house):
    visits = answer(house, "vastervik-2025", TODAY.date()).commitment("platsbesok")
    assert (visits.rules[0].value, visits.status) == (93, "missed")
    dialogues = answer(house, "vastervik-2026", date(2026, 6, 30)).commitment("medborgardialoger").rules[0]
    assert (dialogues.value, dialogues.baseline, dialogues.status) == (31, 35, "behind")


def test_every_status_is_there_to_be_seen_and_no_promise_is_blank(house):
    answers = [answer(house, code, TODAY.date()) for code in ("vastervik-2026", "vastervik-2025", "vastervik-2020")]
    statuses = {c.status for a in answers for c in a.commitments}
    assert statuses == {"met", "on-track", "behind", "missed", "ongoing", "reported", "unreported"}
    assert [len(a.commitments) for a in answers] == [25, 24, 9]


def test_a_cadence_has_gaps_with_and_without_a_reason(house):
    (weeks, _) = answer(house, "vastervik-2026", date(2026, 6, 30)).commitment("est").rules
    assert weeks.gaps is not None
    assert [(gap.period, bool(gap.reason)) for gap in weeks.gaps] == [("2026-W08", True), ("2026-W24", False)]


def test_every_kind_of_the_catalogue_is_done_by_somebody(house):
    done = {r.event.report.kind for r in events(house) if isinstance(r.event, ActivityRecorded)}
    assert done == {kind.code for kind in base_entries().kind}


def test_everything_was_received_at_its_own_moment_and_nothing_after_now(house):
    times = [r.event.received_at for r in events(house) if r.event is not None]
    assert times == sorted(times)
    assert times[-1] <= TODAY
    assert {t.year for t in times} == {2024, 2025, 2026}
    topics = {r.topic for r in events(house)}
    assert {"activity-corrected", "activity-withdrawn", "note-read", "situation-frozen", "steps-set"} <= topics


def test_the_views_take_all_of_it(house):
    assert (house.follower.lag(), house.follower.quarantined()) == (0, 0)


def test_somebody_is_there_to_sign_in_as_in_every_part_and_none_is_a_citizen(house):
    members = {person.name: member for person, member in house.accounts.members(PARTNERSHIP)}
    assert members == {p.name: p.member for p in PEOPLE}
    shown = {(p.organisation, str(role)) for p in PEOPLE if p.signs_in for role in p.roles}
    both = {
        (organisation, role) for organisation in ("polisen", "kommunen") for role in ("field", "lead", "coordinator")
    }
    assert both | {("polisen", "management"), ("polisen", "auditor")} == shown


def test_it_is_the_same_every_time():
    assert plan() == plan()


def test_no_two_things_happen_at_the_same_moment_and_none_before_it_was_written():
    happenings = plan()
    assert all(a.at < b.at for a, b in pairwise(happenings))
    assert all(h.what.recorded_at <= h.at for h in happenings if isinstance(h.what, Letter))


def test_nothing_that_is_written_holds_a_personal_number():
    assert not has_personal_number(repr([getattr(h.what, "note", None) for h in plan()]))


def test_a_run_that_was_cut_short_goes_on_where_it_ended(tmp_path, database_url):
    here = settings(tmp_path / "here", database_url)

    class Cut(Exception): ...

    def cut(done: int, of: int) -> None:
        if done > of // 2:
            raise Cut

    with pytest.raises(Cut):
        record_demonstration(here, TODAY, cut)
    record_demonstration(here, TODAY - timedelta(days=2))
    record_demonstration(here, TODAY)
    assert record_demonstration(here, TODAY) == 0
    with House(here, now=lambda: TODAY) as house:
        assert answer(house, "vastervik-2026", date(2026, 6, 30)).commitment("platsbesok").rules[0].value == 57
        assert house.demonstration
        recorded = [
            r.event.handed for r in events(house) if isinstance(r.event, ActivityRecorded) and r.event.handed.device
        ]
        assert len({(h.device, h.seq) for h in recorded}) == len(recorded)


def test_a_log_that_holds_something_else_is_left_alone(tmp_path):
    here = settings(tmp_path)
    with House(here, now=lambda: TODAY) as house:
        list(house.furnish())
        head = house.log.head()
    with pytest.raises(NotEmpty):
        record_demonstration(here, TODAY)
    with House(here, now=lambda: TODAY) as house:
        assert house.log.head() == head
        assert not house.demonstration

"""What would change a status: done exactly so, it does; done one short of it, it does not."""

from datetime import date, timedelta

import pytest

from backend.domain.pledge import JudgementStated, StepReported
from backend.domain.rule import (
    Baseline,
    Cadence,
    Count,
    Coverage,
    Milestone,
    OnDemand,
    Ongoing,
    Stated,
    Step,
    Trend,
)
from backend.domain.words import Label
from projections.answers import Change
from tests.projections.story import SEALED, Story, every_day

COUNT = Count(kinds=("platsbesok",), at_least=100)


def one(story: Story, as_of: str, n: int = 0) -> Change:
    changes = story.figure(as_of).would_change
    assert changes is not None
    return changes[n]


def done(story: Story, times: int, day: date, **fields: object) -> None:
    for _ in range(times):
        story.record(f"{day.isoformat()}T12:00", **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("short", [0, 1])
@pytest.mark.parametrize("as_of", ["2026-02-10", "2026-06-28", "2026-12-05"])
def test_a_count_behind_is_on_track_with_as_many_more_as_it_says(story: Story, as_of: str, short: int):
    story.pledge(COUNT)
    done(story, 3, date(2026, 1, 2))
    change = one(story, as_of)
    assert change.by is not None
    assert change.more is not None
    done(story, change.more - short, change.by)
    otherwise = "missed" if change.to == "met" else "behind"
    assert story.figure(change.by.isoformat()).status == (otherwise if short else change.to)


def test_a_count_behind_says_what_meets_it_too(story: Story):
    story.pledge(COUNT)
    done(story, 3, date(2026, 1, 2))
    pace, rest = story.figure("2026-02-10").would_change or ()
    assert (pace.to, pace.by) == ("on-track", date(2026, 2, 28))
    assert (rest.to, rest.more, rest.by) == ("met", 97, date(2026, 12, 31))


def test_a_count_on_track_says_when_it_falls_behind_without_more(story: Story):
    story.pledge(COUNT)
    done(story, 30, date(2026, 1, 2))
    falls = one(story, "2026-01-05", 1)
    assert falls.without
    assert falls.by is not None
    assert story.figure(falls.by.isoformat()).status == "behind"
    assert story.figure((falls.by - timedelta(days=1)).isoformat()).status == "on-track"


def test_nothing_changes_what_is_met_or_over(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=2, per="half-year"))
    done(story, 2, date(2026, 1, 2))
    assert story.figure("2026-03-01").would_change is None
    assert story.figure("2026-12-31").status == "missed"
    assert story.figure("2026-12-31").would_change is None


def test_a_part_is_met_within_its_own_days(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=4, per="half-year"))
    done(story, 2, date(2026, 2, 2))
    assert one(story, "2026-03-01") == Change(to="met", more=2, by=date(2026, 6, 30))


def test_a_cadence_names_its_gaps_and_what_the_running_period_needs(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month", times=2, tolerance=1))
    story.record("2026-01-02T10:00", kind="mote")
    story.record("2026-02-02T10:00", kind="mote")
    assert story.figure("2026-02-10").would_change == (
        Change(to="on-track", periods=("2026-01",)),
        Change(to="missed", without=True, more=1, by=date(2026, 2, 28), periods=("2026-02",)),
    )


def test_a_period_that_is_covered_already_gives_way_to_the_next(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month"))
    story.record("2026-01-02T10:00", kind="mote")
    assert one(story, "2026-01-10") == Change(to="missed", without=True, more=1, by=date(2026, 2, 28),
                                              periods=("2026-02",))  # fmt: skip


def test_what_is_recorded_ahead_of_its_time_is_not_asked_for_again(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month", times=2))
    story.record("2026-01-02T10:00", kind="mote")
    story.record("2026-01-05T10:00", kind="mote")
    story.record("2026-02-03T10:00", kind="mote", received="2026-01-09T10:00")
    assert one(story, "2026-01-10") == Change(to="missed", without=True, more=1, by=date(2026, 2, 28),
                                              periods=("2026-02",))  # fmt: skip
    story.record("2026-02-24T10:00", kind="mote", received="2026-01-09T11:00")
    after = Change(to="missed", without=True, more=2, by=date(2026, 3, 31), periods=("2026-03",))
    assert one(story, "2026-01-10") == after
    assert one(story, "2026-02-10") == after


def test_a_period_with_enough_recorded_ahead_is_not_covered_before_its_time(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month"))
    story.record("2026-01-02T10:00", kind="mote")
    story.record("2026-02-24T10:00", kind="mote", received="2026-01-09T11:00")
    assert [p.status for p in story.figure("2026-02-10").parts or ()][:3] == ["covered", "open", "open"]
    assert [p.status for p in story.figure("2026-02-24").parts or ()][:3] == ["covered", "covered", "open"]


def test_what_is_recorded_ahead_but_lacks_what_the_rule_needs_is_still_asked_for(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month", needs=("problem",)))
    story.record("2026-01-02T10:00", kind="mote", problem="klotter")
    story.record("2026-02-03T10:00", kind="mote", received="2026-01-09T10:00")
    assert one(story, "2026-01-10").periods == ("2026-02",)


def test_a_gap_is_filled_by_what_was_done_then_and_comes_in_late(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month"))
    story.record("2026-01-02T10:00", kind="fotpatrull")
    story.record("2026-02-02T10:00", kind="mote")
    assert one(story, "2026-02-10").periods == ("2026-01",)
    story.record("2026-01-20T10:00", kind="mote", received="2026-02-09T10:00")
    assert story.figure("2026-02-10").status == "on-track"


@pytest.mark.parametrize("short", [0, 1])
def test_a_trend_behind_says_how_many_more_are_strictly_more_than_before(story: Story, short: int):
    rule = Trend(kinds=("mote",), baseline=Baseline(pledge="lofte-2025"))
    story.pledge(rule, code="lofte-2025", first="2025-01-01", last="2025-12-31").pledge(rule)
    for when in every_day("2025-01-05", "2025-12-30", 10):
        story.record(when, kind="mote")
    story.record("2026-01-03T12:00", kind="mote")
    change = one(story, "2026-03-10")
    assert (change.to, change.by) == ("on-track", date(2026, 3, 31))
    assert change.more is not None
    done(story, change.more - short, date(2026, 3, 31), kind="mote")
    assert story.figure("2026-03-31").status == ("behind" if short else "on-track")


@pytest.mark.parametrize("short", [0, 1])
def test_a_share_says_how_much_more_where_the_need_is_high(story: Story, short: int):
    story.pledge(Coverage(kinds=("fotpatrull",), at_least=0.6))
    story.at("2026-01-05T08:00").freeze("2026-W02", torget="high")
    story.record("2026-01-06T12:00", kind="fotpatrull", place="ankarsrum", minutes=100)
    change = one(story, "2026-01-10")
    assert change.more == 150
    story.record("2026-01-11T12:00", kind="fotpatrull", place="torget", minutes=150 - short)
    assert story.figure("2026-01-11").status == ("behind" if short else "on-track")


STEPS = tuple(
    Step(code=code, label=Label(code, code), due=due)
    for code, due in (("ett", date(2026, 2, 1)), ("tva", date(2026, 5, 1)), ("tre", None))
)


def test_a_milestone_names_the_steps_that_are_waited_for(story: Story):
    story.pledge(Milestone(steps=STEPS))
    assert one(story, "2026-01-10") == Change(to="behind", without=True, by=date(2026, 2, 1), steps=("ett",))
    assert one(story, "2026-03-01") == Change(to="on-track", steps=("ett",))
    for code in ("ett", "tva"):
        story.at("2026-03-01").tell(StepReported, step=code, status="done", on=date(2026, 3, 1))
    assert one(story, "2026-03-02") == Change(to="met", steps=("tre",))


def test_a_milestone_without_steps_waits_for_its_owner(story: Story):
    story.pledge(Milestone(set_by="owner"))
    assert one(story, "2026-01-10") == Change(to="on-track")


def test_a_stated_rule_names_the_periods_that_are_waited_for(story: Story):
    story.pledge(Stated())
    assert one(story, "2026-03-01") == Change(to="unreported", without=True, by=date(2026, 5, 15), periods=("2026-T1",))
    assert one(story, "2026-06-01") == Change(to="reported", periods=("2026-T1",))
    story.at("2026-06-02").tell(JudgementStated, period="2026-T1", verdict="partly", text=SEALED)
    assert one(story, "2026-06-03").periods == ("2026-T2",)


@pytest.mark.parametrize("rule", [Ongoing(kinds=("mote",)), OnDemand(kinds=("mote",)), Trend(kinds=("mote",))])
def test_nothing_is_said_where_nobody_promised_a_pace(story: Story, rule: Ongoing):
    story.pledge(rule)
    story.record("2026-01-02T12:00", kind="mote")
    assert story.figure("2026-03-01").would_change is None

"""What alarms, since when and until when; and what never does."""

from datetime import date

import pytest

from backend.domain.pledge import GapExplained, JudgementStated, StepReported
from backend.domain.rule import Baseline, Cadence, Count, Coverage, Milestone, OnDemand, Ongoing, Stated, Step, Trend
from backend.domain.words import Label
from projections.alarms import Alarm, Due, alarms, day_by_day, due
from projections.series import Mark, Series
from tests.projections.story import POLICE, SEALED, TOWN, Story, every_day

WEEKLY = Cadence(every="week", kinds=("platsbesok",))
HUNDRED = Count(at_least=100, kinds=("platsbesok",))
REMISS = Milestone(steps=(Step(code="remiss", label=Label("Remiss", "Comments"), due=date(2026, 6, 15)),))


def raised(story: Story, as_of: str, **asked: str) -> tuple[Alarm, ...]:
    with story.question(as_of, **asked) as question:  # type: ignore[arg-type]
        return alarms(question)


def told(story: Story, as_of: str) -> list[tuple[str, str | None, str | None, bool]]:
    """(what, since, until, late) of each."""
    return [
        (a.what, str(a.since) if a.since else None, str(a.until) if a.until else None, a.late)
        for a in raised(story, as_of)
    ]


def noted(story: Story, as_of: str) -> tuple[Due, ...]:
    with story.question(as_of) as question:
        return due(question)


# A cadence.


def weekly(story: Story) -> Story:
    """A visit a week, told until week 20 (11–17 May)."""
    story.pledge(WEEKLY)
    for day in every_day("2026-01-02", "2026-05-15", 7):
        story.record(day)
    return story


def test_a_week_alarms_from_thursday_until_somebody_has_done_it(story: Story):
    weekly(story)
    assert told(story, "2026-05-20") == []
    assert told(story, "2026-05-21") == [("cadence", "2026-05-21", "2026-05-24", False)]
    (alarm,) = raised(story, "2026-05-24")
    assert (alarm.period, alarm.done, alarm.wanted) == ("2026-W21", 0, 1)
    story.record("2026-05-24T20:00")
    assert told(story, "2026-05-24") == []


def test_the_last_day_of_a_week_is_not_a_gap_before_it_has_ended(story: Story):
    weekly(story)
    assert [a.what for a in raised(story, "2026-05-24")] == ["cadence"]
    assert [(a.what, a.period) for a in raised(story, "2026-05-25")] == [("missed", "2026-W21")]


def test_a_gap_alarms_until_its_reason_is_given(story: Story):
    weekly(story)
    story.at("2026-06-09T08:00")
    (alarm,) = raised(story, "2026-06-09")
    assert (alarm.what, alarm.period, alarm.others, str(alarm.since)) == ("missed", "2026-W23", 2, "2026-06-08")
    for period in ("2026-W21", "2026-W22", "2026-W23"):
        story.tell(GapExplained, period=period, reason=SEALED)
    assert told(story, "2026-06-09") == []


# A pace.


def test_a_count_behind_says_since_when_and_what_is_missing(story: Story):
    story.pledge(HUNDRED)
    for day in every_day("2026-01-01", "2026-02-28", 3):
        story.record(day)
    (alarm,) = raised(story, "2026-03-31")
    # 20 were done by the end of February; 20 * 365 / 100 = day 73, 14 March, wants 20, day 77 wants 21.
    assert (alarm.what, str(alarm.since), str(alarm.until)) == ("behind", "2026-03-18", "2026-12-31")
    assert (alarm.done, alarm.wanted, alarm.left) == (20, 24, 80)


def test_a_count_that_fell_behind_and_caught_up_alarms_since_the_last_time(story: Story):
    story.pledge(Count(at_least=12, kinds=("platsbesok",)))
    for day in ("2026-02-20T12:00", "2026-03-01T12:00", "2026-03-02T12:00"):
        story.record(day)
    assert told(story, "2026-03-10") == []
    assert told(story, "2026-05-31") == [("behind", "2026-05-02", "2026-12-31", True)]


def test_a_trend_alarms_since_it_was_no_longer_more(story: Story):
    story.pledge(Ongoing(kinds=("platsbesok",)), code="fore", first="2025-01-01", last="2025-12-31")
    story.pledge(Trend(kinds=("platsbesok",), baseline=Baseline(pledge="fore")))
    for day in ("2025-01-10T12:00", "2025-03-05T12:00", "2026-01-08T12:00", "2026-01-09T12:00"):
        story.record(day)
    assert told(story, "2026-03-04") == []
    (alarm,) = raised(story, "2026-03-20")
    assert (str(alarm.since), alarm.done, alarm.wanted) == ("2026-03-05", 2, 2)


def test_a_trend_on_a_number_alarms_by_the_days_that_have_passed(story: Story):
    story.pledge(Trend(kinds=("platsbesok",), baseline=Baseline(value=12)))
    story.record("2026-01-08T12:00")
    (alarm,) = raised(story, "2026-06-30")
    assert str(alarm.since) == "2026-01-31"  # 12 * 31 / 365 is more than one


def test_a_share_that_is_too_small_alarms_without_a_first_day(story: Story):
    story.pledge(Coverage(at_least=0.5, kinds=("platsbesok",)))
    story.at("2026-01-02T08:00").freeze("2026-W01", ankarsrum="high")
    story.record("2026-01-10T12:00", place="torget", minutes=20)
    (alarm,) = raised(story, "2026-02-01")
    assert (alarm.what, alarm.since, alarm.done, alarm.wanted) == ("behind", None, 0, 0.5)


def test_nothing_alarms_before_anything_was_recorded(story: Story):
    story.pledge(HUNDRED, WEEKLY)
    assert told(story, "2026-06-30") == []


@pytest.mark.parametrize("rule", [OnDemand(kinds=("orossamtal",)), Ongoing(kinds=("platsbesok",)), Trend()])
def test_what_has_no_pace_never_alarms(story: Story, rule: Ongoing | OnDemand | Trend):
    story.pledge(rule, owner=(POLICE, TOWN))
    story.record("2026-01-02T12:00", "fotpatrull")
    assert told(story, "2026-06-30") == []


# What an owner has to tell.


def test_a_step_alarms_a_month_ahead_and_until_it_is_done(story: Story):
    story.pledge(REMISS)
    assert told(story, "2026-05-15") == []
    assert told(story, "2026-05-16") == [("step", "2026-05-16", "2026-06-15", False)]
    assert told(story, "2026-06-15") == [("step", "2026-05-16", "2026-06-15", False)]
    assert told(story, "2026-06-16") == [("step", "2026-05-16", "2026-06-15", True)]
    story.at("2026-06-17T08:00").tell(StepReported, step="remiss", status="done", on=date(2026, 6, 17))
    assert told(story, "2026-06-17") == []


def test_steps_that_nobody_has_named_alarm(story: Story):
    story.pledge(Milestone(set_by="owner"))
    assert told(story, "2026-03-01") == [("steps", "2026-01-01", None, False)]


def test_a_judgement_alarms_from_the_end_of_its_period(story: Story):
    story.pledge(Stated())
    assert told(story, "2026-04-30") == []
    assert told(story, "2026-05-01") == [("judgement", "2026-05-01", "2026-05-15", False)]
    assert told(story, "2026-05-16") == [("judgement", "2026-05-01", "2026-05-15", True)]
    story.at("2026-05-17T08:00").tell(JudgementStated, period="2026-T1", verdict="partly", text=SEALED)
    assert told(story, "2026-05-17") == []


def test_judgements_that_are_late_are_told_as_one_with_how_many_more(story: Story):
    story.pledge(Stated())
    (late,) = raised(story, "2026-09-20")
    assert (late.period, late.others, str(late.until)) == ("2026-T2", 1, "2026-09-15")
    assert [(a.period, a.others, a.late) for a in raised(story, "2026-09-05")] == [
        ("2026-T1", 0, True),
        ("2026-T2", 0, False),
    ]


def test_a_pledge_alarms_while_its_last_judgement_is_awaited_and_not_for_ever(story: Story):
    story.pledge(Stated(per="year"), HUNDRED)
    story.record("2026-01-02T12:00")
    assert [a.what for a in raised(story, "2026-12-30")] == ["behind"]
    assert [a.what for a in raised(story, "2027-01-20")] == ["judgement"]
    assert told(story, "2027-04-01") == []


def test_what_is_late_comes_first_and_then_what_is_nearest(story: Story):
    story.pledge(Stated(), REMISS, WEEKLY, Milestone(set_by="owner"))
    for day in every_day("2026-01-02", "2026-05-29", 7):
        story.record(day)
    assert [a.what for a in raised(story, "2026-06-05")] == ["judgement", "steps", "cadence", "step"]


def test_an_alarm_is_called_the_same_while_it_lasts(story: Story):
    weekly(story)
    assert [a.key for a in raised(story, "2026-05-22")] == [a.key for a in raised(story, "2026-05-23")]
    assert {a.key for a in raised(story, "2026-05-22")} == {"lofte/atagande/0/cadence/2026-W21/near"}


def test_as_of_a_day_is_as_it_was_known_then(story: Story):
    weekly(story)
    story.record("2026-05-22T12:00", received="2026-06-02T09:00")
    assert [a.what for a in raised(story, "2026-05-26")] == ["missed"]
    assert raised(story, "2026-05-26", known="now") == ()


# What stands in a calendar.


def test_a_calendar_has_every_day_that_is_written_down_and_the_periods_near_by(story: Story):
    story.pledge(WEEKLY, REMISS, Stated())
    for day in every_day("2026-01-02", "2026-04-24", 7):
        story.record(day)
    assert [(d.what, str(d.day), d.period or d.step) for d in noted(story, "2026-04-27")] == [
        ("period", "2026-05-03", "2026-W18"),
        ("period", "2026-05-10", "2026-W19"),
        ("judgement", "2026-05-15", "2026-T1"),
        ("period", "2026-05-17", "2026-W20"),
        ("period", "2026-05-24", "2026-W21"),
        ("period", "2026-05-31", "2026-W22"),
        ("period", "2026-06-07", "2026-W23"),
        ("step", "2026-06-15", "remiss"),
        ("judgement", "2026-09-15", "2026-T2"),
        ("end", "2026-12-31", None),
        ("judgement", "2027-01-15", "2026-T3"),
    ]


def test_what_is_done_leaves_the_calendar(story: Story):
    story.pledge(REMISS)
    assert [d.what for d in noted(story, "2026-04-27")] == ["step", "end"]
    story.at("2026-05-02T08:00").tell(StepReported, step="remiss", status="done", on=date(2026, 5, 2))
    assert [d.what for d in noted(story, "2026-05-02")] == ["end"]


@pytest.mark.parametrize("of", ["activities", "days", "places"])
def test_day_by_day_is_the_figure_of_each_day(of: str):
    marks = [
        Mark(
            day=date(2026, 1, d),
            organisation=POLICE,
            kind="k",
            ready=ready,
            n=1,
            amount=2,
            places=frozenset(places),
        )
        for d, places, ready in ((1, "a", True), (1, "b", True), (3, "a", True), (4, "c", False), (6, "d", True))
    ]
    series = Series(of, marks)
    first, last = date(2026, 1, 1), date(2026, 1, 7)
    assert day_by_day(series, first, last) == {
        date(2026, 1, d): series.value(first, date(2026, 1, d)) for d in range(1, 8)
    }

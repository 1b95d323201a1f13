"""A cadence: at least so often in every period, and every gap named."""

from backend.domain.pledge import GapExplained
from backend.domain.rule import Cadence
from tests.projections.story import SEALED, Story

WEEKLY = Cadence(kinds=("mote",), every="week")


def meet(story: Story, *days: str) -> None:
    for day in days:
        story.record(f"{day}T10:00", kind="mote")


def test_weeks_that_have_ended_are_covered_or_gaps(story_on: Story):
    story_on.pledge(WEEKLY)
    meet(story_on, "2026-01-02", "2026-01-05", "2026-01-21")
    figure = story_on.figure("2026-01-25")
    assert (figure.periods, figure.covered, figure.value) == (4, 3, 3)
    assert figure.gaps is not None
    assert [g.period for g in figure.gaps] == ["2026-W03"]
    assert figure.status == "missed"


def test_a_week_that_has_not_ended_is_no_gap(story: Story):
    story.pledge(WEEKLY)
    meet(story, "2026-01-02", "2026-01-05", "2026-01-12")
    assert story.figure("2026-01-24").status == "on-track"
    assert story.figure("2026-01-25").status == "missed"


def test_gaps_up_to_the_tolerance_put_it_behind_and_one_more_misses_it_at_once(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="week", tolerance=1))
    meet(story, "2026-01-02")
    assert story.figure("2026-01-11").status == "behind"
    assert story.figure("2026-01-18").status == "missed"


def test_a_cadence_within_its_tolerance_is_met_at_the_end(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="quarter", tolerance=1))
    meet(story, "2026-01-02", "2026-05-02", "2026-12-24")
    assert story.figure("2026-12-30").status == "behind"
    assert story.figure("2026-12-31").status == "met"


def test_several_times_in_every_period(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="month", times=2))
    meet(story, "2026-01-02", "2026-01-03", "2026-02-02")
    figure = story.figure("2026-02-28")
    assert figure.gaps is not None
    assert [g.period for g in figure.gaps] == ["2026-02"]


def test_the_first_week_of_2026_begins_in_december_and_belongs_to_2026(story: Story):
    story.pledge(WEEKLY, code="forra", first="2025-01-01", last="2025-12-31").pledge(WEEKLY)
    meet(story, "2025-12-29")
    figure = story.figure("2026-01-04")
    assert (figure.periods, figure.covered) == (1, 1)
    before = story.figure("2026-01-04", pledge="forra")
    assert before.parts is not None
    assert before.parts[-1].period == "2025-W52"


def test_week_53_of_2026_ends_in_january_and_belongs_to_2026(story: Story):
    story.pledge(Cadence(kinds=("mote",), every="week", tolerance=53))
    meet(story, "2026-01-01", "2027-01-02")
    assert story.figure("2027-01-02").status == "behind"
    figure = story.figure("2027-01-03")
    assert (figure.periods, figure.covered, figure.status) == (53, 2, "met")


def test_weeks_before_the_first_record_are_unreported_and_no_gaps(story: Story):
    story.pledge(WEEKLY)
    meet(story, "2026-01-14")
    figure = story.figure("2026-01-18")
    assert (figure.periods, figure.covered, figure.gaps, figure.status) == (1, 1, (), "on-track")
    assert figure.parts is not None
    assert [p.status for p in figure.parts[:3]] == ["unreported", "unreported", "covered"]


def test_a_reason_stands_beside_the_gap_which_stays_a_gap(story: Story):
    story.pledge(WEEKLY)
    meet(story, "2026-01-02")
    story.at("2026-01-13T10:00").tell(GapExplained, period="2026-W02", reason=SEALED)
    with story.question("2026-01-15") as asked:
        asked.unseal = lambda *_sealed, topic, field, **_bound: f"{topic} {field}"
        gaps = asked.figures(asked.pledge.commitments[0]).rules[0].gaps
    assert gaps is not None
    assert [(g.period, g.reason) for g in gaps] == [("2026-W02", "gap-explained reason")]


def test_a_meeting_moved_to_another_week_leaves_a_gap_behind(story: Story):
    story.pledge(WEEKLY)
    meet(story, "2026-01-02", "2026-01-05")
    moved = story.events[-1].stream
    assert story.figure("2026-01-11").covered == 2
    first = story._first(moved).report.occurred_at
    story.at("2026-01-11T20:00").correct(moved, occurred_at=first.replace(day=12))
    assert story.figure("2026-01-11").covered == 1

"""Rules that rest on the owner's word: milestones, and judgements of each period."""

from datetime import date

from backend.domain.pledge import JudgementStated, StepReported, StepsSet
from backend.domain.rule import Milestone, Stated, Step
from backend.domain.words import Label
from tests.projections.story import SEALED, TOWN, Story


def step(code: str, due: str | None = None) -> Step:
    return Step(code=code, label=Label(sv=code, en=code), due=date.fromisoformat(due) if due else None)


def reached(story: Story, code: str, status: str = "done", on: str | None = None) -> Story:
    day = date.fromisoformat(on) if on else None
    return story.tell(StepReported, step=code, status=status, on=day, evidence="protokoll")


TWO = Milestone(steps=(step("forslag", "2026-04-30"), step("beslut")))


def test_a_step_is_not_begun_until_the_owner_says_so(story_on: Story):
    story_on.pledge(TWO)
    figure = story_on.figure("2026-02-01")
    assert figure.steps is not None
    assert [s.status for s in figure.steps] == ["not-begun", "not-begun"]
    assert figure.status == "on-track"


def test_each_step_tells_who_said_what_and_on_what_evidence(story: Story):
    story.pledge(TWO).at("2026-03-10T09:00")
    reached(story, "forslag", on="2026-03-01")
    steps = story.figure("2026-03-31").steps
    assert steps is not None
    assert (steps[0].status, steps[0].on, steps[0].by, steps[0].evidence) == (
        "done", date(2026, 3, 1), "polisen", "protokoll",
    )  # fmt: skip


def test_it_is_behind_when_a_step_is_overdue_and_not_done(story: Story):
    story.pledge(TWO)
    assert story.figure("2026-04-29").status == "on-track"
    late = story.figure("2026-04-30")
    assert late.status == "behind"
    assert late.steps is not None
    assert [s.overdue for s in late.steps] == [True, False]


def test_it_is_met_when_all_is_done(story: Story):
    story.pledge(TWO).at("2026-05-10T09:00")
    reached(reached(story, "forslag"), "beslut")
    assert story.figure("2026-05-10").status == "met"


def test_at_the_end_with_something_begun_it_is_reported_and_with_nothing_missed(story: Story):
    story.pledge(TWO).pledge(TWO, code="annat").at("2026-05-10T09:00")
    reached(story, "forslag", "partly")
    assert story.figure("2026-12-31").status == "reported"
    assert story.figure("2026-12-31", pledge="annat").status == "missed"


def test_a_step_due_after_the_pledge_keeps_it_open_until_then(story: Story):
    story.pledge(Milestone(steps=(step("kartlaggning", "2027-02-28"),)))
    assert story.figure("2027-01-15").status == "on-track"
    assert story.figure("2027-02-28").status == "missed"


def test_without_steps_it_is_unreported_until_the_owner_names_them(story: Story):
    story.pledge(Milestone(set_by="owner"))
    assert (story.figure("2026-02-01").status, story.figure("2026-02-01").lacks) == ("unreported", "steps")
    story.at("2026-03-01T10:00").tell(StepsSet, steps=(step("start", "2026-06-01"),))
    assert story.figure("2026-03-01").status == "on-track"
    assert story.figure("2026-02-28").status == "unreported"


def test_a_step_told_later_to_have_been_reached_earlier_was_not_known_then(story: Story):
    story.pledge(TWO).at("2026-06-01T10:00")
    reached(story, "forslag", on="2026-04-15")
    assert story.figure("2026-04-30").status == "behind"
    assert story.figure("2026-04-30", known="now").status == "on-track"


def test_a_step_reached_after_the_day_asked_for_is_not_reached_yet_in_either_reading(story: Story):
    story.pledge(TWO).at("2026-06-01T10:00")
    reached(story, "forslag", on="2026-05-15")
    assert story.figure("2026-04-30", known="now").status == "behind"


# Stated.


def judge(story: Story, period: str, verdict: str = "as-promised") -> Story:
    return story.tell(JudgementStated, period=period, verdict=verdict, text=SEALED, organisation=TOWN)


def test_a_judgement_is_ongoing_until_the_first_is_due_the_15th_after_the_tertial(story_on: Story):
    story_on.pledge(Stated())
    assert story_on.figure("2026-05-14").status == "ongoing"
    assert story_on.figure("2026-05-15").status == "unreported"


def test_a_judgement_in_time_is_reported(story: Story):
    story.pledge(Stated()).at("2026-05-10T10:00")
    judge(story, "2026-T1", "partly")
    figure = story.figure("2026-05-15")
    assert figure.status == "reported"
    assert figure.judgements is not None
    assert (figure.judgements[0].verdict, figure.judgements[0].by) == ("partly", TOWN)
    assert story.figure("2026-09-15").status == "unreported"


def test_a_late_judgement_was_not_there_then_but_is_now(story: Story):
    story.pledge(Stated()).at("2026-06-10T10:00")
    judge(story, "2026-T1")
    assert story.figure("2026-05-31").status == "unreported"
    assert story.figure("2026-05-31", known="now").status == "reported"


def test_a_pledge_may_be_judged_by_the_year(story: Story):
    story.pledge(Stated(per="year"))
    assert story.figure("2027-01-14").status == "ongoing"
    assert story.figure("2027-01-15").status == "unreported"


def test_a_pledge_of_two_years_is_judged_six_times(story: Story):
    story.pledge(Stated(), first="2025-01-01", last="2026-12-31")
    judgements = story.figure("2026-12-31").judgements
    assert judgements is not None
    assert [(j.period, j.due.isoformat()) for j in judgements] == [
        ("2025-T1", "2025-05-15"), ("2025-T2", "2025-09-15"), ("2025-T3", "2026-01-15"),
        ("2026-T1", "2026-05-15"), ("2026-T2", "2026-09-15"), ("2026-T3", "2027-01-15"),
    ]  # fmt: skip

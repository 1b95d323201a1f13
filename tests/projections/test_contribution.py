"""What a member's own records became, told to that member."""

from datetime import date
from uuid import UUID

from backend.domain.rule import Cadence, Count, Coverage, OnDemand, Ongoing
from projections.contribution import Contribution, RulePart, contribution
from tests.projections.story import ANNA, JONAS, POLICE, SARA, TOWN, Story, every_day

VISITS = Count(at_least=10, kinds=("platsbesok",), needs=("problem",))


def became(
    story: Story, member: UUID = ANNA, *, first: str = "2026-01-01", as_of: str = "2026-06-30", **asked: str
) -> Contribution:
    with story.question(as_of, **asked) as question:  # type: ignore[arg-type]
        return contribution([question], member, date.fromisoformat(first))


def part(story: Story, member: UUID = ANNA, **asked: str) -> RulePart:
    (promise,) = became(story, member, **asked).promises
    return promise.parts[0]


def visit(story: Story, when: str, by: UUID = ANNA, **fields: object) -> UUID:
    return story.record(when, by=by, **{"problem": "ordning", **fields})  # type: ignore[arg-type]


def test_ones_own_are_so_many_of_so_many(story: Story):
    story.pledge(VISITS)
    for day in every_day("2026-02-01", "2026-02-03"):
        visit(story, day)
    visit(story, "2026-02-04T12:00", JONAS)
    mine = part(story)
    assert (mine.value, mine.total, mine.counted, mine.figure.target) == (3, 4, 3, 10)
    theirs = part(story, JONAS)
    assert (theirs.value, theirs.total) == (1, 4)


def test_a_patrol_is_one_activity_and_everybodys_who_was_along(story: Story):
    story.pledge(Ongoing(kinds=("fotpatrull",), of="minutes"))
    story.record("2026-02-01T20:00", "fotpatrull", place="torget", minutes=90, crew=(JONAS,))
    for member, recorded, crew in ((ANNA, 1, 0), (JONAS, 0, 1)):
        told = became(story, member)
        assert (told.recorded, told.crew, told.counted) == (recorded, crew, 1)
        assert (told.promises[0].parts[0].value, told.promises[0].parts[0].total) == (90, 90)
        assert told.promises[0].parts[0].crew == crew
    assert became(story, SARA).promises == ()


def test_what_does_not_count_yet_is_named_with_what_it_lacks(story: Story):
    story.pledge(VISITS)
    visit(story, "2026-02-01T12:00")
    lacking = visit(story, "2026-02-02T12:00", problem=None)
    visit(story, "2026-02-03T12:00", JONAS, problem=None)
    told = became(story)
    (mine,) = told.promises[0].parts
    assert [(d.activity, d.lacks) for d in mine.not_yet] == [(lacking, ("problem",))]
    assert (told.counted, told.not_yet, told.elsewhere) == (1, 1, 0)


def test_what_counts_for_one_promise_is_not_waiting_though_another_lacks_something(story: Story):
    story.pledge(VISITS, Ongoing(kinds=("platsbesok",)))
    visit(story, "2026-02-02T12:00", problem=None)
    told = became(story)
    assert (told.counted, told.not_yet) == (1, 0)
    assert [p.value for p in told.promises[0].parts] == [0, 1]


def test_what_no_promise_looks_at_and_what_was_withdrawn_are_counted_apart(story: Story):
    story.pledge(VISITS)
    story.record("2026-02-01T12:00", "fotpatrull", place="torget")
    gone = visit(story, "2026-02-02T12:00")
    story.withdraw(gone)
    told = became(story)
    assert (told.recorded, told.elsewhere, told.withdrawn, told.promises) == (1, 1, 1, ())


def test_one_visit_with_two_records_counts_once_and_is_both_members(story: Story):
    story.pledge(Ongoing(kinds=("platsbesok",), of="minutes"))
    mine = visit(story, "2026-02-01T20:00", place="torget", minutes=20)
    his = visit(story, "2026-02-01T20:05", JONAS, place="torget", minutes=30)
    story.answer_visit(mine, his)
    for member, minutes in ((ANNA, 20), (JONAS, 30)):
        told = part(story, member)
        assert (told.value, told.total, told.counted, told.merged) == (minutes, 30, 1, 1)


def test_two_records_of_ones_own_of_one_visit_are_one(story: Story):
    story.pledge(VISITS)
    one, other = (visit(story, f"2026-02-01T20:0{n}", place="torget") for n in (0, 1))
    story.answer_visit(one, other)
    assert (part(story).value, part(story).total, part(story).counted) == (1, 1, 2)


def test_a_visit_told_by_a_colleague_lacks_nothing(story: Story):
    story.pledge(VISITS)
    mine = visit(story, "2026-02-01T20:00", place="torget", problem=None)
    his = visit(story, "2026-02-01T20:05", JONAS, place="torget")
    assert part(story).not_yet != ()
    story.answer_visit(mine, his)
    assert (part(story).value, part(story).not_yet) == (1, ())


def test_days_and_places_are_counted_once(story: Story):
    story.pledge(Count(at_least=9, kinds=("platsbesok",), of="days"), Ongoing(kinds=("platsbesok",), of="places"))
    for when, place in (("01T10:00", "torget"), ("01T15:00", "gamleby"), ("02T10:00", "torget")):
        visit(story, f"2026-02-{when}", place=place)
    visit(story, "2026-02-03T10:00", JONAS, place="ankarsrum")
    days, places = became(story).promises[0].parts
    assert (days.value, days.total, places.value, places.total) == (2, 3, 2, 3)


def test_of_a_cadence_the_periods_are_counted_that_were_kept(story: Story):
    story.pledge(Cadence(every="month", kinds=("platsbesok",)))
    for when in ("2026-01-10T10:00", "2026-01-11T10:00", "2026-03-10T10:00"):
        visit(story, when)
    visit(story, "2026-02-10T10:00", JONAS)
    told = part(story, as_of="2026-04-30")
    assert (told.value, told.total, told.counted) == (2, 3, 3)


def test_of_a_coverage_it_is_told_how_much_was_where_the_need_is_high(story: Story):
    story.pledge(Coverage(kinds=("platsbesok",)))
    story.at("2026-01-02T08:00").freeze("2026-W01", ankarsrum="high", torget="low")
    visit(story, "2026-01-10T12:00", place="torget", minutes=20)
    visit(story, "2026-01-11T12:00", place="ankarsrum", minutes=30)
    visit(story, "2026-01-12T12:00", JONAS, place="ankarsrum", minutes=50)
    told = part(story)
    assert (told.value, told.high, told.total, told.figure.value) == (50, 30, 100, 0.8)


def test_a_period_is_part_of_the_pledges_time(story: Story):
    story.pledge(VISITS)
    for when in ("2026-02-01T12:00", "2026-04-01T12:00", "2026-06-01T12:00"):
        visit(story, when)
    told = became(story, first="2026-03-01", as_of="2026-05-31")
    assert (told.recorded, told.promises[0].parts[0].value, told.promises[0].parts[0].total) == (1, 1, 1)
    assert became(story, first="2027-01-01", as_of="2027-02-01").promises == ()


def test_as_of_a_day_is_as_it_was_known_then(story: Story):
    story.pledge(VISITS)
    visit(story, "2026-02-01T12:00", received="2026-03-05T08:00")
    assert became(story, as_of="2026-02-28").recorded == 0
    assert became(story, as_of="2026-02-28", known="now").recorded == 1


def test_what_lies_ahead_does_not_count_yet(story: Story):
    story.pledge(VISITS)
    visit(story, "2026-02-10T12:00", received="2026-02-01T08:00")
    (waiting,) = part(story, as_of="2026-02-05").not_yet
    assert waiting.lacks == ("future",)


def test_the_others_small_sensitive_figures_stay_hidden(story: Story):
    story.pledge(OnDemand(kinds=("orossamtal",)), owner=(POLICE, TOWN))
    story.record("2026-02-01", "orossamtal", by=ANNA)
    story.record("2026-02-02", "orossamtal", by=SARA, organisation=TOWN)
    told = part(story)
    assert told.value == 1
    assert not isinstance(told.total, int)

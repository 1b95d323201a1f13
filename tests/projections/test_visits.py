"""Records merged as one visit count once, at every position; two that nobody has told of count as two, and say so."""

from datetime import date

import pytest

from backend.domain.events import stream
from backend.domain.place import PlaceMerged
from backend.domain.rule import Count, Coverage, Ongoing
from projections import pledges, visits
from projections.history import history
from projections.store import Views
from projections.trail import trail
from projections.why import breakdown, counts_towards, why
from tests.projections.story import ANNA, HERE, JONAS, POLICE, SARA, TOWN, Story

BOTH = (POLICE, TOWN)
DAY = "2026-03-02"


@pytest.fixture
def told(database_url: str):
    with Views.open(database_url) as views:
        yield Story(views)


def two(story: Story, **other):
    """Anna's record, 20 minutes, and another ten minutes later, 30 minutes."""
    mine = story.record(f"{DAY}T20:00", place="ankarsrum", minutes=20)
    said = {"by": JONAS, "place": "ankarsrum", "minutes": 30, **other}
    return mine, story.record(f"{DAY}T20:10", **said)


def test_a_merged_visit_counts_once_and_its_minutes_are_the_longest(told: Story):
    count = Count(kinds=("platsbesok",), at_least=5)
    told.pledge(count, Ongoing(of="minutes"), Ongoing(of="places"), Ongoing(of="days"))
    told.answer_visit(*two(told))
    assert [f.value for f in told.answer("2026-04-01").commitments[0].rules] == [1, 30, 1, 1]


def test_each_organisation_is_credited_once_with_its_own(told: Story):
    told.pledge(Ongoing(), Ongoing(of="minutes"), owner=BOTH)
    told.answer_visit(*two(told, organisation=TOWN, by=SARA))
    visits_, minutes = told.answer("2026-04-01").commitments[0].rules
    assert (visits_.value, visits_.by_organisation) == (1, {POLICE: 1, TOWN: 1})
    assert (minutes.value, minutes.by_organisation) == (30, {POLICE: 20, TOWN: 30})


def test_withdrawing_one_leaves_the_other(told: Story):
    told.pledge(Ongoing(), Ongoing(of="minutes"))
    mine, other = two(told)
    told.answer_visit(mine, other).withdraw(other)
    assert [f.value for f in told.answer("2026-04-01").commitments[0].rules] == [1, 20]


def test_a_day_before_the_answer_still_counts_two(told: Story):
    told.pledge(Ongoing())
    pair = two(told)
    told.at("2026-03-05T12:00").answer_visit(*pair)
    told.at("2026-03-08T12:00").answer_visit(*pair, same=False)
    assert [told.figure(day).value for day in ("2026-03-04", "2026-03-06", "2026-03-09")] == [2, 1, 2]
    assert [told.figure(day, known="now").value for day in ("2026-03-04", "2026-03-06")] == [2, 2]


def test_three_records_merged_two_and_two_are_one_visit_until_the_middle_is_parted(told: Story):
    told.pledge(Ongoing())
    a, b = two(told)
    c = told.record(f"{DAY}T20:20", by=SARA, place="ankarsrum")
    told.answer_visit(a, b).answer_visit(b, c)
    assert told.figure("2026-04-01").value == 1
    told.answer_visit(a, b, same=False)
    assert told.figure("2026-04-01").value == 2


def test_a_correction_after_the_answer_is_still_of_the_visit(told: Story):
    told.pledge(Ongoing(of="minutes"))
    mine, other = two(told)
    told.answer_visit(mine, other)
    assert told.figure("2026-04-01").value == 30
    told.correct(mine, minutes=45)
    assert told.figure("2026-04-01").value == 45


def test_what_one_record_lacks_the_other_may_tell(told: Story):
    told.pledge(Count(at_least=5, needs=("problem",)))
    mine, other = two(told, problem="ordning")
    assert (told.figure("2026-04-01").value, told.figure("2026-04-01").not_yet) == (1, 1)
    told.answer_visit(mine, other)
    assert (told.figure("2026-04-01").value, told.figure("2026-04-01").not_yet) == (1, 0)
    with told.question("2026-04-01") as asked:
        found = why(asked, "atagande")
        assert {d.activity for d in found.counted} == {mine, other}
        assert not found.not_yet
        assert [c for _, c in counts_towards(asked, mine, "platsbesok")] == [True]


def test_behind_a_figure_a_visits_records_stand_together_and_add_up_to_it(told: Story):
    told.pledge(Ongoing(of="minutes"), owner=BOTH)
    mine, other = two(told)
    between = told.record(f"{DAY}T20:05", by=SARA, place="gamleby", minutes=5)
    theirs = told.record(f"{DAY}T20:15", by=SARA, organisation=TOWN, place="ankarsrum", minutes=10)
    told.answer_visit(mine, other).answer_visit(mine, theirs)
    with told.question("2026-04-01") as asked:
        found = why(asked, "atagande")
        split = breakdown(asked, "atagande")
    assert [d.activity for d in found.counted] == [other, mine, between]
    assert [d.amount for d in found.counted] == [30, 0, 5]
    assert found.counted[0].visit == found.counted[1].visit == min(mine, other, theirs, key=lambda i: i.bytes)
    assert [d.also for d in found.counted] == [(TOWN,), (TOWN,), ()]
    assert (found.figure.value, found.elsewhere) == (35, {TOWN: 1})
    assert split.by_place == {"ankarsrum": 1, "gamleby": 1}
    assert split.by_month["2026-03"] == 35


def test_a_share_counts_a_visit_once(told: Story):
    told.pledge(Coverage(of="minutes", kinds=("platsbesok",), at_least=0.5))
    told.at("2026-03-01T12:00").freeze("2026-W09", ankarsrum="high", gamleby="low")
    told.answer_visit(*two(told))
    figure = told.figure("2026-04-01")
    assert (figure.of_total, figure.by_organisation) == (30, {POLICE: 30})


def test_what_nobody_has_answered_counts_as_two_and_says_so(told: Story):
    told.pledge(Ongoing())
    pair = two(told)
    told.record(f"{DAY}T20:05", by=SARA, place="gamleby")
    told.record(f"{DAY}T21:30", by=SARA, place="ankarsrum")
    figure = told.figure("2026-04-01")
    assert (figure.value, figure.unanswered) == (4, 1)
    told.answer_visit(*pair, same=False)
    figure = told.figure("2026-04-01")
    assert (figure.value, figure.unanswered) == (4, None)


def test_what_a_rule_does_not_look_at_is_not_told_as_unanswered_there(told: Story):
    told.pledge(Ongoing(places=("gamleby",)), Ongoing(kinds=("mote",)))
    two(told)
    assert [f.unanswered for f in told.answer("2026-04-01").commitments[0].rules] == [None, None]


def test_days_and_places_come_to_the_same_whether_it_was_one_visit_or_two(told: Story):
    told.pledge(Ongoing(of="days"), Ongoing(of="places"))
    two(told)
    assert [(f.value, f.unanswered) for f in told.answer("2026-04-01").commitments[0].rules] == [(1, None), (1, None)]


def test_over_midnight_and_on_a_walk_two_may_be_one(told: Story):
    told.pledge(Ongoing())
    told.record("2026-03-02T23:50", place="ankarsrum")
    told.record("2026-03-03T00:20", by=JONAS, place="ankarsrum")
    assert told.figure("2026-04-01").unanswered == 1


def test_meetings_are_told_apart_by_forum_and_day(told: Story):
    told.pledge(Ongoing())
    for hour, by, forum in (("09", ANNA, "tistel"), ("15", JONAS, "tistel"), ("16", SARA, "sspf")):
        told.record(f"{DAY}T{hour}:00", "mote", by=by, answers={"forum": forum})
    assert told.figure("2026-04-01").unanswered == 1


def test_records_under_the_old_and_the_new_code_of_a_merged_place_are_asked_about(told: Story):
    told.pledge(Ongoing())
    mine, other = two(told, place="totebo")
    told.record(f"{DAY}T20:20", place="gamleby", by=SARA)
    told.at("2026-03-05T12:00")
    merged = PlaceMerged(partnership=HERE, code="totebo", into="ankarsrum", received_at=told.now, by=SARA)
    told.add(stream(HERE, "catalogue"), merged)
    assert [told.figure(day).unanswered for day in ("2026-03-04", "2026-03-05")] == [None, 1]
    with told.reading() as reading:
        known = pledges.catalogue(reading, HERE)
        (asked,) = visits.questions(reading, HERE, JONAS, date(2026, 3, 1), known)
        assert (asked.mine, asked.other, asked.place) == (other, mine, "ankarsrum")


def test_what_concerns_a_person_is_never_asked_about(told: Story):
    told.pledge(Ongoing())
    told.record(DAY, "orossamtal")
    told.record(DAY, "orossamtal", by=JONAS)
    assert told.figure("2026-04-01").unanswered is None


def test_both_are_asked_and_hear_what_was_answered(told: Story):
    mine, other = two(told, organisation=TOWN, by=SARA)
    for state, answer in (("open", None), ("merged", True), ("parted", False)):
        if answer is not None:
            told.answer_visit(mine, other, same=answer)
        with told.reading() as reading:
            (anna,) = visits.questions(reading, HERE, ANNA, date(2026, 3, 1))
            (sara,) = visits.questions(reading, HERE, SARA, date(2026, 3, 1))
            assert visits.questions(reading, HERE, JONAS, date(2026, 3, 1)) == []
            assert visits.questions(reading, HERE, ANNA, date(2026, 3, 3)) == []
        assert (anna.mine, anna.other, anna.state, anna.place) == (mine, other, state, "ankarsrum")
        assert (sara.mine, sara.other, sara.state) == (other, mine, state)


def test_the_candidates_are_found_by_an_index(told: Story):
    two(told)
    with told.reading() as reading:
        if reading.connection.dialect.name != "sqlite":
            return  # a handful of rows is read whole there
        seen: list[str] = []
        execute = reading.connection.execute

        def explained(asked, *given):
            compiled = asked.compile(reading.connection, compile_kwargs={"literal_binds": True})
            seen.extend(row[-1] for row in reading.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}"))
            return execute(asked, *given)

        reading.connection.execute = explained  # type: ignore[method-assign,assignment]
        year = date(2026, 1, 1), date(2026, 12, 31)
        visits.unanswered(reading, HERE, reading.position, *year, ["platsbesok", "mote"])
    assert [line for line in seen if line.startswith("SCAN")] == []


def test_the_trail_tells_that_records_were_merged(told: Story):
    mine, other = two(told, organisation=TOWN, by=SARA)
    told.answer_visit(mine, other, organisation=TOWN)
    with told.reading() as reading:
        ours = trail(reading, HERE, POLICE)
        theirs = trail(reading, HERE, TOWN)
    assert "visits-merged" not in {d.action for d in ours}
    assert (theirs[0].action, theirs[0].activity) == ("visits-merged", other)


@pytest.mark.parametrize("same", [True, False])
def test_an_activitys_history_tells_it_by_name_of_its_stream(told: Story, same: bool):
    mine, other = two(told)
    told.answer_visit(mine, other, same=same)
    with told.reading() as reading:
        pairs = visits.answered_with(reading, HERE, mine)

    class Log:
        def read(self, streams):
            return {s: [e for e in told.events if e.stream == s] for s in streams}

    last = history(Log(), HERE, mine, pairs=pairs)[-1]
    assert (last.action, last.other) == ("visits-merged" if same else "visits-parted", other)

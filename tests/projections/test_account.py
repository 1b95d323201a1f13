"""Somebody tries to compute what is not told, from everything that two publications tell.

The attacker knows the rules, the days of both publications, and every count that is not about people. In each of some
thirty thousand worlds they look at what both publications tell, and ask in which other worlds it would read the same.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from itertools import product

import msgspec
import pytest

from backend.domain.rule import Baseline, Cadence, Count, Ongoing, Rule, Trend
from backend.domain.words import Label
from projections.account import MOST, OpenFigure, OpenQuestion, PledgeAccount, account, careful, in_fives
from projections.answers import Hidden
from projections.hide import FLOOR
from projections.series import Mark, Series
from tests.projections.story import HERE, Story

SENSITIVE = ("orossamtal", "kontakt")
FIRST, MARCH, APRIL = date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 30)
REACH = 12
"""Counts that the attacker thinks possible; what is asked for lies well below, so that the reach tells nothing."""
ASKED = REACH - FLOOR

RULES: dict[str, tuple[str, ...]] = {
    "all about people": SENSITIVE,
    "one kind of it": ("orossamtal",),
    "with what is not": ("platsbesok", *SENSITIVE),
}
World = tuple[int, int, int, int]
"""Concern talks to March and in April, contacts to March and in April."""

SECRETS = {
    "talks to March": lambda w: w[0],
    "talks in April": lambda w: w[1],
    "talks in all": lambda w: w[0] + w[1],
    "contacts to March": lambda w: w[2],
    "contacts in April": lambda w: w[3],
    "contacts in all": lambda w: w[2] + w[3],
    "all to March": lambda w: w[0] + w[2],
    "all in April": lambda w: w[1] + w[3],
    "all": lambda w: sum(w),
}


def marks(day: date, kind: str, n: int, organisation: str = "polisen") -> Iterable[Mark]:
    if n:
        yield Mark(day=day, organisation=organisation, kind=kind, ready=True, n=n, amount=n)


def bare(of: str = "activities") -> OpenFigure:
    return OpenFigure(type="ongoing", of=of, label=None, reading=None, status="ongoing")


@cache
def tell(kinds: tuple[str, ...], until: date, talks: int, contacts: int) -> OpenFigure:
    """What the public figure of a rule says, where these many are done by then, and three place visits."""
    done = {"orossamtal": talks, "kontakt": contacts, "platsbesok": 3}
    counted = Series("activities", [m for kind in kinds for m in marks(until, kind, done[kind])])
    return careful(bare(), kinds, counted, SENSITIVE, FIRST, until)


def both(world: World) -> tuple[OpenFigure, ...]:
    march, april = (world[0], world[2]), (world[0] + world[1], world[2] + world[3])
    return tuple(tell(kinds, day, *done) for kinds in RULES.values() for day, done in ((MARCH, march), (APRIL, april)))


@cache
def alike() -> dict[str, list[World]]:
    """Worlds by what both publications tell in them."""
    found: dict[str, list[World]] = defaultdict(list)
    possible = range(REACH + 1)
    for world in product(possible, possible, possible, possible):
        found[repr(both(world))].append(world)
    return found


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_about_people_can_be_computed_from_two_publications(secret: str):
    value = SECRETS[secret]
    for worlds in alike().values():
        if any(max(world) <= ASKED for world in worlds):
            possible = {value(world) for world in worlds}
            assert len(possible) > 1, f"{secret} is {possible.pop()} in {worlds[0]}"


def test_the_attacker_finds_what_exact_figures_give_away():
    """The same attempt on figures told exactly at or above the floor: the test can fail."""

    def exactly(world: World) -> tuple[int | str, ...]:
        sums = (world[0], world[0] + world[1])
        return tuple(n if n >= FLOOR else "färre än 5" for n in sums)

    found: dict[tuple[int | str, ...], set[int]] = defaultdict(set)
    for march, april in product(range(REACH + 1), range(REACH + 1)):
        found[exactly((march, april, 0, 0))].add(april)
    assert {1} in found.values()  # 6 to March and 7 to April: one in April


def test_a_total_does_not_give_its_parts_away_up_to_as_many_as_are_told():
    """Every part hidden, and the total told: each part may still be one of several numbers."""
    parts = MOST
    found: dict[int, set[int]] = defaultdict(set)
    for counts in product(range(FLOOR), repeat=parts):
        found[in_fives(sum(counts))].add(counts[0])
    assert all(len(possible) > 1 for possible in found.values())


@pytest.mark.parametrize("of", ["people", "minutes", "days", "results.brister"])
def test_sums_about_people_are_not_told(of: str):
    counted = Series(of, marks(MARCH, "orossamtal", 40))
    told = careful(bare(of), ("orossamtal",), counted, SENSITIVE, FIRST, MARCH)
    assert told.withheld
    assert (told.value, told.at_least) == (None, None)


def told(
    story: Story, as_of: str = "2026-06-30", *, pledge: str = "lofte", drawn_up: str = "2026-07-02"
) -> PledgeAccount:
    """The account of a pledge, by the whole log."""
    with story.reading() as reading:
        asked = OpenQuestion(
            reading,
            HERE,
            pledge,
            as_of=date.fromisoformat(as_of),
            read_to=reading.position,
            drawn_up=date.fromisoformat(drawn_up),
        )
        return account(asked, "tertial")


TALKS = ("orossamtal",)
STATES: dict[str, Rule] = {
    "a count": Count(kinds=TALKS, at_least=6),
    "a count in parts": Count(kinds=TALKS, at_least=1, per="month"),
    "a count with what is not": Count(kinds=("platsbesok", *TALKS), at_least=3),
    "a cadence": Cadence(kinds=TALKS, every="month"),
    "a trend": Trend(kinds=TALKS, baseline=Baseline(value=8)),
    "people": Ongoing(kinds=TALKS, of="people"),
}


@pytest.mark.parametrize("rule", STATES.values(), ids=list(STATES))
def test_no_state_follows_a_count_about_people(story: Story, rule: Rule):
    """Behind in March and on track in April would say how many: whatever is done, the same is told."""
    story.pledge(rule).record("2026-01-02T12:00")
    seen = set()
    for month in range(1, 7):
        for _ in range(3):
            seen.add(msgspec.json.encode(told(story).commitments[0]))
            assert told(story).counts == {"ongoing": 1}
            story.record(f"2026-0{month}-14", kind="orossamtal", people=1)
    assert len(seen) == 1


def test_the_first_record_of_all_is_told_by_its_month_where_it_concerns_somebody(story: Story):
    story.pledge(Ongoing(kinds=TALKS)).record("2026-03-17", kind="orossamtal")
    assert told(story, "2026-03-20", drawn_up="2026-03-21").recorded_from is None
    assert told(story).recorded_from == date(2026, 3, 1)
    story.record("2026-04-09T12:00", received="2026-04-10T12:00")
    assert told(story).recorded_from == date(2026, 3, 1)
    story.record("2026-02-11T12:00")
    assert told(story).recorded_from == date(2026, 2, 11)


def test_pledges_of_the_same_time_do_not_add_parts_to_a_total(story: Story):
    """Four parts of one pledge and a fifth of another would come out at four each, where the total is twenty."""
    parts = [Ongoing(kinds=TALKS, answers={"utfall": (f"del-{n}",)}) for n in range(MOST)]
    story.pledge(*parts, code="forst").pledge(Ongoing(kinds=TALKS), code="sedan")
    story.pledge(Ongoing(kinds=TALKS), code="senare", first="2027-01-01", last="2027-12-31")
    for n in range(20):
        story.record("2026-02-10", kind="orossamtal", answers={"utfall": f"del-{n % 5}"})
    assert [f.value for f in told(story, pledge="forst").commitments[0].rules] == [Hidden(FLOOR)] * MOST
    (total,) = told(story, pledge="sedan").commitments[0].rules
    assert (total.withheld, total.value, total.at_least) == (True, None, None)
    story.pledge(*parts, code="forst")  # published again, it is still the first
    assert told(story, pledge="sedan").commitments[0].rules[0].withheld
    story.record("2027-02-10", kind="orossamtal")
    later = told(story, "2027-06-30", pledge="senare", drawn_up="2027-07-02")
    assert later.commitments[0].rules[0].value == Hidden(FLOOR)


def test_a_pledge_published_anew_does_not_add_a_total_to_the_parts_it_told(story: Story):
    parts = [Ongoing(kinds=TALKS, answers={"utfall": (f"del-{n}",)}) for n in range(MOST)]
    story.pledge(*parts)
    for n in range(20):
        story.record("2026-02-10", kind="orossamtal", answers={"utfall": f"del-{n % 5}"})
    assert told(story).commitments[0].rules[0].value == Hidden(FLOOR)
    renamed = [msgspec.structs.replace(part, label=Label(sv="Ny", en="New")) for part in parts]
    story.pledge(*renamed)
    assert told(story).commitments[0].rules[0].value == Hidden(FLOOR)
    story.pledge(Ongoing(kinds=TALKS), Ongoing(kinds=TALKS, answers={"utfall": ("del-4",)}))
    assert all(figure.withheld for figure in told(story).commitments[0].rules)


def test_the_same_day_told_twice_in_a_month_tells_nothing_of_what_was_corrected_between(story: Story):
    story.pledge(Ongoing(kinds=TALKS))
    talks = [story.record("2026-05-11", kind="orossamtal") for _ in range(6)]
    story.at("2026-06-03T12:00")
    first = told(story, "2026-05-31", drawn_up="2026-06-04")
    for talk in talks[:3]:
        story.withdraw(talk)
    again = told(story, "2026-05-31", drawn_up="2026-06-20")
    assert again.commitments == first.commitments
    story.at("2026-07-01T12:00").record("2026-07-01T12:00")
    assert told(story, "2026-05-31", drawn_up="2026-07-01").commitments[0].rules[0].value == Hidden(FLOOR)


def test_under_the_floor_it_says_no_more_than_that():
    for n in range(FLOOR):
        assert tell(("orossamtal",), MARCH, n, 0).value == Hidden(FLOOR)
    assert tell(("orossamtal",), MARCH, FLOOR, 0).at_least == FLOOR

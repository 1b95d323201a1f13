"""A forecast: the rest in proportion to an earlier full year, with a band from several, else the pace so far."""

from backend.domain.rule import Count
from projections.answers import Forecast
from tests.projections.story import Story, every_day

HUNDRED = Count(kinds=("platsbesok",), at_least=100)


def visits(story: Story, year: int, first_half: int, second_half: int) -> None:
    """So many visits in each half of a year, the first of each on its first day."""
    january, july = every_day(f"{year}-01-01", f"{year}-06-30"), every_day(f"{year}-07-01", f"{year}-12-31")
    for when in january[:first_half] + july[:second_half]:
        story.record(when)


def foretold(story: Story, as_of: str) -> Forecast:
    found = story.figure(as_of).forecast
    assert found is not None
    return found


def test_the_rest_is_foretold_in_proportion_to_the_year_before(story_on: Story):
    story_on.pledge(HUNDRED)
    visits(story_on, 2025, 51, 42)
    visits(story_on, 2026, 57, 0)
    forecast = foretold(story_on, "2026-06-30")
    assert (forecast.value, forecast.method, forecast.low, forecast.high) == (104, "seasonal", None, None)
    assert forecast.said.sv.startswith("Så räknas prognosen: ")
    assert "resten av 2025 gav i förhållande till samma tid det året (42 mot 51)" in forecast.said.sv
    assert "Det finns bara ett tidigare år att räkna efter" in forecast.said.sv


def test_several_full_years_give_a_band(story: Story):
    story.pledge(HUNDRED)
    visits(story, 2024, 50, 25)
    visits(story, 2025, 50, 50)
    visits(story, 2026, 40, 0)
    forecast = foretold(story, "2026-06-30")
    assert (forecast.value, forecast.low, forecast.high) == (80, 60, 80)
    assert "2024–2025" in forecast.said.sv
    assert "hur osäker" not in forecast.said.sv


def test_without_an_earlier_full_year_the_pace_so_far_goes_on(story: Story):
    story.pledge(HUNDRED)
    for when in every_day("2025-03-01", "2025-06-01"):
        story.record(when)
    visits(story, 2026, 40, 0)
    forecast = foretold(story, "2026-06-30")
    assert (forecast.value, forecast.method) == (81, "linear")  # 40 × 365 / 181
    assert "hur osäker den är går inte att säga" in forecast.said.sv


def test_nothing_is_foretold_in_the_first_thirty_days_or_after_the_end(story: Story):
    story.pledge(HUNDRED)
    visits(story, 2026, 40, 0)
    assert story.figure("2026-01-30").forecast is None
    assert story.figure("2026-01-31").forecast is not None
    assert story.figure("2026-12-31").forecast is None


def test_other_rules_foretell_nothing(story: Story):
    story.pledge(Count(kinds=("platsbesok",), at_least=3, of="places"))
    visits(story, 2026, 40, 0)
    assert story.figure("2026-06-30").forecast is None

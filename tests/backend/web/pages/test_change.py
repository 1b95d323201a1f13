"""What would change a status, as a sentence that a police chief can read out."""

from datetime import date

import pytest

from backend.domain.words import Label
from backend.web.pages.change import in_short, would_change
from backend.web.pages.tongue import NB, tongue
from projections.answers import Change, RuleFigure, StepTold

TODAY = date(2026, 6, 12)
JUNE, DECEMBER = date(2026, 6, 30), date(2026, 12, 31)


def figure(type_: str, *changes: Change, of: str = "activities", **fields: object) -> RuleFigure:
    return RuleFigure(type=type_, of=of, label=None, reading=None, status="behind", would_change=changes, **fields)  # type: ignore[arg-type]


def said(given: RuleFigure) -> str:
    return would_change(tongue("sv"), given, TODAY).replace(NB, " ")


def test_a_count_says_both_its_pace_and_its_end():
    given = figure("count", Change(to="on-track", more=4, by=JUNE), Change(to="met", more=57, by=DECEMBER))
    assert said(given) == "4 till senast 30 juni, så är läget i fas. 57 till senast 31 december, så är läget uppfyllt."
    assert in_short(tongue("sv"), given, TODAY).replace(NB, " ") == "4 till senast 30 juni"


def test_days_are_not_read_as_time_that_is_left():
    given = figure("count", Change(to="met", more=2, by=DECEMBER), of="days")
    assert said(given).startswith("2 dagar med insats till")
    assert in_short(tongue("sv"), given, TODAY).replace(NB, " ") == "2 till senast 31 december"


def test_a_cadence_names_its_periods():
    given = figure(
        "cadence",
        Change(to="on-track", periods=("2026-W08", "2026-W24")),
        Change(to="missed", without=True, more=1, by=JUNE, periods=("2026-W27",)),
    )
    assert said(given).startswith("V. 8 och v. 24 uteblev.")
    assert said(given).endswith("V. 27 behöver 1 till senast 30 juni.")
    assert in_short(tongue("sv"), given, TODAY).replace(NB, " ") == "v. 27: 1 till senast 30 juni"


def test_a_milestone_names_the_step():
    step = StepTold(code="remiss", label=Label("Remissen har gått", "Sent out"), status="under-way", overdue=True)
    given = figure("milestone", Change(to="on-track", steps=("remiss",)), steps=(step,))
    assert said(given) == "”Remissen har gått” klart, så är läget i fas."
    assert in_short(tongue("sv"), given, TODAY) == ""


@pytest.mark.parametrize("type_", ["ongoing", "on-demand"])
def test_nothing_is_said_of_what_has_no_pace(type_: str):
    assert said(figure(type_)) == ""

"""What became of a promise in plain words."""

from datetime import date

import pytest

from backend.web.pages.change import would_change
from backend.web.pages.open_words import became
from backend.web.pages.tongue import tongue
from projections.account import OpenFigure, Promise
from projections.answers import Change, Gap, RuleFigure

T, DAY, LAST = tongue("sv"), date(2026, 11, 19), date(2026, 12, 31)
MISSED = "V. 8, v. 9 och v. 24 uteblev. Bara det som gjordes då och registreras i efterhand ändrar det."


def undone(*reasons: str | None) -> str:
    """What is said of weeks 8, 9 and 24, each with its reason."""
    weeks = ("2026-W08", "2026-W09", "2026-W24")
    gaps = tuple(Gap(period=week, reason=reason) for week, reason in zip(weeks, reasons, strict=True))
    figure = OpenFigure(
        type="cadence", of="activities", label=None, reading=None, status="behind", covered=43, periods=46, gaps=gaps
    )
    promise = Promise(
        code="est", area="a", owner=("kommunen",), title="Est", text="Est.", status="behind", rules=(figure,)
    )
    return became(T, promise, figure, DAY, LAST).undone.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (("Sjukdom", None, None), "Ägarens förklaring till v. 8: Sjukdom. V. 9 och v. 24: ingen förklaring."),
        (("Jul.", "Jul.", "Snö"), "Ägarens förklaring till v. 8 och v. 9: Jul. Ägarens förklaring till v. 24: Snö."),
        ((None, None, None), "Ingen förklaring är lämnad."),
    ],
)
def test_an_explanation_is_said_of_the_weeks_it_was_given_for_and_no_others(reasons: tuple[str | None, ...], said: str):
    assert undone(*reasons) == f"{MISSED} {said}"


def test_what_was_missed_is_said_in_the_same_words_to_everybody_and_to_those_within():
    weeks = ("2026-W08", "2026-W09", "2026-W24")
    change = Change(to="on-track", periods=weeks)
    figure = RuleFigure(
        type="cadence", of="activities", label=None, reading=None, status="behind", would_change=(change,)
    )
    assert would_change(T, figure, DAY).replace("\N{NO-BREAK SPACE}", " ") == MISSED

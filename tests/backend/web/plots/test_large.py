"""The large plots: the forecast and the months, held against the look they were drawn from."""

from xml.etree import ElementTree as ET

import pytest

from backend.web import plots
from backend.web.plots.scale import ticks

YEAR = [(i / 12, f"{name}") for i, name in enumerate("JFMAMJJASOND")]
DONE = [(0.0, 0), (0.0849, 8), (0.1616, 15), (0.2466, 24), (0.3288, 34), (0.4137, 46), (0.496, 57)]
FIGURES = {"value": "57", "likely": "104", "low": "89", "high": "118"}


def forecast(**also: object) -> str:
    drawn = plots.Path(
        done=DONE,
        target=100,
        here=0.496,
        ahead=[(0.496, 57, 57, 57), (0.75, 80, 72, 90), (1.0, 104, 89, 118)],
        before=[(0.0, 0), (0.5, 51), (1.0, 93)],
        **also,
    )
    return plots.forecast(
        drawn, YEAR, "Målet är 100", figures=FIGURES, name="c", title="Hittills och prognos", desc="57 den 30 juni."
    )


def classes(svg: str) -> list[str]:
    return [str(n.get("class")) for n in ET.fromstring(svg).iter() if n.get("class")]


def test_a_forecast_names_itself_by_title_and_description():
    root = ET.fromstring(forecast())
    assert root.get("aria-labelledby") == "c-t c-d"
    assert [(n.get("id"), n.text) for n in root if n.tag in ("title", "desc")] == [
        ("c-t", "Hittills och prognos"),
        ("c-d", "57 den 30 juni."),
    ]


def test_a_forecast_shows_what_is_likely_and_how_sure_it_is():
    assert {"p-line", "p-forecast", "p-band", "p-last", "p-plan", "p-target", "p-now", "p-dot"} <= set(
        classes(forecast())
    )


def test_the_line_ends_at_the_figure_of_the_day():
    svg = forecast()
    dot = next(n for n in ET.fromstring(svg).iter() if n.get("class") == "p-dot")
    assert (dot.get("cx"), dot.get("cy")) == ("244.4", "134.8")


def test_without_a_forecast_there_is_neither_band_nor_dashes():
    svg = plots.forecast(
        plots.Path(done=DONE, target=100), YEAR, "Målet är 100", figures=FIGURES, name="c", title="Hittills", desc="57."
    )
    assert not {"p-band", "p-forecast", "p-now", "p-last"} & set(classes(svg))


def test_the_ends_of_a_narrow_band_do_not_lie_on_each_other():
    drawn = plots.Path(done=DONE, target=100, ahead=[(0.5, 57, 57, 57), (1.0, 104, 103, 105)])
    svg = plots.forecast(drawn, YEAR, "Målet", figures=FIGURES, name="c", title="t", desc="d")
    ends = [float(n.get("y") or 0) for n in ET.fromstring(svg).iter() if n.get("x") == "452"]
    assert len(ends) == 3
    assert min(abs(a - b) for i, a in enumerate(ends) for b in ends[i + 1 :]) >= 14


NAMES = ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


def test_months_stand_before_the_same_months_last_year():
    svg = plots.months(
        NAMES,
        [8, 7, 9, 10, 12, 11] + [None] * 6,
        [9, 8, 9, 8, 9, 8, 6, 7, 8, 8, 7, 6],
        6.0,
        figure=["8", "7", "9", "10", "12", "11"] + [""] * 6,
        name="m",
        title="Per månad",
        desc="8, 7, 9, 10, 12, 11",
    )
    bars = [n for n in ET.fromstring(svg).iter() if n.tag == "rect"]
    assert [b.get("x") for b in bars if b.get("class") == "p-bar"] == ["56", "91", "126", "161", "196", "231"]
    assert len([b for b in bars if b.get("class") == "p-lastbar"]) == 12


def test_a_month_without_anything_done_says_so_and_a_month_to_come_says_nothing():
    svg = plots.months(["jan", "feb"], [0, None], None, None, figure=["0", ""], name="m", title="t", desc="d")
    texts = [n.text for n in ET.fromstring(svg).iter() if n.get("class") == "p-label p-strong"]
    assert texts == ["0"]


@pytest.mark.parametrize(
    ("most", "wanted", "expected"),
    [
        (118, 5, [0, 25, 50, 75, 100, 125]),
        (12, 3, [0, 5, 10, 15]),
        (1, 3, [0, 1]),
        (0, 5, [0, 1]),
        (4, 5, [0, 1, 2, 3, 4]),
        (3450, 5, [0, 1000, 2000, 3000, 4000]),
    ],
)
def test_an_axis_has_few_and_round_numbers(most, wanted, expected):
    assert ticks(most, wanted) == expected

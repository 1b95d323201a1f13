"""Need against presence, week for week: bars of minutes, and under each week the ring of its need."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from backend.web.plots.scale import ticks
from backend.web.plots.svg import described, n, path, rect, ring, text

LEFT, RIGHT, TOP, BASE = 40.0, 464.0, 20.0, 150.0
NEED, NAMES, HEIGHT = 170.0, 200.0, 208
EVERY = 4
"""So many weeks from one name to the next under the axis."""


class Week(Struct, frozen=True, kw_only=True):
    """One week: its short name, how long somebody was there, and the level of need (empty: not named)."""

    name: str
    minutes: int
    visits: int
    level: str = ""


def weeks(told: Sequence[Week], *, name: str, title: str, desc: str) -> Markup:
    """The weeks in order. A visit whose length nobody told is a hollow bar."""
    marks = ticks(max((w.minutes for w in told), default=0), 3)
    unit = (BASE - TOP) / marks[-1]
    slot = (RIGHT - LEFT) / max(len(told), 1)
    wide = slot * 0.66
    body: list[str] = []
    for mark in marks:
        y = BASE - mark * unit
        body.append(path("p-axis", f"M{n(LEFT)} {n(y)}H{n(RIGHT)}"))
        body.append(text("p-small", LEFT - 6, y + 4, str(mark), "end"))
    for i, week in enumerate(told):
        centre = LEFT + (i + 0.5) * slot
        if week.minutes:
            body.append(rect("p-bar", centre - wide / 2, BASE - week.minutes * unit, wide, week.minutes * unit, 1.5))
        elif week.visits:
            body.append(rect("p-wait", centre - wide / 2, BASE - 8, wide, 8, 1.5))
        body += ring(week.level, centre, NEED, min(slot * 0.36, 6.5))
        if (len(told) - 1 - i) % EVERY == 0:
            body.append(text("p-mon", centre, NAMES, week.name, "middle"))
    return described(body, width=470, height=HEIGHT, name=name, title=title, desc=desc)


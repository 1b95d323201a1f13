"""Month for month: bars for this time, hollow ones behind for the time before."""

from collections.abc import Sequence

from markupsafe import Markup

from backend.web.plots.scale import ticks
from backend.web.plots.svg import described, n, now, path, rect, text

LEFT, RIGHT, TOP, BASE = 36.0, 462.0, 26.0, 176.0


def months(
    names: Sequence[str],
    values: Sequence[float | None],
    before: Sequence[float | None] | None,
    here: float | None,
    *,
    figure: Sequence[str],
    name: str,
    title: str,
    desc: str,
) -> Markup:
    """Bars per month. `names` are short, `figure` the numbers in words; `here` is where today falls, in months.

    None among `values` is a month that has not begun or is not told; `before` is the same months the time before.
    """
    told = [v for v in (*values, *(before or ())) if v is not None]
    marks = ticks(max(told, default=0), 3)
    unit = (BASE - TOP - 20) / marks[-1]
    body: list[str] = []
    for mark in marks:
        y = BASE - mark * unit
        body.append(path("p-axis", f"M{n(LEFT)} {n(y)}H{n(RIGHT)}"))
        body.append(text("p-small", LEFT - 6, y + 4, str(mark), "end"))
    slot = (RIGHT - LEFT - 6) / len(names)
    wide, narrow = slot * 17 / 35, slot * 12 / 35
    for i, month in enumerate(names):
        x = LEFT + 6 + i * slot
        centre = x + slot * 15 / 35
        if before is not None and (was := before[i]):
            body.append(rect("p-lastbar", x, BASE - was * unit, narrow, was * unit, 1.5))
        if (is_now := values[i]) is not None:
            at = x + narrow + 2 if before is not None else centre - wide / 2
            if is_now:
                body.append(rect("p-bar", at, BASE - is_now * unit, wide, is_now * unit, 1.5))
            body.append(text("p-label p-strong", at + wide / 2, BASE - is_now * unit - 6, figure[i], "middle"))
        body.append(text("p-mon", centre, 196, month, "middle"))
    if here is not None:
        body.append(now(LEFT + 4 + here * slot, TOP, BASE, 6))
    return described(body, width=470, height=204, name=name, title=title, desc=desc)

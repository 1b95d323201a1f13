"""The way towards a target: the line so far, what seems likely, and how sure that is."""

from collections.abc import Callable, Sequence

import msgspec
from markupsafe import Markup

from backend.web.plots.scale import ticks
from backend.web.plots.svg import described, n, now, path, text

LEFT, RIGHT, TOP, BASE = 46.0, 446.0, 26.0, 226.0


class Path(msgspec.Struct, frozen=True, kw_only=True):
    """What the plot draws. A point is (share of the whole time, sum so far), the share from 0 to 1.

    `ahead` are points from now to the end, each (share, likely, low, high). `before` is the earlier time that the
    forecast leans on.
    """

    done: Sequence[tuple[float, float]]
    target: float | None = None
    here: float | None = None
    ahead: Sequence[tuple[float, float, float, float]] = ()
    before: Sequence[tuple[float, float]] = ()


def forecast(
    drawn: Path,
    months: Sequence[tuple[float, str]],
    goal: str,
    *,
    figures: dict[str, str],
    name: str,
    title: str,
    desc: str,
) -> Markup:
    """A line so far, dashed ahead, with its band; ends are labelled at the edge.

    `months` are (share of the time, letter); `goal` labels the target; `figures` has the numbers in words for `value`,
    and for `likely`, `low` and `high` where there is a forecast.
    """
    most = max([v for _, v in (*drawn.done, *drawn.before)] + [p[3] for p in drawn.ahead] + [drawn.target or 0])
    marks = ticks(most)

    def x(part: float) -> float:
        return LEFT + part * (RIGHT - LEFT)

    def y(value: float) -> float:
        return BASE - value * (BASE - TOP) / marks[-1]

    def line(points: Sequence[tuple[float, float]]) -> str:
        return "M" + " ".join(f"{n(x(part))} {n(y(value))}" for part, value in points)

    body: list[str] = []
    for mark in marks:
        body.append(path("p-axis", f"M{n(LEFT)} {n(y(mark))}H{n(RIGHT)}"))
        body.append(text("p-small", LEFT - 6, y(mark) + 4, str(mark), "end"))
    body += [text("p-small", x(part), 248, letter, "middle") for part, letter in months]
    if drawn.ahead:
        high, low = [(p[0], p[3]) for p in drawn.ahead], [(p[0], p[2]) for p in reversed(drawn.ahead)]
        body.append(path("p-band", f"{line(high)} L{line(low)[1:]}Z"))
    if drawn.target is not None:
        body.append(path("p-target", f"M{n(LEFT)} {n(y(drawn.target))}H{n(RIGHT)}", 2))
        body.append(text("p-small p-strong", LEFT + 6, y(drawn.target) - 7, goal))
        body.append(path("p-plan", f"M{n(LEFT)} {n(BASE)}L{n(RIGHT)} {n(y(drawn.target))}"))
    if len(drawn.before) > 1:
        body.append(path("p-last", line(drawn.before)))
    if drawn.ahead:
        body.append(path("p-forecast", line([(p[0], p[1]) for p in drawn.ahead])))
    if len(drawn.done) > 1:
        body.append(path("p-line", line(drawn.done)))
    if drawn.here is not None:
        body.append(now(x(drawn.here), TOP - 6, BASE, 6))
    part, value = drawn.done[-1]
    body.append(f'<circle class="p-dot" cx="{n(x(part))}" cy="{n(y(value))}" r="5.5"/>')
    body.append(_figure(x(part), y(value), None if drawn.target is None else y(drawn.target), figures["value"]))
    if drawn.ahead:
        body += _ends(drawn.ahead[-1], y, figures)
    return described(body, width=500, height=258, name=name, title=title, desc=desc)


def _figure(x: float, y: float, goal: float | None, words: str) -> str:
    """The figure beside its dot, clear of the target's line."""
    at = y - 9
    if goal is not None and -4 < at - goal < 16:
        at = y + 22
    return (
        text("p-label p-strong", x - 9, at, words, "end")
        if x > LEFT + 50
        else text("p-label p-strong", x + 9, at, words)
    )


def _ends(end: tuple[float, float, float, float], y: Callable[[float], float], figures: dict[str, str]) -> list[str]:
    """The three numbers at the right edge, kept from lying on each other."""
    _, likely, low, high = end
    at = y(likely) + 1
    above, below = min(y(high) + 1, at - 15), max(y(low) + 9, at + 16)
    found = [text("p-label p-strong", RIGHT + 6, at, figures["likely"])]
    if high > likely:
        found.append(text("p-small", RIGHT + 6, above, figures["high"]))
    if low < likely:
        found.append(text("p-small", RIGHT + 6, below, figures["low"]))
    return found

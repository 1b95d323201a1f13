"""The plots that stand in a row beside a figure, one for each type of rule that may have one.

What is only told as ongoing, on demand or in words has none here: a plot would hint at a target that nobody promised.
All are 184 by 34 units, with what is drawn between x = 4 and x = 180; cells may be wider, where they stand alone.
"""

from collections.abc import Sequence
from typing import Literal

from markupsafe import Markup

from backend.web.plots.svg import n, named, now, path, rect

WIDTH, WIDE, HEIGHT = 184, 500, 34
LEFT, RIGHT = 4.0, 180.0
GOAL = 163.0
"""How far the target lies from the left, so that a little more than promised still shows as more."""

CELLS = 53
"""As many periods as a row of cells shows: a year of weeks."""

Pace = Literal["on-track", "behind"]
StepState = Literal["done", "late", "waiting"]


def _row(body: list[str], label: str, width: int = WIDTH) -> Markup:
    return named(body, width=width, height=HEIGHT, css="plot", label=label)


def _stroke(x: float, bar_ends: float) -> list[str]:
    """The heavy stroke of a target, with a halo where a bar runs under it."""
    halo = [path("p-halo", f"M{n(x)} 8V32")] if bar_ends > x - 2 else []
    return [*halo, path("p-target", f"M{n(x)} 9V31")]


def bullet(value: float, target: float, expected: float | None, label: str, *, behind: bool = False) -> Markup:
    """How far towards a target: bar = done, stroke = target, rhomb = expected by now."""
    unit = min(GOAL / target, (RIGHT - LEFT) / max(value, 1))
    ends, goal = LEFT + value * unit, LEFT + target * unit
    body = [rect("p-track", LEFT, 13, target * unit, 14, 2)]
    if value > 0:
        body.append(rect("p-bar-behind" if behind else "p-bar", LEFT, 13, ends - LEFT, 14, 2))
    body += _stroke(goal, ends if ends > goal else 0)
    if expected is not None:
        body.append(now(LEFT + min(expected, target) * unit, 6, 31))
    return _row(body, label)


def blocks(done: int, target: int, expected: float | None, label: str) -> Markup:
    """How far towards a small target: one block for each, and the rhomb where we would be by now."""
    pitch = min(35.0, (RIGHT - LEFT + 5) / max(target, done))
    width = pitch - 5 if pitch > 12 else pitch - 2
    body = [
        rect("p-bar" if i < done else "p-wait", LEFT + i * pitch, 13, width, 14, 1.5) for i in range(max(target, done))
    ]
    if expected is not None:
        body.append(now(LEFT + min(expected, target) * pitch - (pitch - width) / 2, 6, 31))
    return _row(body, label)


def _cross(x: float, y: float, arm: float) -> str:
    across = n(2 * arm)
    return path("p-x", f"M{n(x - arm)} {n(y - arm)}l{across} {across}m0 -{across}l-{across} {across}")


def cells(covered: Sequence[bool], label: str, *, width: int = WIDTH) -> Markup:
    """One cell for each ended period, a gap taller, hollow and crossed. Only the latest year of weeks has room."""
    shown = covered[-CELLS:]
    space = 2.0 if len(shown) <= 30 else 1.0
    pitch = min(14.0, (width - 2 * LEFT + space) / max(len(shown), 1))
    body = []
    for i, held in enumerate(shown):
        x, cell = LEFT + i * pitch, pitch - space
        if held:
            body.append(rect("p-bar", x, 13, cell, 14, min(1.5, cell / 3)))
        else:
            body.append(rect("p-gap", x, 8, cell, 24, min(1.5, cell / 3)))
            body.append(_cross(x + cell / 2, 20, min(2.2, cell / 2)))
    return _row(body, label, width)


def steps(states: Sequence[StepState], here: float | None, label: str) -> Markup:
    """The steps of a milestone. `here` is where today falls, in steps: 1.5 is midway from the second to the third."""
    first, last = (14.0, 170.0) if len(states) > 1 else (92.0, 92.0)
    pitch = (last - first) / max(len(states) - 1, 1)
    body = [path("p-axis", "M14 20H170", 2)]
    for i, state in enumerate(states):
        x = first + i * pitch
        if state == "done":
            body.append(f'<circle class="p-dot" cx="{n(x)}" cy="20" r="7.5"/>')
            body.append(path("p-tick", f"m{n(x - 3.2)} 20.2 2.3 2.3 4.2-4.7"))
        elif state == "late":
            body.append(f'<circle class="p-late" cx="{n(x)}" cy="20" r="7"/>')
            body.append(path("p-bang", f"M{n(x)} 16.5v4M{n(x)} 23.3v.1"))
        else:
            body.append(f'<circle class="p-wait" cx="{n(x)}" cy="20" r="7"/>')
    if here is not None and len(states) > 1:
        body.append(now(min(max(first + here * pitch, 6.0), 178.0), 6, 31))
    return _row(body, label)


def share(part: float, at_least: float | None, label: str) -> Markup:
    """A share of the whole (0 to 1); a stroke only where the promise names a share."""
    body = [rect("p-track", LEFT, 13, GOAL, 14, 2)]
    if part > 0:
        body.append(rect("p-bar", LEFT, 13, GOAL * min(part, 1), 14, 2))
    if at_least is not None:
        body += _stroke(LEFT + GOAL * at_least, LEFT + GOAL * part)
    return _row(body, label)


def twins(value: float, before: float | None, label: str, *, behind: bool = False) -> Markup:
    """Now, filled, above the same stretch of time before, hollow; with nothing to compare with there is only now."""
    longest = max(value, before or 0, 1)
    width = 167.6
    body = [rect("p-bar-behind" if behind else "p-bar", LEFT, 6, width * value / longest, 12, 2)] if value > 0 else []
    if before is not None:
        body.append(rect("p-lastbar", LEFT + 0.75, 21, width * before / longest - 1.5, 8, 2))
    return _row(body, label)

"""Twelve months, small: bars and not lines, because months are counts."""

from collections.abc import Sequence

from markupsafe import Markup

from backend.web.plots.svg import n, named, path, rect


def spark(values: Sequence[float | None], label: str) -> Markup:
    """One bar a month; None is a month that has not begun, and the stroke stands before the first of those."""
    most = max([v for v in values if v is not None], default=0) or 1
    body: list[str] = []
    for i, value in enumerate(values):
        if value:
            height = 22 * value / most
            body.append(rect("p-bar", 8 * i, 25 - height, 6, height, 1))
        body.append(path("p-axis", f"M{8 * i} 26.5h6", 1.5))
    begun = len([v for v in values if v is not None])
    if begun > 0:
        body.append(path("p-nowline", f"M{n(8 * begun - 1)} 1V28"))
    return named(body, width=8 * len(values), height=28, css="spark", label=label)

"""A count towards a target where one dot is one thing done, for those who seldom read plots."""

from markupsafe import Markup

from backend.web.plots.svg import n, named

ACROSS = 25
MOST = 200
"""More dots than this nobody counts: a bar then."""
_PITCH, _R = 20, 7


def dots(done: int, target: int, expected: float | None, label: str) -> Markup:
    """One dot for each promised, filled for each done; the rhomb where we should be by now."""
    whole = min(max(done, target), MOST)
    body = []
    for i in range(whole):
        x, y = 12 + i % ACROSS * _PITCH, 10 + i // ACROSS * _PITCH
        css, r = ("t-on", _R) if i < done else ("t-off", _R - 0.6)
        body.append(f'<circle class="{css}" cx="{x}" cy="{y}" r="{n(r)}"/>')
    if expected is not None and int(expected) > 0:
        at = min(int(expected), whole) - 1
        x, y = 12 + at % ACROSS * _PITCH + 10, 10 + at // ACROSS * _PITCH
        body.append(f'<path class="p-now" d="M{x} {y + 7}l-7 -7 7 -7 7 7Z"/>')
    rows = (whole - 1) // ACROSS + 1 if whole else 1
    return named(body, width=ACROSS * _PITCH + 22, height=rows * _PITCH, css="dots", label=label)

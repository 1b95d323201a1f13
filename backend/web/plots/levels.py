"""How something is spread over levels of need: a bar for each, with its ring, its name and its part of the whole."""

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from backend.web.plots.svg import described, rect, ring, text

WIDTH, ROW, LEFT = 470, 54, 4.0


class Part(Struct, frozen=True, kw_only=True):
    """One level (empty: not named), what it is called, how much (0 to 1), and that in words."""

    level: str
    word: str
    share: float
    said: str


def levels(parts: Sequence[Part], *, name: str, title: str, desc: str) -> Markup:
    """The parts in order, from the greatest need; only the high ones are filled, for they are what counts."""
    body: list[str] = []
    room = WIDTH - 2 * LEFT
    for i, part in enumerate(parts):
        y = 8 + i * ROW
        body += ring(part.level, LEFT + 8, y + 8, 7)
        body.append(text("p-label p-strong", LEFT + 26, y + 13, part.word))
        body.append(text("p-label", WIDTH - LEFT, y + 13, part.said, "end"))
        body.append(rect("p-track", LEFT, y + 24, room, 12, 2))
        if part.share > 0:
            css = "p-bar" if part.level == "high" else "p-part"
            body.append(rect(css, LEFT, y + 24, room * part.share, 12, 2))
    return described(body, width=WIDTH, height=8 + len(parts) * ROW, name=name, title=title, desc=desc)

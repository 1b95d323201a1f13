"""The map on which one shows where a place lies: the registered places around a middle, north up, at some scale.

No tiles, so one finds one's way by the places that are there already. A click is told by the browser as pixels of the
picture, without script (`<input type="image">`); `View.at` makes degrees of them.
"""

import math
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape
from msgspec import Struct

from backend.web.plots.svg import n, rect, text

SIZE = 560
"""Pixels a side on a wide page; half of it where it is narrow."""
NARROW = SIZE // 2
CLOSEST, WIDEST = 0.004, 8.0
"""Degrees of latitude from top to bottom: 400 metres, and half of Sweden."""
NEARER = 4
"""How much closer a click brings one."""
KILOMETRE = 1 / 111.2
"""In degrees of latitude."""
_LETTER = 14
"""Room for one letter of a name on the narrow picture, where they are drawn larger."""


class Spot(Struct, frozen=True, kw_only=True):
    """A place on the map."""

    name: str
    latitude: float
    longitude: float


class View(Struct, frozen=True, kw_only=True):
    """What the map shows: its middle, and how many degrees of latitude there are from top to bottom."""

    latitude: float
    longitude: float
    tall: float

    @property
    def wide(self) -> float:
        """Degrees of longitude from left to right."""
        return self.tall / math.cos(math.radians(self.latitude))

    def at(self, x: float, y: float, size: float) -> tuple[float, float]:
        """The degrees of a point `x`, `y` on a picture with sides of `size`; five decimals, which is a metre."""
        return (
            round(self.latitude + (0.5 - y / size) * self.tall, 5),
            round(self.longitude + (x / size - 0.5) * self.wide, 5),
        )

    def on(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where a point is drawn."""
        return (
            ((longitude - self.longitude) / self.wide + 0.5) * SIZE,
            (0.5 - (latitude - self.latitude) / self.tall) * SIZE,
        )

    def closer(self, latitude: float, longitude: float) -> "View":
        """The same map nearer to a point."""
        return View(latitude=latitude, longitude=longitude, tall=max(self.tall / NEARER, CLOSEST))

    def wider(self) -> "View":
        """The same map from further away."""
        return View(latitude=self.latitude, longitude=self.longitude, tall=min(self.tall * NEARER, WIDEST))


def around(spots: Sequence[Spot], fallback: tuple[float, float] = (62.0, 15.0)) -> View:
    """A view that holds all the places, with some room; the whole country where there are none."""
    if not spots:
        return View(latitude=fallback[0], longitude=fallback[1], tall=WIDEST)
    north, south = max(s.latitude for s in spots), min(s.latitude for s in spots)
    east, west = max(s.longitude for s in spots), min(s.longitude for s in spots)
    middle = (north + south) / 2
    tall = max(north - south, (east - west) * math.cos(math.radians(middle)), 4 * KILOMETRE)
    return View(latitude=middle, longitude=(east + west) / 2, tall=min(tall * 1.3, WIDEST))


def spotting(view: View, others: Iterable[Spot], chosen: Spot | None, *, name: str, title: str) -> Markup:
    """The map: the other places small and named where there is room, the chosen one large with a ring."""
    body = [rect("m-land", 0, 0, SIZE, SIZE)]
    taken: list[tuple[float, float, float, float]] = [(0, SIZE - 44, 170, SIZE)]
    if chosen:
        x, y = view.on(chosen.latitude, chosen.longitude)
        taken.append((x - 16, y - 16, x + 16, y + 16))
    names = []
    for spot in others:
        x, y = view.on(spot.latitude, spot.longitude)
        if not (0 <= x <= SIZE and 0 <= y <= SIZE):
            continue
        body.append(f'<circle class="m-none" cx="{n(x)}" cy="{n(y)}" r="5"/>')
        if label := _label(x, y, spot.name, taken):
            names.append(label)
    body += names
    if chosen:
        x, y = view.on(chosen.latitude, chosen.longitude)
        body.append(f'<circle class="m-dot" cx="{n(x)}" cy="{n(y)}" r="7"/>')
        body.append(f'<circle class="m-need" cx="{n(x)}" cy="{n(y)}" r="13"/>')
        body.append(text("m-name p-strong", x, y - 20, chosen.name, "middle"))
    body += _scale(view)
    head = f'<svg class="map" viewBox="0 0 {SIZE} {SIZE}" role="img" aria-labelledby="{name}-t"><title id="{name}-t">'
    return Markup(f"{head}{escape(title)}</title>{''.join(body)}</svg>")  # noqa: S704 - every word was escaped above


def _label(x: float, y: float, name: str, taken: list[tuple[float, float, float, float]]) -> str:
    """The name beside its circle, where nothing else stands; nothing at all where there is no room."""
    wide = len(name) * _LETTER
    for left, anchor in ((x + 9, ""), (x - 9 - wide, "end")):
        box = (left, y - 15, left + wide, y + 15)
        inside = box[0] > 2 and box[2] < SIZE - 2
        if inside and not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken):
            taken.append(box)
            return text("m-name", x - 9 if anchor else x + 9, y + 5, name, anchor)
    return ""


def _scale(view: View) -> list[str]:
    """A line as long as a round distance."""
    metres = view.tall / KILOMETRE * 1000
    long = max(d for d in (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000) if d <= metres / 4)
    wide = long / metres * SIZE
    said = f"{long // 1000} km" if long >= 1000 else f"{long} m"
    ruler = f"M14 {SIZE - 22}v8h{n(wide)}v-8"
    return [f'<path class="m-ruler" d="{ruler}"/>', text("m-name", 14, SIZE - 28, said)]

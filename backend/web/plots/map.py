"""The registered places as a schematic map: no coast, no tiles, only where they lie to each other and what was done.

Places that lie too close to be told apart (a town in its municipality) are drawn in a lens below. Every place is a link
to its own page. Need is told by the ring around a place (dashed and heavy: high, thin: medium), presence by the
circle's size, by whether it is filled, and by the number in it.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import product

from markupsafe import Markup, escape
from msgspec import Struct

from backend.web.plots.svg import n, path, rect, text

WIDTH, TOP, MARGIN = 420, 320, 34
LETTER, TALL = 9.4, 19
"""Room for one letter of a name and for a line of it, as they are on a phone, where letters are larger (pages.css)."""
CLOSE = 0.18
"""A zone whose places lie within so much of the whole is drawn in the lens."""
CROWD = 4
"""From so many places of one zone on."""
ROW, COLUMN, INDENT = 46, 200, 30
"""A line of the lens: how high, how wide where there are two beside each other, and where the name begins in it."""
COVERED = 40
"""So much of a name may lie on something else; one with no better place is told by its number and the list alone."""
BESIDE, AWAY, FAR = 4, 16, 44
"""How far from its circle a name stands: beside it, or farther away with a line to it; far only where it must."""
RINGS = {"high": "m-need", "medium": "m-some"}
"""The levels that are drawn as a ring, by the class of it."""


class Spot(Struct, frozen=True, kw_only=True):
    """A place: where it lies (degrees), its zone, how often it was visited, and the level of need (or none).

    `said` is all of it in words, for whoever does not see the map; `href` leads elsewhere than to the place's page.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    count: int
    level: str = ""
    zone: str | None = None
    said: str = ""
    href: str = ""

    @property
    def ring(self) -> int:
        """How far the ring of need reaches outside the circle."""
        return 4 if self.level in RINGS else 0


class _At(Struct, frozen=True):
    spot: Spot
    x: float
    y: float
    r: float


Box = tuple[float, float, float, float]


def places(spots: Sequence[Spot], lens_name: dict[str, str], *, name: str, title: str) -> Markup | None:
    """The map; `lens_name` says what the lens of a zone is called. None where there is nothing to tell apart."""
    if len(spots) < 2:
        return None
    most = max(s.count for s in spots) or 1
    radius = {s.code: 12 + 6 * math.sqrt(s.count / most) for s in spots}
    zone = _crowded(spots)
    close = sorted((s for s in spots if zone and s.zone == zone), key=lambda s: (-s.latitude, s.longitude))
    loose = [s for s in spots if s not in close]
    centre = _centre(close) if close else None
    drawn = _spread(_project(loose, centre), radius)
    body = [rect("m-land", 0, 0, WIDTH, TOP)]
    taken = [(a.x - a.r - 4, a.y - a.r - 4, a.x + a.r + 4, a.y + a.r + 4) for a in drawn]
    if centre is not None:
        at = _project(loose, centre)[-1]
        body += [
            f'<path class="m-tie" d="M{n(at[1])} {n(at[2])}V{TOP}"/>',
            f'<circle class="m-lens" cx="{n(at[1])}" cy="{n(at[2])}" r="6"/>',
        ]
        taken += [(at[1] - 8, at[2] - 8, at[1] + 8, at[2] + 8), (at[1] - 1, at[2], at[1] + 1, TOP)]
    body += [_link(a, _label(a, taken)) for a in sorted(drawn, key=lambda a: -len(a.spot.name))]
    height = TOP
    if close:
        room = int((COLUMN - INDENT - 22) / LETTER)
        columns = 2 if all(len(line) <= room for s in close for line in _lines(s.name, room)) else 1
        rows = -(-len(close) // columns)
        height = TOP + 44 + rows * ROW + 10
        body.append(rect("m-lens", 8, TOP, WIDTH - 16, height - TOP - 8, 10))
        body.append(text("p-small p-strong", 24, TOP + 24, lens_name.get(zone or "", "")))
        for i, spot in enumerate(close):
            column, line = divmod(i, rows)
            a = _At(spot, 40 + column * COLUMN, TOP + 60 + line * ROW, radius[spot.code])
            words = _lines(spot.name, room) if columns == 2 else (spot.name,)
            body.append(_link(a, _Label(a.x + INDENT, a.y + 5, "", words), inlens=True))
    head = (
        f'<svg class="map" viewBox="0 0 {WIDTH} {n(height)}" role="group" aria-labelledby="{name}-t">'
        f'<title id="{name}-t">{escape(title)}</title>'
    )
    return Markup(head + "".join(body) + "</svg>")  # noqa: S704 - every word in it was escaped above


def _crowded(spots: Sequence[Spot]) -> str | None:
    """The zone with the most places, if they are many and lie close together."""
    zones = {s.zone for s in spots if s.zone}
    if not zones:
        return None
    zone = max(sorted(zones), key=lambda z: sum(s.zone == z for s in spots))
    close = [s for s in spots if s.zone == zone]
    if len(close) < CROWD or len(close) == len(spots):
        return None
    return zone if _extent(close) < CLOSE * _extent(spots) else None


def _extent(spots: Sequence[Spot]) -> float:
    """The longer side of the box around some places, in degrees of latitude."""
    narrow = math.cos(math.radians(spots[0].latitude))
    tall = max(s.latitude for s in spots) - min(s.latitude for s in spots)
    wide = max(s.longitude for s in spots) - min(s.longitude for s in spots)
    return max(tall, wide * narrow)


def _centre(spots: Sequence[Spot]) -> tuple[float, float]:
    return sum(s.latitude for s in spots) / len(spots), sum(s.longitude for s in spots) / len(spots)


def _project(spots: Sequence[Spot], centre: tuple[float, float] | None) -> list[tuple[Spot | None, float, float]]:
    """Each place on the page, north up; the lens's centre is the last, where there is one."""
    points = [(s.latitude, s.longitude) for s in spots] + ([centre] if centre else [])
    narrow = math.cos(math.radians(points[0][0]))
    north, west = max(p[0] for p in points), min(p[1] for p in points)
    tall = (north - min(p[0] for p in points)) or 1e-9
    wide = (max(p[1] for p in points) - west) * narrow or 1e-9
    scale = min((TOP - 2 * MARGIN) / tall, (WIDTH - 2 * MARGIN - 60) / wide)
    left = (WIDTH - wide * scale) / 2
    top = (TOP - tall * scale) / 2
    named: list[Spot | None] = [*spots, *([None] if centre else [])]
    return [
        (spot, left + (point[1] - west) * narrow * scale, top + (north - point[0]) * scale)
        for spot, point in zip(named, points, strict=True)
    ]


def _spread(points: list[tuple[Spot | None, float, float]], radius: dict[str, float]) -> list[_At]:
    """Push circles that lie on each other apart, a little at a time."""
    at = [[x, y] for _, x, y in points]
    r = [radius[s.code] + s.ring if s else 8.0 for s, _, _ in points]
    for _ in range(60):
        for i in range(len(at)):
            for j in range(i + 1, len(at)):
                dx, dy = at[j][0] - at[i][0], at[j][1] - at[i][1]
                apart = math.hypot(dx, dy) or 0.01
                if (short := r[i] + r[j] + 6 - apart) > 0:
                    push = (short / 2 * (dx / apart or 0.1), short / 2 * (dy / apart or 0.1))
                    for k, sign in ((i, -1), (j, 1)):
                        at[k][0] = min(max(at[k][0] + sign * push[0], r[k] + 4), WIDTH - r[k] - 4)
                        at[k][1] = min(max(at[k][1] + sign * push[1], r[k] + 4), TOP - r[k] - 4)
    return [_At(s, x, y, radius[s.code]) for (s, _, _), (x, y) in zip(points, at, strict=True) if s]


class _Label(Struct, frozen=True):
    """Where a name begins, its anchor, its lines (none where it has no room), and where a line to it ends, if any."""

    x: float
    y: float
    anchor: str = ""
    words: tuple[str, ...] = ()
    lead: tuple[float, float] | None = None


def _label(a: _At, taken: list[Box]) -> _Label:
    """Where a name stands: beside its circle, where nothing else is."""
    for aways in ((BESIDE, AWAY), (FAR,)):
        label, box = min(_tries(a, aways), key=lambda t: _in_the_way(a, t[0], t[1], taken))
        if _in_the_way(a, label, box, taken) <= COVERED:
            taken.append(box)
            return label
    return _Label(a.x, a.y)


def _in_the_way(a: _At, label: _Label, box: Box, taken: Sequence[Box]) -> float:
    """How much of a name lies on something else; a long line to it may lie on nothing."""
    covered = _covered(box, taken)
    if label.lead is None or math.dist(label.lead, (a.x, a.y)) < a.r + a.spot.ring + AWAY:
        return covered
    points = [(a.x + (label.lead[0] - a.x) * part, a.y + (label.lead[1] - a.y) * part) for part in (0.5, 0.7, 0.9)]
    return covered + 2 * COVERED * sum(
        left < x < right and top < y < foot for x, y in points for left, top, right, foot in taken
    )


def _covered(box: Box, taken: Sequence[Box]) -> float:
    return sum(_overlap(box, other) for other in taken) + _outside(box)


def _tries(a: _At, aways: Sequence[int]) -> Iterator[tuple[_Label, Box]]:
    """Every way to write a name around a circle, with the box it takes: first beside it, then aslant, then broken."""
    written = dict.fromkeys(((a.spot.name,), _lines(a.spot.name, 0)))
    for away, words in product(aways, written):
        gap = a.r + a.spot.ring + away
        lean = gap * 0.75
        wide, tall = max(map(len, words)) * LETTER, len(words) * TALL
        for x, middle, anchor in (
            (a.x + gap, a.y, ""),
            (a.x - gap, a.y, "end"),
            (a.x, a.y + gap + tall / 2, "middle"),
            (a.x, a.y - gap - tall / 2, "middle"),
            (a.x + lean, a.y + lean + tall / 3, ""),
            (a.x + lean, a.y - lean - tall / 3, ""),
            (a.x - lean, a.y + lean + tall / 3, "end"),
            (a.x - lean, a.y - lean - tall / 3, "end"),
        ):
            left = {"": x, "end": x - wide, "middle": x - wide / 2}[anchor]
            top = middle - tall / 2
            lead = (min(max(a.x, left), left + wide), min(max(a.y, top + 3), top + tall - 3)) if away > BESIDE else None
            yield _Label(x, top + TALL - 4, anchor, words, lead), (left, top, left + wide, top + tall)


def _lines(name: str, room: int) -> tuple[str, ...]:
    """A name in one line where it has room, else broken where its parts become most alike."""
    if len(name) <= room or " " not in name:
        return (name,)
    cuts = [i for i, letter in enumerate(name) if letter == " "]
    cut = min(cuts, key=lambda i: max(i, len(name) - i - 1))
    return name[:cut], name[cut + 1 :]


def _overlap(a: Box, b: Box) -> float:
    wide = min(a[2], b[2]) - max(a[0], b[0])
    tall = min(a[3], b[3]) - max(a[1], b[1])
    return wide * tall if wide > 0 and tall > 0 else 0


def _outside(a: Box) -> float:
    return 1000 * (max(0, 2 - a[0]) + max(0, a[2] - WIDTH + 2) + max(0, 2 - a[1]) + max(0, a[3] - TOP + 2))


def _link(a: _At, label: _Label, *, inlens: bool = False) -> str:
    """A place as a link: its circle, a ring where there is need, its name and its number."""
    spot, words = a.spot, label.words
    dot, number = ("m-dot", "m-n") if spot.count else ("m-none", "m-n0")
    ring = ""
    if css := RINGS.get(spot.level):
        ring = f'<circle class="{css}" cx="{n(a.x)}" cy="{n(a.y)}" r="{n(a.r + spot.ring)}"/>'
    css = "m-name m-inlens" if inlens else "m-name"
    first = label.y - (len(words) - 1) * TALL / 2 if inlens else label.y
    names = " ".join(text(css, label.x, first + i * TALL, line, label.anchor) for i, line in enumerate(words))
    lead = path("m-lead", f"M{n(a.x)} {n(a.y)}L{n(label.lead[0])} {n(label.lead[1])}") if label.lead else ""
    said = escape(spot.said or f"{spot.name}: {spot.count}")
    return (
        f'<a href="{escape(spot.href or f"/platser/{spot.code}")}" aria-label="{said}"><title>{said}</title>'
        f'{lead}<circle class="{dot}" cx="{n(a.x)}" cy="{n(a.y)}" r="{n(a.r)}"/>{ring}'
        f"{names} {text(number, a.x, a.y + 4.7, str(spot.count))}</a>"
    )

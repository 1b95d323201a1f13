"""The few strokes that every plot is drawn with."""

from collections.abc import Iterable

from markupsafe import Markup, escape


def n(value: float) -> str:
    """A coordinate, to a tenth: `92.9`, `4`."""
    return f"{value:.1f}".removesuffix(".0")


def rect(css: str, x: float, y: float, width: float, height: float, rx: float = 0) -> str:
    """A bar, never of negative width or height."""
    rounded = f' rx="{n(rx)}"' if rx else ""
    return (
        f'<rect class="{css}" x="{n(x)}" y="{n(y)}" width="{n(max(width, 0))}" height="{n(max(height, 0))}"{rounded}/>'
    )


def path(css: str, d: str, stroke: float | None = None) -> str:
    """A line or a shape."""
    width = f' stroke-width="{n(stroke)}"' if stroke else ""
    return f'<path class="{css}" d="{d}"{width}/>'


def text(css: str, x: float, y: float, words: str, anchor: str = "") -> str:
    """A label; `anchor` is start (default), middle or end."""
    where = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text class="{css}" x="{n(x)}" y="{n(y)}"{where}>{escape(words)}</text>'


def ring(level: str, x: float, y: float, r: float) -> list[str]:
    """How great a need is: dashed with a core (high), thin (medium), a dot (low); nothing where none is named."""
    at = f'cx="{n(x)}" cy="{n(y)}"'
    match level:
        case "high":
            return [f'<circle class="m-need" {at} r="{n(r)}"/>', f'<circle class="m-core" {at} r="{n(r / 2)}"/>']
        case "medium":
            return [f'<circle class="m-some" {at} r="{n(r)}"/>']
        case "low":
            return [f'<circle class="m-few" {at} r="{n(r / 3)}"/>']
    return []


def now(x: float, top: float, bottom: float, size: float = 5) -> str:
    """The amber rhomb and its line: where we are, or should be, now."""
    s = n(size)
    rhomb = f"M{n(x)} {n(top + 5)}l-{s} -{s} {s} -{s} {s} {s}Z"
    return path("p-nowline", f"M{n(x)} {n(top)}V{n(bottom)}") + path("p-now", rhomb)


def named(body: Iterable[str], *, width: int, height: int, css: str, label: str) -> Markup:
    """A small plot whose name says its figures."""
    head = f'<svg class="{css}" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">'
    return Markup(head + "".join(body) + "</svg>")  # noqa: S704 - every word in it was escaped above


def described(body: Iterable[str], *, width: int, height: int, name: str, title: str, desc: str) -> Markup:
    """A large plot with a title and a description; `name` makes their ids unique on the page."""
    head = (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="{name}-t {name}-d">'
        f'<title id="{name}-t">{escape(title)}</title><desc id="{name}-d">{escape(desc)}</desc>'
    )
    return Markup(head + "".join(body) + "</svg>")  # noqa: S704 - every word in it was escaped above

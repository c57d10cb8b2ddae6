"""Draws SVG as text: shapes with classes for their looks, a title and a description for everyone.

Colours come from the style variables ``--ink``, ``--muted``, ``--rule``, ``--a`` and ``--b`` of the
page around it, or of the picture itself when it stands alone.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

WIDE, NARROW = 720.0, 346.0


STYLE = """
.pic text{font:13px system-ui,sans-serif;fill:var(--ink,currentColor)}
.pic .small{font-size:12px}.pic .muted{fill:var(--muted,currentColor)}
.pic .strong{font-weight:600}
.pic .rule{stroke:var(--rule,currentColor);stroke-width:1;fill:none}
.pic .zero{stroke:var(--muted,currentColor);stroke-width:1;fill:none}
.pic .a{stroke:var(--a,currentColor);fill:var(--a,currentColor)}
.pic .b{stroke:var(--b,currentColor);fill:var(--b,currentColor)}
.pic .c{stroke:var(--muted,currentColor);fill:var(--muted,currentColor)}
.pic text.a,.pic text.b,.pic text.c{stroke:none}
.pic .open{fill:var(--paper,none)}
.pic .line{fill:none;stroke-width:1.75;stroke-linejoin:round;stroke-linecap:round}
.pic .bar{stroke-width:2;stroke-linecap:butt}
.pic .band{stroke:none;fill-opacity:.14}
.pic .box{fill:none;stroke:var(--muted,currentColor);stroke-width:1}
.pic .dash{stroke-dasharray:5 3}.pic .dots{stroke-dasharray:1.5 3}.pic .long{stroke-dasharray:9 3}
.pic .mix{stroke-dasharray:9 3 1.5 3}
"""

_ALONE = """
svg{--ink:#1b1f24;--muted:#57606a;--rule:#d5d9de;--a:#0b5c8f;--b:#9a4a00;--paper:#fff}
@media (prefers-color-scheme:dark){svg{--ink:#e6e8eb;--muted:#a2abb5;--rule:#3a424c;
--a:#6db8ec;--b:#f0a35e;--paper:#15181c;background:#15181c}}
"""


def number(value: float) -> str:
    """A coordinate with at most two digits after the point."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value else "0"


@dataclass
class Picture:
    """An SVG of a width and height in pixels, drawn part by part.

    ``name`` is its id on the page; ``title`` and ``description`` are what a screen reader says.
    """

    name: str
    title: str
    description: str
    width: float
    height: float
    _parts: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, words: str, look: str = "", anchor: str = "start") -> None:
        """Words with their baseline at ``y``; ``anchor`` is start, middle or end."""
        self._parts.append(
            f"<text x={_n(x)} y={_n(y)} class={quoteattr(look)} "
            f"text-anchor={quoteattr(anchor)}>{escape(words)}</text>"
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, look: str) -> None:
        """A straight line."""
        self._parts.append(
            f"<line x1={_n(x1)} y1={_n(y1)} x2={_n(x2)} y2={_n(y2)} class={quoteattr(look)}/>"
        )

    def rect(self, x: float, y: float, width: float, height: float, look: str) -> None:
        """A rectangle."""
        self._parts.append(
            f"<rect x={_n(x)} y={_n(y)} width={_n(max(width, 0))} height={_n(max(height, 0))} "
            f"class={quoteattr(look)}/>"
        )

    def dot(self, x: float, y: float, look: str, radius: float = 4.5) -> None:
        """A circle."""
        self._parts.append(
            f"<circle cx={_n(x)} cy={_n(y)} r={_n(radius)} class={quoteattr(look)}/>"
        )

    def diamond(self, x: float, y: float, look: str, radius: float = 6.0) -> None:
        """A square on its corner."""
        corners = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
        self.path(corners, look, closed=True)

    def square(self, x: float, y: float, look: str, radius: float = 4.0) -> None:
        """A square."""
        self.rect(x - radius, y - radius, 2 * radius, 2 * radius, look)

    def path(self, points: list[tuple[float, float]], look: str, *, closed: bool = False) -> None:
        """A line through points, or the area they bound."""
        steps = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        tag = "polygon" if closed else "polyline"
        self._parts.append(f'<{tag} points="{steps}" class={quoteattr(look)}/>')

    def svg(self, *, alone: bool = False) -> str:
        """The picture; ``alone`` for a file of its own, else for a page that has ``STYLE``."""
        name = _id(self.name)
        style = f"<style>{_ALONE}{STYLE}</style>" if alone else ""
        size = f"width={_n(self.width)} height={_n(self.height)}"
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="pic" role="img" {size} '
            f'viewBox="0 0 {number(self.width)} {number(self.height)}" '
            f'aria-labelledby="{name}-t {name}-d">'
            f'<title id="{name}-t">{escape(self.title)}</title>'
            f'<desc id="{name}-d">{escape(self.description)}</desc>{style}'
            f"{''.join(self._parts)}</svg>"
        )


def _id(name: str) -> str:
    """The name as an id, in which nothing stands that ends one or means something in HTML."""
    return re.sub(r"[^A-Za-z0-9_-]", lambda match: f".{ord(match[0]):x}", name)


def _n(value: float) -> str:
    return f'"{number(value)}"'


Draw = Callable[[str, float], Picture]


@dataclass(frozen=True, slots=True)
class Figure:
    """The same picture for a wide and for a narrow page."""

    wide: Markup
    narrow: Markup


def figure(name: str, draw: Draw) -> Figure:
    """Draw in both widths."""
    pictures = [draw(f"{name}-{kind}", width).svg() for kind, width in (("w", WIDE), ("n", NARROW))]
    # Words in pictures are escaped where they are drawn.
    return Figure(Markup(pictures[0]), Markup(pictures[1]))  # noqa: S704

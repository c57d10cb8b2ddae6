"""A picture on a page: drawn for a wide and for a narrow one."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from console.effects.pictures.svg import Picture

WIDE, NARROW = 720.0, 346.0


Draw = Callable[[str, float], Picture]


@dataclass(frozen=True, slots=True)
class Figure:
    """The same picture for a wide and for a narrow page."""

    wide: Markup
    narrow: Markup


def figure(name: str, draw: Draw) -> Figure:
    """Draw in both widths."""
    made = [draw(f"{name}-{kind}", width).svg() for kind, width in (("w", WIDE), ("n", NARROW))]
    # Words in pictures are escaped where they are drawn.
    return Figure(Markup(made[0]), Markup(made[1]))  # noqa: S704

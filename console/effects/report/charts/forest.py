"""Forest plots: one row an estimate, with its interval, on one axis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from console.effects.report.charts.scale import AxisScale, scale_for, step_of, ticked
from console.effects.report.charts.svg import Picture

Mark = Literal["dot", "diamond", "hollow"]


@dataclass(frozen=True, slots=True)
class ForestPoint:
    """An estimate on the axis, with the text that stands next to it."""

    estimate: float
    low: float
    high: float
    mark: Mark = "dot"
    text: str = ""


@dataclass(frozen=True, slots=True)
class ForestRow:
    """A label and the estimates drawn under each other on it; ``strong`` for the one that counts.

    ``note`` stands in place of estimates where there are none.
    """

    label: str
    points: tuple[ForestPoint, ...]
    strong: bool = False
    note: str = ""


_PITCH, _PAD, _AXIS = 20.0, 12.0, 46.0
_NARROW = 520.0


def forest(
    name: str,
    title: str,
    description: str,
    rows: Sequence[ForestRow],
    *,
    axis: str,
    width: float = 720,
    texts: bool = True,
) -> Picture:
    """Rows of estimates; labels to the left, or above on a narrow picture.

    Args:
        name: the picture's id on the page.
        title: its title.
        description: what it shows, in a sentence.
        rows: from top to bottom.
        axis: what the axis measures, with its unit.
        width: in pixels.
        texts: whether each point's text stands to the right, if there is room.
    """
    narrow = width < _NARROW
    left = 8.0 if narrow else 214.0
    right = 8.0 if narrow or not texts else 206.0
    heights = [_height(row, narrow) for row in rows]
    bottom = sum(heights) + 8
    picture = Picture(name, title, description, width, bottom + _AXIS)
    ends = [value for row in rows for point in row.points for value in (point.low, point.high)]
    scale = scale_for(ends, left, width - right)
    _axis(picture, scale, bottom, axis)
    y = 4.0
    for row, height in zip(rows, heights, strict=True):
        _row(picture, row, scale, y, height, narrow, texts)
        y += height
    return picture


def _height(row: ForestRow, narrow: bool) -> float:
    lines = max(1, len(row.points))
    return lines * _PITCH + _PAD + (18 if narrow else 0)


def _axis(picture: Picture, scale: AxisScale, bottom: float, axis: str) -> None:
    ticks = scale.ticks(5)
    for tick in ticks:
        x = scale(tick)
        look = "zero" if abs(tick) < 1e-12 else "rule"
        picture.line(x, 4, x, bottom, look)
        picture.text(x, bottom + 16, ticked(tick, step_of(ticks)), "small muted", "middle")
    picture.text((scale.start + scale.end) / 2, bottom + 36, axis, "small muted", "middle")


def _row(
    picture: Picture,
    row: ForestRow,
    scale: AxisScale,
    top: float,
    height: float,
    narrow: bool,
    texts: bool,
) -> None:
    look = "strong" if row.strong else ""
    first = top + _PAD / 2 + _PITCH / 2
    if narrow:
        picture.text(8, top + 16, row.label, look)
        first += 18
    else:
        middle = top + height / 2
        picture.text(scale.start - 14, middle + 4, row.label, look, "end")
    if row.note:
        picture.text(scale.start + 4, first + 4, row.note, "small muted")
    for place, point in enumerate(row.points):
        y = first + place * _PITCH
        draw_point(picture, point, scale, y)
        if texts and not narrow:
            picture.text(scale.end + 14, y + 4, point.text, f"small {look}".strip())


def draw_point(picture: Picture, point: ForestPoint, scale: AxisScale, y: float) -> None:
    """An estimate with its interval, and arrows where the interval leaves the picture."""
    look = {"dot": "a", "diamond": "b", "hollow": "c"}[point.mark]
    dashed = " dash" if point.mark == "hollow" else ""
    picture.line(scale(point.low), y, scale(point.high), y, f"{look} bar{dashed}")
    for value, way in ((point.low, -1), (point.high, 1)):
        if not scale.holds(value):
            x = scale(value)
            picture.path([(x, y), (x - 6 * way, y - 4), (x - 6 * way, y + 4)], look, closed=True)
    if point.mark == "diamond":
        picture.diamond(scale(point.estimate), y, look)
    elif point.mark == "hollow":
        picture.square(scale(point.estimate), y, f"{look} open")
    else:
        picture.dot(scale(point.estimate), y, look)

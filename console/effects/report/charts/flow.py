"""The flow of agents through the study, arm by arm, as CONSORT draws it."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from console.effects.report.charts.svg import Picture

_LINE, _PAD, _GAP, _NARROW = 17.0, 10.0, 22.0, 520.0
_TOP, _LETTER = 320.0, 6.9
"""How wide the box above is at most, and a letter of the words in boxes."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An arm and its boxes from top to bottom; the first line of each box is its heading."""

    boxes: tuple[tuple[str, ...], ...]


def flow(
    name: str, description: str, top: tuple[str, ...], lanes: Sequence[Lane], *, width: float = 720
) -> Picture:
    """A box for all, and below it a lane for each arm.

    Args:
        name: the picture's id on the page.
        description: what it shows, in a sentence.
        top: the lines of the box above.
        lanes: the arms, each with as many boxes.
        width: in pixels; lanes of a narrow picture are narrower.
    """
    gap = 10.0 if width < _NARROW else 28.0
    lane_width = (width - gap * (len(lanes) - 1) - 2) / max(1, len(lanes))
    wrapped = [Lane(tuple(_wrapped(box, lane_width) for box in lane.boxes)) for lane in lanes]
    rows = [max(map(len, row)) for row in zip(*(lane.boxes for lane in wrapped), strict=True)]
    heights = [count * _LINE + 2 * _PAD for count in rows]
    top = _wrapped(top, min(width - 2, _TOP))
    first = len(top) * _LINE + 2 * _PAD
    height = first + sum(heights) + _GAP * (len(heights) + 1)
    picture = Picture(name, "Flow through the study", description, width, height)
    _box(picture, (width - min(width - 2, _TOP)) / 2, 1, min(width - 2, _TOP), first, top)
    middles = [1 + place * (lane_width + gap) + lane_width / 2 for place in range(len(lanes))]
    _fork(picture, width / 2, first + 1, middles)
    for middle, lane in zip(middles, wrapped, strict=True):
        _lane(picture, lane, middle - lane_width / 2, lane_width, first + _GAP * 1.5, heights)
    return picture


def _wrapped(lines: tuple[str, ...], width: float) -> tuple[str, ...]:
    """Lines that fit into a box, broken between words."""
    letters = max(8, int((width - 2 * _PAD) / _LETTER))
    return tuple(part for line in lines for part in textwrap.wrap(line, letters))


def _fork(picture: Picture, x: float, y: float, middles: list[float]) -> None:
    picture.line(x, y, x, y + _GAP / 2, "zero")
    if len(middles) > 1:
        picture.line(middles[0], y + _GAP / 2, middles[-1], y + _GAP / 2, "zero")
    for middle in middles:
        _arrow(picture, middle, y + _GAP / 2, y + _GAP * 1.5 - 1)


def _lane(
    picture: Picture, lane: Lane, x: float, width: float, top: float, heights: list[float]
) -> None:
    tops = [top]
    for height in heights:
        tops.append(tops[-1] + height + _GAP * 0.8)
    for box, y, height in zip(lane.boxes, tops, heights, strict=False):
        _box(picture, x, y, width, height, box)
    for (y, following), height in zip(pairwise(tops[: len(heights)]), heights, strict=False):
        _arrow(picture, x + width / 2, y + height, following - 1)


def _arrow(picture: Picture, x: float, start: float, end: float) -> None:
    picture.line(x, start, x, end - 4, "zero")
    picture.path([(x, end), (x - 4, end - 7), (x + 4, end - 7)], "c", closed=True)


def _box(
    picture: Picture, x: float, y: float, width: float, height: float, lines: tuple[str, ...]
) -> None:
    picture.rect(x, y, width, height, "box")
    for place, words in enumerate(lines):
        look = "strong" if place == 0 else "small"
        picture.text(x + 10, y + _PAD + 13 + place * _LINE, words, look)

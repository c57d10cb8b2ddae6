"""Series over time, each with a dash of its own and its name at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from console.effects.report.charts.scale import AxisScale, scale_for, step_of, ticked
from console.effects.report.charts.svg import Picture

_NARROW, _TOP, _AXIS = 520.0, 26.0, 34.0
_DASHES = ("", "dash", "dots", "long", "mix")
_APART = 15.0
"""Pixels between the names at the ends of lines."""


@dataclass(frozen=True, slots=True)
class LineSeries:
    """A name and points (place, value); a place without a value is left out."""

    name: str
    points: tuple[tuple[float, float], ...]


def lines(
    name: str,
    title: str,
    description: str,
    series: Sequence[LineSeries],
    *,
    places: Sequence[tuple[float, str]],
    unit: str,
    mark: tuple[float, str] | None = None,
    from_zero: bool = False,
    percent: bool = False,
    colours: Sequence[str] = ("a", "b"),
    width: float = 720,
    height: float = 240,
) -> Picture:
    """Lines over time.

    Args:
        name: the picture's id on the page.
        title: its title, which also stands above it.
        description: what it shows, in a sentence.
        series: the lines.
        places: which places on the time axis have a label.
        unit: of the values.
        mark: a place with a vertical line, and its label.
        from_zero: whether the axis of values begins at zero.
        percent: whether values are shares, to be shown as percentages.
        colours: classes of the lines; the last is for all others.
        width: in pixels.
        height: in pixels.
    """
    right = 74.0 if width < _NARROW else 96.0
    picture = Picture(name, title, description, width, height)
    xs = [x for each in series for x, _ in each.points] or [0.0]
    ys = [y * (100 if percent else 1) for each in series for _, y in each.points] or [0.0]
    across = AxisScale(min(xs), max(xs) if max(xs) > min(xs) else min(xs) + 1, 48, width - right)
    up = scale_for(ys, height - _AXIS, _TOP, hold=(0.0,) if from_zero else (min(ys),))
    _frame(picture, across, up, places, "%" if percent else unit)
    if mark is not None and across.holds(mark[0]):
        x = across(mark[0])
        picture.line(x, _TOP, x, height - _AXIS, "zero dash")
        picture.text(x + 5, _TOP + 4, mark[1], "small muted")
    picture.text(0, 13, title, "small strong")
    ends = []
    for place, each in enumerate(series):
        look = colours[min(place, len(colours) - 1)]
        points = [(across(x), up(y * (100 if percent else 1))) for x, y in each.points]
        picture.path(points, f"{look} line {_DASHES[place % len(_DASHES)]}".strip())
        if points:
            ends.append((points[-1], each.name, look))
    _names(picture, ends)
    return picture


def _frame(
    picture: Picture,
    across: AxisScale,
    up: AxisScale,
    places: Sequence[tuple[float, str]],
    unit: str,
) -> None:
    ticks = up.ticks(4)
    for tick in ticks:
        picture.line(across.start, up(tick), across.end, up(tick), "rule")
        label = ticked(tick, step_of(ticks)) + ("%" if unit == "%" else "")
        picture.text(across.start - 8, up(tick) + 4, label, "small muted", "end")
    for place, label in places:
        picture.text(across(place), up.start + 18, label, "small muted", "middle")


def _names(picture: Picture, ends: list[tuple[tuple[float, float], str, str]]) -> None:
    """The lines' names at their ends, moved apart where they would overlap."""
    below = 0.0
    for (x, y), name, look in sorted(ends, key=lambda each: each[0][1]):
        at = max(y + 4, below + _APART) if below else y + 4
        picture.text(x + 7, at, name, f"small {look}")
        below = at

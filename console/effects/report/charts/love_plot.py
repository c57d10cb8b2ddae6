"""The love plot: how far apart the arms were before, one dot a variable."""

from collections.abc import Sequence

from console.effects.report.charts.scale import AxisScale, step_of, ticked
from console.effects.report.charts.svg import Picture

_PITCH, _AXIS, _NARROW = 22.0, 46.0, 520.0
_LEAST = 0.2
"""The axis reaches at least this far on both sides, so that small differences look small."""


def love(
    name: str, variables: Sequence[tuple[str, float]], *, limit: float = 0.1, width: float = 720
) -> Picture:
    """Standardised mean differences; those beyond the limit are squares.

    Args:
        name: the picture's id on the page.
        variables: labels and differences, from top to bottom.
        limit: from where a difference is flagged.
        width: in pixels.
    """
    left = 176.0 if width < _NARROW else 300.0
    furthest = max([_LEAST, *(abs(value) * 1.1 for _, value in variables)])
    scale = AxisScale(-furthest, furthest, left, width - 24)
    bottom = _PITCH * len(variables) + 8
    beyond = sum(abs(value) > limit for _, value in variables)
    picture = Picture(
        name,
        "Balance before the experiment",
        f"Standardised mean differences between the arms of {len(variables)} variables; "
        f"{beyond} lie beyond {limit:g}.",
        width,
        bottom + _AXIS,
    )
    _frame(picture, scale, bottom, limit)
    for place, (label, value) in enumerate(variables):
        y = 6 + _PITCH * place + _PITCH / 2
        picture.text(left - 12, y + 4, _short(label, width), "small", "end")
        picture.line(scale(0), y, scale(value), y, "rule")
        if abs(value) > limit:
            picture.square(scale(value), y, "b", 4.5)
        else:
            picture.dot(scale(value), y, "a", 4)
    return picture


def _frame(picture: Picture, scale: AxisScale, bottom: float, limit: float) -> None:
    x, end = scale(-limit), scale(limit)
    picture.rect(x, 4, end - x, bottom - 4, "a band")
    ticks = scale.ticks(4)
    for tick in ticks:
        picture.line(scale(tick), bottom, scale(tick), bottom + 4, "rule")
        label = ticked(tick, step_of(ticks))
        picture.text(scale(tick), bottom + 18, label, "small muted", "middle")
    picture.line(scale(0), 4, scale(0), bottom, "zero")
    words = "standardised mean difference"
    picture.text((scale.start + scale.end) / 2, bottom + 38, words, "small muted", "middle")


def _short(label: str, width: float) -> str:
    most = 24 if width < _NARROW else 44
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"

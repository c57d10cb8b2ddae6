"""Stacked bars of shares, distinguished by hatching and by the numbers in them."""

from collections.abc import Sequence

from console.effects.report.charts.svg import Picture

_NARROW, _BAR, _PITCH = 520.0, 18.0, 30.0
_FILLS = (0.95, 0.55, 0.28, 0.1)


def bars(
    name: str,
    title: str,
    description: str,
    parts: Sequence[str],
    rows: Sequence[tuple[str, Sequence[int]]],
    *,
    width: float = 720,
) -> Picture:
    """A bar a row, cut into parts by their counts; the counts stand in the parts or in the legend.

    Args:
        name: the picture's id on the page.
        title: its title.
        description: what it shows, in a sentence.
        parts: what the parts are called.
        rows: labels and a count for each part.
        width: in pixels.
    """
    narrow = width < _NARROW
    left, pitch = (8.0, _PITCH + 18) if narrow else (214.0, _PITCH)
    picture = Picture(name, title, description, width, len(rows) * pitch + 34)
    _legend(picture, parts, left)
    for place, (label, counts) in enumerate(rows):
        y = 32 + place * pitch + (18 if narrow else 0)
        if narrow:
            picture.text(left, y - 5, label, "small")
        else:
            picture.text(left - 14, y + 13, label, "", "end")
        _bar(picture, counts, left, y, width - left - 8)
    return picture


def _legend(picture: Picture, parts: Sequence[str], left: float) -> None:
    x = left
    for place, part in enumerate(parts):
        _part(picture, x, 4, 12, 12, place)
        picture.text(x + 17, 14, part, "small muted")
        x += 30 + 6.6 * len(part)


def _bar(picture: Picture, counts: Sequence[int], left: float, y: float, width: float) -> None:
    total, x = sum(counts), left
    for place, count in enumerate(counts):
        part = width * count / total if total else 0
        if not part:
            continue
        _part(picture, x, y, part, _BAR, place)
        if part > 26:
            look = "small onfill" if place == 0 else "small"
            picture.text(x + part / 2, y + 13, f"{count:,}", look, "middle")
        x += part


def _part(picture: Picture, x: float, y: float, width: float, height: float, place: int) -> None:
    picture.rect(x, y, width, height, f"fill{min(place, len(_FILLS) - 1)}")


FILLS = (
    "".join(
        f".pic .fill{place}{{fill:var(--a,currentColor);fill-opacity:{opacity:g};"
        "stroke:var(--a,currentColor);stroke-width:1}"
        for place, opacity in enumerate(_FILLS)
    )
    + ".pic text.onfill{fill:var(--paper,#fff)}"
)
"""The looks of the parts, to go with ``svg.STYLE``."""

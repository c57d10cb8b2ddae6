"""Pictures of what went on over time: adoption and attention."""

from collections.abc import Iterable, Sequence
from datetime import date

from console.effects.analysis.results import AdoptionResult, AttentionResult, DayMean
from console.effects.formatting import plain_number
from console.effects.report.charts.line_chart import LineSeries, lines
from console.effects.report.charts.svg import WIDE, Figure, figure


def adoption(result: AdoptionResult) -> Figure | None:
    """Usage over time, by tier if there are tiers."""
    by_tier = [(each.tier, each.points) for each in result.by_tier if each.points]
    return _over_time(
        "adoption",
        "Share of chats in which a suggestion was used",
        by_tier or [("all", result.over_time)],
        unit="share of chats",
        from_zero=True,
        percent=True,
        colours=("a", "b", "c", "a", "b"),
    )


_UNITS = {
    "concurrency_at_start": ("Chats open when a chat begins", "chats", False),
    "switches_in": ("Switches to a chat", "switches", False),
    "away_share": ("Share of a chat spent away from it", "share", True),
}


def attention(result: AttentionResult, measure: str) -> Figure | None:
    """One measure of attention over time, by arm."""
    title, unit, percent = _UNITS[measure]
    arms = [each for each in result.over_time if each.measure == measure]
    arms.sort(key=lambda each: not each.access)
    series = [(each.arm, each.points) for each in arms]
    return _over_time(
        f"attention-{measure}", title, series, unit=unit, percent=percent, began=result.began
    )


def _over_time(
    name: str,
    title: str,
    means: Iterable[tuple[str, Sequence[DayMean]]],
    *,
    unit: str,
    percent: bool,
    from_zero: bool = False,
    began: str | None = None,
    colours: Sequence[str] = ("a", "b", "c"),
) -> Figure | None:
    series = [
        LineSeries(label, tuple((_place(each.day), each.mean) for each in points))
        for label, points in means
    ]
    places = sorted({x for each in series for x, _ in each.points})
    if len(places) < 2:
        return None
    words = "; ".join(_from_to(each, percent) for each in series if each.points)
    return figure(
        name,
        lambda name, width: lines(
            name,
            title,
            f"{words}.",
            series,
            places=[(place, _day(place)) for place in _some(places, 6 if width == WIDE else 3)],
            unit=unit,
            mark=None if began is None else (_place(began), "access begins"),
            from_zero=from_zero,
            percent=percent,
            colours=colours,
            width=width,
            height=250 if width == WIDE else 220,
        ),
    )


def _from_to(series: LineSeries, percent: bool) -> str:
    first, last = series.points[0][1], series.points[-1][1]
    if percent:
        return f"{series.name} from {100 * first:.0f}% to {100 * last:.0f}%"
    return f"{series.name} from {plain_number(first)} to {plain_number(last)}"


def _place(day: str) -> float:
    return float(date.fromisoformat(day).toordinal())


def _day(place: float) -> str:
    day = date.fromordinal(int(place))
    return f"{day.day} {day:%b}"


def _some(places: Sequence[float], most: int) -> list[float]:
    step = max(1, -(-len(places) // most))
    return list(places[::step])

"""The report's pictures, made from ``results.json`` alone, each in a wide and a narrow form."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from console.effects.analysis.plain import Entry
from console.effects.numbers import change, plain_number, precise, whole
from console.effects.pictures.bars import bars
from console.effects.pictures.flow import Lane, flow
from console.effects.pictures.forest import Mark, Point, Row, forest
from console.effects.pictures.lines import Series, lines
from console.effects.pictures.love import love
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


def figures(results: Entry) -> dict[str, Figure | None]:
    """Every picture by name; null where there is nothing to draw."""
    made: dict[str, Figure | None] = {
        "flow": _flow(results["flow"]),
        "balance": _balance(results["balance"]),
        "effects": _effects(results),
        "quantiles": _quantiles(results["quantiles"]),
        "guardrails": _guardrails(results["guardrails"]),
        "adoption": _adoption(results["adoption"]),
    }
    for measure in results["attention"]["measures"]:
        made[f"attention-{measure}"] = _attention(results["attention"], measure)
    for found in results["by_tier"]:
        made[tier_figure(found)] = _tiers(found, results["negative_control"])
    return made


def tier_figure(found: Entry) -> str:
    """The name of the picture of an outcome by tier."""
    return f"tiers-{found['outcome']}-{found['contrast']['arm']}"


def _flow(found: Entry) -> Figure | None:
    if not found["arms"]:
        return None
    top = [f"{whole(found['agents'])} agents"]
    if found["declined"]:
        top.append(f"{whole(found['declined'])} declined to take part")
    top.append(f"{whole(sum(arm['assigned'] for arm in found['arms']))} assigned")
    lanes = [_lane(arm, chats) for arm, chats in zip(found["arms"], found["chats"], strict=True)]
    words = "; ".join(
        f"{arm['arm']}: {arm['assigned']} assigned, {arm['analysed']} analysed"
        for arm in found["arms"]
    )
    return figure(
        "flow", lambda name, width: flow(name, f"{words}.", tuple(top), lanes, width=width)
    )


def _lane(arm: Entry, chats: Entry) -> Lane:
    used = [] if arm["used"] is None else [f"{whole(arm['used'])} used a suggestion"]
    seen = [] if arm["received"] is None else [f"{whole(arm['received'])} saw a suggestion"]
    lost = [f"{whole(each['agents'])} {each['reason']}" for each in arm["lost"]]
    return Lane(
        (
            (arm["arm"], f"{whole(arm['assigned'])} agents assigned"),
            (f"{whole(arm['worked'])} worked", f"{whole(chats['taken'])} chats", *seen, *used),
            *([("Lost", *lost)] if lost else [("Nobody lost",)]),
            (f"{whole(arm['analysed'])} analysed", f"{whole(arm['agent_days'])} agent-days"),
        )
    )


def _balance(found: Entry) -> Figure | None:
    variables = [
        (each["label"], each["smd"]) for each in found["variables"] if each["smd"] is not None
    ]
    if not variables:
        return None
    return figure(
        "balance", lambda name, width: love(name, variables, limit=found["limit"], width=width)
    )


def _effects(results: Entry) -> Figure | None:
    """All outcomes on one axis: standard deviations of the arm without access."""
    rows = [
        Row(
            _with_arm(effect, results),
            tuple(_scaled(effect, "dot") + _scaled(found, "diamond")),
            strong=effect["primary"],
            note="" if effect["estimate"] is not None else "withheld",
        )
        for effect, found in zip(results["itt"], results["late"], strict=True)
    ]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(
        f"{each['label']} {change(each.get('change'))}" for each in results["itt"] if each["change"]
    )
    return figure(
        "effects",
        lambda name, width: forest(
            name,
            "Effects on each outcome",
            f"Of being assigned: {words}.",
            rows,
            axis="standard deviations of the comparison arm",
            width=width,
        ),
    )


def _with_arm(effect: Entry, results: Entry) -> str:
    several = len({each["contrast"]["arm"] for each in results["itt"]}) > 1
    label = _short(effect["label"])
    return f"{label}, {effect['contrast']['arm']}" if several else label


def _scaled(found: Entry, mark: Mark) -> list[Point]:
    spread = found.get("control_sd")
    if found["estimate"] is None or found["ci_low"] is None or not spread:
        return []
    estimate, low, high = (found[key] / spread for key in ("estimate", "ci_low", "ci_high"))
    told = f"{change(found['change'])} ({change(found['change'], 'low')} to "
    told += f"{change(found['change'], 'high')})"
    return [Point(estimate, low, high, mark, told)]


def _tiers(found: Entry, controls: Sequence[Entry]) -> Figure | None:
    """An outcome's effect in each tier, with the placebo beside it."""
    placebo = next(
        (each for each in controls if each["outcome"] == found["outcome"] and each.get("tiers")),
        None,
    )
    beside = {each["tier"]: each for each in placebo["tiers"]} if placebo else {}
    rows = [_tier_row(each, beside.get(each["tier"])) for each in found.get("tiers", ())]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(
        f"{each['tier']} {precise(each['itt'].get('estimate'))}" for each in found["tiers"]
    )
    return figure(
        tier_figure(found),
        lambda name, width: forest(
            name,
            f"{found['label']} by tier",
            f"Effect of being assigned: {words}.",
            rows,
            axis=f"effect on {found['outcome']}",
            width=width,
        ),
    )


def _tier_row(each: Entry, placebo: Entry | None) -> Row:
    points = _points(each["itt"], "dot") + _points((placebo or {}).get("itt"), "hollow")
    return Row(each["tier"], tuple(points), note="" if points else "withheld: too few agents")


def _points(found: Entry | None, mark: Mark) -> list[Point]:
    """An estimate on the axis of its coefficient, told in words' units; none if withheld."""
    if found is None or found["estimate"] is None or found["ci_low"] is None:
        return []
    told = f"{change(found['change'])} ({change(found['change'], 'low')} to "
    told += f"{change(found['change'], 'high')})"
    return [Point(found["estimate"], found["ci_low"], found["ci_high"], mark, told)]


def _quantiles(found: Sequence[Entry]) -> Figure | None:
    rows = [Row(each["label"], tuple(_points(each, "dot")), note=_note(each)) for each in found]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(f"{each['label']} {change(each['change'])}" for each in found)
    return figure(
        "quantiles",
        lambda name, width: forest(
            name,
            "Effects along the distribution",
            f"Of being assigned: {words}.",
            rows,
            axis=f"effect on quantiles of {found[0]['outcome']}",
            width=width,
        ),
    )


def _note(each: Entry) -> str:
    return "withheld" if each["withheld"] else ""


def _guardrails(found: Sequence[Entry]) -> Figure | None:
    spoke = [each for each in found if each["triggers"]]
    if not spoke:
        return None
    parts = ("obeyed", "overridden", "lapsed", "open")
    rows = [(each["guardrail"], [each[part] for part in parts]) for each in spoke]
    words = "; ".join(f"{each['guardrail']}: {each['triggers']} times" for each in spoke)
    return figure(
        "guardrails",
        lambda name, width: bars(
            name, "What agents did about guardrails", f"{words}.", parts, rows, width=width
        ),
    )


def _adoption(found: Entry) -> Figure | None:
    several = [each for each in found["by_tier"] if each["points"]]
    series = several or [{"tier": "all", "points": found["over_time"]}]
    return _over_time(
        "adoption",
        "Share of chats in which a suggestion was used",
        [(each["tier"], each["points"]) for each in series],
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


def _attention(found: Entry, measure: str) -> Figure | None:
    title, unit, percent = _UNITS[measure]
    mine = [each for each in found["over_time"] if each["measure"] == measure]
    mine.sort(key=lambda each: not each["access"])
    series = [(each["arm"], each["points"]) for each in mine]
    return _over_time(
        f"attention-{measure}", title, series, unit=unit, percent=percent, began=found["began"]
    )


def _over_time(
    name: str,
    title: str,
    found: Iterable[tuple[str, Sequence[Entry]]],
    *,
    unit: str,
    percent: bool,
    from_zero: bool = False,
    began: str | None = None,
    colours: Sequence[str] = ("a", "b", "c"),
) -> Figure | None:
    series = [
        Series(label, tuple((_place(each["day"]), each["mean"]) for each in points))
        for label, points in found
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


def _from_to(series: Series, percent: bool) -> str:
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


def _short(label: str) -> str:
    return label if len(label) <= 32 else label[:31].rstrip() + "…"

"""Pictures of effects: of all outcomes, by tier, and along the distribution."""

from collections.abc import Sequence

from console.effects.formatting import change, precise
from console.effects.json_values import Entry
from console.effects.report.charts.forest import ForestPoint, ForestRow, Mark, forest
from console.effects.report.charts.svg import Figure, figure


def effects(results: Entry) -> Figure | None:
    """All outcomes on one axis: standard deviations of the arm without access."""
    rows = [
        ForestRow(
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


def _scaled(found: Entry, mark: Mark) -> list[ForestPoint]:
    spread = found.get("control_sd")
    if found["estimate"] is None or found["ci_low"] is None or not spread:
        return []
    estimate, low, high = (found[key] / spread for key in ("estimate", "ci_low", "ci_high"))
    told = f"{change(found['change'])} ({change(found['change'], 'low')} to "
    told += f"{change(found['change'], 'high')})"
    return [ForestPoint(estimate, low, high, mark, told)]


def tiers(found: Entry, controls: Sequence[Entry]) -> Figure | None:
    """An outcome's effect in each tier, with the placebo beside it."""
    same = ("outcome", "contrast")
    placebo = next(
        (each for each in controls if each["tiers"] and all(each[k] == found[k] for k in same)),
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


def tier_figure(found: Entry) -> str:
    """The name of the picture of an outcome by tier."""
    return f"tiers-{found['outcome']}-{found['contrast']['arm']}"


def _tier_row(each: Entry, placebo: Entry | None) -> ForestRow:
    points = _points(each["itt"], "dot") + _points((placebo or {}).get("itt"), "hollow")
    return ForestRow(
        _short(each["tier"], 26), tuple(points), note="" if points else "withheld: too few agents"
    )


def _points(found: Entry | None, mark: Mark) -> list[ForestPoint]:
    """An estimate on the axis of its coefficient, told in words' units; none if withheld."""
    if found is None or found["estimate"] is None or found["ci_low"] is None:
        return []
    told = f"{change(found['change'])} ({change(found['change'], 'low')} to "
    told += f"{change(found['change'], 'high')})"
    return [ForestPoint(found["estimate"], found["ci_low"], found["ci_high"], mark, told)]


def quantiles(found: Sequence[Entry]) -> Figure | None:
    """The primary outcome\'s effect along its distribution."""
    rows = [
        ForestRow(each["label"], tuple(_points(each, "dot")), note=_note(each)) for each in found
    ]
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


def _short(label: str, most: int = 32) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"

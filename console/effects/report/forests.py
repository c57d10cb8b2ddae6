"""Pictures of effects: of all outcomes, by tier, and along the distribution."""

from collections.abc import Sequence

from console.effects.analysis.effect_results import (
    AssignmentEffect,
    OutcomeEffect,
    OutcomeUseEffect,
    QuantileEffect,
    TierEffects,
    TierResult,
)
from console.effects.analysis.results import Results
from console.effects.estimates import Change
from console.effects.formatting import change, change_interval, precise
from console.effects.report.charts.forest import ForestPoint, ForestRow, Mark, forest
from console.effects.report.charts.svg import Figure, figure


def effects(results: Results) -> Figure | None:
    """All outcomes on one axis: standard deviations of the arm without access."""
    rows = [
        ForestRow(
            _with_arm(assigned, results),
            tuple(_scaled(assigned, "dot") + _scaled(used, "diamond")),
            strong=assigned.primary,
            note="" if assigned.effect.estimate is not None else "withheld",
        )
        for assigned, used in zip(results.itt, results.late, strict=True)
    ]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(
        f"{each.label} {change(each.effect.change)}" for each in results.itt if each.effect.change
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


def _with_arm(result: OutcomeEffect, results: Results) -> str:
    several = len({each.contrast.arm for each in results.itt}) > 1
    label = _short(result.label)
    return f"{label}, {result.contrast.arm}" if several else label


def _scaled(result: OutcomeEffect | OutcomeUseEffect, mark: Mark) -> list[ForestPoint]:
    spread, effect = result.means.control_sd, result.effect
    if effect.estimate is None or effect.ci_low is None or effect.ci_high is None or not spread:
        return []
    return [
        ForestPoint(
            effect.estimate / spread,
            effect.ci_low / spread,
            effect.ci_high / spread,
            mark,
            _with_interval(effect.change),
        )
    ]


def _with_interval(effect: Change | None) -> str:
    return f"{change(effect)} ({change_interval(effect)})"


def tiers(result: TierEffects, controls: Sequence[TierEffects]) -> Figure | None:
    """An outcome's effect in each tier, with the placebo next to it."""
    wanted = (result.outcome, result.contrast)
    placebo = next(
        (each for each in controls if each.tiers and (each.outcome, each.contrast) == wanted), None
    )
    placebos = {each.tier: each for each in placebo.tiers} if placebo else {}
    rows = [_tier_row(each, placebos.get(each.tier)) for each in result.tiers]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(f"{each.tier} {precise(each.itt.estimate)}" for each in result.tiers)
    return figure(
        tier_figure(result),
        lambda name, width: forest(
            name,
            f"{result.label} by tier",
            f"Effect of being assigned: {words}.",
            rows,
            axis=f"effect on {result.outcome}",
            width=width,
        ),
    )


def tier_figure(result: TierEffects) -> str:
    """The name of the picture of an outcome by tier."""
    return f"tiers-{result.outcome}-{result.contrast.arm}"


def _tier_row(result: TierResult, placebo: TierResult | None) -> ForestRow:
    points = _points(result.itt, "dot") + (_points(placebo.itt, "hollow") if placebo else [])
    return ForestRow(
        _short(result.tier, 26), tuple(points), note="" if points else "withheld: too few agents"
    )


def _points(effect: AssignmentEffect, mark: Mark) -> list[ForestPoint]:
    """An estimate on the axis of its coefficient, labelled in its unit; none if withheld."""
    if effect.estimate is None or effect.ci_low is None or effect.ci_high is None:
        return []
    label = _with_interval(effect.change)
    return [ForestPoint(effect.estimate, effect.ci_low, effect.ci_high, mark, label)]


def quantiles(results: Sequence[QuantileEffect]) -> Figure | None:
    """The primary outcome's effect along its distribution."""
    rows = [
        ForestRow(
            each.label,
            tuple(_points(each.effect, "dot")),
            note="withheld" if each.effect.withheld else "",
        )
        for each in results
    ]
    if not any(row.points for row in rows):
        return None
    words = "; ".join(f"{each.label} {change(each.effect.change)}" for each in results)
    return figure(
        "quantiles",
        lambda name, width: forest(
            name,
            "Effects along the distribution",
            f"Of being assigned: {words}.",
            rows,
            axis=f"effect on quantiles of {results[0].effect.outcome}",
            width=width,
        ),
    )


def _short(label: str, most: int = 32) -> str:
    return label if len(label) <= most else label[: most - 1].rstrip() + "…"

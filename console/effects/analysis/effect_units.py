"""What an effect means: in percent, seconds or points, and whether it is for the better."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from console.effects.analysis.effect_results import (
    ArmMeans,
    AssignmentEffect,
    UseEffect,
    Verdict,
)
from console.effects.data.bundle_tables import Frame
from console.effects.data.outcome_catalogue import is_log, outcome_named
from console.effects.data.plan import PlannedOutcome
from console.effects.data.samples import Sample, of_arm
from console.effects.data.study_days import with_access
from console.effects.estimates import Change, ChangeUnit, Estimate, LateEstimate, Withheld

AnyEffect = TypeVar("AnyEffect", AssignmentEffect, UseEffect)


def finite(value: float | None) -> float | None:
    """The number, or null where it is infinite or none."""
    return value if value is not None and math.isfinite(value) else None


def assignment_effect(result: Estimate | Withheld) -> AssignmentEffect:
    """The numbers of an effect of being assigned, or why it is withheld."""
    if isinstance(result, Withheld):
        return AssignmentEffect(outcome=result.outcome, withheld=result.reason)
    return AssignmentEffect(
        outcome=result.outcome,
        estimate=finite(result.estimate),
        std_error=finite(result.std_error),
        ci_low=finite(result.ci_low),
        ci_high=finite(result.ci_high),
        p_value=finite(result.p_value),
        dof=finite(result.dof),
        n=result.n,
        clusters=result.clusters,
        method=result.method,
        level=result.level,
        notes=result.notes,
    )


def use_effect(result: LateEstimate | Withheld) -> UseEffect:
    """The numbers of an effect of using it, or why it is withheld.

    The interval and the p-value are those of the Anderson-Rubin test, which hold however little
    the assignment moves usage; those of two-stage least squares stand beside them.
    """
    if isinstance(result, Withheld):
        return UseEffect(outcome=result.outcome, withheld=result.reason)
    return UseEffect(
        outcome=result.outcome,
        estimate=finite(result.estimate),
        std_error=finite(result.std_error),
        ci_low=finite(result.ar_low),
        ci_high=finite(result.ar_high),
        p_value=finite(result.ar_p),
        wald_low=finite(result.ci_low),
        wald_high=finite(result.ci_high),
        wald_p=finite(result.p_value),
        dof=finite(result.dof),
        n=result.n,
        clusters=result.clusters,
        method=f"{result.method}; interval of Anderson-Rubin",
        level=result.level,
        notes=result.notes,
        first_stage=finite(result.first_stage),
        first_stage_f=finite(result.first_stage_f),
        ar_low=finite(result.ar_low),
        ar_high=finite(result.ar_high),
        ar_set=tuple((finite(low), finite(high)) for low, high in result.ar_set),
    )


def without_interval(effect: UseEffect) -> UseEffect:
    """The effect of use with its Anderson-Rubin set alone."""
    note = (
        "being assigned moves usage too little for an estimate; the Anderson-Rubin set is the "
        "answer that can be trusted"
    )
    return replace(
        effect,
        estimate=None,
        std_error=None,
        ci_low=None,
        ci_high=None,
        p_value=None,
        wald_low=None,
        wald_high=None,
        wald_p=None,
        dof=None,
        notes=(*effect.notes, note),
    )


# --- what it means ---------------------------------------------------------------------------


def with_meaning(
    effect: AnyEffect, *, level: float | None = None, planned: PlannedOutcome | None = None
) -> AnyEffect:
    """The effect in its outcome's unit and, if the outcome is a planned one, with its verdict.

    ``level`` is the comparison arm's mean, for outcomes that are logarithms of a time.
    """
    if effect.estimate is None:
        return effect
    return replace(
        effect,
        change=effect_in_units(effect, level),
        verdict=None if planned is None else verdict(effect, planned),
    )


def effect_in_units(effect: AssignmentEffect | UseEffect, level: float | None) -> Change:
    """What the effect and its interval are in the outcome's unit.

    For logarithms it is the percentage by which the geometric mean changes, and ``seconds`` what
    this makes of ``level``, the other arm's mean.
    """
    kind = outcome_named(effect.outcome).kind
    if is_log(effect.outcome):
        change = _change("percent", effect, lambda value: 100 * math.expm1(value))
        if kind != "log seconds" or level is None:
            return change
        seconds = _change("seconds", effect, lambda value: level * math.expm1(value))
        return replace(change, seconds=seconds)
    if kind == "share":
        return _change("percentage points", effect, lambda value: 100 * value)
    units: dict[str, ChangeUnit] = {"seconds": "seconds", "points": "points"}
    return _change(units.get(kind, "units"), effect, lambda value: value)


def _change(
    unit: ChangeUnit, effect: AssignmentEffect | UseEffect, convert: Callable[[float], float]
) -> Change:
    return Change(
        unit=unit,
        value=_converted(effect.estimate, convert),
        low=_converted(effect.ci_low, convert),
        high=_converted(effect.ci_high, convert),
    )


def _converted(value: float | None, convert: Callable[[float], float]) -> float | None:
    if value is None:
        return None
    try:
        return finite(float(convert(value)))
    except OverflowError:
        return None


def verdict(effect: AssignmentEffect | UseEffect, planned: PlannedOutcome) -> Verdict:
    """``better``, ``worse``, ``changed`` if the plan says neither, or ``unclear``."""
    low, high = effect.ci_low, effect.ci_high
    if low is None or high is None or low <= 0 <= high:
        return "unclear"
    if planned.better is None:
        return "changed"
    return "better" if (low > 0) == (planned.better == "higher") else "worse"


# --- means -----------------------------------------------------------------------------------


def arm_means(sample: Sample, fewest: int) -> ArmMeans:
    """Means of the outcome by arm on the rows compared, and the standard deviation without it.

    Means of fewer than ``fewest`` agents are null.
    """
    rows, level = sample.used, outcome_named(sample.outcome).level
    after = with_access(rows)
    treated, control = of_arm(after, 1), of_arm(after, 0)
    control_mean = _mean(control, sample.outcome, fewest)
    has_level = level is not None and level in rows.columns
    return ArmMeans(
        control_level=_mean(control, str(level), fewest) if has_level else None,
        treated_mean=_mean(treated, sample.outcome, fewest),
        control_mean=control_mean,
        control_sd=None if control_mean is None else finite(float(control[sample.outcome].std())),
    )


def _mean(rows: Frame, column: str, fewest: int) -> float | None:
    if rows["agent"].nunique() < fewest:
        return None
    return finite(float(rows[column].mean()))

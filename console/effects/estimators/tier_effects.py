"""Effects by tier, from one regression that also lets each tier go its own way over time.

Tiers cut on a measure from before regress to the mean: who was above their level by chance does
worse later, treated or not. With ``time`` every tier has effects of each period or day of its own,
so that its treated are compared only with the untreated of the same tier at the same time:

    outcome ~ Σ_k β_k · treatment·1(tier = k) | fixed effects + tier × time + controls.

Without ``time`` (a table without a period before) each tier has its own level. The effects of usage
take treatment·1(tier = k) as instruments for usage·1(tier = k).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, LateEstimate, Withheld
from console.effects.estimators.anderson_rubin import ReducedForms
from console.effects.linear.caveats import late_notes
from console.effects.linear.fits import Fit, Wald
from console.effects.linear.numeric_rows import column
from console.effects.linear.regression_data import Clusters, RegressionData
from console.effects.linear.regressors import Regressors


@dataclass(frozen=True, slots=True, kw_only=True)
class ByTier:
    """Effects by tier, in the tiers' order, and joint tests that they are the same in all.

    If no usage was named, ``late`` is empty and ``equal_late`` null; if the effects of usage can't
    be estimated, ``late`` is empty and ``equal_late`` says why.
    """

    outcome: str
    itt: dict[str, Estimate]
    late: dict[str, LateEstimate]
    equal_itt: Wald | Withheld
    equal_late: Wald | Withheld | None


def by_tier(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    tier: str,
    usage: str | None = None,
    time: str | None = None,
    cluster: Clusters = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "auto",
    weights: str | None = None,
    level: float = 0.95,
) -> ByTier:
    """The effect of ``treatment`` in each tier, and that of ``usage`` if it is named.

    ``time`` is the period or the day that tiers are crossed with. Tiers are in the order of their
    categories, or else of their names. Other arguments are those of ``itt``.

    Raises:
        EffectsError: a column can't be used, or a tier is all in one arm.
    """
    table, tiers = _split(frame, tier, [treatment, *([usage] if usage else [])])
    assigned = [_name(treatment, each) for each in tiers]
    used = [_name(usage, each) for each in tiers] if usage else []
    crossed = tier if time is None else f"{tier} × {time}"
    data = RegressionData(
        table.assign(**{crossed: _crossed(table, tier, time)}),
        [outcome, *assigned, *used, *controls],
        absorb=(*(each for each in fixed_effects if each not in (time, tier)), crossed),
        cluster=cluster,
        weights=weights,
    )
    plain = Regressors.plain(data, [*assigned, *controls], inference)
    fit = plain.fit(outcome)
    effects = ByTier(
        outcome=outcome,
        itt=dict(zip(tiers, (fit.estimate(name, level) for name in assigned), strict=True)),
        late={},
        equal_itt=equal(fit, assigned),
        equal_late=None,
    )
    return (
        _with_usage(effects, plain, fit, dict(zip(tiers, used, strict=True))) if usage else effects
    )


def equal(fit: Fit, names: Sequence[str]) -> Wald | Withheld:
    """The joint test that coefficients are all the same, or why there is none."""
    if len(names) < 2:
        return Withheld(outcome=fit.outcome, reason="there is one tier only")
    try:
        return fit.wald([{name: 1.0, names[0]: -1.0} for name in names[1:]])
    except EffectsError as error:
        return Withheld(outcome=fit.outcome, reason=str(error))


def _with_usage(effects: ByTier, plain: Regressors, fit: Fit, used: Mapping[str, str]) -> ByTier:
    """With the effects of usage, if there are any."""
    controls = plain.names[len(used) :]
    try:
        regressors = Regressors.instrumented(plain, [*used.values(), *controls], plain.reading.kind)
    except EffectsError as error:
        return replace(effects, equal_late=Withheld(outcome=effects.outcome, reason=str(error)))
    second, level = regressors.fit(effects.outcome), next(iter(effects.itt.values())).level
    late = {
        tier: _with_first(second.estimate(name, level), fit, plain.fit(name), place)
        for place, (tier, name) in enumerate(used.items())
    }
    return replace(effects, late=late, equal_late=equal(second, list(used.values())))


def _with_first(estimate: Estimate, outcome: Fit, usage: Fit, place: int) -> LateEstimate:
    """With the tier's own first stage and Anderson-Rubin set."""
    forms = _forms(outcome, usage, place)
    pieces = forms.accepted(estimate.level)
    moved = float(usage.coefficients[place])
    noise = float(usage.vcov[place, place])
    strength = moved**2 / noise if noise else math.inf
    return LateEstimate(
        **asdict(replace(estimate, notes=(*estimate.notes, *late_notes(strength, pieces)))),
        first_stage=moved,
        first_stage_f=strength,
        ar_low=pieces[0][0] if pieces else None,
        ar_high=pieces[-1][1] if pieces else None,
        ar_p=forms.p_value(0.0),
        ar_set=pieces,
    )


def _forms(outcome: Fit, usage: Fit, place: int) -> ReducedForms:
    own = slice(place, place + 1)
    crossed = outcome.inference.covariance(outcome.residuals, usage.residuals)
    return ReducedForms(
        outcome.coefficients[own],
        usage.coefficients[own],
        outcome.vcov[own, own],
        usage.vcov[own, own],
        crossed[own, own],
        float(outcome.dof[place]),
    )


def _split(
    frame: pd.DataFrame, tier: str, names: Sequence[str]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The table with a column for each name and tier, and the tiers."""
    labels = column(frame, tier).astype("category")
    present = [each for each in labels.cat.categories if (labels == each).any()]
    if not present:
        raise EffectsError(f"column {tier!r} is empty: no agent has a tier")
    columns = {
        _name(name, each): column(frame, name) * (labels == each)
        for name in names
        for each in present
    }
    return frame.assign(**columns), tuple(str(each) for each in present)


def _name(name: str, tier: object) -> str:
    return f"{name} in {tier}"


def _crossed(frame: pd.DataFrame, tier: str, time: str | None) -> pd.Series:
    """A number for each combination; empty where one of them is."""
    names = [tier] if time is None else [tier, time]
    for name in names:
        column(frame, name)
    codes = frame.groupby(names, observed=True, dropna=True).ngroup()
    return codes.where(codes >= 0)

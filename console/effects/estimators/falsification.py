"""Comparisons that should find nothing: before the study, where it was never used, who rated.

Their results show how far the main results can be trusted.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.estimators.itt_late import itt
from console.effects.linear.numeric_rows import column
from console.effects.linear.regression import fit_ols

_FEWEST = 2


def placebo(
    frame: pd.DataFrame,
    *,
    treated: str,
    period: str,
    day: str,
    treatment: str = "treat",
    tier: str | None = None,
    measure: str | None = None,
    agent: str = "agent",
) -> pd.DataFrame:
    """The days before, as if the study had begun in the middle of them.

    ``period`` and ``treatment`` are set anew; any regression can be run on the rows as on the real
    ones. With ``tier`` and the ``measure`` that tiers are quantiles of, tiers are cut anew from the
    first half alone, in the shares they have, so that agents above their level by chance in it
    regress in the second just as in the study.

    Raises:
        EffectsError: there are fewer than two days before, or a column is missing.
    """
    before = frame[column(frame, period) == 0]
    days = np.sort(column(before, day).dropna().unique())
    if len(days) < 2:
        raise EffectsError(f"{len(days)} days before the study can't be cut in two: two are needed")
    later = (before[day] >= days[len(days) // 2]).astype(int)
    rows = before.assign(**{period: later, treatment: column(before, treated) * later})
    if tier is None or measure is None:
        return rows
    means = rows[later == 0].groupby(agent, observed=True)[measure].mean().dropna()
    return rows.assign(**{tier: rows[agent].map(_recut(rows, means, tier, measure, agent))})


def never_takers(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    usage: str,
    agent: str,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "auto",
    level: float = 0.95,
) -> Estimate:
    """The effect on treated agents who never used it, which should be nil.

    They chose not to, so without a period before (``agent`` among the fixed effects) they may
    differ from the untreated in the first place. With it, the comparison assumes that they would
    have gone on as the untreated did.

    Raises:
        EffectsError: fewer than two treated agents never used it, or a column can't be used.
    """
    assigned = column(frame, treatment) > 0
    used = (column(frame, usage) > 0) & assigned
    ever = frame[agent].map(used.groupby(column(frame, agent), observed=True).any()).astype(bool)
    never = int(frame.loc[assigned & ~ever, agent].nunique())
    everybody = int(frame.loc[assigned, agent].nunique())
    if never < _FEWEST:
        raise EffectsError(f"{never} treated agents never used it: two are needed for a comparison")
    names = {
        "treated, never used": frame[treatment] * ~ever,
        "treated, used": frame[treatment] * ever,
    }
    regressors = [name for name, values in names.items() if (values != 0).any()]
    estimate = fit_ols(
        frame.assign(**names), outcome, [*regressors, *controls], fixed_effects, agent, inference
    ).estimate(regressors[0], level)
    return replace(
        estimate, notes=(*estimate.notes, _selected(never, everybody, agent in fixed_effects))
    )


def rating_response(
    frame: pd.DataFrame,
    *,
    treatment: str,
    outcome: str = "rated_share",
    cluster: str | None = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "auto",
    level: float = 0.95,
) -> Estimate:
    """The effect on the share of chats that were rated, with a warning if it is not nil.

    Raises:
        EffectsError: as ``itt``.
    """
    estimate = itt(
        frame,
        outcome=outcome,
        treatment=treatment,
        cluster=cluster,
        fixed_effects=fixed_effects,
        controls=controls,
        inference=inference,
        level=level,
    )
    if estimate.p_value >= 1 - level:
        return estimate
    warning = "Who rates changed with the treatment, so effects on ratings are partly on who rated."
    return replace(estimate, notes=(*estimate.notes, warning))


def _selected(never: int, treated: int, followed: bool) -> str:
    assumed = "would have gone on as the untreated did" if followed else "were like the untreated"
    return (
        f"{never} of {treated} treated agents never used it. They chose so; that they differ by "
        f"nothing else assumes that they {assumed}."
    )


def _recut(rows: pd.DataFrame, means: pd.Series, tier: str, measure: str, agent: str) -> pd.Series:
    """Tiers of agents by the rank of their means, as large and in the order as they are now."""
    order = rows.groupby(tier, observed=True)[measure].mean().sort_values().index
    people = rows.drop_duplicates(agent)[tier].value_counts()[order].cumsum().to_numpy()
    ends = np.round(people / people[-1] * len(means))
    place = np.searchsorted(ends, means.rank(method="first").to_numpy() - 1, side="right")
    return pd.Series(order[place], index=means.index)

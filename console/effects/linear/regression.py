"""Regressions with several coefficients: least squares and two-stage least squares.

Fixed effects are absorbed, never estimated. What comes back can be read coefficient by coefficient,
as linear combinations, or tested jointly.
"""

from collections.abc import Sequence

import pandas as pd

from console.effects.errors import EffectsError
from console.effects.linear.fits import Fit
from console.effects.linear.regression_data import Clusters, RegressionData, check_roles
from console.effects.linear.regressors import Regressors


def fit_ols(
    frame: pd.DataFrame,
    outcome: str,
    regressors: Sequence[str],
    absorb: Sequence[str] = (),
    cluster: Clusters = None,
    inference: str = "CR2",
    *,
    weights: str | None = None,
) -> Fit:
    """Regress an outcome on columns by (weighted) least squares.

    Args:
        frame: one row an observation; rows with an empty value in a column used are left out.
        outcome: what is explained.
        regressors: what explains it; without ``absorb`` there is a constant besides.
        absorb: columns of fixed effects, of any type.
        cluster: a column, or a pair of them for "two-way".
        inference: one of ``console.effects.linear.covariance.KINDS``.
        weights: a column of positive weights.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    check_roles([outcome], regressors)
    data = RegressionData(
        frame, [outcome, *regressors], absorb=absorb, cluster=cluster, weights=weights
    )
    return Regressors.plain(data, regressors, inference).fit(outcome)


def fit_iv(
    frame: pd.DataFrame,
    outcome: str,
    endogenous: Sequence[str],
    instruments: Sequence[str],
    exogenous: Sequence[str] = (),
    absorb: Sequence[str] = (),
    cluster: Clusters = None,
    inference: str = "CR2",
    *,
    weights: str | None = None,
) -> Fit:
    """Regress an outcome on columns that instruments move, by two-stage least squares.

    The coefficients are those of ``endogenous``, then of ``exogenous``. CR2 adjusts for the
    leverage of the projected regressors. Other arguments are those of ``fit_ols``.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    check_roles([outcome], endogenous, instruments, exogenous)
    if len(instruments) < len(endogenous):
        raise EffectsError(
            f"{len(instruments)} instruments can't tell {len(endogenous)} effects apart: "
            "name as many instruments as endogenous columns"
        )
    names = [*endogenous, *exogenous]
    data = RegressionData(
        frame, [outcome, *names, *instruments], absorb=absorb, cluster=cluster, weights=weights
    )
    outside = Regressors.plain(data, [*instruments, *exogenous], inference)
    return Regressors.instrumented(outside, names, inference).fit(outcome)

"""The two effects of an assignment: on everybody (ITT), and on those whom it made use it (LATE)."""

import math
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate, LateEstimate
from console.effects.estimators.anderson_rubin import ReducedForms
from console.effects.estimators.identification import check_arms, check_usage
from console.effects.estimators.wild_bootstrap import bootstrap, bootstrapped
from console.effects.linear.caveats import late_notes
from console.effects.linear.fits import Fit
from console.effects.linear.regression_data import Clusters, RegressionData, check_roles
from console.effects.linear.regressors import Regressors
from console.effects.randomization.assignment_mechanism import inferred
from console.effects.randomization.randomization import randomization_test


def itt(
    frame: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    cluster: Clusters = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "CR2",
    weights: str | None = None,
    level: float = 0.95,
) -> Estimate:
    """The effect of being assigned, whatever was made of it.

    Args:
        frame: one row an observation; rows with an empty value in a column used are left out.
        outcome: what may have changed.
        treatment: 1 where the assignment says so, else 0 (or an amount).
        cluster: the unit of assignment, or a pair of columns for "two-way".
        fixed_effects: columns whose levels are absorbed.
        controls: columns held equal.
        inference: one of ``console.effects.linear.covariance.KINDS``, "wild" (bootstrap), or
            "randomization" (with clusters that were assigned without blocks; for others see there).
        weights: a column of positive weights.
        level: confidence of the interval.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    if inference == "randomization":
        return _randomized(
            frame, outcome, treatment, cluster, fixed_effects, controls, weights, level
        )
    check_roles([outcome, treatment], controls)
    numbers = [outcome, treatment, *controls]
    data = RegressionData(frame, numbers, absorb=fixed_effects, cluster=cluster, weights=weights)
    check_arms(data, treatment)
    regressors = Regressors.plain(data, [treatment, *controls], _tested(inference))
    fit = regressors.fit(outcome)
    estimate = fit.estimate(treatment, level)
    if inference != "wild":
        return estimate
    return bootstrapped(estimate, bootstrap(regressors, fit, regressors.fit(treatment)))


def late(
    frame: pd.DataFrame,
    *,
    outcome: str,
    usage: str,
    assignment: str | Sequence[str],
    cluster: Clusters = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "CR2",
    weights: str | None = None,
    level: float = 0.95,
) -> LateEstimate:
    """The effect of usage on those whom the assignment made use it.

    ``assignment`` is the instrument for ``usage``; several are several instruments, and the first
    stage that is reported is the first one's. The interval is that of two-stage least squares (with
    "wild" that of bootstrapped Anderson-Rubin tests). Where the first stage is weak, the
    Anderson-Rubin set is what to read, and a note says so. Other arguments are those of ``itt``.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    assignments = [assignment] if isinstance(assignment, str) else list(assignment)
    if inference == "randomization" or (inference == "wild" and len(assignments) > 1):
        raise EffectsError(f"inference {inference!r} is not for this LATE: ask for CR2, or the ITT")
    check_roles([outcome, usage], assignments, controls)
    numbers = [outcome, usage, *assignments, *controls]
    data = RegressionData(frame, numbers, absorb=fixed_effects, cluster=cluster, weights=weights)
    check_usage(data, usage)
    for each in assignments:
        check_arms(data, each)
    outside = Regressors.plain(data, [*assignments, *controls], _tested(inference))
    regressors = Regressors.instrumented(outside, [usage, *controls], _tested(inference))
    first, reduced = outside.fit(usage), outside.fit(outcome)
    estimate = regressors.fit(outcome).estimate(usage, level)
    if inference == "wild":
        estimate = bootstrapped(estimate, bootstrap(outside, reduced, first))
    return _late(
        estimate, first, ReducedForms.of(reduced, first, len(assignments)), len(assignments)
    )


def effective_f(first: Fit, instruments: int) -> float:
    """The strength of a first stage (Montiel Olea and Pflueger 2013).

    The first coefficients must be the instruments'. With one of them it is the square of its t; it
    is infinite where the assignment alone decides usage.
    """
    some = slice(0, instruments)
    moved = first.coefficients[some]
    products = np.linalg.inv(first.inference.inverse[some, some])
    noise = float(np.trace(first.vcov[some, some] @ products))
    return float(moved @ products @ moved) / noise if noise else math.inf


def _tested(inference: str) -> str:
    """What a regression is asked for; a bootstrap starts from t statistics of CR1."""
    return "CR1" if inference == "wild" else inference


def _randomized(
    frame: pd.DataFrame,
    outcome: str,
    treatment: str,
    cluster: Clusters,
    fixed_effects: Sequence[str],
    controls: Sequence[str],
    weights: str | None,
    level: float,
) -> Estimate:
    if weights is not None or isinstance(cluster, tuple):
        raise EffectsError('inference "randomization" takes no weights and one cluster at most')
    table, mechanism = inferred(frame, treatment, cluster, fixed_effects)
    return randomization_test(
        table,
        outcome=outcome,
        treatment=treatment,
        mechanism=mechanism,
        fixed_effects=fixed_effects,
        controls=controls,
        level=level,
    )


def _late(estimate: Estimate, first: Fit, forms: ReducedForms, instruments: int) -> LateEstimate:
    pieces = forms.accepted(estimate.level)
    strength = effective_f(first, instruments)
    return LateEstimate(
        **asdict(replace(estimate, notes=(*estimate.notes, *late_notes(strength, pieces)))),
        first_stage=float(first.coefficients[0]),
        first_stage_f=strength,
        ar_low=pieces[0][0] if pieces else None,
        ar_high=pieces[-1][1] if pieces else None,
        ar_p=forms.p_value(0.0),
        ar_set=pieces,
    )

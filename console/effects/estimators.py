"""The two effects of an assignment: on everybody (ITT), and on those whom it made use it (LATE)."""

import math
from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.anderson_rubin import Pieces, ReducedForms
from console.effects.design import Design
from console.effects.errors import EffectsError
from console.effects.fits import Fit
from console.effects.problem import Clusters, Problem
from console.effects.results import Estimate, LateEstimate
from console.effects.rows import Codes, Numbers

_HALF = 0.499
"""A cluster with so much of the treatment's variation is what the estimate rests on."""

WEAK = 10.0
"""Below this effective F an interval of two-stage least squares is not to be trusted."""


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
        inference: one of ``console.effects.inference.KINDS``, or "wild".
        weights: a column of positive weights.
        level: confidence of the interval.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    numbers = [outcome, treatment, *controls]
    problem = Problem(frame, numbers, absorb=fixed_effects, cluster=cluster, weights=weights)
    _check_arms(problem, treatment)
    design = Design.plain(problem, [treatment, *controls], inference)
    return design.fit(outcome).estimate(treatment, level)


def late(
    frame: pd.DataFrame,
    *,
    outcome: str,
    usage: str,
    assignment: str,
    cluster: Clusters = None,
    fixed_effects: Sequence[str] = (),
    controls: Sequence[str] = (),
    inference: str = "CR2",
    weights: str | None = None,
    level: float = 0.95,
) -> LateEstimate:
    """The effect of usage on those whom the assignment made use it.

    ``assignment`` is the instrument for ``usage``. The interval is that of two-stage least squares;
    where the first stage is weak, the Anderson-Rubin set is what to read, and a note says so.
    Other arguments are those of ``itt``.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    numbers = [outcome, usage, assignment, *controls]
    problem = Problem(frame, numbers, absorb=fixed_effects, cluster=cluster, weights=weights)
    _check_usage(problem, usage)
    _check_arms(problem, assignment)
    outside = Design.plain(problem, [assignment, *controls], inference)
    design = Design.instrumented(outside, [usage, *controls], inference)
    first, reduced = outside.fit(usage), outside.fit(outcome)
    found = design.fit(outcome).estimate(usage, level)
    return _late(found, first, ReducedForms.of(reduced, first, 1))


def _late(found: Estimate, first: Fit, forms: ReducedForms) -> LateEstimate:
    pieces = forms.accepted(found.level)
    strength = float(first.coefficients[0] ** 2 / first.vcov[0, 0])
    return LateEstimate(
        **asdict(replace(found, notes=(*found.notes, *_warnings(strength, pieces)))),
        first_stage=float(first.coefficients[0]),
        first_stage_f=strength,
        ar_low=pieces[0][0] if pieces else None,
        ar_high=pieces[-1][1] if pieces else None,
        ar_set=pieces,
    )


def _warnings(strength: float, pieces: Pieces) -> tuple[str, ...]:
    notes = []
    if strength < WEAK:
        notes.append(
            f"The assignment moved usage little (effective F {strength:.1f}, below {WEAK:.0f}): "
            "read the Anderson-Rubin set instead of the interval."
        )
    if not pieces:
        notes.append("No effect is compatible with the data: the assumptions don't hold together.")
    elif len(pieces) > 1:
        notes.append("The Anderson-Rubin set is two rays: it leaves out only values between them.")
    elif math.isinf(pieces[0][0]) or math.isinf(pieces[0][1]):
        notes.append("The Anderson-Rubin set has no end: the data don't bound the effect.")
    return tuple(notes)


def _check_usage(problem: Problem, usage: str) -> None:
    values = problem.rows.numbers[usage]
    if not values.any():
        raise EffectsError(
            f"nobody used it: {usage!r} is 0 in all {len(values):,} rows, "
            "so there is no effect of usage to estimate"
        )


def _check_arms(problem: Problem, treatment: str) -> None:
    """Two clusters at least must have been treated at some time, and two not, if any were never."""
    values = problem.rows.numbers[treatment]
    if (values == values[0]).all():
        raise EffectsError(
            f"all {len(values):,} rows are in one arm ({treatment!r} is {values[0]:g}): "
            "an effect needs a comparison"
        )
    if len(problem.clusters) == 1 and set(np.unique(values)) == {0.0, 1.0}:
        _check_clusters(values, problem.residual(values), problem.clusters[0])


def _check_clusters(values: Numbers, left: Numbers, cluster: Codes) -> None:
    """One cluster must not be all of an arm, unless others were in both arms besides."""
    heaviest = (np.bincount(cluster, weights=left**2) / (left @ left)).max()
    ever = np.bincount(cluster, weights=values) > 0
    for arm, count in (("treated", int(ever.sum())), ("not treated", int((~ever).sum()))):
        if count == 1 and heaviest > _HALF:
            raise EffectsError(
                f"only one cluster is ever {arm}: its effect can't be told from what is "
                "peculiar to it; a study needs several in each arm"
            )

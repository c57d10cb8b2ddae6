"""Regressions with several coefficients: least squares and two-stage least squares.

Fixed effects are absorbed, never estimated. What comes back can be read coefficient by coefficient,
as linear combinations, or tested jointly.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd  # type: ignore[import-untyped] # ships no types

from console.effects.errors import EffectsError
from console.effects.fits import Fit
from console.effects.inference import infer
from console.effects.problem import Clusters, Problem
from console.effects.rows import Numbers

_UNMOVED = 1e-9
"""Instruments that move so small a share of a column's variation don't move it."""

_ALIKE = 1e-7
"""A projected column with so small a share of its own is a combination of the others."""


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
        inference: one of ``console.effects.inference.KINDS``.
        weights: a column of positive weights.

    Raises:
        EffectsError: the table can't answer; the text says why.
    """
    _check_roles([outcome], regressors)
    problem = Problem(
        frame, [outcome, *regressors], absorb=absorb, cluster=cluster, weights=weights
    )
    return least_squares(problem, outcome, regressors, inference)


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
    _check_roles([outcome], endogenous, instruments, exogenous)
    if len(instruments) < len(endogenous):
        raise EffectsError(
            f"{len(instruments)} instruments can't tell {len(endogenous)} effects apart: "
            "name as many instruments as endogenous columns"
        )
    names = [*endogenous, *exogenous]
    problem = Problem(
        frame, [outcome, *names, *instruments], absorb=absorb, cluster=cluster, weights=weights
    )
    return two_stage(problem, outcome, names, [*instruments, *exogenous], inference)


def least_squares(problem: Problem, outcome: str, regressors: Sequence[str], inference: str) -> Fit:
    """``fit_ols`` on rows that are ready."""
    design = problem.columns(regressors)
    reading = infer(inference, design, problem.absorption, problem.clusters)
    target = problem.outcome(outcome)
    coefficients = _solve(design, target)
    return Fit.of(
        outcome, regressors, coefficients, target - design @ coefficients, reading
    ).noting("least squares", problem.words, problem.rows.notes)


def two_stage(
    problem: Problem, outcome: str, names: Sequence[str], outside: Sequence[str], inference: str
) -> Fit:
    """``fit_iv`` on rows that are ready; ``outside`` are all columns that nothing here moves."""
    given = problem.columns(names)
    projected = _project(given, problem.columns(outside))
    _check_moved(names, given, projected)
    reading = infer(inference, projected, problem.absorption, problem.clusters)
    target = problem.outcome(outcome)
    coefficients = _solve(projected, target)
    return Fit.of(outcome, names, coefficients, target - given @ coefficients, reading).noting(
        "two-stage least squares", problem.words, problem.rows.notes
    )


def _project(columns: Numbers, onto: Numbers) -> Numbers:
    """What least squares predicts of columns."""
    basis = np.linalg.qr(onto)[0]
    predicted: Numbers = basis @ (basis.T @ columns)
    return predicted


def _solve(design: Numbers, target: Numbers) -> Numbers:
    basis, triangle = np.linalg.qr(design)
    solved: Numbers = np.linalg.solve(triangle, basis.T @ target)
    return solved


def _check_roles(*roles: Sequence[str]) -> None:
    seen: set[str] = set()
    for name in (name for names in roles for name in names):
        if name in seen:
            raise EffectsError(f"column {name!r} is named twice: give it one role")
        seen.add(name)


def _check_moved(names: Sequence[str], given: Numbers, projected: Numbers) -> None:
    moved = np.linalg.norm(projected, axis=0) / np.linalg.norm(given, axis=0)
    for name, share in zip(names, moved, strict=True):
        if share < _UNMOVED:
            raise EffectsError(f"the instruments don't move {name!r} at all: it has no estimate")
    triangle = np.linalg.qr(projected / np.linalg.norm(projected, axis=0), mode="r")
    if np.abs(np.diag(triangle)).min() < _ALIKE:
        raise EffectsError(
            f"the instruments can't tell {' and '.join(map(repr, names))} apart: "
            "they move them in fewer directions"
        )

"""Regressors with all about them that no outcome changes, computed once for many outcomes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from console.effects.errors import EffectsError
from console.effects.linear.covariance import Inference, infer
from console.effects.linear.fits import Fit
from console.effects.linear.numeric_rows import Numbers
from console.effects.linear.regression_data import RegressionData

_ALIKE = 1e-12
"""Correlations with so small an eigenvalue are those of columns that say the same."""

_UNMOVED = 1e-9
"""Instruments that move so small a share of a column's variation don't move it."""


_ROUNDING = 1e-12
"""Residuals of so small a share of the outcome are no residuals."""


@dataclass(frozen=True)
class Regressors:
    """Regressors and their inference, for fitting as many outcomes as one likes.

    ``given`` are the regressors, ``orthonormal`` spans what of them is used (with instruments, what
    these predict), and ``root`` turns the one into the other. ``inference`` is what was asked for;
    ``reading``, what comes of it, is prepared when a first outcome is fitted.
    """

    data: RegressionData
    names: tuple[str, ...]
    given: Numbers
    orthonormal: Numbers
    root: Numbers
    inference: str
    how: str

    @classmethod
    def plain(cls, data: RegressionData, names: Sequence[str], inference: str) -> "Regressors":
        """Regressors that nothing in the model moves.

        Raises:
            EffectsError: one does not vary, or is a combination of others.
        """
        given = data.columns(names)
        _check_collinear(names, given)
        return cls(data, tuple(names), given, *_orthonormal(given), inference, "least squares")

    @classmethod
    def instrumented(
        cls, outside: "Regressors", names: Sequence[str], inference: str
    ) -> "Regressors":
        """Regressors of which only that part is used which those outside the model predict.

        Raises:
            EffectsError: besides the above, the instruments don't move the regressors.
        """
        given = outside.data.columns(names)
        predicted = outside.orthonormal @ (outside.orthonormal.T @ given)
        _check_moved(names, given, predicted)
        used = _orthonormal(predicted)
        how = "two-stage least squares"
        return cls(outside.data, tuple(names), given, *used, inference, how)

    @cached_property
    def reading(self) -> Inference:
        """The inference for these regressors.

        Raises:
            EffectsError: it does not fit the clusters, or there are too few rows.
        """
        absorption, clusters = self.data.absorption, self.data.clusters
        return infer(self.inference, self.orthonormal, self.root, absorption, clusters)

    def fit(self, outcome: str, values: Numbers | None = None) -> Fit:
        """Explain a column of the table, or other values (one for each row that is used).

        Raises:
            EffectsError: the inference does not fit the clusters, or there are too few rows.
        """
        raw = self.data.rows.numbers[outcome] if values is None else values
        target, size = self.data.residual(raw), float(np.linalg.norm(raw))
        coefficients = self.root @ (self.orthonormal.T @ target)
        residuals = _noticeable(target - self.given @ coefficients, size)
        fit = Fit.of(outcome, self.names, coefficients, residuals, self.reading)
        return fit.noting(self.how, self.data.words, self.data.rows.notes)


def _noticeable(residuals: Numbers, size: float) -> Numbers:
    """Residuals, unless they are only what rounding makes of a perfect fit."""
    if np.linalg.norm(residuals) <= _ROUNDING * size:
        return np.zeros_like(residuals)
    return residuals


def _orthonormal(columns: Numbers) -> tuple[Numbers, Numbers]:
    """Columns that span the same, and the matrix that makes them; twice, for the last digits."""
    size = np.linalg.norm(columns, axis=0)
    first = np.linalg.inv(np.linalg.cholesky(_products(columns / size))).T
    nearly = (columns / size) @ first
    second = np.linalg.inv(np.linalg.cholesky(_products(nearly))).T
    return nearly @ second, (first @ second) / size[:, None]


def _products(columns: Numbers) -> Numbers:
    products: Numbers = columns.T @ columns
    return products


def _alike(columns: Numbers) -> bool:
    scaled = columns / np.linalg.norm(columns, axis=0)
    return bool(np.linalg.eigvalsh(_products(scaled))[0] < _ALIKE)


def _check_collinear(names: Sequence[str], columns: Numbers) -> None:
    if not _alike(columns):
        return
    scaled = columns / np.linalg.norm(columns, axis=0)
    last = next(count for count in range(2, len(names) + 1) if _alike(columns[:, :count])) - 1
    combination = np.linalg.lstsq(scaled[:, :last], scaled[:, last])[0]
    others = [repr(names[int(i)]) for i in np.flatnonzero(np.abs(combination) > 1e-5)]
    raise EffectsError(
        f"column {names[last]!r} says no more than {' and '.join(others)} "
        "(with the fixed effects): leave one out"
    )


def _check_moved(names: Sequence[str], given: Numbers, predicted: Numbers) -> None:
    moved = np.linalg.norm(predicted, axis=0) / np.linalg.norm(given, axis=0)
    for name, share in zip(names, moved, strict=True):
        if share < _UNMOVED:
            raise EffectsError(f"the instruments don't move {name!r} at all: it has no estimate")
    if _alike(predicted):
        raise EffectsError(
            f"the instruments can't tell the effects of {' and '.join(map(repr, names))} apart: "
            "they move them all in the same way"
        )

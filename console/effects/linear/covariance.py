"""How far estimates may be off: covariance matrices, and the degrees of freedom they come with."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from console.effects.errors import EffectsError
from console.effects.linear.absorption import Absorption
from console.effects.linear.cr2 import Adjusted, adjusted, cluster_sums
from console.effects.linear.numeric_rows import Codes, Numbers

KINDS = ("auto", "CR2", "CR1", "HC1", "HC0", "classical", "two-way")
"""What a regression may be asked for; "CR2" without clusters is HC2 with Bell-McCaffrey's dof."""

_BY_ROW = ("HC1", "HC0", "classical")

CR2_UP_TO = 1_000
"""Clusters up to which "auto" takes CR2; above, CR1 says the same and takes less time."""


@dataclass(frozen=True, slots=True)
class Inference:
    """Turns residuals into a covariance matrix of coefficients.

    ``weights`` (rows × coefficients) turn residuals into deviations of coefficients, which are
    added up within each of ``groups``; each group's products count with its factor. No groups mean
    errors of equal variance.
    """

    kind: str
    weights: Numbers
    inverse: Numbers
    groups: tuple[tuple[float, Codes | None], ...]
    residual_dof: float
    adjustment: Adjusted | None
    clusters: int | None
    method: str

    def covariance(self, residuals: Numbers, others: Numbers | None = None) -> Numbers:
        """Of the coefficients, or between those of two regressions on the same regressors."""
        second = residuals if others is None else others
        if not self.groups:
            return self.inverse * float(residuals @ second) / self.residual_dof
        first = self.weights * residuals[:, None]
        then = first if others is None else self.weights * second[:, None]
        return sum(
            (factor * _summed(first, by).T @ _summed(then, by) for factor, by in self.groups),
            start=np.zeros_like(self.inverse),
        )

    def dof(self, direction: Numbers) -> float:
        """Degrees of freedom for one linear combination of the coefficients."""
        if self.adjustment is None:
            return self.residual_dof
        return self.adjustment.dof(direction[:, None])


def infer(
    kind: str,
    orthonormal: Numbers,
    root: Numbers,
    absorption: Absorption,
    clusters: Sequence[Codes],
) -> Inference:
    """Prepare inference for regressors from which fixed effects are taken out.

    Args:
        kind: one of ``KINDS``.
        orthonormal: columns that span the regressors.
        root: what the regressors are to be multiplied by to become these.
        absorption: the fixed effects.
        clusters: none, one, or two ways to cluster rows.

    Raises:
        EffectsError: the kind is unknown, does not fit the clusters, or too few rows are left.
    """
    count = min((int(codes.max()) + 1 for codes in clusters), default=None)
    kind = _resolved(kind, count, absorption, len(clusters))
    spare = _spare(len(orthonormal), len(root) + absorption.rank)
    adjustment = None
    if kind == "CR2":
        adjustment = _adjustment(orthonormal, root, absorption, clusters)
    return Inference(
        kind,
        orthonormal @ root.T if adjustment is None else adjustment.weights,
        root @ root.T,
        _groups(kind, clusters, len(orthonormal), len(root), absorption),
        spare if count is None else count - 1,
        adjustment,
        count,
        _words(kind, bool(clusters)),
    )


def _resolved(kind: str, count: int | None, absorption: Absorption, ways: int) -> str:
    if kind not in KINDS:
        raise EffectsError(f"inference {kind!r} is not known: take one of {', '.join(KINDS)}")
    if kind == "auto" and ways < 2:
        units = len(absorption.roots) if count is None else count
        return "CR2" if units <= CR2_UP_TO and absorption.has_basis else "CR1"
    kind = "two-way" if kind == "auto" else kind
    if kind == "two-way" and ways != 2:
        raise EffectsError('inference "two-way" needs a pair of columns to cluster by')
    if kind != "two-way" and ways > 1:
        raise EffectsError(f'inference {kind!r} takes one cluster: ask for "two-way" with a pair')
    if kind in _BY_ROW and ways:
        raise EffectsError(f"inference {kind!r} takes no clusters: ask for CR2 or CR1 with them")
    return kind


def _spare(rows: int, coefficients: int) -> int:
    if rows <= coefficients:
        raise EffectsError(
            f"{rows:,} rows can't carry {coefficients:,} coefficients: "
            "take controls or fixed effects out, or wait for more rows"
        )
    return rows - coefficients


def _adjustment(
    orthonormal: Numbers, root: Numbers, absorption: Absorption, clusters: Sequence[Codes]
) -> Adjusted:
    basis = np.hstack([orthonormal, absorption.basis])
    directions = np.zeros((basis.shape[1], root.shape[0]))
    directions[: root.shape[0]] = root.T
    cluster = clusters[0] if clusters else np.arange(len(orthonormal))
    return adjusted(basis, directions, cluster)


def _groups(
    kind: str, clusters: Sequence[Codes], n: int, k: int, absorption: Absorption
) -> tuple[tuple[float, Codes | None], ...]:
    """What is added up before it is squared, and the small-sample factor of each."""
    single = n / (n - k - absorption.rank)
    if kind == "classical":
        return ()
    if not clusters and kind != "CR2":
        return ((single if kind in ("HC1", "CR1") else 1.0, None),)
    if kind == "CR2":
        return ((1.0, clusters[0] if clusters else None),)
    counted = k + absorption.across + absorption.nested
    scale = (n - 1) / (n - counted)
    each = [(scale * _few(codes), codes) for codes in clusters]
    if kind == "two-way":
        both = clusters[0] * (int(clusters[1].max()) + 1) + clusters[1]
        crossed = np.unique(both, return_inverse=True)[1]
        each.append((-scale * _few(crossed), crossed))
    return tuple(each)


def _few(codes: Codes) -> float:
    count = int(codes.max()) + 1
    return count / (count - 1)


def _summed(scores: Numbers, by: Codes | None) -> Numbers:
    return scores if by is None else cluster_sums(by, scores)


def _words(kind: str, clustered: bool) -> str:
    return {
        "CR2": "CR2 errors, Satterthwaite dof" if clustered else "HC2 errors, Bell-McCaffrey dof",
        "CR1": "CR1 errors" if clustered else "HC1 errors",
        "classical": "errors of equal variance",
        "two-way": "errors clustered two ways",
    }.get(kind, f"{kind} errors")

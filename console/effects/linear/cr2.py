"""Residuals adjusted for leverage (CR2), and the degrees of freedom that tests with them have.

A cluster's residuals are too small because it pulled the regression towards itself. CR2 multiplies
those of cluster g by A_g = (I − X_g B X_g')^(−½). With Q an orthonormal basis of all regressors,
A_g X_g R = Q_g (I − Q_g'Q_g)^(−½) R', so that no matrix is larger than the smaller of the number of
rows in a cluster and of regressors. Degrees of freedom are Satterthwaite's under independent errors
of equal variance; joint tests are Hotelling's T² with the dof of Tipton and Pustejovsky (2015).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from console.effects.linear.numeric_rows import Codes, Numbers

_SERIES_BELOW = 0.35
"""Up to this leverage the power series is faster than eigenvalues, and as exact."""

_SATURATED = 1e-9
"""A direction with so little left is its cluster's alone; the generalised inverse drops it."""


@dataclass(frozen=True, slots=True)
class Adjusted:
    """How each coefficient reads the residuals, row by row, and what tests need to know besides.

    ``weights`` (rows × coefficients) turn residuals into deviations of coefficients; ``basis``
    (rows × regressors) spans all regressors. ``saturated_clusters`` counts clusters that
    alone determine a coefficient.
    """

    weights: Numbers
    basis: Numbers
    cluster: Codes
    saturated_clusters: int

    def dof(self, directions: Numbers) -> float:
        """Degrees of freedom for combinations of coefficients (in columns).

        For one it is Satterthwaite's (tr M)²/Σ M_ij²; for several η of the Wishart distribution
        that has the covariance matrix's mean and as much variance in all.
        """
        own, shared = self._by_cluster(self.weights @ directions)
        expected = own.sum(axis=0) - np.einsum("gsp,gtp->st", shared, shared)
        values, vectors = np.linalg.eigh(expected)
        scale = vectors / np.sqrt(values)
        own = scale.T @ own @ scale
        shared = np.einsum("ts,gtp->gsp", scale, shared)
        return len(values) * (len(values) + 1) / _variance(own, shared)

    def _by_cluster(self, weights: Numbers) -> tuple[Numbers, Numbers]:
        """Their products within clusters, and their projections on the regressors."""
        own = [cluster_sums(self.cluster, weights * column[:, None]) for column in weights.T]
        shared = [cluster_sums(self.cluster, self.basis * column[:, None]) for column in weights.T]
        return np.stack(own, axis=1), np.stack(shared, axis=1)


def cluster_sums(cluster: Codes, values: Numbers) -> Numbers:
    """Rows of each cluster added up."""
    rows = len(cluster)
    membership = sparse.csc_array((np.ones(rows), cluster, np.arange(rows + 1)))
    return np.asarray(membership @ values, dtype=np.float64)


def adjusted(basis: Numbers, directions: Numbers, cluster: Codes) -> Adjusted:
    """Adjust for leverage.

    Args:
        basis: orthonormal columns that span all regressors (rows × regressors).
        directions: what each coefficient is in this basis (regressors × coefficients).
        cluster: of each row, from 0 on.
    """
    weights, saturated = np.empty((len(cluster), directions.shape[1])), 0
    for rows in _batches(cluster):
        weights[rows], lost = _root(basis[rows], directions)
        saturated += lost
    return Adjusted(weights, basis, cluster, saturated)


def _batches(cluster: Codes) -> Iterator[Codes]:
    """Rows of clusters of the same size (clusters × size)."""
    order = np.argsort(cluster, kind="stable")
    sizes = np.bincount(cluster)
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        members = np.flatnonzero(sizes == size)
        for some in np.array_split(members, math.ceil(len(members) * size / 20_000)):
            yield order[starts[some][:, None] + np.arange(size)]


def _root(block: Numbers, directions: Numbers) -> tuple[Numbers, int]:
    """A_g Q_g u for each cluster of a batch, and how many had a direction all of their own."""
    tall = block.shape[1] > block.shape[2]
    across = block.transpose(0, 2, 1)
    leverage = across @ block if tall else block @ across
    start = np.broadcast_to(directions, (len(block), *directions.shape)) if tall else None
    applied, lost = _inverse_root(leverage, block @ directions if start is None else start)
    return (block @ applied if tall else applied), lost


def _inverse_root(leverage: Numbers, target: Numbers) -> tuple[Numbers, int]:
    """(I − leverage)^(−½) times target, for each of a batch."""
    bound = float(np.sqrt((leverage**2).sum(axis=(1, 2)).max()))
    if bound < _SERIES_BELOW:
        return _series(leverage, target, bound), 0
    values, vectors = np.linalg.eigh(leverage)
    left = 1 - values
    saturated = left < _SATURATED
    roots = np.where(saturated, 0, 1 / np.sqrt(np.where(saturated, 1, left)))
    turned = vectors.transpose(0, 2, 1) @ target
    return vectors @ (roots[:, :, None] * turned), int(saturated.any(axis=1).sum())


def _series(leverage: Numbers, target: Numbers, bound: float) -> Numbers:
    """The binomial series, until a term can't change the last digit."""
    total = np.array(target)
    term: Numbers = total
    power = 1
    while bound**power > 1e-17:
        term = leverage @ term * ((2 * power - 1) / (2 * power))
        total = total + term
        power += 1
    return total


def _variance(own: Numbers, shared: Numbers) -> float:
    """Of all entries of the estimated covariance matrix together.

    Between clusters i and j the deviations of coefficients covary by M_ij, which is what the
    cluster has of its own if i = j, less the product of projections. Normal errors then give
    Σ_ij (tr M_ij)² + tr(M_ij M_ij).
    """
    clusters, count, width = shared.shape
    flat = shared.reshape(clusters, count * width)
    products = flat.T @ flat
    fourfold = products.reshape(count, width, count, width)
    traces, sizes = np.einsum("gss->g", own), np.einsum("gp,gp->g", flat, flat)
    of_traces = traces @ traces - 2 * traces @ sizes + (products**2).sum()
    mixed = np.einsum("gst,gsp,gtp->", own, shared, shared, optimize=True)
    swapped = (fourfold * fourfold.transpose(2, 1, 0, 3)).sum()
    return float(of_traces + (own**2).sum() - 2 * mixed + swapped)

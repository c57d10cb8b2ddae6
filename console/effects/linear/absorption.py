"""Takes fixed effects out of columns, exactly, however many levels they have.

The largest effect is taken out by subtracting means, the others by solving one linear system of
their levels, which is small because the largest is not in it. Without any effect the constant is
taken out. Weighted rows are scaled by the root of their weight here, so that the rest of the
package need not handle weights.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from console.effects.errors import EffectsError
from console.effects.linear.numeric_rows import Codes, Numbers

MOST_LEVELS = 3_000
"""Maximum number of levels of all effects but the largest; time grows with the cube."""

_MOST_NUMBERS = 40_000_000
"""Maximum number of a basis's numbers held in memory (320 MB)."""

_TINY = 1e-10
"""Directions with less than this share of the largest one's variation are redundant."""


class Absorption:
    """Fixed effects of rows, ready to be taken out of any columns.

    ``nested`` says whether each level of the largest effect lies within one cluster. ``rank`` is
    the number of parameters of all effects, ``across`` of those that reach across clusters.
    """

    def __init__(
        self,
        effects: Mapping[str, Codes],
        weights: Numbers | None,
        clusters: Sequence[Codes],
        n: int,
    ) -> None:
        """Sort the effects out.

        Raises:
            EffectsError: all but the largest have more levels than can be solved for.
        """
        self.roots: Numbers = np.ones(n) if weights is None else np.sqrt(weights)
        first, others = _order(effects or {"constant": np.zeros(n, dtype=np.int64)}, clusters)
        self.nested = _inside(first, clusters)
        self._first, self._level = _dummies(first, self.roots), first
        self._mass = np.bincount(first, weights=self.roots**2).astype(np.float64)
        self._others = _stacked_dummies(others, self.roots, n)
        self._root_inverse = self._solve()
        solved = self._root_inverse.shape[1]
        self.rank = len(self._mass) + solved
        self.across = solved if self.nested else self.rank

    def residual(self, columns: Numbers) -> Numbers:
        """What the effects leave of columns (scaled by the roots of weights already)."""
        centred = self._centred(columns)
        if not self._root_inverse.shape[1]:
            return centred
        half = self._root_inverse.T @ (self._others.T @ centred)
        explained = self._others @ (self._root_inverse @ half)
        return self._centred(columns - explained)

    @property
    def has_basis(self) -> bool:
        """Whether there are few enough levels for a basis."""
        return bool(len(self.roots) * self.across <= _MOST_NUMBERS)

    @cached_property
    def basis(self) -> Numbers:
        """Orthonormal columns of all effects that reach across clusters.

        Effects within clusters need not be there: errors within a cluster that they explain don't
        change how residuals must be adjusted (Pustejovsky and Tipton 2018, theorem 2).

        Raises:
            EffectsError: they have too many levels to be held as columns.
        """
        if not self.has_basis:
            raise EffectsError(
                f"the fixed effects have {self.across:,} levels that reach across clusters, too "
                "many for CR2 errors: ask for CR1, or cluster by a unit that contains them"
            )
        solved = self._centred(self._others @ self._root_inverse)
        if self.nested:
            return solved
        means = self._first.toarray() / np.sqrt(self._mass)
        return np.hstack([means, solved])

    def _centred(self, columns: Numbers) -> Numbers:
        means = ((self._first.T @ columns).T / self._mass).T
        centred: Numbers = columns - (means[self._level].T * self.roots).T
        return centred

    def _solve(self) -> Numbers:
        """A root of the inverse of what the others have left of themselves."""
        if not self._others.shape[1]:
            return np.empty((0, 0))
        shared = (self._first.T @ self._others).toarray()
        own = (self._others.T @ self._others).toarray()
        values, vectors = np.linalg.eigh(own - shared.T @ (shared / self._mass[:, None]))
        kept = values > _TINY * np.diag(own).max()
        root: Numbers = vectors[:, kept] / np.sqrt(values[kept])
        return root


def within(inner: Codes, outer: Codes) -> bool:
    """Whether each level of one lies in one level of the other."""
    pairs = np.unique(inner * (int(outer.max()) + 1) + outer)
    return len(pairs) == int(inner.max()) + 1


def singletons(effects: Mapping[str, Codes]) -> NDArray[np.bool_]:
    """Rows that are the only ones of a level, or become so as others go; they are uninformative."""
    rows = len(next(iter(effects.values()), ()))
    gone = np.zeros(rows, dtype=bool)
    while True:
        single = np.zeros(rows, dtype=bool)
        for codes in effects.values():
            single |= np.bincount(codes[~gone], minlength=int(codes.max()) + 1)[codes] == 1
        if not (single & ~gone).any():
            return gone
        gone |= single


def _inside(codes: Codes, clusters: Sequence[Codes]) -> bool:
    return any(within(codes, cluster) for cluster in clusters)


def _order(effects: Mapping[str, Codes], clusters: Sequence[Codes]) -> tuple[Codes, list[Codes]]:
    """The one to take means of, and those of the others that it does not contain."""
    inside = [codes for codes in effects.values() if _inside(codes, clusters)]
    first = max(inside or effects.values(), key=lambda codes: int(codes.max()))
    others = [codes for codes in effects.values() if codes is not first]
    return first, [codes for codes in others if not within(first, codes)]


def _dummies(codes: Codes, roots: Numbers) -> sparse.csr_array:
    shape = (len(codes), int(codes.max()) + 1)
    return sparse.csr_array((roots, codes, np.arange(len(codes) + 1)), shape=shape)


def _stacked_dummies(effects: list[Codes], roots: Numbers, n: int) -> sparse.csr_array:
    levels = sum(int(codes.max()) + 1 for codes in effects)
    if levels > MOST_LEVELS:
        raise EffectsError(
            f"the fixed effects besides the largest have {levels:,} levels and at most "
            f"{MOST_LEVELS:,} can be solved for: leave one out, or make it coarser"
        )
    if not effects:
        return sparse.csr_array((n, 0))
    dummies = [_dummies(codes, roots) for codes in effects]
    return sparse.csr_array(sparse.hstack(dummies, format="csr"))

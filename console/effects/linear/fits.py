"""The results of a regression: coefficients, how they vary together, and tests of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

from console.effects.errors import EffectsError
from console.effects.estimates import Estimate
from console.effects.linear.caveats import dof_notes, leverage_notes
from console.effects.linear.covariance import Inference
from console.effects.linear.numeric_rows import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wald:
    """A joint test that combinations of coefficients are all nil: F with two degrees of freedom."""

    statistic: float
    numerator: int
    denominator: float
    p_value: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """Coefficients by name, their covariance, and the inference that tests of them rest on."""

    outcome: str
    names: tuple[str, ...]
    coefficients: Numbers
    vcov: Numbers
    n: int
    clusters: int | None
    method: str
    notes: tuple[str, ...]
    residuals: Numbers
    inference: Inference

    @classmethod
    def of(
        cls,
        outcome: str,
        names: Sequence[str],
        coefficients: Numbers,
        residuals: Numbers,
        reading: Inference,
    ) -> "Fit":
        """Put the results of a regression together."""
        vcov, mended = _positive(reading.covariance(residuals))
        return cls(
            outcome=outcome,
            names=tuple(names),
            coefficients=coefficients,
            vcov=vcov,
            n=len(residuals),
            clusters=reading.clusters,
            method=reading.method,
            notes=(*mended, *leverage_notes(reading)),
            residuals=residuals,
            inference=reading,
        )

    def noting(self, how: str, words: Sequence[str], notes: Sequence[str]) -> "Fit":
        """The same with how the estimate was got, and what happened to rows."""
        method = ", ".join([how, *words, self.method])
        return replace(self, method=method, notes=(*notes, *self.notes))

    @property
    def dof(self) -> Numbers:
        """The degrees of freedom of each coefficient's test."""
        return np.array([self.inference.dof(row) for row in np.eye(len(self.names))])

    def estimate(self, name: str, level: float = 0.95) -> Estimate:
        """One coefficient."""
        return self.combination({name: 1.0}, level)

    def combination(self, shares: Mapping[str, float], level: float = 0.95) -> Estimate:
        """A sum of coefficients, each times its share."""
        direction = self._direction(shares)
        variance = float(direction @ self.vcov @ direction)
        value = float(direction @ self.coefficients)
        if variance <= 0:
            raise EffectsError(
                f"the residuals of {self.outcome!r} leave no variance for "
                f"{' and '.join(shares)}: an interval would be of no width and wrong"
            )
        error, dof = variance**0.5, self.inference.dof(direction)
        half = float(stats.t.ppf((1 + check_level(level)) / 2, dof)) * error
        return Estimate(
            outcome=self.outcome,
            estimate=value,
            std_error=error,
            ci_low=value - half,
            ci_high=value + half,
            p_value=float(2 * stats.t.sf(abs(value) / error, dof)),
            dof=dof,
            n=self.n,
            clusters=self.clusters,
            method=self.method,
            level=level,
            notes=(*self.notes, *dof_notes(dof)),
        )

    def wald(self, combinations: Sequence[str | Mapping[str, float]]) -> Wald:
        """Whether all of some coefficients, or combinations of them, are nil.

        With CR2 it is Hotelling's T² with approximated degrees of freedom (HTZ), otherwise an F
        test whose denominator has those of a single coefficient.

        Raises:
            EffectsError: they depend on each other, or there are too few clusters for them.
        """
        shares = [{one: 1.0} if isinstance(one, str) else one for one in combinations]
        directions = np.column_stack([self._direction(one) for one in shares])
        count = directions.shape[1]
        quadratic = self._quadratic(directions)
        scale, denominator = self.joint(directions)
        statistic = scale * quadratic / count
        return Wald(
            statistic=statistic,
            numerator=count,
            denominator=denominator,
            p_value=float(stats.f.sf(statistic, count, denominator)),
            method="F" if self.inference.adjustment is None else "HTZ",
        )

    def joint(self, directions: Numbers) -> tuple[float, float]:
        """What to multiply a joint F by, and its denominator's degrees of freedom.

        Raises:
            EffectsError: there are too few clusters for so many combinations (columns) at once.
        """
        if self.inference.adjustment is None:
            return 1.0, self.inference.residual_dof
        eta = self.inference.adjustment.dof(directions)
        denominator = eta - directions.shape[1] + 1
        if denominator <= 0:
            raise EffectsError(
                f"there are too few clusters for a joint test of {directions.shape[1]} "
                "coefficients: test fewer at once"
            )
        return denominator / eta, denominator

    def _quadratic(self, directions: Numbers) -> float:
        values = directions.T @ self.coefficients
        covariance = directions.T @ self.vcov @ directions
        scale = np.sqrt(np.diag(covariance))
        if not scale.all() or np.linalg.eigvalsh(covariance / np.outer(scale, scale))[0] < 1e-12:
            raise EffectsError(
                f"{len(values)} coefficients can't be tested jointly: they depend on each other, "
                "or there are fewer clusters than that"
            )
        return float(values @ np.linalg.solve(covariance, values))

    def _direction(self, shares: Mapping[str, float]) -> Numbers:
        unknown = [name for name in shares if name not in self.names]
        if unknown:
            raise EffectsError(
                f"the regression has no coefficient {unknown[0]!r}: it has {', '.join(self.names)}"
            )
        return np.array([shares.get(name, 0.0) for name in self.names])


def check_level(level: float) -> float:
    """The level, if it can be one.

    Raises:
        EffectsError: it is not between 0 and 1.
    """
    if not 0 < level < 1:
        raise EffectsError(f"a confidence level of {level:g} is not between 0 and 1: give 0.95")
    return level


def _positive(vcov: Numbers) -> tuple[Numbers, tuple[str, ...]]:
    """Without negative eigenvalues, which clustering two ways can give."""
    values, vectors = np.linalg.eigh(vcov)
    if values.min() >= -1e-12 * abs(values).max():
        return vcov, ()
    mended: Numbers = vectors @ (np.maximum(values, 0)[:, None] * vectors.T)
    return mended, ("The covariance matrix had negative eigenvalues, which were set to 0.",)

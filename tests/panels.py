"""Random experiments on agents over days, and CR2 on them with nothing clever about it."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def panel(
    agents: int = 12, days: int = 6, seed: int = 0, share: float = 0.8, effect: float = 0.5
) -> pd.DataFrame:
    """Agents in teams of two over days, of which only a share is worked; half are treated later.

    Usage is one-sided: some treated agents use it on some days. ``x`` varies freely, ``w`` weighs.
    """
    rng = np.random.default_rng(seed)
    agent, day = np.divmod(np.arange(agents * days), days)
    worked = rng.random(len(agent)) < share
    agent, day = agent[worked], day[worked]
    treated = rng.permutation(np.arange(agents) % 2)[agent]
    treat = treated * (day >= days // 2).astype(float)
    n = len(agent)
    usage = treat * (rng.random(n) < 0.7)
    x = rng.normal(size=n) + 0.2 * day
    y = rng.normal(size=agents)[agent] + 0.1 * day + effect * usage + 0.3 * x + rng.normal(size=n)
    team = agent // 2
    columns: dict[str, Any] = {"agent": agent, "day": day, "team": team, "treated": treated}
    columns |= {"treat": treat, "usage": usage, "x": x, "y": y}
    columns |= {"z": treat + 0.3 * rng.normal(size=n), "w": rng.uniform(0.5, 2, n)}
    return pd.DataFrame(columns)


def dummies(frame: pd.DataFrame, *names: str) -> Numbers:
    """A column for each level of each effect, whatever of it is redundant."""
    columns: Numbers = np.hstack(
        [pd.get_dummies(frame[name]).to_numpy(dtype=float) for name in names]
    )
    return columns


@dataclass(frozen=True)
class Dense:
    """CR2 by its textbook formula, with matrices as large as the table is long."""

    weights: list[Numbers]
    residual_maker: Numbers

    def vcov(self, residuals: Numbers) -> Numbers:
        """Σ_g of what each cluster's residuals add to the coefficients, squared."""
        shares = np.array([each.T @ residuals for each in self.weights])
        added: Numbers = shares.T @ shares
        return added

    def dof(self, *places: int) -> float:
        """Of the Wishart with the mean and the total variance of the covariance matrix.

        For one coefficient this is Satterthwaite's (tr M)²/Σ M_ij².
        """
        parts = [each[:, list(places)] for each in self.weights]
        expected = sum((each.T @ self.residual_maker @ each for each in parts), start=np.zeros(()))
        values, vectors = np.linalg.eigh(expected)
        scaled = [each @ (vectors / np.sqrt(values)) for each in parts]
        pairs = [i.T @ self.residual_maker @ j for i in scaled for j in scaled]
        total = sum(float(np.trace(m) ** 2 + np.trace(m @ m)) for m in pairs)
        return float(len(places) * (len(places) + 1) / total)


def dense(regressors: Numbers, effects: Numbers, cluster: NDArray[np.int64]) -> Dense:
    """Adjust for leverage, with effects as columns beside the regressors.

    The weights are of the regressors' coefficients only.
    """
    both = np.hstack([regressors, effects])
    bread = np.linalg.pinv(both.T @ both)
    hat = both @ bread @ both.T
    weights = []
    for one in np.unique(cluster):
        mine = np.flatnonzero(cluster == one)
        adjustment = _inverse_root(np.eye(len(mine)) - hat[np.ix_(mine, mine)])
        rows = np.zeros((len(both), both.shape[1]))
        rows[mine] = adjustment @ both[mine] @ bread
        weights.append(rows[:, : regressors.shape[1]])
    return Dense(weights, np.eye(len(both)) - hat)


def _inverse_root(matrix: Numbers) -> Numbers:
    values, vectors = np.linalg.eigh(matrix)
    kept = values > 1e-9
    root: Numbers = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
    return root

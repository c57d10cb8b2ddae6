"""Where chance comes from: a generator for each part, so that one part's draws move no other's."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

_PARTS = ("agents", "days", "counts", "use", "drift", "chance", "customers", "chats")


def generators(seed: int) -> dict[str, np.random.Generator]:
    """A generator for each part of an experiment, by its name."""
    seeds = np.random.SeedSequence(seed).spawn(len(_PARTS))
    return {part: np.random.default_rng(s) for part, s in zip(_PARTS, seeds, strict=True)}


def drifts(
    rng: np.random.Generator, agents: int, days: int, rho: float, std: float
) -> NDArray[np.float64]:
    """Stationary AR(1) paths, a row an agent: x[t] = rho x[t-1] + sqrt(1 - rho²) e[t]."""
    shocks = rng.standard_normal((days, agents)) * std
    for day in range(1, days):
        shocks[day] = rho * shocks[day - 1] + np.sqrt(1 - rho * rho) * shocks[day]
    return shocks.T


def beta(
    rng: np.random.Generator, mean: Numbers | float, concentration: float, size: int
) -> Numbers:
    """Shares around a mean (strictly between 0 and 1), the closer the higher the concentration."""
    return rng.beta(np.multiply(mean, concentration), np.subtract(1, mean) * concentration, size)


def positive(rng: np.random.Generator, cv: Numbers | float, size: int) -> Numbers:
    """Factors with mean 1 and this coefficient of variation, log-normal."""
    variance = np.log1p(np.square(cv))
    return np.exp(rng.standard_normal(size) * np.sqrt(variance) - variance / 2)

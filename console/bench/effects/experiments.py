"""Experiments with a known truth, shaped like the field experiment but small enough for thousands.

An agent's day is ``y = agent + day + e + EFFECT · usage``: ``e`` is correlated from one day to the
next, and ``usage`` is nil without treatment. Of the treated a part never uses it, the others in
very different shares of their chats. Half of the days lie before. Tiers are thirds of agents by
their mean before, which is partly noise, so that they regress to the mean afterwards. Agents work
between a third and all of the days. ``y_null`` is the same day had the assistant done nothing.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

EFFECT = -0.5
"""On a day on which it was used in every chat; the standard deviation of agents is 1."""

NEVER = 0.179
"""The share of treated agents who never use it, as published."""

_TAKING = (1.2, 2.2)
"""The others' usage, a Beta distribution with mean .353: .29 over all treated, as published."""

_LEAST_WORK = 1 / 3

_CHATS = 12
_CORRELATION = 0.5

USAGE = (1 - NEVER) * _TAKING[0] / sum(_TAKING)

TIERS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many agents, the ``share`` of them treated, days in each period, the effect of usage."""

    agents: int
    days: int
    effect: float = EFFECT
    share: float = 0.5

    @property
    def treated(self) -> int:
        """How many agents are treated."""
        return round(self.agents * self.share)

    @property
    def tiered(self) -> bool:
        """Whether there are treated agents in every tier, whatever the assignment."""
        return self.share == 0.5

    @property
    def itt(self) -> float:
        """The true effect of being assigned."""
        return self.effect * USAGE


def experiment(shape: Shape, rng: np.random.Generator) -> pd.DataFrame:
    """One row an agent and day worked; everybody works on the first day of each period."""
    size = (shape.agents, 2 * shape.days)
    treated = rng.permutation(shape.agents) < shape.treated
    after = np.arange(size[1]) >= shape.days
    usage = _usage(size, rng) * (treated[:, None] & after)
    noise = rng.normal(0, 1, (shape.agents, 1)) + rng.normal(0, 0.3, size[1]) + _shocks(size, rng)
    worked = rng.random(size) < rng.uniform(_LEAST_WORK, 1, (shape.agents, 1))
    worked[:, [0, shape.days]] = True
    agent, day = np.nonzero(worked)
    return pd.DataFrame(
        {
            "agent": agent,
            "day": day,
            "period": after[day] * 1.0,
            "treated": treated[agent] * 1.0,
            "treat": treated[agent] * after[day] * 1.0,
            "usage": usage[worked],
            "tier": _tiers(noise[:, : shape.days], worked[:, : shape.days])[agent],
            "y_null": noise[worked],
            "y": (noise + shape.effect * usage)[worked],
        }
    )


def _usage(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    taking = rng.beta(*_TAKING, (size[0], 1)) * (rng.random((size[0], 1)) >= NEVER)
    usage: NDArray[np.float64] = rng.binomial(_CHATS, taking, size) / _CHATS
    return usage


def _shocks(size: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float64]:
    shocks = rng.normal(0, 1, size)
    for day in range(1, size[1]):
        before = _CORRELATION * shocks[:, day - 1]
        shocks[:, day] = before + np.sqrt(1 - _CORRELATION**2) * shocks[:, day]
    return shocks


def _tiers(noise: NDArray[np.float64], worked: NDArray[np.bool_]) -> "pd.Categorical[str]":
    before = (noise * worked).sum(axis=1) / worked.sum(axis=1)
    rank = before.argsort().argsort() * len(TIERS) // len(before)
    return pd.Categorical.from_codes(rank, pd.Index(TIERS), ordered=True)

"""The agents of an experiment: arm, time in the job, how busy, how good."""

from dataclasses import dataclass

import numpy as np

from console.simulation.parameters import Parameters
from console.simulation.random_streams import BoolArray, IntArray, Numbers, beta

DISSATISFIED = 0.34
"""The mean share of rated chats whose customer is dissatisfied."""

_NEW, _LEAVING = 0.12, 0.05
"""Shares of agents who begin after, or are gone before, the treatment begins."""

_BUSY_SHAPE = 1.3

_MOST_SPREAD = 0.45
"""The standard deviation of shares with that mean is below .474."""


@dataclass(frozen=True, slots=True)
class Agents:
    """One entry an agent.

    ``first`` and ``last`` are days in the job, counted from 0. ``busy`` is how many chats they take
    relative to all. ``dissatisfied`` is the true share of dissatisfied customers without the
    assistant, and ``skill`` the rank by it, from 0 for the worst to almost 1.
    """

    treated: BoolArray
    first: IntArray
    last: IntArray
    busy: Numbers
    dissatisfied: Numbers
    skill: Numbers

    @property
    def count(self) -> int:
        """How many."""
        return len(self.treated)

    def group(self, groups: int) -> IntArray:
        """The group by true skill, from 0 for the lowest, all of a size."""
        return (self.skill * groups).astype(np.int64)


def sample_agents(parameters: Parameters, treated: BoolArray, rng: np.random.Generator) -> Agents:
    """One agent for each entry of the assignment."""
    count, before, days = parameters.agents, parameters.before, parameters.days
    uniform = rng.random(count)
    begin, end = (
        rng.integers(before, before + (days - before + 3) // 4, count),
        rng.integers(0, before, count),
    )
    dissatisfied = _dissatisfied(parameters, rng)
    return Agents(
        treated=treated,
        first=np.where(uniform < _NEW, begin, 0),
        last=np.where(uniform > 1 - _LEAVING, end, days - 1),
        busy=rng.gamma(_BUSY_SHAPE, 1 / _BUSY_SHAPE, count),
        dissatisfied=dissatisfied,
        skill=np.argsort(np.argsort(-dissatisfied, kind="stable")) / count,
    )


def _dissatisfied(parameters: Parameters, rng: np.random.Generator) -> Numbers:
    """Beta-distributed with the standard deviation that is asked for, as far as one can be."""
    std = min(max(parameters.noise("dissatisfaction_rate").agent, 1e-3), _MOST_SPREAD)
    concentration = DISSATISFIED * (1 - DISSATISFIED) / std**2 - 1
    return beta(rng, DISSATISFIED, concentration, parameters.agents)

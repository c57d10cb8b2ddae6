"""Which days agents worked, and how many chats they took and had rated on each."""

from dataclasses import dataclass

import numpy as np

from console.simulation.agents import Agents
from console.simulation.parameters import Parameters
from console.simulation.random_streams import BoolArray, IntArray, Numbers, beta

_ATTENDANCE = 0.5
_ATTENDANCE_AFTER = 0.78
"""How much of it is left in the second period, into which the field experiment's holidays fell."""

_CHATS = 19.4
_DAY_SHAPE = 3.0
RATED = 0.152


@dataclass(frozen=True, slots=True)
class Days:
    """One entry an agent and day worked, by agent, then day, both counted from 0.

    ``period`` is whether it lies in the treatment's period, ``treat`` whether also the agent is
    treated. ``chats`` were taken, ``rated`` of them were rated.
    """

    agent: IntArray
    day: IntArray
    period: BoolArray
    treat: BoolArray
    chats: IntArray
    rated: IntArray

    @property
    def count(self) -> int:
        """How many."""
        return len(self.agent)

    @property
    def starts(self) -> BoolArray:
        """Which are an agent's first."""
        return np.concatenate(([True], self.agent[1:] != self.agent[:-1]))

    def before(self, values: Numbers) -> Numbers:
        """Values of the agent's day before; not a number on the first."""
        shifted = np.concatenate(([np.nan], values[:-1]))
        shifted[self.starts] = np.nan
        return shifted


def sample_days(
    parameters: Parameters,
    agents: Agents,
    rng: np.random.Generator,
    counts: np.random.Generator,
) -> Days:
    """Days on which agents worked, at least one each."""
    agent, day = np.nonzero(_worked(parameters, agents, rng))
    period = day >= parameters.before
    share = agents.busy[agent] * counts.gamma(_DAY_SHAPE, 1 / _DAY_SHAPE, len(agent))
    chats = 1 + counts.poisson((_CHATS - 1) * share)
    return Days(
        agent=agent,
        day=day,
        period=period,
        treat=period & agents.treated[agent],
        chats=chats,
        rated=counts.binomial(chats, RATED),
    )


def _worked(parameters: Parameters, agents: Agents, rng: np.random.Generator) -> BoolArray:
    days = np.arange(parameters.days)
    often = beta(rng, _ATTENDANCE, 6, agents.count)
    share = np.where(days >= parameters.before, _ATTENDANCE_AFTER, 1.0)
    uniform = rng.random((agents.count, parameters.days))
    employed = (days >= agents.first[:, None]) & (days <= agents.last[:, None])
    worked: BoolArray = employed & (uniform < often[:, None] * share)
    none = ~worked.any(axis=1)
    worked[none, agents.first[none]] = True
    return worked

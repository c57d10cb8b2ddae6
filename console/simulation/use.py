"""Who uses the assistant how much, among the treated."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit, logit

from console.simulation import published
from console.simulation.agents import Agents
from console.simulation.days import Days
from console.simulation.parameters import Parameters
from console.simulation.random_streams import IntArray, Numbers, beta

_BY_TIER = (0.352, 0.237, 0.214, 0.177, 0.157)
_UNRANKED = 0.52
"""Mean use by tier, and of agents without a rating before, mostly new ones.

With what being busy does to it, the means over days come out as published.
"""

_BUSY = 0.5
"""How much less the busy use it: on the log odds, for each unit of the log of how busy."""

_CONCENTRATION = 3.5
_BOTH, _COMPLETE, _PARTIAL = 0.007, 0.756, 0.237
"""Shares of the chats with use: both kinds, unchanged only, edited only."""


@dataclass(frozen=True, slots=True)
class Use:
    """Chats of each day in which suggestions were sent unchanged only, edited only, or both."""

    complete: IntArray
    partial: IntArray
    both: IntArray

    @property
    def any(self) -> IntArray:
        """With either."""
        return self.complete + self.partial + self.both


def propensities(
    parameters: Parameters, agents: Agents, days: Days, tier: IntArray, rng: np.random.Generator
) -> Numbers:
    """For each agent the probability of use in a chat, if they are treated.

    A share of ``never`` has 0, a share of ``always`` has 1, the others a draw from a Beta whose
    mean depends on tier and on how busy they are, shifted so that the mean over the days with
    treatment is ``usage``.
    """
    between = 1 - parameters.never - parameters.always
    odds = logit(_between(tier, parameters)) - _BUSY * np.log(np.maximum(agents.busy, 1e-3))
    weight = np.bincount(days.agent[days.treat], minlength=agents.count)
    wanted = (parameters.usage - parameters.always) / between

    def excess(shift: float) -> float:
        return float(np.average(expit(odds + shift), weights=weight) - wanted)

    shift = brentq(excess, -40, 40) if weight.any() else 0.0
    mean = np.clip(expit(odds + shift), 1e-4, 1 - 1e-4)
    some = beta(rng, mean, _CONCENTRATION, agents.count)
    fate = rng.random(agents.count)
    shares = np.where(fate > 1 - parameters.always, 1.0, some)
    return np.where(fate < parameters.never, 0.0, shares)


def _between(tier: IntArray, parameters: Parameters) -> Numbers:
    """The mean by tier of those who use it in some chats."""
    usage = np.array(_BY_TIER)
    five = (np.arange(5) + 0.5) / 5
    wanted = np.interp((np.arange(parameters.tiers) + 0.5) / parameters.tiers, five, usage)
    by_tier = np.append(wanted, _UNRANKED)  # UNRANKED is the last index
    some: Numbers = (by_tier[tier] - published.USED_ALWAYS) / (
        1 - published.USED_ALWAYS - published.NEVER_USED
    )
    return some


def use(days: Days, propensity: Numbers, rng: np.random.Generator) -> Use:
    """In which chats it was used; nowhere but on treated days."""
    chance = np.where(days.treat, propensity[days.agent], 0.0)
    used = rng.binomial(days.chats, chance)
    both, complete, partial = rng.multinomial(used, (_BOTH, _COMPLETE, _PARTIAL)).T
    return Use(complete, partial, both)

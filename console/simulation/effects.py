"""What the assistant does to whom: each agent's effect, so that the mean over users is the given.

For agent i with true skill in group g, use of share u of a day's chats moves an outcome by b_i u,
b_i = effect + h_g - (mean of h over use, as the regression weighs it).
"""

from collections.abc import Mapping

import numpy as np

from console.simulation import published
from console.simulation.agents import Agents
from console.simulation.days import Days
from console.simulation.parameters import Parameters
from console.simulation.random_streams import IntArray, Numbers
from console.simulation.weights import TreatmentWeights

SHAPES = {
    "ln_issue_identification": published.EFFECTS["ln_issue_identification"].by_tier,
    "ln_duration": published.EFFECTS["ln_duration"].by_tier,
    "ln_away": tuple(float(np.log1p(each / 100)) for each in published.AWAY_BY_TIER_PERCENT),
    # Not the published ones, which hold much regression to the mean: an assumption.
    "rating": (0.45, 0.25, 0.15, 0.0, -0.25),
    "retrial_rate": published.EFFECTS["retrial_rate"].by_tier,
    # An assumption as well: whoever knows procedures least is kept most from claiming too much.
    "unfounded_claims": (-0.05, -0.02, 0.0, 0.02, 0.05),
}
"""How effects differ by fifths of true skill, lowest first; only the differences count."""


SAMPLES = {"rating": "rated", "dissatisfaction_rate": "rated"}
"""Outcomes that only days with ratings have; others are on all days."""


def effects_of(
    parameters: Parameters,
    agents: Agents,
    days: Days,
    usage: Numbers,
    weights: Mapping[str, TreatmentWeights],
) -> dict[str, Numbers]:
    """Each agent's effect on each outcome, of use in every chat; ``weights`` is by sample."""
    group = agents.group(parameters.tiers)
    return {
        name: mean
        + _differences(
            name, parameters, group, days, weights[SAMPLES.get(name, "all")].values * usage
        )
        for name, mean in parameters.effects.items()
    }


def _differences(
    name: str, parameters: Parameters, group: IntArray, days: Days, weight: Numbers
) -> Numbers:
    if not parameters.by_skill:
        return np.zeros(len(group))
    five = (np.arange(5) + 0.5) / 5
    by_group = np.interp((np.arange(parameters.tiers) + 0.5) / parameters.tiers, five, SHAPES[name])
    each: Numbers = by_group[group]
    total = weight.sum()
    mean = weight @ each[days.agent] / total if abs(total) > 1e-9 else each.mean()
    centred: Numbers = each - mean
    return centred

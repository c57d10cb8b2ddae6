"""What an analysis of a simulated experiment should find: the content of ``truth.json``.

The true ITT of an outcome is what the regression with agent and day effects and lagged controls
gives for the outcomes' expectations, without noise; the first stage is that of usage, and the LATE
their ratio. Estimates differ from these by noise alone. ``on_treated_days`` is the mean difference
of potential outcomes, with the assistant and without it, on the days with it: what the worlds of
``console.simulation.worlds`` define as true, whatever a regression holds constant.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from console.domain.json_objects import JsonObject
from console.effects.data.outcome_catalogue import outcome_named
from console.simulation.effects import SAMPLES
from console.simulation.model import Experiment, weights_in
from console.simulation.parameters import NOISE
from console.simulation.plan import tier_names
from console.simulation.random_streams import BoolArray
from console.simulation.ratings import UNRANKED
from console.simulation.weights import TreatmentWeights

Truth = JsonObject


def truth_of(experiment: Experiment) -> Truth:
    """Everything that is known of an experiment because it was made."""
    tiers = _tiers(experiment)
    return {
        "parameters": experiment.parameters.as_dict(),
        "agents": {
            "assigned": experiment.agents.count,
            "treated": int(experiment.agents.treated.sum()),
            "with_tier": int((experiment.tier != UNRANKED).sum()),
        },
        "outcomes": {
            name: _outcome(name, experiment, tiers) for name in sorted(experiment.effect_on_mean)
        },
        "usage": _usage(experiment),
        "variance": {name: _variance(name, experiment) for name in sorted(NOISE)},
    }


def _outcome(
    name: str, experiment: Experiment, tiers: dict[str, dict[str, TreatmentWeights]]
) -> Truth:
    """Effects on all, by measured tier, and by true skill, on the scale of the outcome."""
    sample = SAMPLES.get(name, "all")
    by_tier = {tier: _effect(name, experiment, each[sample]) for tier, each in tiers.items()}
    whole = _effect(name, experiment, experiment.weights[sample])
    whole["on_treated_days"] = _mean(experiment.effect_on_mean[name], experiment.days.treat)
    return whole | {"by_tier": by_tier, "effect_by_skill": _by_skill(name, experiment)}


def _tiers(experiment: Experiment) -> dict[str, dict[str, TreatmentWeights]]:
    """How a regression on each tier alone weighs its days."""
    if experiment.parameters.tiers == 1:
        return {}
    return {
        tier: weights_in(experiment.days, experiment.columns, _of(experiment, number))
        for number, tier in enumerate(tier_names(experiment.parameters.tiers))
    }


def _of(experiment: Experiment, tier: int) -> BoolArray:
    which: BoolArray = experiment.tier[experiment.days.agent] == tier
    return which


def _effect(name: str, experiment: Experiment, weights: TreatmentWeights) -> Truth:
    """ITT, first stage and LATE; null where there is nothing to compare, or no use."""
    if not weights.any:
        return {"itt": None, "first_stage": None, "late": None}
    itt = weights.coefficient(experiment.effect_on_mean[name])
    # What counts as use for the outcome, where the world has it.
    use = outcome_named(name).use
    first = weights.coefficient(experiment.columns.get(use, experiment.columns["usage"]))
    return {"itt": itt, "first_stage": first, "late": itt / first if first else None}


def _by_skill(name: str, experiment: Experiment) -> list[float]:
    """The effect of use in every chat by groups of true skill, lowest first."""
    if name not in experiment.effects:
        return []
    group = experiment.agents.group(experiment.parameters.tiers)
    means = np.bincount(group, experiment.effects[name]) / np.maximum(np.bincount(group), 1)
    return [float(mean) for mean in means]


def _usage(experiment: Experiment) -> Truth:
    """How much treated agents used it on the days with treatment."""
    days, usage = experiment.days, experiment.columns["usage"]
    agents = experiment.agents.count
    used = np.bincount(days.agent[days.treat], usage[days.treat], minlength=agents)
    worked = np.bincount(days.agent[days.treat], minlength=agents)
    share = used[worked > 0] / worked[worked > 0]
    return {
        "mean": _mean(usage, days.treat),
        "by_tier": {
            tier: _mean(usage, days.treat & _of(experiment, number))
            for number, tier in enumerate(tier_names(experiment.parameters.tiers))
        },
        "agent_days": int(days.treat.sum()),
        "never_used": float((share == 0).mean()) if len(share) else None,
        "used_always": float((share == 1).mean()) if len(share) else None,
        "never_takers": experiment.parameters.never,
        "always_users": experiment.parameters.always,
    }


def _mean(values: Any, which: BoolArray) -> float | None:  # noqa: ANN401 - an array
    return float(values[which].mean()) if which.any() else None


def _variance(name: str, experiment: Experiment) -> Mapping[str, float]:
    """Variance between agents, between days, and of an agent's drift; then the share between."""
    noise = experiment.parameters.noise(name)
    agent, drift = noise.agent**2, noise.drift**2
    return {
        "agent": agent,
        "day": noise.day**2,
        "drift": drift,
        "rho": experiment.parameters.rho,
        "icc": agent / (agent + drift) if agent + drift else 0.0,
    }

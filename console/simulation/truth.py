"""What an analysis of a simulated experiment should find: the content of ``truth.json``.

The true ITT of an outcome is what the regression with agent and day effects and lagged controls
gives for the outcomes' expectations, without noise; the first stage is that of usage, and the LATE
their ratio. Estimates differ from these by noise alone.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from console.simulation.effects import SAMPLES
from console.simulation.model import Experiment, weights_in
from console.simulation.parameters import NOISE
from console.simulation.plan import tier_names
from console.simulation.random_streams import Flags
from console.simulation.ratings import UNRANKED
from console.simulation.weights import TreatmentWeights

Truth = dict[str, Any]


def truth_of(found: Experiment) -> Truth:
    """Everything that is known of an experiment because it was made."""
    tiers = _tiers(found)
    return {
        "parameters": found.parameters.plain(),
        "agents": {
            "assigned": found.agents.count,
            "treated": int(found.agents.treated.sum()),
            "with_tier": int((found.tier != UNRANKED).sum()),
        },
        "outcomes": {name: _outcome(name, found, tiers) for name in sorted(found.shifts)},
        "usage": _usage(found),
        "variance": {name: _variance(name, found) for name in sorted(NOISE)},
    }


def _outcome(name: str, found: Experiment, tiers: dict[str, dict[str, TreatmentWeights]]) -> Truth:
    """Effects on all, by measured tier, and by true skill, on the scale of the outcome."""
    sample = SAMPLES.get(name, "all")
    by_tier = {tier: _effect(name, found, each[sample]) for tier, each in tiers.items()}
    whole = _effect(name, found, found.weights[sample])
    return whole | {"by_tier": by_tier, "effect_by_skill": _by_skill(name, found)}


def _tiers(found: Experiment) -> dict[str, dict[str, TreatmentWeights]]:
    """How a regression on each tier alone weighs its days."""
    if found.parameters.tiers == 1:
        return {}
    return {
        tier: weights_in(found.days, found.columns, _of(found, number))
        for number, tier in enumerate(tier_names(found.parameters.tiers))
    }


def _of(found: Experiment, tier: int) -> Flags:
    which: Flags = found.tier[found.days.agent] == tier
    return which


def _effect(name: str, found: Experiment, weights: TreatmentWeights) -> Truth:
    """ITT, first stage and LATE; null where there is nothing to compare, or no use."""
    if not weights.any:
        return {"itt": None, "first_stage": None, "late": None}
    itt = weights.coefficient(found.shifts[name])
    first = weights.coefficient(found.columns["usage"])
    return {"itt": itt, "first_stage": first, "late": itt / first if first else None}


def _by_skill(name: str, found: Experiment) -> list[float]:
    """The effect of use in every chat by groups of true skill, lowest first."""
    if name not in found.effects:
        return []
    group = found.agents.group(found.parameters.tiers)
    means = np.bincount(group, found.effects[name]) / np.maximum(np.bincount(group), 1)
    return [float(mean) for mean in means]


def _usage(found: Experiment) -> Truth:
    """How much treated agents used it on the days with treatment."""
    days, usage = found.days, found.columns["usage"]
    agents = found.agents.count
    used = np.bincount(days.agent[days.treat], usage[days.treat], minlength=agents)
    worked = np.bincount(days.agent[days.treat], minlength=agents)
    share = used[worked > 0] / worked[worked > 0]
    return {
        "mean": _mean(usage, days.treat),
        "by_tier": {
            tier: _mean(usage, days.treat & _of(found, number))
            for number, tier in enumerate(tier_names(found.parameters.tiers))
        },
        "agent_days": int(days.treat.sum()),
        "never_used": float((share == 0).mean()) if len(share) else None,
        "used_always": float((share == 1).mean()) if len(share) else None,
        "never_takers": found.parameters.never,
        "always_users": found.parameters.always,
    }


def _mean(values: Any, which: Flags) -> float | None:  # noqa: ANN401 - an array
    return float(values[which].mean()) if which.any() else None


def _variance(name: str, found: Experiment) -> Mapping[str, float]:
    """Variance between agents, between days, and of an agent's drift; then the share between."""
    noise = found.parameters.noise(name)
    agent, drift = noise.agent**2, noise.drift**2
    return {
        "agent": agent,
        "day": noise.day**2,
        "drift": drift,
        "rho": found.parameters.rho,
        "icc": agent / (agent + drift) if agent + drift else 0.0,
    }

"""What each agent-day would be like on average over many chats, and what the assistant makes of it.

For an outcome y of agent i on day t, with u the share of chats with use:
y_it = mean + agent_i + day_t + drift_it + control + b_i u_it; drift is AR(1) over the calendar.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from console.simulation.agents import Agents
from console.simulation.days import Days
from console.simulation.parameters import Noise, Parameters
from console.simulation.random_streams import Numbers, drifts

MEANS = {
    "issue_identification_s": 36.3,
    "duration_s": 467.5,
    "concurrency_at_start": 2.68,
    "customer_tenure_days": 1_500.0,
    "agent_messages": 11.69,
    "customer_messages": 11.27,
    "customer_pictures": 0.89,
}
"""The field experiment's, but for the customers' tenure, which it does not give."""

SHARES = {
    "away_share": 189.25 / 465.62,
    "agent_response_s": 172.66 / 465.62,
    "customer_response_s": 261.64 / 465.62,
    "typing_s": 105.02 / 465.62,
}
"""Of a chat's duration."""

RETRIAL = 0.38
UNFOUNDED_CLAIMS = 0.3
"""A chat, where nobody is told what is not done yet; an assumption."""
MOST_AWAY = 0.95
"""Of a chat; nobody is away for all of it."""
_OTHERS = Noise(0.15, 0.02, 0.10)
_TENURE = Noise(0.05, 0.02, 0.10)


@dataclass(frozen=True, slots=True)
class Levels:
    """By column, the expected value of each agent-day without the assistant."""

    identification: Numbers
    duration: Numbers
    dissatisfied: Numbers
    retrial: Numbers
    shares: Mapping[str, Numbers]
    others: Mapping[str, Numbers]
    unfounded: Numbers


def levels(parameters: Parameters, agents: Agents, days: Days, rng: np.random.Generator) -> Levels:
    """Draw everything that lasts longer than a chat."""

    def varied(noise: Noise, *, between: bool = True) -> Numbers:
        return _varied(parameters, agents.count, days, rng, noise, between)

    def scaled(mean: float, noise: Noise) -> Numbers:
        variance = noise.agent**2 + noise.day**2 + noise.drift**2
        level: Numbers = mean * np.exp(varied(noise) - variance / 2)
        return level

    own = {name: parameters.noise(name) for name in ("ln_issue_identification", "ln_duration")}
    others = {
        name: scaled(mean, _TENURE if name == "customer_tenure_days" else _OTHERS)
        for name, mean in MEANS.items()
        if not name.endswith("_s")
    }
    others["concurrency_at_start"] = np.maximum(others["concurrency_at_start"], 1.0)
    shares = {
        name: scaled(mean, parameters.noise("ln_away") if name == "away_share" else _OTHERS)
        for name, mean in SHARES.items()
    }
    shares["away_share"] = np.minimum(shares["away_share"], MOST_AWAY)
    dissatisfied = varied(parameters.noise("dissatisfaction_rate"), between=False)
    return Levels(
        identification=scaled(MEANS["issue_identification_s"], own["ln_issue_identification"]),
        duration=scaled(MEANS["duration_s"], own["ln_duration"]),
        dissatisfied=np.clip(agents.dissatisfied[days.agent] + dissatisfied, 0, 1),
        retrial=np.clip(RETRIAL + varied(parameters.noise("retrial_rate")), 0, 1),
        shares=shares,
        others=others,
        unfounded=np.maximum(UNFOUNDED_CLAIMS + varied(parameters.noise("unfounded_claims")), 0),
    )


def _varied(
    parameters: Parameters,
    agents: int,
    days: Days,
    rng: np.random.Generator,
    noise: Noise,
    between: bool,
) -> Numbers:
    """What agents, days and drift add on each agent-day."""
    own = rng.standard_normal(agents) * noise.agent
    shared = rng.standard_normal(parameters.days) * noise.day
    path = drifts(rng, agents, parameters.days, parameters.rho, noise.drift)
    level: Numbers = shared[days.day] + path[days.agent, days.day]
    return level + own[days.agent] if between else level

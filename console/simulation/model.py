"""One simulated experiment: agents on days, half of them treated from the middle on.

For agent i and day t (``console.simulation`` modules in brackets; parameters in ``parameters``):

- Agents [plan, agents]: assigned in permuted blocks, as in a real study. The true share of
  dissatisfied customers q_i is Beta with mean .34; skill is the rank by -q_i. 12% begin in the
  first quarter of the treatment and 5% have left before it.
- Days [days]: worked with a probability a_i ~ Beta, .78 a_i in the second half. Chats are
  1 + Poisson(18.4 v_i g_it), v_i and g_it Gamma with mean 1; each is rated with probability .152.
- Levels [levels]: y_it = mean + agent_i + day_t + drift_it + .03 (lag_concurrency - 2.68), the
  drift AR(1) with rho over the calendar; y is the log of identification, of duration, of the share
  of a chat that the agent is away; the probability of a return, or of dissatisfaction; or how many
  unfounded claims a chat has, of which there are a Poisson number.
- Chats [chats]: amounts are the day's level times log-normal noise with mean 1.
- Ratings [ratings]: dissatisfied with probability q_it, then 1 or 2, else 3 to 5.
- Tiers [ratings]: agents cut into equal groups by the mean of their days' ratings before. That is
  noisy, so tiers regress to the mean.
- Use [use]: treated agents use suggestions in a chat with probability p_i: 0 for a share, 1 for a
  share, else Beta with a mean that depends on the tier and on v_i. Nobody else has them.
- Effects [effects]: use in a share u of the day's chats moves y by b_i u. b_i depends on true
  skill, never on the measured tier.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from numpy.random import Generator

from console.domain.json_objects import JsonObject
from console.simulation.agents import Agents, sample_agents
from console.simulation.chats import ChatSampler, DayMeanSampler, OutcomeSampler
from console.simulation.days import Days, sample_days
from console.simulation.effects import effects_of
from console.simulation.levels import Levels, levels
from console.simulation.outcomes import (
    claims,
    conditions,
    outcomes,
    possible,
    rated,
    ratings,
    uses,
)
from console.simulation.parameters import Parameters
from console.simulation.plan import SimulatedAssignment, SimulatedStudy, assign_agents, study_of
from console.simulation.random_streams import BoolArray, IntArray, Numbers, generators
from console.simulation.ratings import Ratings, cut
from console.simulation.use import propensities, use
from console.simulation.weights import TreatmentWeights, weights


@dataclass(frozen=True, slots=True)
class Experiment:
    """A simulated experiment. ``columns`` are those of ``agent_days`` that the model has.

    ``tier``, ``propensity`` (of use) and ``effects`` are by agent. ``effect_on_mean`` says by
    outcome how far the assistant moved the mean of each agent-day, ``weights`` how a regression
    weighs them by sample (``all`` days, ``rated`` ones). ``chats`` is set if all were sampled.
    """

    parameters: Parameters
    plan: SimulatedStudy
    assignment: SimulatedAssignment
    agents: Agents
    days: Days
    tier: IntArray
    propensity: Numbers
    effects: Mapping[str, Numbers]
    columns: Mapping[str, Numbers]
    effect_on_mean: Mapping[str, Numbers]
    weights: Mapping[str, TreatmentWeights]
    chats: ChatSampler | None


def simulate(parameters: Parameters, *, with_chats: bool = False) -> Experiment:
    """Simulate an experiment; the same parameters always give the same one."""
    rng = generators(parameters.seed)
    plan = study_of(parameters)
    assignment = assign_agents(plan.study, parameters.agents)
    agents = sample_agents(parameters, assignment.treated, rng["agents"])
    days = sample_days(parameters, agents, rng["days"], rng["counts"])
    level = levels(parameters, agents, days, rng["drift"])
    chats = ChatSampler(days, rng["chats"]) if with_chats else None
    sampler = chats or DayMeanSampler(days, rng["chats"])
    simulation = _Simulation(parameters, agents, days, level, sampler, rng)
    return Experiment(
        parameters=parameters,
        plan=plan,
        assignment=assignment,
        agents=agents,
        days=days,
        chats=chats,
        **simulation.run(),
    )


@dataclass(frozen=True, slots=True)
class _Simulation:
    """What happens once it is known who works when, in the order in which it does."""

    parameters: Parameters
    agents: Agents
    days: Days
    level: Levels
    sampler: OutcomeSampler
    rng: Mapping[str, Generator]

    def run(self) -> JsonObject:
        """What an ``Experiment`` has of it."""
        days, level = self.days, self.level
        columns = conditions(days, level, self.sampler)
        before = ratings(days, level.dissatisfied, ~days.period, self.rng["customers"])
        results = self._users(before)
        columns |= uses(days, use(days, results["propensity"], self.rng["use"]), self.sampler)
        results |= self._effects(columns)
        columns |= outcomes(
            days, level, results["effect_on_mean"], self.sampler, self.rng["chance"]
        )
        low = level.dissatisfied + results["effect_on_mean"]["dissatisfaction_rate"]
        after = ratings(days, low, days.period, self.rng["customers"])
        columns |= rated(days, Ratings(before.given + after.given), self.sampler)
        columns |= claims(level, results["effect_on_mean"], self.sampler)
        return results | {"columns": columns}

    def _users(self, before: Ratings) -> JsonObject:
        """Tiers, and how much agents would use the assistant."""
        agents, days = self.agents, self.days
        tier = cut(days.agent, ~days.period, before.mean, agents.count, self.parameters.tiers)
        propensity = propensities(self.parameters, agents, days, tier, self.rng["use"])
        return {"tier": tier, "propensity": propensity}

    def _effects(self, columns: Mapping[str, Numbers]) -> JsonObject:
        """What the assistant does to each agent, and did on each day."""
        usage, by_sample = columns["usage"], weights_in(self.days, columns)
        effects = effects_of(self.parameters, self.agents, self.days, usage, by_sample)
        moved = {name: each[self.days.agent] * usage for name, each in effects.items()}
        effect_on_mean = moved | possible(self.level, moved)
        return {"weights": by_sample, "effects": effects, "effect_on_mean": effect_on_mean}


def weights_in(
    days: Days, columns: Mapping[str, Numbers], which: BoolArray | None = None
) -> dict[str, TreatmentWeights]:
    """How a regression with lagged controls weighs all days, and those with ratings.

    Days without a day before are not in it. ``which`` are the days to look at, if not all.
    """
    controls = (columns["lag_concurrency"], columns["lag_customer_tenure_days"])
    later = ~days.starts if which is None else ~days.starts & which
    samples = {"all": later, "rated": later & (days.rated > 0)}
    return {
        name: weights(days.treat, controls, days.agent, days.day, sample)
        for name, sample in samples.items()
    }

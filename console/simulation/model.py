"""One simulated experiment: agents on days, half of them treated from the middle on.

For agent i and day t (``console.simulation`` modules in brackets; parameters in ``parameters``):

- Agents [plan, agents]: the lot is drawn in permuted blocks, as a real study's. The true share of
  dissatisfied customers q_i is Beta with mean .34; skill is the rank by -q_i. 12% begin after the
  treatment began and 4% have left before.
- Days [days]: worked with a probability a_i ~ Beta, .81 a_i in the second half. Chats are
  1 + Poisson(19.3 v_i g_it), v_i and g_it Gamma with mean 1; each is rated with probability .152.
- Levels [levels]: y_it = mean + agent_i + day_t + drift_it + .03 (lag_concurrency - 2.68), the
  drift AR(1) with rho over the calendar; y is the log of identification, of duration, of the share
  of a chat that the agent is away; or the probability of a return, or of dissatisfaction.
- Chats [chats]: amounts are the day's level times log-normal luck with mean 1.
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

from console.simulation.agents import Agents, hire
from console.simulation.chats import ChatLuck, DayLuck, Luck
from console.simulation.days import Days, work
from console.simulation.effects import effects_of
from console.simulation.levels import levels
from console.simulation.luck import Flags, Numbers, Whole, generators
from console.simulation.outcomes import (
    conditions,
    outcomes,
    possible,
    rated,
    ratings,
    uses,
)
from console.simulation.parameters import Parameters
from console.simulation.plan import Lot, SimulatedStudy, draw, study_of
from console.simulation.ratings import Ratings, cut
from console.simulation.use import propensities, use
from console.simulation.weights import Weights, weights


@dataclass(frozen=True, slots=True)
class Experiment:
    """Everything that was drawn. ``columns`` are those of ``agent_days`` that the model has.

    ``tier``, ``propensity`` (of use) and ``effects`` are by agent. ``shifts`` say by outcome how
    far the assistant moved the expectation of each agent-day, ``weights`` how a regression weighs
    them by sample (``all`` days, ``rated`` ones). ``chats`` are there if every chat was drawn.
    """

    parameters: Parameters
    plan: SimulatedStudy
    lot: Lot
    agents: Agents
    days: Days
    tier: Whole
    propensity: Numbers
    effects: Mapping[str, Numbers]
    columns: Mapping[str, Numbers]
    shifts: Mapping[str, Numbers]
    weights: Mapping[str, Weights]
    chats: ChatLuck | None


def simulate(parameters: Parameters, *, with_chats: bool = False) -> Experiment:
    """Draw an experiment; the same parameters always give the same one."""
    rng = generators(parameters.seed)
    plan = study_of(parameters)
    lot = draw(plan.study, parameters.agents)
    agents = hire(parameters, lot.treated, rng["agents"])
    days = work(parameters, agents, rng["days"], rng["counts"])
    level = levels(parameters, agents, days, rng["drift"])
    chats = ChatLuck(days, rng["chats"]) if with_chats else None
    luck: Luck = chats or DayLuck(days, rng["chats"])
    columns = conditions(days, level, luck)

    before = ratings(days, level.dissatisfied, ~days.period, rng["customers"])
    tier = cut(days.agent, ~days.period, before.mean, agents.count, parameters.tiers)
    propensity = propensities(parameters, agents, days, tier, rng["use"])
    columns |= uses(days, use(days, propensity, rng["use"]), luck)

    found = weights_in(days, columns)
    effects = effects_of(parameters, agents, days, columns["usage"], found)
    moved = {name: each[days.agent] * columns["usage"] for name, each in effects.items()}
    shifts = moved | possible(level, moved)
    columns |= outcomes(days, level, shifts, luck, rng["chance"])
    low = level.dissatisfied + shifts["dissatisfaction_rate"]
    after = ratings(days, low, days.period, rng["customers"])
    columns |= rated(days, Ratings(before.given + after.given), luck)
    return Experiment(
        parameters=parameters,
        plan=plan,
        lot=lot,
        agents=agents,
        days=days,
        tier=tier,
        propensity=propensity,
        effects=effects,
        columns=columns,
        shifts=shifts,
        weights=found,
        chats=chats,
    )


def weights_in(
    days: Days, columns: Mapping[str, Numbers], which: Flags | None = None
) -> dict[str, Weights]:
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

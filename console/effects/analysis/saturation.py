"""What having it does beside others who have not, to the others, and if all have it.

Where shares of agents were assigned to queues. The direct effect is between agents of the same
queue, and is the study's effect of being assigned. Spillover and total effect are between queues,
each of which counts once; errors, p-value and what is too few go by queues.
"""

from dataclasses import replace

import numpy as np

from console.effects.analysis.effect_results import (
    AssignmentEffect,
    OutcomeEffect,
    QueueEffect,
    SaturationResult,
)
from console.effects.analysis.effect_units import assignment_effect, with_meaning
from console.effects.analysis.estimate import attempt, estimated
from console.effects.data.bundle_tables import Frame, Tables
from console.effects.data.chat_rows import QUEUE
from console.effects.data.log_outcomes import with_outcome
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import BEFORE, Sample, of_contrast
from console.effects.data.saturation import (
    DRAW,
    SHARE,
    BetweenQueues,
    agents_of_queues,
    queues_compared,
    sides,
)
from console.effects.data.study_days import study_days
from console.effects.estimates import Estimate, Withheld
from console.effects.randomization.two_stages import (
    DRAWS,
    QueuedAgents,
    QueuesCompared,
    two_stage_p_value,
)

BETWEEN: tuple[BetweenQueues, ...] = ("spillover", "total")


def saturation(
    tables: Tables, plan: AnalysisPlan, primary: OutcomeEffect | None
) -> SaturationResult | None:
    """The three effects on the primary outcome; null where no shares were assigned to queues.

    Args:
        tables: of all queues.
        plan: the study.
        primary: the effect of being assigned in queues that have both arms.
    """
    if not plan.saturations or not plan.contrasts or primary is None:
        return None
    name = plan.primary.name
    days = with_outcome(of_contrast(study_days(tables, plan), plan.contrasts[0]), name)
    agents = agents_of_queues(days, name)
    queues = agents.groupby(QUEUE)[SHARE].first().value_counts()
    return SaturationResult(
        label=primary.label,
        queues={f"{each:g}": int(queues.get(each, 0)) for each in plan.saturations},
        direct=primary.effect,
        between=tuple(_between(agents, plan, effect) for effect in BETWEEN),
    )


def _between(agents: Frame, plan: AnalysisPlan, effect: BetweenQueues) -> QueueEffect:
    shares = sides(plan, effect)
    result, p_redrawn = _effect(agents, plan, effect), None
    if result.estimate is not None:
        p_redrawn = redrawn_p_value(agents, plan, plan.primary.name, effect)
        result = with_meaning(result, planned=plan.primary)
    return QueueEffect(
        effect=result, which=effect, high=shares.high, low=shares.low, p_redrawn=p_redrawn
    )


def _effect(agents: Frame, plan: AnalysisPlan, effect: BetweenQueues) -> AssignmentEffect:
    name = plan.primary.name
    if not sides(plan, effect).high:
        return assignment_effect(Withheld(outcome=name, reason="no such share was assigned"))
    sample = queues_compared(agents, plan, name, effect)
    reason = too_few_queues(sample, plan)
    if reason is not None:
        return assignment_effect(Withheld(outcome=name, reason=reason))
    return assignment_effect(_noted(attempt(name, lambda: estimated(sample)), sample))


def too_few_queues(sample: Sample, plan: AnalysisPlan) -> str | None:
    """Why queues are too few to be compared; null if they are not."""
    least, fewest = plan.minimums.queues_per_share, min(sample.agents(0), sample.agents(1))
    if fewest >= least:
        return None
    return (
        f"only {fewest} queue{'s' * (fewest != 1)} on one side, and an interval takes {least}, "
        "however many agents they have"
    )


def _noted(found: Estimate | Withheld, sample: Sample) -> Estimate | Withheld:
    if isinstance(found, Withheld):
        return found
    queues = f"{sample.agents(1)} queues against {sample.agents(0)}, each of which counts once"
    by_queue = found.method.replace("clustered by agent", "clustered by queue")
    return replace(found, method=f"{queues}; {by_queue}")


def redrawn_p_value(
    agents: Frame,
    plan: AnalysisPlan,
    outcome: str,
    effect: BetweenQueues,
    *,
    draws: int = DRAWS,
    seed: int = 0,
) -> float:
    """By drawing queues' shares and their agents again."""
    agents = agents.sort_values([QUEUE, "agent"])
    queues = agents.groupby(QUEUE)
    held = [outcome, BEFORE] if agents[BEFORE].notna().all() else [outcome]
    shares = sides(plan, effect)
    return two_stage_p_value(
        QueuedAgents(
            queue=np.asarray(queues.ngroup(), dtype=np.int64),
            treated=agents["treated"].to_numpy(dtype=bool),
            values=agents[held].to_numpy(dtype=float),
            share=queues[SHARE].first().to_numpy(dtype=float),
            block=queues[DRAW].first().to_numpy(dtype=np.int64),
        ),
        QueuesCompared(shares.high, shares.low, untreated=effect == "spillover"),
        draws=draws,
        seed=seed,
    )

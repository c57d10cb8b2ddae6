"""How precise a study that assigns shares to queues will be, made many times of a pilot's days.

As ``console.effects.analysis.redrawn_pilot``, of whose agents a site is a queue.
"""

from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from console.effects.analysis.estimate import by_regression
from console.effects.analysis.redrawn_pilot import (
    DRAWS,
    RedrawnPilot,
    days_and_place,
    precision,
)
from console.effects.analysis.saturation import too_few_queues
from console.effects.data.bundle_tables import Frame
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, agents_compared
from console.effects.data.saturation import (
    SHARE,
    BetweenQueues,
    agents_of_queues,
    queues_compared,
    with_queues,
)
from console.effects.errors import EffectsError

_SHARED = r"/share=.*$"
"""What the stratum of a pilot with shares has beyond its queue."""

EffectOfShares: TypeAlias = Literal["direct"] | BetweenQueues


def redrawn_queues(
    days: Frame,
    plan: AnalysisPlan,
    outcome: str,
    *,
    effect: EffectOfShares = "direct",
    seed: int = 0,
) -> RedrawnPilot:
    """Make the study of a pilot's days; the arguments are those of ``redrawn``.

    Raises:
        EffectsError: the pilot has too few queues, agents or days for it.
    """
    days, place, eve, planned = days_and_place(days, plan, outcome)
    days = days.assign(period=(place >= eve).astype(int))
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(DRAWS):
        sample = saturation_sample(in_two_stages(days, plan, rng), plan, outcome, effect)
        reason = too_few_queues(sample, plan) if effect != "direct" else None
        if reason is not None:
            raise EffectsError(f"the pilot would have {reason}")
        found.append(by_regression(sample))
    agents, length = int(days["agent"].nunique()), int(place.max()) + 1
    queues = None if effect == "direct" else int(_queue(days).nunique())
    return precision(found, agents, length, planned, queues)


def saturation_sample(
    days: Frame, plan: AnalysisPlan, outcome: str, effect: EffectOfShares
) -> Sample:
    """What one of the three effects is estimated on, of days of all queues."""
    if effect != "direct":
        return queues_compared(agents_of_queues(days, outcome), plan, outcome, effect)
    queues = with_queues(days)
    mixed = queues[queues[SHARE].between(0, 1, inclusive="neither")]
    return agents_compared(mixed, plan, outcome)


def _queue(days: Frame) -> "pd.Series[str]":
    return days["stratum"].fillna("all").astype(str).str.replace(_SHARED, "", regex=True)


def in_two_stages(days: Frame, plan: AnalysisPlan, rng: np.random.Generator) -> Frame:
    """The days with ``treated``, and strata that name the share that their queue has drawn.

    Queues are blocks of as many as there are shares, in the order in which they come.
    """
    agents = days[["agent", "stratum"]].drop_duplicates("agent")
    agents = agents.assign(stratum=_queue(agents))
    queues, count = pd.unique(agents["stratum"]), len(plan.saturations)
    blocks = -(-len(queues) // count)
    drawn = rng.permuted(np.tile(plan.saturations, (blocks, 1)), axis=1).ravel()[: len(queues)]
    number = pd.Series(np.arange(len(queues)), index=queues)
    of_agent = agents["stratum"].map(number).to_numpy()
    sizes = np.bincount(of_agent)
    many = np.floor(drawn * sizes + rng.random(len(queues)))
    ranked = np.lexsort((rng.random(len(of_agent)), of_agent))
    place = np.empty(len(ranked), dtype=int)
    place[ranked] = np.arange(len(ranked)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    names = [
        f"{name}/share={float(share)!r}/draw={at // count}"
        for at, (name, share) in enumerate(zip(queues, drawn, strict=True))
    ]
    told = dict(zip(agents["agent"], np.array(names)[of_agent], strict=True))
    treated = dict(zip(agents["agent"], (place < many[of_agent]).astype(int), strict=True))
    who = days["agent"]
    return days.assign(stratum=who.map(told), treated=who.map(treated))

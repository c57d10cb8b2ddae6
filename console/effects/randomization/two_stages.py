"""Randomisation inference where shares were assigned to queues, and then agents within queues.

Both stages are drawn again: shares are exchanged among the queues of a block, and in each queue its
new share of agents is taken at random. The p-value is exact for the hypothesis that nobody was
affected by anybody's having it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.effects.linear.numeric_rows import Codes, Numbers

DRAWS = 999


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedAgents:
    """Agents in the order of their queues.

    ``queue`` is the number of each agent's, ``share`` and ``block`` are of each queue, and
    ``values`` (agents × 1 or 2) the outcome and, where it is held constant, the mean before.
    """

    queue: Codes
    treated: NDArray[np.bool_]
    values: Numbers
    share: Numbers
    block: Codes


@dataclass(frozen=True, slots=True)
class QueuesCompared:
    """Shares ``high`` against ``low``, of the untreated alone or of all."""

    high: tuple[float, ...]
    low: float
    untreated: bool


def two_stage_p_value(
    agents: QueuedAgents, compared: QueuesCompared, *, draws: int = DRAWS, seed: int = 0
) -> float:
    """The share of draws whose studentized difference is as large; the real one is one of them."""
    rng = np.random.default_rng(seed)
    real = _statistic(agents, compared, agents.share, agents.treated)
    sizes = [_statistic(agents, compared, *_drawn(agents, rng)) for _ in range(draws)]
    return float((1 + np.sum(np.array(sizes) >= real * (1 - 1e-9))) / (1 + draws))


def _drawn(agents: QueuedAgents, rng: np.random.Generator) -> tuple[Numbers, NDArray[np.bool_]]:
    share: Numbers = np.empty_like(agents.share)
    order = np.argsort(agents.block, kind="stable")
    share[order] = agents.share[np.lexsort((rng.random(len(order)), agents.block))]
    sizes = np.bincount(agents.queue, minlength=len(share))
    # A share that is no whole number of agents is rounded at random, as an open block ends.
    count = np.floor(share * sizes + rng.random(len(share)))
    ranked = np.lexsort((rng.random(len(agents.queue)), agents.queue))
    place: Codes = np.empty(len(ranked), dtype=np.int64)
    place[ranked] = np.arange(len(ranked)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return share, place < count[agents.queue]


def _statistic(
    agents: QueuedAgents, compared: QueuesCompared, share: Numbers, treated: NDArray[np.bool_]
) -> float:
    """The size of the difference of queues' means over its error (HC2), given means before."""
    counted = ~treated if compared.untreated else np.ones(len(treated), dtype=bool)
    queue, length = agents.queue[counted], len(share)
    sizes = np.bincount(queue, minlength=length)
    high = np.isin(share, compared.high)
    kept = (high | (share == compared.low)) & (sizes > 0)
    means = np.column_stack(
        [np.bincount(queue, each[counted], length)[kept] / sizes[kept] for each in agents.values.T]
    )
    design = np.column_stack([np.ones(len(means)), high[kept], means[:, 1:]])
    inverse = np.linalg.pinv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, inverse, design)
    coefficients = inverse @ design.T @ means[:, 0]
    left = (means[:, 0] - design @ coefficients) / np.sqrt(np.maximum(1 - leverage, 1e-9))
    error = float(np.sqrt(np.sum((inverse[1] @ design.T * left) ** 2)))
    return abs(float(coefficients[1])) / error if error else 0.0

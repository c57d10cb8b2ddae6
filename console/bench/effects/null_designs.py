"""Experiments without any effect, by design: their p-values must be spread evenly.

Outcomes have heavy tails, agents differ, an agent's rows are correlated from one to the next, and
sites share a shock. Units are assigned as a study would do it, and tested with that mechanism.
"""

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from console.effects.randomization.assignment_mechanism import PermutedBlocks
from console.effects.randomization.randomization import randomization_test

DesignName = Literal["blocked", "clustered", "switchback"]
DESIGNS: tuple[DesignName, ...] = get_args(DesignName)

AGENTS = 48
SHIFTS = 8
_SITE = 4
_DRAWS = 499

_DESIGN = {
    "blocked": PermutedBlocks(("agent",), ("block",)),
    "clustered": PermutedBlocks(("site",), ("region",)),
    "switchback": PermutedBlocks(("agent", "shift"), ("agent", "pair")),
}

_SIZES = {"blocked": (6, SHIFTS), "clustered": (6, _SITE * SHIFTS), "switchback": (2, 1)}
"""Units in a block, and rows in a unit."""


def null_p_values(
    design: DesignName, experiments: int, seed: int, draws: int = _DRAWS
) -> NDArray[np.float64]:
    """One p-value an experiment, each with outcomes and an assignment of its own.

    With ``draws`` of other assignments a p-value is a multiple of 1 / (``draws`` + 1).
    """
    rng = np.random.default_rng(seed)
    rows = _rows()
    return np.array([_p_value(rows, design, rng, draws) for _ in range(experiments)])


def _p_value(rows: pd.DataFrame, design: DesignName, rng: np.random.Generator, draws: int) -> float:
    assigned = rows.assign(y=_outcome(rng), treat=_assignment(design, rng))
    return randomization_test(
        assigned,
        outcome="y",
        treatment="treat",
        mechanism=_DESIGN[design],
        fixed_effects=("agent",) if design == "switchback" else (),
        draws=draws,
        seed=int(rng.integers(2**32)),
    ).p_value


def _rows() -> pd.DataFrame:
    """An agent's shifts below each other; blocks of 6 agents, sites of 4, pairs of shifts."""
    agent, shift = np.divmod(np.arange(AGENTS * SHIFTS), SHIFTS)
    site = agent // _SITE
    return pd.DataFrame(
        {
            "agent": agent,
            "shift": shift,
            "block": agent // 6,
            "site": site,
            "region": site // 6,
            "pair": shift // 2,
        }
    )


def _assignment(design: DesignName, rng: np.random.Generator) -> NDArray[np.float64]:
    """Half of each block treated; rows of a unit, and units of a block, lie together."""
    size, repeated = _SIZES[design]
    uniform = rng.random((AGENTS * SHIFTS // (size * repeated), size))
    treated = uniform.argsort(axis=1).argsort(axis=1) < size / 2
    return np.repeat(treated.ravel(), repeated).astype(np.float64)


def _outcome(rng: np.random.Generator) -> NDArray[np.float64]:
    shocks = rng.standard_t(3, (AGENTS, SHIFTS))
    for shift in range(1, SHIFTS):
        shocks[:, shift] += 0.6 * shocks[:, shift - 1]
    agents = rng.normal(0, 1, (AGENTS, 1))
    sites = np.repeat(rng.normal(0, 1, (AGENTS // _SITE, 1)), _SITE, axis=0)
    values: NDArray[np.float64] = (shocks + agents + sites).ravel()
    return values

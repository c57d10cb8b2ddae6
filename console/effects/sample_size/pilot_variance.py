"""How outcomes vary, for planning: from a pilot's days, or from the field experiment's numbers.

**Pilot.** One-way analysis of variance of the days by agent: with the mean squares between and
within agents and n₀ = (N - Σnᵢ²/N)/(J-1), the variance between agents is (MSB - MSW)/n₀, at least
0. Give it rows without the assistant: those of the control arm, or those from before.

**Paper.** Its regressions compare an agent's days after with those before, so σ and ρ here are
those of such a change. A published standard error gives what both come to at the paper's size,
σ²(ρ + (1-ρ)/m) = se²·P(1-P)·J, with m days an agent and period. How to separate the two follows
from dissatisfaction, a share of n rated chats a day: chance alone gives a day the variance
p(1-p)/n, and a difference of two days twice that, which is σ²(1-ρ). The other outcomes are given
the same ρ.
How the detectable effect falls with the number of agents does not depend on this; how it falls with
the number of days does.
"""

import math

import pandas as pd

from console.effects.errors import EffectsError
from console.effects.sample_size.power import Variation

AGENTS = 5_940
TREATED = 2_895
_RATINGS = 390_000
_DISSATISFIED = 0.34

_PUBLISHED = {
    "ln_issue_identification": (0.012, 125_821, 0.254),
    "ln_duration": (0.005, 126_365, 0.254),
    "dissatisfaction_rate": (0.005, 97_354, 0.228),
    "rating": (0.018, 97_354, 0.228),
    "retrial_rate": (0.002, 126_365, 0.254),
}
"""Standard error of the effect of assignment, agent-days in both periods, first stage."""


def from_pilot(
    days: pd.DataFrame, outcome: str, *, agent: str = "agent", usage: float | None = None
) -> Variation:
    """σ, ρ and the mean number of days an agent, from rows of agent-days.

    Raises:
        EffectsError: the columns are not there, or there are not two agents with several days.
    """
    for column in (outcome, agent):
        if column not in days:
            raise EffectsError(f"the pilot's table has no column {column!r}")
    rows = days[[agent, outcome]].dropna()
    groups = rows.groupby(agent, observed=True)[outcome]
    count, people = len(rows), groups.ngroups
    if people < 2 or count <= people:
        raise EffectsError(
            f"the pilot has {people} agents with {count} days of {outcome}: "
            "two agents with several days are the least"
        )
    sizes, means = groups.size(), groups.mean()
    within = float(((rows[outcome] - groups.transform("mean")) ** 2).sum()) / (count - people)
    total = float((sizes * (means - rows[outcome].mean()) ** 2).sum()) / (people - 1)
    typical = (count - float((sizes**2).sum()) / count) / (people - 1)
    return _variation(
        between=max(0.0, (total - within) / typical),
        within=within,
        days=count / people,
        usage=usage,
        source=f"a pilot of {people} agents and {count} days",
    )


def paper(outcome: str) -> Variation:
    """What the field experiment's published standard errors imply; see the module's text.

    Raises:
        EffectsError: it published nothing about this outcome.
    """
    if outcome not in _PUBLISHED:
        raise EffectsError(
            f"the paper says nothing of {outcome!r}; it does of {', '.join(_PUBLISHED)}"
        )
    std_error, rows, usage = _PUBLISHED[outcome]
    days = rows / (2 * AGENTS)
    icc = _paper_icc()
    variance = _product(std_error) / (icc + (1 - icc) / days)
    return Variation(
        sigma=math.sqrt(variance), icc=icc, days=days, usage=usage, source="the field experiment"
    )


def _paper_icc() -> float:
    std_error, rows, _ = _PUBLISHED["dissatisfaction_rate"]
    within = 2 * _DISSATISFIED * (1 - _DISSATISFIED) / (_RATINGS / rows)
    between = _product(std_error) - within / (rows / (2 * AGENTS))
    return between / (between + within)


def _product(std_error: float) -> float:
    """σ²(ρ + (1-ρ)/m) at the paper's size."""
    share = TREATED / AGENTS
    return std_error**2 * share * (1 - share) * AGENTS


def _variation(
    *, between: float, within: float, days: float, usage: float | None, source: str
) -> Variation:
    variance = between + within
    if not variance:
        raise EffectsError("the pilot's outcome never varies: there is nothing to plan with")
    return Variation(
        sigma=math.sqrt(variance), icc=between / variance, days=days, usage=usage, source=source
    )

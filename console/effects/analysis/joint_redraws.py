"""The tests of a study's family on the same redraws of the assignment, where agents are assigned.

Each test has a statistic that the redraws change: for an outcome or a tier the studentized product
of assignment and residuals, for tiers alike or not Cochran's Q of the tiers' effects.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from console.effects.analysis.assignment_blocks import blocks_of, randomised_rows
from console.effects.analysis.effect_results import OutcomeEffect, TierEffects
from console.effects.checks.step_down import step_down
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample, sample_for
from console.effects.errors import EffectsError
from console.effects.linear.absorption import Absorption
from console.effects.linear.numeric_rows import Numbers, take
from console.effects.randomization.permutations import BlockPermutation
from console.effects.randomization.randomization import partial_out

DRAWS = 2_000
_SEED = 20_050


def joint_p_values(
    tables: Tables,
    plan: AnalysisPlan,
    outcomes: Sequence[OutcomeEffect],
    tiers: Sequence[TierEffects],
    *,
    draws: int = DRAWS,
) -> list[float] | None:
    """Adjusted p-values of outcomes, and of the tiers and their equality, that have a p-value.

    They come in the order of the results, an outcome's tiers before the test that they are alike.
    Null where the assignment is not redrawn for all of them together: only where two arms of agents
    are compared, and no quantiles are in the family.
    """
    if plan.unit != "agent" or len(plan.contrasts) != 1 or "quantiles" in plan.family:
        return None
    try:
        agents = _Agents.of(tables, plan)
        columns = [*_columns(agents, tables, plan, outcomes, tiers, draws)]
    except EffectsError:
        return None
    return step_down(np.column_stack(columns)) if columns else None


@dataclass(frozen=True, slots=True)
class _Agents:
    """Everybody in the two arms, who can be assigned again."""

    names: dict[str, int]
    permutation: BlockPermutation

    @classmethod
    def of(cls, tables: Tables, plan: AnalysisPlan) -> "_Agents":
        sample = sample_for(tables, plan, plan.contrasts[0], plan.primary.name)
        treated = sample.frame.groupby("agent")["treated" if _has(sample) else "treat"].first()
        names = [str(agent) for agent in treated.index]
        permutation = BlockPermutation(
            np.arange(len(names)),
            np.ones(len(names)),
            treated.to_numpy(dtype=np.float64),
            blocks_of(names, tables),
        )
        return cls({name: place for place, name in enumerate(names)}, permutation)

    def draws(self, count: int) -> Numbers:
        """Each agent's assignment less what was to be expected of it, the real one first."""
        drawn = self.permutation.draw(np.random.default_rng(_SEED), count)
        every = np.vstack([self.permutation.assigned, drawn])
        centred: Numbers = every - self.permutation.expected
        return centred


def _has(sample: Sample) -> bool:
    return "treated" in sample.frame.columns


def _columns(
    agents: _Agents,
    tables: Tables,
    plan: AnalysisPlan,
    outcomes: Sequence[OutcomeEffect],
    tiers: Sequence[TierEffects],
    draws: int,
) -> Iterator[Numbers]:
    centred = agents.draws(draws)
    for each in outcomes:
        if each.effect.p_value is not None:
            sample = sample_for(tables, plan, each.contrast, each.effect.outcome)
            yield np.abs(_Score.of(sample, agents, tables, plan).ratio(centred))
    for effects in tiers:
        sample = sample_for(tables, plan, effects.contrast, effects.outcome)
        yield from _of_tiers(sample, effects, agents, tables, plan, centred)


def _of_tiers(
    sample: Sample,
    effects: TierEffects,
    agents: _Agents,
    tables: Tables,
    plan: AnalysisPlan,
    centred: Numbers,
) -> Iterator[Numbers]:
    ratios, weights = [], []
    for tier in effects.tiers:
        if tier.itt.p_value is not None:
            rows = sample.frame[sample.frame["tier"] == tier.tier]
            own = Sample(rows, sample.outcome, sample.fixed_effects, sample.controls, sample.design)
            score = _Score.of(own, agents, tables, plan)
            ratios.append(score.ratio(centred))
            weights.append(score.precision(centred))
            yield np.abs(ratios[-1])
    if effects.equal_effects.p_value is not None:
        ratio, weight = np.array(ratios), np.array(weights)
        yield (ratio**2).sum(axis=0) - (ratio * weight).sum(axis=0) ** 2 / (weight**2).sum(axis=0)


@dataclass(frozen=True, slots=True)
class _Score:
    """Sums of residuals by agent, and the sum of squares of the treatment's own."""

    sums: Numbers
    own: float

    @classmethod
    def of(cls, sample: Sample, agents: _Agents, tables: Tables, plan: AnalysisPlan) -> "_Score":
        rows, mechanism = randomised_rows(sample, tables, plan)
        known = rows.dropna(subset=[sample.outcome, *sample.controls])
        data = take(known, (sample.outcome, "treat", *sample.controls), sample.fixed_effects)
        absorbed = Absorption(data.labels, None, (), len(data))
        wanted = absorbed.residual(data.matrix((sample.outcome, "treat")))
        held = absorbed.residual(data.matrix(sample.controls))
        outcome, treat = partial_out(wanted, held).T
        exposure = np.ones(len(data)) if mechanism.exposure is None else known[mechanism.exposure]
        places = known["agent"].map(agents.names).to_numpy()
        weights = np.asarray(exposure, dtype=np.float64) * outcome
        sums: Numbers = np.bincount(places, weights, len(agents.names)).astype(np.float64)
        return cls(sums, float(treat @ treat))

    def ratio(self, centred: Numbers) -> Numbers:
        """The studentized statistic of each draw."""
        error = self._error(centred)
        ratio: Numbers = np.divide(
            centred @ self.sums, error, out=np.zeros(len(centred)), where=error > 0
        )
        return ratio

    def precision(self, centred: Numbers) -> Numbers:
        """One over the standard error of the effect in each draw."""
        return self.own / np.maximum(self._error(centred), 1e-300)

    def _error(self, centred: Numbers) -> Numbers:
        error: Numbers = np.sqrt(centred**2 @ self.sums**2)
        return error

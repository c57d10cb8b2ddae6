"""Outcomes that hardly vary: told as such, and tested by the assignment alone.

Where few agents ever have another value than the usual one, an estimate is far from normal, and
intervals of regressions are too short: with four events in all they reject twice as often as they
should. Repeating the assignment is exact then.
"""

from dataclasses import replace

from console.effects.analysis.assignment_blocks import blocks_of, randomised_rows
from console.effects.analysis.estimate import attempt, starts_of
from console.effects.data.bundle_tables import Tables
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import Sample
from console.effects.estimates import Estimate, Withheld
from console.effects.estimators.staggered_redraws import starts_test
from console.effects.randomization.randomization import randomization_test

FEW = 10
"""Agents with another value than the usual one, below which the outcome is called rare."""

_USUAL = 0.9
"""Share of rows with one value from which it is the usual one."""


def randomized(sample: Sample, tables: Tables, plan: AnalysisPlan) -> Estimate:
    """The effect with p-value and interval from repeating the study's own assignment.

    Raises:
        EffectsError: the sample can't answer; the text says why.
    """
    if sample.design == "delayed":
        panel = starts_of(sample)
        blocks = blocks_of(panel.agents, tables)
        return starts_test(panel, sample.outcome, blocks, ancova=sample.holds_before)
    rows, design = randomised_rows(sample, tables, plan)
    return randomization_test(
        rows,
        outcome=sample.outcome,
        treatment="treat",
        mechanism=design,
        fixed_effects=sample.fixed_effects,
        controls=sample.controls,
    )


def few_with_events(sample: Sample) -> int | None:
    """How many agents have another value than the usual one; null if they are not few."""
    rows = sample.used
    counts = rows[sample.outcome].value_counts()
    if counts.empty or counts.iloc[0] < _USUAL * len(rows):
        return None
    unusual = rows[rows[sample.outcome] != counts.index[0]]
    agents = int(unusual["agent"].nunique())
    return agents if agents < FEW else None


def rare_effect(
    sample: Sample, tables: Tables, plan: AnalysisPlan, agents: int
) -> Estimate | Withheld:
    """The effect on an outcome that is rare, with a note that says so."""
    counts = sample.used[sample.outcome].value_counts()
    rows = int(counts.iloc[1:].sum())
    note = (
        f"Only {agents} agent{'s' * (agents != 1)} ever {'have' if agents != 1 else 'has'} another "
        f"value than {counts.index[0]:g} ({rows:,} of {int(counts.sum()):,} rows): so few that the "
        "interval is that of repeating the assignment, and little can be learned."
    )
    found = attempt(sample.outcome, lambda: randomized(sample, tables, plan))
    return found if isinstance(found, Withheld) else replace(found, notes=(*found.notes, note))

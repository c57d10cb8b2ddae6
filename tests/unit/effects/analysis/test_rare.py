"""Outcomes that hardly vary are told as such and tested by repeating the assignment."""

from dataclasses import replace

import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.checks import checks
from console.effects.analysis.effect_results import OutcomeEffect
from console.effects.analysis.outcomes import outcome_effect
from console.effects.analysis.rare import few_with_events
from console.effects.data.bundle_tables import Tables
from console.effects.data.samples import Sample, sample_for

PLAN = made_studies.plan()
RATE = "retrial_rate"


def with_events(agents: int, seed: int = 1, rows: int = 1) -> Tables:
    """A study in which so many agents have a customer back, each on so many days with access."""
    tables = made_studies.tables(effect=0.0)
    days = tables.agent_days
    rng = np.random.default_rng(seed)
    rate = pd.Series(0.0, index=days.index)
    for agent in rng.choice(days["agent"].unique(), agents, replace=False):
        places = days.index[(days["agent"] == agent) & (days["period"] == 1)]
        rate[rng.choice(places, rows, replace=False)] = 0.1
    return made_studies.without(tables, retrial_rate=rate)


def sample(tables: Tables) -> Sample:
    """The rows of the rare outcome."""
    return sample_for(tables, PLAN, PLAN.contrasts[0], RATE)


def effect(tables: Tables) -> OutcomeEffect:
    """The effect on it."""
    planned = replace(PLAN.primary, measure=RATE)
    return outcome_effect(sample(tables), PLAN, PLAN.contrasts[0], planned, tables)


def test_few_events_are_counted_by_agent() -> None:
    """Ten agents are enough, and an outcome that varies on most days is never rare."""
    assert few_with_events(sample(with_events(4, rows=3))) == 4
    assert few_with_events(sample(with_events(10))) is None
    usual = sample_for(with_events(4), PLAN, PLAN.contrasts[0], "ln_duration")
    assert few_with_events(usual) is None


@pytest.mark.parametrize("agents", [1, 4])
def test_a_rare_outcome_is_told(agents: int) -> None:
    """Its p-value is that of repeating the assignment, and a note says on how few it rests."""
    found = effect(with_events(agents)).effect
    assert found.method is not None
    assert "randomization" in found.method
    assert any(each.startswith(f"Only {agents} agent") for each in found.notes)
    assert found.p_value is not None
    assert found.p_value > 0.05


def test_repeating_the_assignment_is_given_for_few_agents() -> None:
    """With eight in an arm regressions are withheld, and randomization inference is not."""
    first, *others = checks(made_studies.tables(agents=16), replace(PLAN, strata=()))
    assert first.way == "randomization inference"
    assert first.effect.p_value is not None
    assert others[0].effect.withheld is not None

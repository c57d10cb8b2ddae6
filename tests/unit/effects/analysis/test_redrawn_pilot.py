"""How precise a study will be, by redrawing a pilot."""

from dataclasses import replace

import made_assignments
import made_studies
import numpy as np
import pandas as pd
import pytest

from console.effects.analysis.estimate import estimated
from console.effects.analysis.redrawn_pilot import redrawn, untreated
from console.effects.data.plan import AnalysisPlan
from console.effects.data.samples import sample_for
from console.effects.errors import EffectsError
from console.effects.sample_size.power import Variation

OUTCOME = "ln_duration"


def test_a_null_study_has_the_error_that_was_promised() -> None:
    """A pilot without any effect says what the study's own estimator then says of its error."""
    tables, plan = made_studies.tables(effect=0.0), replace(made_studies.plan(), strata=())
    found = redrawn(tables.agent_days, plan, OUTCOME, share=0.5)
    own = estimated(sample_for(tables, plan, plan.contrasts[0], OUTCOME)).std_error
    assert (found.agents, found.days, found.planned) == (60, 20, 20)
    assert found.std_error == pytest.approx(own, rel=0.1)
    assert found.of_one == pytest.approx(found.std_error * 60**0.5)
    assert found.put_into(Variation(sigma=1, icc=0, days=1)).pilot_dof == 59


def test_the_estimator_counts() -> None:
    """Where agents' levels drift, the change from before has a larger error than the ancova."""
    tables, plan = made_studies.tables(effect=0.0), made_studies.plan()
    days = tables.agent_days
    changes = np.random.default_rng(1).normal(0, 0.3, (days["agent"].nunique(), 2))
    drifted = days.assign(
        ln_duration=days[OUTCOME] + changes[pd.factorize(days["agent"])[0], days["period"]]
    )
    errors = [
        redrawn(drifted, _with(plan, each), OUTCOME, share=0.5).std_error
        for each in ("ancova", "difference")
    ]
    assert errors[0] < errors[1]


def _with(plan: AnalysisPlan, estimator: str) -> AnalysisPlan:
    return replace(plan, estimator=estimator)  # type: ignore[arg-type]  # one of three words


def test_delayed_starts_are_redrawn_too() -> None:
    """Its arms' starts are as far into the pilot as they are into the study."""
    plan = made_assignments.delayed()[1]
    days = made_studies.tables(60, 24, effect=0.0).agent_days
    found = redrawn(days, plan, OUTCOME, share=0.5)
    assert found.std_error > 0
    assert found.planned == 24


def test_a_short_pilot_says_so() -> None:
    """Half of the study's days are cut where the study is."""
    plan = made_studies.plan()
    found = redrawn(made_studies.tables(days=10).agent_days, plan, OUTCOME, share=0.5)
    assert (found.days, found.planned) == (10, 20)


def test_only_days_without_it_count() -> None:
    """Those of the untreated, or where these are few, everybody's before."""
    days = made_studies.tables().agent_days
    assert set(untreated(days)["treated"]) == {0}
    few = days[(days["treated"] == 1) | (days["agent"] == "agent-0")]
    assert set(untreated(few)["period"]) == {0}
    assert untreated(few)["agent"].nunique() == 31


def test_a_pilot_of_one_day_is_refused() -> None:
    """Nothing can be compared in it."""
    days = made_studies.tables().agent_days
    with pytest.raises(EffectsError, match="two days are the least"):
        redrawn(days[days["day"] == days["day"].min()], made_studies.plan(), OUTCOME, share=0.5)

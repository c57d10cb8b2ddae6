"""How a study's design goes into its power."""

from typing import Any

import pytest
from studies import PERIODS, TWO_ARMS, arms, study

from console.effects.errors import EffectsError
from console.workflows.sample_size import Power, power_of

RATING = [{"measure": "rating", "primary": True}]


def power(unit: str = "agent", **changed: Any) -> Power:  # noqa: ANN401 - parts of any kind
    """The power of a study of ratings with a time before."""
    changed = {"outcomes": RATING, "periods": PERIODS, **changed}
    return power_of(study(unit, **changed), agents=300)


def at_300(found: Power) -> float:
    """The minimal detectable effect of 300 agents."""
    return next(point.mde for point in found.points if point.agents == 300)


def test_uneven_arms_find_less() -> None:
    """With a share of P the effect that is found grows as 1/√(P(1-P))."""
    even, uneven = at_300(power(arms=arms(0.5, 0.5))), at_300(power(arms=arms(0.1, 0.9)))
    assert uneven / even == pytest.approx((0.25 / 0.09) ** 0.5)


@pytest.mark.parametrize("access", [True, False])
def test_where_a_guardrail_is_drawn_its_share_counts(access: bool) -> None:
    """With one arm for all, the comparison is of those who drew it and those who did not."""
    arm = {"name": "all", "access": access, "share": 1.0}
    rule = {"name": "read", "policy": "read_first", "share": 0.25}
    assert power(arms=[arm], guardrails=[rule]).aim.share == 0.25


def test_where_all_arms_have_access_the_first_ones_share_counts() -> None:
    """Arms may differ in when it starts only."""
    rows = [{**arm, "access": True, "start": "2026-03-18"} for arm in TWO_ARMS]
    rows[1]["start"] = "2026-03-25"
    found = power("delayed", arms=rows)
    assert found.aim.share == 0.5
    assert "delayed starts" in found.notes[0]


@pytest.mark.parametrize("unit", ["chat", "shift", "session"])
def test_agents_who_are_compared_with_themselves_find_more(unit: str) -> None:
    """What lies between agents does not count then; that rows are days is noted."""
    found = power(unit)
    assert at_300(found) < at_300(power())
    assert f"while {unit}s are randomised" in found.notes[0]


def test_the_papers_numbers_are_of_a_study_with_a_time_before() -> None:
    """A study that has none is told."""
    assert power().notes == ()
    assert "four weeks before" in power(periods=()).notes[0]


def test_logarithms_go_by_the_papers_names() -> None:
    """It published ln_duration, which a study may have written as the logarithm of seconds."""
    ln = [{"measure": "duration_s", "scale": "ln", "primary": True}]
    named = [{"measure": "ln_duration", "primary": True}]
    assert at_300(power(outcomes=ln)) == at_300(power(outcomes=named))
    with pytest.raises(EffectsError, match="the paper says nothing of 'switches_in'"):
        power(outcomes=[{"measure": "switches_in", "primary": True}])

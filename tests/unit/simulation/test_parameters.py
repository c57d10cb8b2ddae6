"""Which experiments can be, and what is said of those that can't."""

import math
from typing import Any

import pytest

from console.simulation import published
from console.simulation.errors import SimulationError
from console.simulation.model import simulate
from console.simulation.parameters import EFFECTS, Noise, preset

IMPOSSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"agents": 1}, "fewer than the arms"),
    ({"agents": 3, "tiers": 4}, "4 tiers of 3 agents"),
    ({"tiers": 0}, "0 tiers"),
    ({"days": 3}, "too few"),
    ({"agents": 1_000_000}, "don't fit into memory"),
    ({"seed": -1}, "seed is -1"),
    ({"rho": 1.0}, "rho is 1"),
    ({"rho": math.nan}, "rho is nan"),
    ({"icc": 1.0}, "icc is 1"),
    ({"icc": -0.1}, "icc is -0.1"),
    ({"noise_times": -1.0}, "noise is -1.0"),
    ({"noise_times": math.nan}, "noise is nan"),
    ({"usage": math.nan}, "usage is nan"),
    ({"usage": 0.05}, "between always"),
    ({"usage": 0.95}, "between always"),
    ({"never": 0.9, "always": 0.2}, "nobody in between"),
    ({"effects": {"rating": math.inf}}, "the effect rating is inf"),
    ({"effects": {"ln_duration": math.nan}}, "the effect ln_duration is nan"),
    ({"effects": {"dissatisfaction_rate": -0.1}}, "follows from rating"),
    ({"effects": {"happiness": 1.0}}, "no effect is called happiness"),
]


@pytest.mark.parametrize(("changed", "told"), IMPOSSIBLE)
def test_an_impossible_experiment_is_refused(changed: dict[str, Any], told: str) -> None:
    """Wrong sizes, shares, correlations, variances and effects each get a sentence of their own."""
    with pytest.raises(SimulationError, match=told):
        preset("paper", **changed)


@pytest.mark.parametrize("share", [0.0, 1.0, 0.001])
def test_a_share_that_leaves_an_arm_empty_is_refused(share: float) -> None:
    """With so few agents nobody would be treated, or everybody."""
    with pytest.raises(SimulationError, match="leaves an arm without any"):
        simulate(preset("paper", agents=10, treated=share))


def test_the_presets_differ_in_effects_alone() -> None:
    """Without effects everything else is as in the field experiment."""
    paper, null = preset("paper"), preset("null")
    assert set(null.effects.values()) == {0.0}
    assert (paper.usage, paper.rho, paper.agents) == (null.usage, null.rho, null.agents)
    assert paper.effects["rating"] == published.EFFECTS["rating"].late
    assert set(paper.effects) == set(EFFECTS)


def test_a_share_between_agents_keeps_the_variance() -> None:
    """The intraclass correlation moves variance between agents and days, and adds none."""
    noise = Noise(0.3, 0.1, 0.4).split(0.75)
    assert noise.agent**2 == pytest.approx(0.75 * 0.25)
    assert noise.drift**2 == pytest.approx(0.25 * 0.25)
    assert noise.day == 0.1

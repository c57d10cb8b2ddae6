"""Names that a person takes for one another are one name."""

import pytest

from console.domain.lookalikes import skeleton


@pytest.mark.parametrize(
    "name",
    ["robin", "ROBIN ", "R0bin", "Rоbin", "Rοbin", "Rob\u200bin", "Röbin", "Ｒobin", "Robın"],
)
def test_robin_is_robin(name: str) -> None:
    """Capitals, digits, other scripts, accents and invisible letters make nobody else."""
    assert skeleton(name) == skeleton("Robin")


@pytest.mark.parametrize(
    ("one", "other"), [("1-12", "11-2"), ("a1", "a2"), ("王", "李"), ("…", "!?")]
)
def test_different_names_stay_different(one: str, other: str) -> None:
    """What a person can tell apart is two people."""
    assert skeleton(one) != skeleton(other)

"""Terms of studies that both those who run them and those who analyse them use."""

from typing import Literal

AssignmentUnit = Literal["agent", "chat", "shift", "delayed", "session"]
"""What is assigned to an arm; ``delayed`` are agents, each to the day on which they start."""

Better = Literal["higher", "lower"]
"""Which values of an outcome are for the better."""


def is_within_agents(unit: AssignmentUnit) -> bool:
    """Whether agents work in several arms, so that they are compared with themselves."""
    return unit in ("chat", "shift", "session")

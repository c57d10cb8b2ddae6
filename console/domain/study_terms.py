"""Terms of studies that both those who run them and those who analyse them use."""

from typing import Literal

AssignmentUnit = Literal["agent", "chat", "shift", "delayed", "session"]
"""What is assigned to an arm; ``delayed`` are agents, each to the day on which they start."""

Estimator = Literal["ancova", "difference", "paper"]
"""How agents who were observed before the study are compared: on the days with access, holding each
agent's mean before constant; by the change from before, with a constant for each agent and day; or
by that with the day before's concurrency and customer tenure held constant, as in the paper."""

FamilyPart = Literal["outcomes", "tiers", "tiers of all outcomes", "quantiles"]
"""Tests that a study counts together besides that of its primary outcome: the other outcomes (and
arms); the primary outcome's effect in each tier and whether tiers differ; that of every outcome;
the primary outcome's quantiles."""

Looks = Literal["one", "spending", "any time"]
"""How often a study's primary effect is read: once, at the planned end; at looks over which the
level is spent; or whenever somebody likes, with an interval that holds at all times."""

Better = Literal["higher", "lower"]
"""Which values of an outcome are for the better."""


def is_within_agents(unit: AssignmentUnit) -> bool:
    """Whether agents work in several arms, so that they are compared with themselves."""
    return unit in ("chat", "shift", "session")

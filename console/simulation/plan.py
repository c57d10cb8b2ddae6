"""The study of a simulated experiment, as a study file states it, and its assignment."""

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import numpy as np

from console.simulation import published
from console.simulation.errors import SimulationError
from console.simulation.parameters import Parameters
from console.simulation.random_streams import BoolArray, IntArray
from console.study.assignment.permuted_blocks import ALGORITHM, BlockRandomization
from console.study.file.block_sizes import LARGEST_BLOCK
from console.study.file.design import Study

TREATED, CONTROL = "assistant", "control"
SALT = "simulated"
"""What is added to the seed when agents are assigned."""

_BLOCKS = 15
"""Blocks there are at least, if the share allows: else the last one, begun only, weighs much."""

_FIVE = ("lowest", "low", "middle", "high", "highest")

_TEXT = """\
# Written by `switchboard simulate`; truth.json beside it holds what an analysis should find.
format = 1
name = "simulated-{preset}"
title = "A simulated experiment"

[assignment]
unit = "agent"
seed = {seed}
block = {block}

[[arms]]
name = "{treated}"
access = true
share = {share!r}

[[arms]]
name = "{control}"
access = false
share = {rest!r}

[[periods]]
name = "before"
first = {first}
last = {eve}
access = false

[[periods]]
name = "treatment"
first = {began}
last = {last}
{tiers}
[[outcomes]]
measure = "issue_identification_s"
scale = "ln"
better = "lower"
primary = true

[[outcomes]]
measure = "duration_s"
scale = "ln"
better = "lower"

[[outcomes]]
measure = "dissatisfaction_rate"
better = "lower"

[[outcomes]]
measure = "rating"
better = "higher"

[[outcomes]]
measure = "retrial_rate"
better = "lower"

[[outcomes]]
measure = "unfounded_claims"
better = "lower"
"""

_TIERS = """
[tiers]
names = [{names}]
rule = "quantiles"
measure = "rating"
"""


@dataclass(frozen=True, slots=True)
class SimulatedStudy:
    """A study, the text of its file, and the first day of its data."""

    study: Study
    text: str
    first: date

    @property
    def mark(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SimulatedAssignment:
    """The assignment, one entry an agent in the order of enrolment."""

    treated: BoolArray
    block: IntArray
    method: str = ALGORITHM


def study_of(parameters: Parameters) -> SimulatedStudy:
    """The study file of an experiment."""
    first = published.BEGAN - timedelta(days=parameters.before)
    share = _share(parameters)
    names = ", ".join(f'"{name}"' for name in tier_names(parameters.tiers))
    text = _TEXT.format(
        preset=parameters.preset,
        seed=parameters.seed,
        block=share.denominator,
        treated=TREATED,
        control=CONTROL,
        share=float(share),
        rest=float(1 - share),
        first=first,
        eve=published.BEGAN - timedelta(days=1),
        began=published.BEGAN,
        last=first + timedelta(days=parameters.days - 1),
        tiers=_TIERS.format(names=names) if parameters.tiers > 1 else "",
    )
    return SimulatedStudy(Study.model_validate(tomllib.loads(text)), text, first)


def tier_names(tiers: int) -> tuple[str, ...]:
    """Names of this number of tiers, lowest first."""
    return _FIVE if tiers == 5 else tuple(f"tier_{n}" for n in range(1, tiers + 1))


def assign_agents(study: Study, agents: int) -> SimulatedAssignment:
    """Assign this number of agents as a real study assigns them.

    Raises:
        SimulationError: everybody is in one arm.
    """
    randomization = BlockRandomization(study, SALT)
    assigned = [randomization.assign_next(None, None) for _ in range(agents)]
    treated = np.array([each.arms[0] == TREATED for each in assigned])
    if treated.all() or not treated.any():
        raise SimulationError(
            "the assignment puts all agents into one arm; give more agents, another seed or share"
        )
    return SimulatedAssignment(treated, np.array([each.block for each in assigned], dtype=np.int64))


def _share(parameters: Parameters) -> Fraction:
    """The share of the treated, as one that whole blocks of assignments can have."""
    wanted = Fraction(parameters.treated)
    for largest in (parameters.agents // _BLOCKS, parameters.agents):
        share = wanted.limit_denominator(min(max(largest, 2), LARGEST_BLOCK))
        if 0 < share < 1:
            return share
    raise SimulationError(
        f"a share of {parameters.treated} of {parameters.agents} agents leaves an arm without any; "
        "change the share or give more agents"
    )

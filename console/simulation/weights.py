"""How much each agent-day counts in a regression with agent and day effects.

The coefficient of ``treat`` in such a regression is a weighted sum of the outcome; with the weights
at hand, what it estimates follows from the effects alone, without any noise.
"""

from dataclasses import dataclass

import numpy as np

from console.simulation.random_streams import BoolArray, IntArray, Numbers

_ROUNDS = 2_000
_EXACT = 1e-11


@dataclass(frozen=True, slots=True)
class TreatmentWeights:
    """``treat`` without what agents, days and controls explain; rows outside a sample have 0."""

    values: Numbers

    @property
    def any(self) -> bool:
        """Whether there is anything to compare."""
        return bool(np.square(self.values).sum() > 1e-9)

    def coefficient(self, outcome: Numbers) -> float:
        """The coefficient of ``treat`` for an outcome."""
        return float(self.values @ outcome / np.square(self.values).sum())


def weights(
    treat: BoolArray,
    controls: tuple[Numbers, ...],
    agent: IntArray,
    day: IntArray,
    sample: BoolArray,
) -> TreatmentWeights:
    """The weights in a sample; ``controls`` are numbers there."""
    values = np.zeros(len(treat))
    if sample.any():
        columns = [treat.astype(np.float64)[sample], *(each[sample] for each in controls)]
        within = _within(np.column_stack(columns), agent[sample], day[sample])
        others = within[:, 1:]
        values[sample] = within[:, 0] - others @ np.linalg.lstsq(others, within[:, 0])[0]
    return TreatmentWeights(values)


def _within(columns: Numbers, agent: IntArray, day: IntArray) -> Numbers:
    """Columns without agents' and days' means, taken off in turn until nothing is left to take."""
    for _ in range(_ROUNDS):
        before = columns
        columns = _centred(_centred(columns, agent), day)
        if np.abs(columns - before).max() < _EXACT:
            break
    return columns


def _centred(columns: Numbers, group: IntArray) -> Numbers:
    count = np.maximum(np.bincount(group), 1)
    means = [np.bincount(group, column) / count for column in columns.T]
    return columns - np.column_stack(means)[group]

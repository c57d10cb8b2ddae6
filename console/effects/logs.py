"""Logarithms of measures that a study compares on that scale."""

import numpy as np

from console.effects.catalogue import known
from console.effects.tables import Frame


def with_outcome(frame: Frame, outcome: str) -> Frame:
    """The frame with the outcome as a column, null throughout if it was never measured."""
    if outcome in frame.columns:
        return frame
    levels = [name for name in (level_of(outcome), f"{outcome[3:]}_s") if name in frame.columns]
    if not levels or not outcome.startswith("ln_"):
        return frame.assign(**{outcome: np.nan})
    return frame.assign(**{outcome: ln(frame[levels[0]])})


def ln(values: Frame) -> Frame:
    """Natural logarithms, null where there is none."""
    numbers = values.astype(float)
    return np.log(numbers.where(numbers > 0))


def level_of(outcome: str) -> str | None:
    """The measure whose logarithm the outcome is, null if it is none."""
    return known(outcome).level or (outcome[3:] if outcome.startswith("ln_") else None)

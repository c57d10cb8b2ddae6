"""Logarithms of measures that a study compares on that scale."""

import numpy as np
import pandas as pd

from console.effects.data.bundle_tables import Frame
from console.effects.data.outcome_catalogue import levels_of
from console.effects.linear.numeric_rows import is_numeric


def with_outcome(frame: Frame, outcome: str) -> Frame:
    """The frame with the outcome as a column of numbers, null throughout if there are none."""
    if outcome in frame.columns:
        return frame if is_measured(frame[outcome]) else frame.assign(**{outcome: np.nan})
    levels = [name for name in levels_of(outcome) if name in frame.columns]
    if not levels:
        return frame.assign(**{outcome: np.nan})
    return frame.assign(**{outcome: ln(frame[levels[0]])})


def is_measured(values: pd.Series) -> bool:
    """Whether a column holds numbers, and not words, times or nothing."""
    return is_numeric(values) and bool(values.notna().any())


def ln(values: pd.Series) -> "pd.Series[float]":
    """Natural logarithms, null where there is none."""
    numbers = values.astype(float)
    return numbers.where(numbers > 0).transform(np.log)

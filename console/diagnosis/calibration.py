"""Turns scores into calibrated probabilities, and finds the threshold above which a guess is sure.

Both are chosen on the scores that examples get while they are left out of the training.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from console.diagnosis.features import Numbers

RIGHT_WHEN_SURE = 0.85
"""Of the diagnoses that count as sure, at least this share is to be right."""

_USUAL = 8.0
_USUAL_COUNT = 20.0
"""The inverse temperature without examples to choose it by, and how many outweigh it."""

_LOWEST, _HIGHEST = 0.4, 0.9


@dataclass(frozen=True, slots=True)
class Calibration:
    """The softmax's inverse temperature, and the lowest probability of a guess that is sure."""

    inverse_temperature: float
    threshold: float

    def probabilities(self, scores: Numbers) -> Numbers:
        """One row of probabilities per row of scores."""
        return _softmax(scores * np.float32(self.inverse_temperature))


def calibrate(scores: Numbers, counts: Numbers) -> Calibration:
    """Choose by ``scores`` of unseen examples; ``counts`` is how often each was of which class."""
    totals = counts.sum(axis=0)
    # A class with one example can't be known once that is left out, so it shows nothing.
    usable = counts[:, totals > 1].sum(axis=1) > 0
    if scores.shape[1] < 2 or not usable.any():
        return Calibration(_USUAL, _HIGHEST)
    scores, counts = scores[usable], counts[usable]

    def loss(log_inverse_temperature: float) -> float:
        likely = _softmax(scores * np.float32(np.exp(log_inverse_temperature)))
        surprise = -float((counts * np.log(np.maximum(likely, 1e-9))).sum())
        return surprise + _USUAL_COUNT * float(log_inverse_temperature - np.log(_USUAL)) ** 2

    best = minimize_scalar(loss, bounds=(0.0, np.log(60.0)), method="bounded")
    inverse_temperature = float(np.exp(best.x))
    return Calibration(
        inverse_temperature, _threshold(_softmax(scores * np.float32(inverse_temperature)), counts)
    )


def _threshold(probabilities: Numbers, counts: Numbers) -> float:
    """The lowest probability above which enough of the first guesses are right."""
    first = probabilities.argmax(axis=1)
    rows = np.arange(len(first))
    top = probabilities[rows, first]
    order = np.argsort(-top, kind="stable")
    right = np.cumsum(counts[rows, first][order])
    share = right / np.cumsum(counts.sum(axis=1)[order])
    enough = np.flatnonzero(share >= RIGHT_WHEN_SURE)
    lowest = float(top[order][enough[-1]]) if enough.size else _HIGHEST
    return min(max(lowest, _LOWEST), _HIGHEST)


def _softmax(scores: Numbers) -> Numbers:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    probabilities: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return probabilities

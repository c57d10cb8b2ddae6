"""Scores become probabilities, and a guess is sure only if such guesses proved right."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from console.diagnosis.calibration import RIGHT_WHEN_SURE, Calibration, calibrate
from console.diagnosis.features import Numbers

SCORES = arrays(
    np.float32, st.tuples(st.integers(1, 6), st.integers(1, 5)), elements=st.floats(-2, 2, width=32)
)


def graded(rows: int, classes: int, rng: np.random.Generator, noise: float) -> tuple[Numbers, ...]:
    """Scores that are highest for the right class, but for noise, and the counts to grade them."""
    counts = np.eye(classes, dtype=np.float32)[np.arange(rows) % classes]
    scores = counts + rng.normal(0, noise, counts.shape).astype(np.float32)
    return scores.astype(np.float32), counts


@given(SCORES, st.floats(0.1, 60))
def test_each_row_is_a_distribution_in_the_order_of_the_scores(
    scores: Numbers, inverse_temperature: float
) -> None:
    """It sums to 1, no part is negative, and a higher score is never less probable."""
    rows = Calibration(inverse_temperature, 0.5).probabilities(scores)
    assert rows.sum(axis=1) == pytest.approx(np.ones(len(rows)), abs=1e-5)
    assert (rows >= 0).all()
    for row, score in zip(rows, scores, strict=True):
        assert (np.diff(row[np.argsort(score, kind="stable")]) >= 0).all()


@given(SCORES.filter(lambda scores: scores.shape[1] > 1), st.floats(0.0, 2.0))
def test_a_higher_score_is_more_probable(scores: Numbers, more: float) -> None:
    """The probability of a class rises with its own score, whatever the others have."""
    calibration = Calibration(8.0, 0.5)
    raised = scores.copy()
    raised[:, 0] += np.float32(more)
    before, after = calibration.probabilities(scores), calibration.probabilities(raised)
    assert (after[:, 0] >= before[:, 0] - 1e-6).all()
    assert (after[:, 1:] <= before[:, 1:] + 1e-6).all()


def test_good_scores_make_probabilities_steeper_than_poor_ones() -> None:
    """What is right more often may be believed sooner."""
    rng = np.random.default_rng(1)
    good = calibrate(*graded(200, 4, rng, noise=0.2))
    poor = calibrate(*graded(200, 4, rng, noise=2.0))
    assert good.inverse_temperature > poor.inverse_temperature
    assert good.threshold < poor.threshold


@pytest.mark.parametrize("noise", [0.3, 0.6, 1.0])
def test_guesses_that_are_sure_were_right_often_enough(noise: float) -> None:
    """Of the examples it was chosen on, at the least, unless none was good enough."""
    scores, counts = graded(400, 5, np.random.default_rng(2), noise)
    calibration = calibrate(scores, counts)
    rows = calibration.probabilities(scores)
    sure = rows.max(axis=1) >= calibration.threshold
    right = rows.argmax(axis=1) == counts.argmax(axis=1)
    assert not sure.any() or right[sure].mean() >= RIGHT_WHEN_SURE


def test_probabilities_are_about_as_often_right_as_they_say() -> None:
    """The mean probability of the first guess is near the share of first guesses that are right."""
    scores, counts = graded(2000, 5, np.random.default_rng(3), 0.7)
    rows = calibrate(scores, counts).probabilities(scores)
    right = rows.argmax(axis=1) == counts.argmax(axis=1)
    assert rows.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.05)


@pytest.mark.parametrize(
    "counts",
    [np.eye(3, dtype=np.float32), np.full((3, 1), 2, dtype=np.float32)],
    ids=["one example each", "one class"],
)
def test_what_shows_nothing_leaves_the_usual_calibration(counts: Numbers) -> None:
    """One example of a class can't be tested when left out, and one class has no rival."""
    calibration = calibrate(np.zeros_like(counts), counts)
    assert (calibration.inverse_temperature, calibration.threshold) == (8.0, 0.9)


def test_a_few_examples_move_the_calibration_little() -> None:
    """Four that happen to be right are no reason to be much surer than usual."""
    few = calibrate(*graded(4, 2, np.random.default_rng(4), 0.1))
    many = calibrate(*graded(400, 2, np.random.default_rng(4), 0.1))
    assert abs(few.inverse_temperature - 8.0) < abs(many.inverse_temperature - 8.0)

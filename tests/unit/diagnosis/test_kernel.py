"""Kernel ridge regression, against scikit-learn's and against plain dense algebra."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import sparse
from sklearn.kernel_ridge import KernelRidge

from console.diagnosis.features import Numbers
from console.diagnosis.kernel import GAMMA, RIDGE, WORDS_SHARE, solve

Doubles = NDArray[np.float64]
Data = tuple[sparse.csr_matrix, Numbers, Numbers, Numbers]


def unit(rows: Numbers) -> Numbers:
    """Rows of length 1."""
    scaled: Numbers = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return scaled


def data(seed: int, examples: int, counts: list[int] | None = None) -> Data:
    """Words, embeddings, targets of three classes, and how many examples each row stands for."""
    rng = np.random.default_rng(seed)
    words = np.abs(rng.normal(size=(examples, 12))) * (rng.random((examples, 12)) < 0.5) + 1e-3
    rows = sparse.csr_matrix(unit(words.astype(np.float32)))
    vectors = unit(rng.normal(size=(examples, 5)).astype(np.float32))
    targets = rng.normal(size=(examples, 3)).astype(np.float32)
    times = np.array(counts or [1] * examples, dtype=np.float32)
    return rows, vectors, targets, times


def dense_kernel(left: Data, right: Data, *, embedded: bool) -> Doubles:
    """Its definition, written out."""
    words: Doubles = (left[0] @ right[0].T).toarray().astype(float)
    if not embedded:
        return words
    distances = ((left[1][:, None, :].astype(float) - right[1][None]) ** 2).sum(axis=2)
    kernel: Doubles = WORDS_SHARE * words + (1 - WORDS_SHARE) * np.exp(-GAMMA * distances)
    return kernel


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 4), min_size=2, max_size=15), st.booleans())
def test_scores_are_those_of_scikit_learn(seed: int, counts: list[int], embedded: bool) -> None:
    """For texts it has learnt from and for others, weighed by how often each came."""
    known, new = data(seed, len(counts), counts), data(seed + 1, 6)
    solution = solve(known[0], known[1] if embedded else None, known[2], known[3])
    ridge = KernelRidge(alpha=RIDGE, kernel="precomputed")
    ridge.fit(dense_kernel(known, known, embedded=embedded), known[2], sample_weight=known[3])
    expected = ridge.predict(dense_kernel(new, known, embedded=embedded))
    scores = solution.scores(new[0], new[1] if embedded else None)
    assert scores == pytest.approx(expected, abs=2e-3)


@pytest.mark.parametrize("embedded", [False, True])
def test_unseen_scores_are_those_of_learning_without_the_example(embedded: bool) -> None:
    """Each example left out in turn, and everything learnt anew."""
    known = data(5, 10)
    solution = solve(known[0], known[1] if embedded else None, known[2], known[3])
    for at in range(10):
        rest = np.flatnonzero(np.arange(10) != at)
        vectors = known[1][rest] if embedded else None
        without = solve(known[0][rest], vectors, known[2][rest], known[3][rest])
        left_out = without.scores(known[0][[at]], known[1][[at]] if embedded else None)
        assert solution.leave_one_out[at] == pytest.approx(left_out[0], abs=2e-3)


def test_one_of_several_equal_examples_leaves_the_others() -> None:
    """The score without it is what the others make it: the same."""
    known = data(6, 5, [3, 1, 2, 1, 1])
    solution = solve(known[0], known[1], known[2], known[3])
    seen = solution.scores(known[0], known[1])
    assert solution.leave_one_out[[0, 2]] == pytest.approx(seen[[0, 2]], abs=1e-3)
    assert np.abs(solution.leave_one_out[[1, 3]] - seen[[1, 3]]).max() > 1e-2


def test_what_was_learnt_with_embeddings_answers_without_them() -> None:
    """By its words alone, which then count as they did."""
    known = data(7, 8)
    solution = solve(known[0], known[1], known[2], known[3])
    assert solution.scores(known[0], None) == pytest.approx(
        known[0] @ solution.word_coefficients, abs=1e-6
    )


def test_the_more_often_an_example_comes_the_more_it_counts() -> None:
    """Its own target is met more closely."""
    distances = []
    for times in (1, 2, 20):
        known = data(8, 6, [times, 1, 1, 1, 1, 1])
        seen = solve(known[0], None, known[2], known[3]).scores(known[0], None)
        distances.append(float(np.abs(seen[0] - known[2][0]).max()))
    assert distances == sorted(distances, reverse=True)


def test_a_matrix_that_is_not_positive_definite_is_an_error() -> None:
    """As it would be with counts below zero; no diagnosis comes of it."""
    rows, _, targets, counts = data(9, 3)
    with pytest.raises(ArithmeticError, match="contradict"):
        solve(rows, None, targets, -0.05 * counts)

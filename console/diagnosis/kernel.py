"""Kernel ridge regression over the words that two texts share and the distance of their embeddings.

With as few examples as a site has, this beats a linear SVM over the same features, is solved in one
step without randomness, and gives the score of each example as if it had been left out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy import sparse
from scipy.linalg import get_lapack_funcs

from console.diagnosis.features import Numbers

LapackRoutine = Callable[..., tuple[Numbers, int]]
"""Takes a matrix and options, gives a matrix and a code that is 0 after success."""

WORDS_SHARE = 0.3
"""The weight of shared words; embeddings have the rest."""

GAMMA = 2.0
"""The kernel's gamma: how quickly similarity falls with the squared distance of embeddings."""

RIDGE = 0.1
"""The regularisation of one example."""


@dataclass(frozen=True, slots=True)
class Solution:
    """What was learnt, to score the classes of any text.

    ``leave_one_out`` are the scores that each example would get if it were not trained on.
    """

    word_coefficients: Numbers
    embedding_coefficients: Numbers
    vectors: Numbers | None
    leave_one_out: Numbers

    def scores(self, rows: sparse.csr_matrix, vectors: Numbers | None) -> Numbers:
        """One row of scores per text. ``vectors`` are needed if there were any to learn from."""
        by_word: Numbers = np.asarray(rows @ self.word_coefficients, dtype=np.float32)
        if self.vectors is None or vectors is None:
            return by_word
        by_embedding: Numbers = _rbf_kernel(vectors, self.vectors) @ self.embedding_coefficients
        return by_word + by_embedding


def solve(
    rows: sparse.csr_matrix, vectors: Numbers | None, targets: Numbers, counts: Numbers
) -> Solution:
    """Fit ``targets``, one row per example, of which each stands for ``counts`` equal ones."""
    share = 1.0 if vectors is None else WORDS_SHARE
    kernel = np.float32(share) * (rows @ rows.T).toarray().astype(np.float32)
    if vectors is not None:
        kernel += np.float32(1 - share) * _rbf_kernel(vectors, vectors)
    kernel.flat[:: len(counts) + 1] += np.float32(RIDGE) / counts
    inverse = _inverse(kernel)
    alpha: Numbers = inverse @ targets
    return Solution(
        word_coefficients=np.asarray(share * (rows.T @ alpha), dtype=np.float32),
        embedding_coefficients=np.float32(1 - share) * alpha,
        vectors=vectors,
        leave_one_out=targets - alpha / _held_out(inverse, counts)[:, None],
    )


def _held_out(inverse: Numbers, counts: Numbers) -> Numbers:
    """What the residual is divided by, to leave out one of ``counts`` equal examples.

    A single example is left out wholly. Of several, the others remain, and the prediction with it.
    """
    diagonal = inverse.diagonal()
    divisors: Numbers = np.where(counts > 1, counts / np.float32(RIDGE), diagonal)
    return divisors


def _rbf_kernel(left: Numbers, right: Numbers) -> Numbers:
    """The Gaussian kernel: 1 for equal embeddings, falling with the distance.

    All vectors have unit length, so the squared distance is 2 minus twice the product.
    """
    kernel: Numbers = left @ right.T
    kernel -= 1
    kernel *= 2 * GAMMA
    np.exp(kernel, out=kernel)
    return kernel


def _inverse(matrix: Numbers) -> Numbers:
    """The inverse of a positive definite matrix, which is overwritten."""
    routines = get_lapack_funcs(("potrf", "potri"), (matrix,))
    potrf, potri = cast("list[LapackRoutine]", routines)  # two names bring a list of two
    factor, failed = potrf(matrix.T, lower=True, overwrite_a=True, clean=False)
    if failed:
        raise ArithmeticError(f"the examples contradict each other in row {failed}")
    inverse, _ = potri(factor, lower=True, overwrite_c=True)
    symmetric: Numbers = np.tril(inverse)
    symmetric += np.tril(inverse, -1).T
    return symmetric

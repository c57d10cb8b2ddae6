"""Classifies a customer's words by issue, after learning from examples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from console.diagnosis.calibration import Calibration, calibrate
from console.diagnosis.evidence import spans
from console.diagnosis.features import Numbers, TermWeights, has_content_words, same_words
from console.diagnosis.kernel import Solution, solve
from console.diagnosis.protocol import Example

MOST_EXAMPLES = 12_000
"""Different texts that are learnt from; time and memory grow faster than their number."""


@dataclass(frozen=True, slots=True)
class IssueProbabilities:
    """The likeliest issues with their probabilities, best first; see ``DiagnosisAnswer``."""

    guesses: tuple[tuple[str, float], ...]
    sure: bool
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Learnt:
    weights: TermWeights
    solution: Solution
    calibration: Calibration


class Classifier:
    """Learns when it is created; equal examples always give equal classifiers."""

    def __init__(self, examples: Sequence[Example], vectors: Numbers | None = None) -> None:
        """Learn from examples and, if given, the embeddings of their texts, row by row.

        Examples without words teach nothing. If too many are different, the first are left out.
        """
        self.issues = tuple(sorted({example.issue for example in examples}))
        groups = _grouped(examples)
        self._learnt = self._learn(examples, groups, vectors) if groups else None

    def _learn(
        self, examples: Sequence[Example], groups: list[list[int]], vectors: Numbers | None
    ) -> _Learnt:
        firsts = [group[0] for group in groups]
        number = {issue: at for at, issue in enumerate(self.issues)}
        counts = np.zeros((len(groups), len(self.issues)), dtype=np.float32)
        for row, group in enumerate(groups):
            for at in group:
                counts[row, number[examples[at].issue]] += 1
        texts = [examples[at].text for at in firsts]
        weights = TermWeights(texts)
        sizes: Numbers = counts.sum(axis=1)
        # Relative to each issue's share of the examples, so that a text like none of them scores 0.
        targets = counts / sizes[:, None] - counts.sum(axis=0) / counts.sum()
        solution = solve(
            weights.rows(texts), None if vectors is None else vectors[firsts], targets, sizes
        )
        return _Learnt(weights, solution, calibrate(solution.leave_one_out, counts))

    @property
    def threshold(self) -> float | None:
        """The lowest probability of a guess that is sure; none if nothing was learnt."""
        return self._learnt.calibration.threshold if self._learnt else None

    def probabilities(self, texts: Sequence[str], vectors: Numbers | None = None) -> Numbers:
        """One row per text, one column per issue of ``issues``."""
        if self._learnt is None:
            return np.zeros((len(texts), len(self.issues)), dtype=np.float32)
        rows = self._learnt.weights.rows(texts)
        scores = self._learnt.solution.scores(rows, vectors)
        return self._learnt.calibration.probabilities(scores)

    def read(self, text: str, vector: Numbers | None = None, most: int = 5) -> IssueProbabilities:
        """What a text is about; ``vector`` is its embedding, as one row."""
        if self._learnt is None or not same_words(text):
            return IssueProbabilities((), sure=False)
        learnt = self._learnt
        row = learnt.weights.rows([text])
        likely = learnt.calibration.probabilities(learnt.solution.scores(row, vector))[0]
        order = np.argsort(-likely, kind="stable")[:most]
        guesses = tuple((self.issues[at], min(float(likely[at]), 1.0)) for at in order)
        if len(order) < 2 or not has_content_words(text):
            return IssueProbabilities(guesses, sure=False)
        sure = guesses[0][1] >= learnt.calibration.threshold
        coefficients = learnt.solution.word_coefficients[row.indices][:, order]
        adds = row.data * (coefficients[:, 0] - coefficients[:, 1:].mean(axis=1))
        evidence = spans(text, dict(zip(row.indices, adds, strict=True)), learnt.weights)
        return IssueProbabilities(guesses, sure, evidence)


def _grouped(examples: Sequence[Example]) -> list[list[int]]:
    """The indices of examples with the same words, ordered by the last example of each group."""
    groups: dict[str, list[int]] = {}
    for at, example in enumerate(examples):
        words = same_words(example.text)
        if words:
            groups[words] = [*groups.pop(words, []), at]
    return list(groups.values())[-MOST_EXAMPLES:]

"""How well issues are recognised, how reliable the probabilities are, and how long it takes."""

import random
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from console.diagnosis.protocol import DiagnosisAnswer, DiagnosisQuestion, Example, Learn
from console.diagnosis.reader import DiagnosisModel
from console.domain.errors import UsageError
from console.evaluate.labelled import Labelled

BINS = 15


@dataclass(frozen=True, slots=True)
class DiagnosisReport:
    """What came out.

    ``ece`` is the expected calibration error of the first guess over 15 bins of equal width;
    ``ms_per_message`` a median. ``abstained`` is the share of messages about which it was not sure,
    ``accuracy_when_sure`` the accuracy on the others (none if there are none). The baseline is a
    linear SVM over weighted words, on the same split. A guess is right if it is one of a message's
    issues; ``unknown_issues`` are those it could not know, on which it can't be right.
    """

    learnt_from: int
    n: int
    issues: int
    embeddings: bool
    accuracy: float
    macro_f1: float
    ece: float
    ms_per_message: float
    learn_s: float
    abstained: float
    accuracy_when_sure: float | None
    baseline_accuracy: float
    baseline_macro_f1: float
    unknown_issues: tuple[str, ...]


def hold_out(
    messages: Sequence[Labelled], share: float, seed: int
) -> tuple[list[Labelled], list[Labelled]]:
    """Messages to learn from and, of each issue, about ``share`` to test with.

    An issue keeps at least one message to learn from.
    """
    rng = random.Random(seed)
    by_issue: dict[str, list[int]] = defaultdict(list)
    for at, message in enumerate(messages):
        by_issue[message.issues[0]].append(at)
    held: set[int] = set()
    for issue in sorted(by_issue):
        places = by_issue[issue]
        rng.shuffle(places)
        held.update(places[: min(round(len(places) * share), len(places) - 1)])
    kept = [message for at, message in enumerate(messages) if at not in held]
    return kept, [messages[at] for at in sorted(held)]


def evaluate(
    train: Sequence[Labelled], test: Sequence[Labelled], model: DiagnosisModel
) -> DiagnosisReport:
    """Have ``model`` learn from ``train`` and read ``test``, one message after the other.

    A message with several issues is an example of each.

    Raises:
        UsageError: there is nothing to test with.
    """
    if not test:
        raise UsageError("no message is left to test with; hold more out")
    examples = tuple(Example(text=m.text, issue=issue) for m in train for issue in m.issues)
    learnt = model.learn(Learn(examples=examples))
    answers, times = _read(test, model)
    guesses = [answer.guesses[0].issue if answer.guesses else "" for answer in answers]
    probabilities = [answer.guesses[0].probability if answer.guesses else 0.0 for answer in answers]
    right = np.array([guess in m.issues for guess, m in zip(guesses, test, strict=True)])
    sure = np.array([answer.sure for answer in answers])
    baseline = _baseline(examples, test)
    known = {example.issue for example in examples}
    return DiagnosisReport(
        learnt_from=learnt.examples,
        n=len(test),
        issues=learnt.issues,
        embeddings=learnt.embeddings,
        accuracy=float(right.mean()),
        macro_f1=macro_f1(test, guesses),
        ece=calibration_error(np.array(probabilities), right),
        ms_per_message=statistics.median(times) * 1e3,
        learn_s=learnt.ms / 1e3,
        abstained=float(1 - sure.mean()),
        accuracy_when_sure=float(right[sure].mean()) if sure.any() else None,
        baseline_accuracy=_accuracy(test, baseline),
        baseline_macro_f1=macro_f1(test, baseline),
        unknown_issues=tuple(sorted({i for m in test for i in m.issues} - known)),
    )


def calibration_error(probabilities: np.ndarray, right: np.ndarray) -> float:
    """The mean distance between the probabilities of guesses and the share of them that is right.

    Over bins of equal width, weighed by how many guesses are in each.
    """
    bins = np.minimum((probabilities * BINS).astype(int), BINS - 1)
    return float(
        sum(
            abs(right[bins == at].mean() - probabilities[bins == at].mean()) * (bins == at).mean()
            for at in np.unique(bins)
        )
    )


def macro_f1(test: Sequence[Labelled], guesses: Sequence[str]) -> float:
    """The mean over the issues of ``test`` of the harmonic mean of precision and recall.

    A message with several issues counts for the one that was guessed, or else for its first.
    """
    hits: dict[str, int] = defaultdict(int)
    actual: dict[str, int] = defaultdict(int)
    guessed: dict[str, int] = defaultdict(int)
    for message, guess in zip(test, guesses, strict=True):
        truth = guess if guess in message.issues else message.issues[0]
        hits[truth] += guess == truth
        actual[truth] += 1
        guessed[guess] += 1
    return statistics.fmean(2 * hits[each] / (actual[each] + guessed[each]) for each in actual)


def _read(
    test: Sequence[Labelled], model: DiagnosisModel
) -> tuple[list[DiagnosisAnswer], list[float]]:
    answers, times = [], []
    for at, message in enumerate(test):
        started = time.perf_counter()
        answers.append(model.read(DiagnosisQuestion(request=str(at), text=message.text)))
        times.append(time.perf_counter() - started)
    return answers, times


def _baseline(examples: Sequence[Example], test: Sequence[Labelled]) -> list[str]:
    """The guesses of a linear SVM over weighted words."""
    issues = [example.issue for example in examples]
    if len(set(issues)) < 2:
        return issues[:1] * len(test)
    words = TfidfVectorizer()
    machine = LinearSVC(random_state=0)
    machine.fit(words.fit_transform([example.text for example in examples]), issues)
    return [str(each) for each in machine.predict(words.transform([m.text for m in test]))]


def _accuracy(test: Sequence[Labelled], guesses: Sequence[str]) -> float:
    return statistics.fmean(g in m.issues for g, m in zip(guesses, test, strict=True))

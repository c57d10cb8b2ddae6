"""The customer's own words that speak most for a diagnosis."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np

from console.diagnosis.features import KINDS, SMALL_TALK, Numbers, TermWeights, Word, words_of

MOST_SPANS = 3
MOST_WORDS = 5
"""Words of one span."""

_WORTH = 0.4
"""A span is shown if its weight is at least this share of the best span's."""

_GROWS = 0.15
"""A span is extended by a word whose weight is at least this share of its best word's."""


def spans(text: str, adds: Mapping[int, float], weights: TermWeights) -> tuple[str, ...]:
    """Up to three stretches of ``text``, verbatim, in the order in which they stand there.

    ``adds`` is how much each of its features, by column, speaks for the diagnosis.
    """
    words = words_of(text)
    worth = _worth(words, adds, weights)
    chosen: list[tuple[int, int]] = []
    taken: set[int] = set()
    best = 0.0
    for seed in sorted(range(len(words)), key=lambda at: -worth[at]):
        if worth[seed] <= 0 or len(chosen) == MOST_SPANS:
            break
        if seed in taken:
            continue
        first, last = _grown(seed, worth, taken)
        weight = float(worth[first : last + 1].sum())
        best = max(best, weight)
        span = _trimmed(first, last, words)
        if weight >= _WORTH * best and span is not None:
            chosen.append(span)
        taken.update(range(first, last + 1))
    return tuple(text[words[first].start : words[last].end] for first, last in sorted(chosen))


def _trimmed(first: int, last: int, words: list[Word]) -> tuple[int, int] | None:
    """The stretch without small talk at its ends; none if it is nothing else."""
    content = [at for at in range(first, last + 1) if words[at].form not in SMALL_TALK]
    return (content[0], content[-1]) if content else None


def _grown(seed: int, worth: Numbers, taken: set[int]) -> tuple[int, int]:
    """The stretch around a word in which every word speaks for the diagnosis too."""
    first = last = seed
    while last - first + 1 < MOST_WORDS:
        sides = [at for at in (first - 1, last + 1) if 0 <= at < len(worth) and at not in taken]
        best = max(sides, key=lambda at: float(worth[at]), default=None)
        if best is None or worth[best] < _GROWS * worth[seed]:
            break
        first, last = min(first, best), max(last, best)
    return first, last


def _worth(words: list[Word], adds: Mapping[int, float], weights: TermWeights) -> Numbers:
    """The weight of each word: its share of what each feature adds that it is part of."""
    forms = [word.form for word in words]
    worth = np.zeros(len(words), dtype=np.float32)
    for kind, parts in enumerate(KINDS):
        places_of: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for part, first, last in parts(forms):
            column = weights.column(kind, part)
            if column is not None:
                places_of[column].append((first, last))
        for column, places in places_of.items():
            each = adds.get(column, 0.0) / len(places)
            for first, last in places:
                worth[first : last + 1] += each / (last - first + 1)
    return worth
